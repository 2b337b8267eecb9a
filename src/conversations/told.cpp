// What others outside are told of messages and logs.
#include "conversations/store_told.hpp"
#include <weft/base/json.hpp>
#include <weft/conversations/told.hpp>

namespace weft::conversations {
namespace {

void put_message(MessageFact& fact, const store::ToldEntry& told, bool contents) {
  const Entry& entry = *told.entry;
  const Json body = Json::parse(entry.body.text);
  fact.sender = entry.actor;
  fact.sender_kind = told.actor_kind;
  fact.at = entry.at;
  fact.client_id = entry.client_id;
  const std::string kind = body.value("kind", "");
  if (kind == "recalled") {
    fact.state = MessageState::recalled;
    return;
  }
  fact.kind = kind;
  if (body.contains("reply_to")) fact.reply_to = body.at("reply_to").get<Seq>();
  if (contents) fact.body = entry.body;
}

/// An edit or a recall names its message.
Seq message_of(const Entry& entry) {
  if (entry.kind == "message") return entry.seq;
  return Json::parse(entry.body.text).value("seq", entry.seq);
}

std::string message_told(db::Tx& tx, const ConversationId& conversation, Seq seq, bool contents) {
  MessageFact fact;
  fact.conversation = conversation;
  fact.seq = fact.entry_seq = seq;
  fact.state = MessageState::gone;
  auto told = store::find_told(tx, conversation, seq);
  if (told) fact.conversation_kind = told->conversation_kind;
  if (told && told->entry) {
    fact.seq = message_of(*told->entry);
    if (fact.seq != seq) told = store::find_told(tx, conversation, fact.seq);
  }
  if (told && told->entry) {
    fact.state = MessageState::present;
    put_message(fact, *told, contents);
  }
  return to_json_text(fact);
}

std::string entry_told(db::Tx& tx, const ConversationId& conversation, Seq seq, bool contents) {
  EntryFact fact;
  fact.conversation = conversation;
  fact.seq = seq;
  const auto told = store::find_told(tx, conversation, seq);
  if (told) fact.conversation_kind = told->conversation_kind;
  if (told && told->entry) {
    fact.kind = told->entry->kind;
    fact.actor = told->entry->actor;
    fact.at = told->entry->at;
    if (contents) fact.body = told->entry->body;
  }
  return to_json_text(fact);
}

}  // namespace

std::string told_of(db::Tx& tx, const std::string& kind, const ConversationId& conversation, Seq seq, bool contents) {
  if (kind.starts_with("message.")) return message_told(tx, conversation, seq, contents);
  return entry_told(tx, conversation, seq, contents);
}

api::EventKinds told_kinds() {
  return {
      api::event_kind<MessageFact>("message.created", "A message was written."),
      api::event_kind<MessageFact>("message.edited", "A message was edited."),
      api::event_kind<MessageFact>("message.recalled", "A message was recalled."),
      api::event_kind<EntryFact>(
          "conversation.entry",
          "Something else happened in a conversation: the kinds are those of the entries of its log."),
  };
}

}  // namespace weft::conversations
