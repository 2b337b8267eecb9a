// SQL of chats with customers.
#pragma once
#include <weft/conversations/types.hpp>
#include <weft/db/tx.hpp>

#include <span>
#include <vector>

namespace weft::conversations::store {

void set_customer(db::Tx& tx, const ConversationId& chat, const PrincipalId& customer);

/// Makes them participants who see the whole log and have read it up to the head; those who were in already only see
/// more. Returns who was not in.
std::vector<PrincipalId> seat(
    db::Tx& tx, const ConversationId& conversation, std::span<const PrincipalId> principals, Seq head,
    std::int64_t message_count);

/// `to` has read what `from` has, and no more.
void read_as_far_as(db::Tx& tx, const ConversationId& chat, const PrincipalId& to, const PrincipalId& from);

/// `to` becomes a participant as `from` is one: the same spans, read so far. Gives `to` unless it was in already, or
/// `from` is not.
std::vector<PrincipalId> take_place(
    db::Tx& tx, const ConversationId& conversation, const PrincipalId& from, const PrincipalId& to);

void reopen(db::Tx& tx, const ConversationId& chat);

}  // namespace weft::conversations::store
