// Message bodies: what each kind takes, and how it is stored.
#pragma once
#include <weft/conversations/attachments.hpp>
#include <weft/conversations/types.hpp>
#include <weft/db/tx.hpp>

#include <string>

namespace weft::conversations {

/// Checks a body without the database and gives the JSON to store when nothing in it refers to anything;
/// nullopt when resolve_body has to look things up (reply, mentions, contact, forward). Raises invalid_argument with
/// the field path.
std::optional<std::string> plain_body(MessageKind kind, const Json& body);

/// The JSON to store for any checked body; references are looked up as `actor` may see them. A body with a file needs
/// `attachments`.
std::string resolve_body(
    db::Tx& tx, const ConversationId& conversation, const PrincipalId& actor, MessageKind kind, const Json& body,
    Attachments* attachments = nullptr);

/// Whether a checked body calls everybody (`mention_all`).
bool calls_everybody(const Json& body);

/// UUID text of the first half of SHA-256 over kind and canonical body: equal for equal sends.
std::string send_digest(MessageKind kind, const Json& body);

}  // namespace weft::conversations
