// The same messages into many conversations at once.
#include "conversations/bodies.hpp"
#include "conversations/lane_answers.hpp"
#include "conversations/store_many.hpp"
#include <weft/base/error.hpp>
#include <weft/conversations/post_many.hpp>

namespace weft::conversations {

std::string body_for_many(
    db::Tx& tx, const PrincipalId& actor, MessageKind kind, const Json& body, Attachments* attachments) {
  auto plain = plain_body(kind, body);
  if (plain) return std::move(*plain);
  const bool file = kind == MessageKind::image || kind == MessageKind::video || kind == MessageKind::file ||
                    kind == MessageKind::voice;
  if (!file) refuse_field("body", "may refer to nothing when it goes to many");
  return resolve_body(tx, {}, actor, kind, body, attachments);
}

std::map<ConversationId, Head> lock_logs(db::Tx& tx, std::span<const ConversationId> conversations) {
  return store::lock_heads(tx, conversations);
}

std::map<ConversationId, Told> post_many(db::Tx& tx, std::span<const Telling> tellings) {
  std::map<ConversationId, Told> told;
  if (tellings.empty()) return told;
  const auto places = store::append_many(tx, tellings);
  for (const Telling& telling : tellings) {
    const store::Place place = places.at(telling.conversation);
    for (std::size_t i = 0; i < telling.messages.size(); ++i) {
      const ManyMessage& message = telling.messages[i];
      const auto n = static_cast<std::int64_t>(i) + 1;
      const Send send{tx.corp(), telling.conversation, telling.actor, message.client_id, {}, message.body};
      tx.emit(event_of(send, {"accepted", place.seq + n, place.message_no + n, tx.now()}));
    }
    told.emplace(telling.conversation, Told{place.seq + 1, place.seq + std::ssize(telling.messages)});
  }
  return told;
}

std::map<ConversationId, Told> tell_many(db::Tx& tx, const std::string& kind, std::span<const InboxTelling> tellings) {
  std::map<ConversationId, Told> told;
  if (tellings.empty()) return told;
  const auto places = store::append_to_many(tx, kind, tellings);
  for (const InboxTelling& telling : tellings) {
    const store::Place place = places.at(telling.inbox);
    Seq seq = place.seq;
    for (const std::string& body : telling.bodies) {
      const Entry entry{++seq, kind, telling.actor, tx.now(), RawJson{body}, place.message_no, {}};
      tx.emit(EntryEvent{telling.inbox, seq, entry_event_json(telling.inbox, entry), {}, {}, tx.corp()});
    }
    told.emplace(telling.inbox, Told{place.seq + 1, seq});
  }
  return told;
}

}  // namespace weft::conversations
