// The words of a visitor: what its name may hold, and what the company allows to be said.
#pragma once
#include "customers/visits/visitor.hpp"
#include <weft/conversations/screening.hpp>

#include <string>

namespace weft::customers {

/// The first 50 characters of a name, without control characters, those that turn the direction of the text, and spaces
/// around it; empty when nothing of it is seen.
std::string clean_name(const std::string& text);

/// Raises content_blocked, naming the field, for what the company does not allow; it does not say which rule. Whom
/// nobody knows yet has no record that a hit could be kept with.
void screen_words(
    db::Tx& tx, conversations::Screen* screen, const std::optional<ContactId>& who, const std::string& field,
    const std::string& text);

/// The name and the message of who comes.
void screen_arrival(db::Tx& tx, conversations::Screen* screen, const Arrival& arrival, const StartVisit& in);

/// Writes what the visitor said with its first step into the chat; nothing when that is blank. It is screened already.
void say_first(db::Tx& tx, const ContactId& contact, const ConversationId& chat, const StartVisit& in);

}  // namespace weft::customers
