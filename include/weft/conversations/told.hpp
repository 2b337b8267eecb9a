// What others outside may be told of messages and logs. It is read when it is told: what was recalled or taken by
// retention meanwhile is not told.
#pragma once
#include <weft/api/event_kinds.hpp>
#include <weft/conversations/types.hpp>
#include <weft/db/tx.hpp>

#include <boost/describe.hpp>

#include <optional>
#include <string>

namespace weft::conversations {

/// gone: retention has taken it.
enum class MessageState { present, recalled, gone };
BOOST_DESCRIBE_ENUM(MessageState, present, recalled, gone)

/// The `data` of message.*.
struct MessageFact {
  ConversationId conversation;
  std::string conversation_kind;
  Seq seq = 0;        ///< of the message
  Seq entry_seq = 0;  ///< of the entry that this is about: the message itself, its edit or recall
  MessageState state = MessageState::present;
  std::optional<PrincipalId> sender;
  std::optional<std::string> sender_kind;  ///< member, external (a customer), bot, app
  std::optional<std::string> kind;         ///< text, image ...
  std::optional<Time> at;
  std::optional<std::string> client_id;
  std::optional<Seq> reply_to;
  std::optional<RawJson> body;  ///< for who is told contents
};
BOOST_DESCRIBE_STRUCT(
    MessageFact, (),
    (conversation, conversation_kind, seq, entry_seq, state, sender, sender_kind, kind, at, client_id, reply_to, body))

/// The `data` of conversation.entry.
struct EntryFact {
  ConversationId conversation;
  std::string conversation_kind;
  Seq seq = 0;
  std::optional<std::string> kind;  ///< members_added, renamed ...; absent: retention has taken it
  std::optional<PrincipalId> actor;
  std::optional<Time> at;
  std::optional<RawJson> body;  ///< for who is told contents
};
BOOST_DESCRIBE_STRUCT(EntryFact, (), (conversation, conversation_kind, seq, kind, actor, at, body))

/// message.created, message.edited, message.recalled, conversation.entry
api::EventKinds told_kinds();

/// The `data` of one of them, as the log is now. `contents`: with what was written.
std::string told_of(db::Tx& tx, const std::string& kind, const ConversationId& conversation, Seq seq, bool contents);

}  // namespace weft::conversations
