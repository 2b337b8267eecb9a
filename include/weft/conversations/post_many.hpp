// The same messages into many conversations at once, each in its own log: what broadcasts write.
#pragma once
#include <weft/base/json.hpp>
#include <weft/conversations/attachments.hpp>
#include <weft/conversations/log.hpp>
#include <weft/conversations/types.hpp>

#include <map>
#include <span>
#include <string>
#include <vector>

namespace weft::conversations {

/// The JSON to store for a message that refers to nothing of the conversation it goes to; a file is one that `actor`
/// may use. Raises invalid_argument, and what Attachments::resolve raises.
std::string body_for_many(
    db::Tx& tx, const PrincipalId& actor, MessageKind kind, const Json& body, Attachments* attachments);

/// Locks the heads of these logs in the order of their ids; those that are there.
std::map<ConversationId, Head> lock_logs(db::Tx& tx, std::span<const ConversationId> conversations);

struct ManyMessage {
  std::string client_id;  ///< fresh in its conversation for this actor
  std::string body;       ///< as body_for_many() gave it, or a text filled in
};

/// What one conversation is told, in this order.
struct Telling {
  ConversationId conversation;
  PrincipalId actor;
  std::vector<ManyMessage> messages;
};

struct Told {
  Seq first = 0;
  Seq last = 0;
};

/// Appends them under the heads' locks, which the caller holds, and emits the events. All tellings have the same number
/// of messages, and no conversation is named twice. Who had read everything has read these too; what somebody had not
/// read stays unread. Screening and the right to write are the caller's. One statement.
std::map<ConversationId, Told> post_many(db::Tx& tx, std::span<const Telling> tellings);

/// Appends entries of one kind into inboxes under their heads' locks, a body for each in the order given, and emits the
/// events. No inbox is named twice, and all get equally many. One statement.
struct InboxTelling {
  ConversationId inbox;
  PrincipalId actor;
  std::vector<std::string> bodies;
};
std::map<ConversationId, Told> tell_many(db::Tx& tx, const std::string& kind, std::span<const InboxTelling> tellings);

}  // namespace weft::conversations
