// Messages of those who write into a conversation without being in it.
#include "conversations/bodies.hpp"
#include "conversations/lane_answers.hpp"
#include "conversations/store.hpp"
#include "conversations/store_entries.hpp"
#include <weft/base/json.hpp>
#include <weft/conversations/log.hpp>
#include <weft/conversations/posts.hpp>

namespace weft::conversations {
namespace {

Send send_of(const db::Tx& tx, const Post& post) {
  const Json& sent = post.sent.is_null() ? post.body : post.sent;
  return {tx.corp(), post.conversation, post.actor, post.client_id, send_digest(post.kind, sent), {}};
}

}  // namespace

Posted post(db::Tx& tx, const Post& post, Screen* by, Attachments* attachments) {
  Send send = send_of(tx, post);
  plain_body(post.kind, post.body);  // the fields
  send.body = resolve_body(tx, post.conversation, post.actor, post.kind, post.body, attachments);
  const Utterance utterance{
      send.corp, send.actor, send.conversation, shown_texts(Json::parse(send.body)), send.client_id};
  const auto findings = screen(by, tx, utterance);
  const auto head = store::lock_head(tx, post.conversation);
  if (!head || head->kind == Kind::inbox) throw ApiError(Errc::not_found, "no such conversation", "conversation");
  if (head->dismissed) throw ApiError(Errc::conversation_closed);
  const store::Verdict verdict = store::append_post(tx, send);
  tx.emit(event_of(send, verdict));
  if (!findings.empty()) by->record(tx, utterance, findings, verdict.seq);
  return {{verdict.seq, verdict.message_no, verdict.at, false}, warning_for(tx, post.actor, findings)};
}

std::optional<Appended> posted_before(db::Tx& tx, const Post& post) {
  const auto verdict = store::find_sent(tx, send_of(tx, post));
  if (!verdict) return std::nullopt;
  auto result = result_of(*verdict);
  if (auto* error = std::get_if<ApiError>(&result)) throw std::move(*error);
  return std::get<Appended>(result);
}

}  // namespace weft::conversations
