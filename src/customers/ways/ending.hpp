// Chats that end by themselves: temporary ones, and those in which nobody ever wrote.
#pragma once
#include "customers/ways/way.hpp"
#include <weft/customers/contacts.hpp>

namespace weft::customers {

/// Sees to it that somebody looks at chats that end then. It waits for who does so now, and so comes before the locks
/// of chats and loads.
void look_at_chats(db::Tx& tx, Time at);

/// A temporary chat ends no more by itself. False when it has ended in this moment.
bool keep_open(db::Tx& tx, const ConversationId& chat);
/// A relation that just began by a way ends when nobody writes in it in the company's time (Serving::silent_days),
/// unless the company's site knows the contact.
void watch_silence(db::Tx& tx, const Follow& follow);

/// Ends a temporary chat before its time, with its closing words: by who is in charge, or who manages its customers.
/// Raises conflict for one that does not end by itself, not_found.
void end_chat(db::Tx& tx, const api::Context& context, const ConversationId& chat, const EntranceParts& parts);

/// What the places in a greeting stand for, in this relation.
Places places_of(db::Tx& tx, const Follow& follow);

}  // namespace weft::customers
