// Messages of those who write into a conversation without being in it: robots.
#pragma once
#include <weft/base/json.hpp>
#include <weft/conversations/attachments.hpp>
#include <weft/conversations/log_writer.hpp>
#include <weft/conversations/screening.hpp>
#include <weft/conversations/types.hpp>

#include <optional>
#include <string>

namespace weft::conversations {

struct Post {
  ConversationId conversation;
  PrincipalId actor;
  MessageKind kind = MessageKind::text;
  Json body;  ///< as for message.send; mentions name participants
  std::string client_id;
  Json sent = {};  ///< what tells the same message sent again from another one; null: the body does
};

struct Posted {
  Appended done;
  std::optional<Warning> warning;
};

/// Checks, screens and appends a message in the transaction of the caller, who decided that `actor` may write here.
/// Raises invalid_argument, content_blocked, not_found, conversation_closed. `client_id` must be fresh:
/// see posted_before().
Posted post(db::Tx& tx, const Post& post, Screen* by, Attachments* attachments);

/// What the actor sent with this client_id before, if anything. Raises idempotency_conflict when that was something
/// else.
std::optional<Appended> posted_before(db::Tx& tx, const Post& post);

}  // namespace weft::conversations
