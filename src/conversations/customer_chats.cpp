// What happens to the logs of chats with customers: who is in charge, who takes part, closing and opening again.
#include "conversations/store.hpp"
#include "conversations/store_customer_chats.hpp"
#include <weft/base/json.hpp>
#include <weft/conversations/customer_chats.hpp>

namespace weft::conversations {
namespace {

void need_active(db::Tx& tx, std::span<const PrincipalId> people) {
  if (store::hold_active(tx, people) != std::ssize(people))
    throw ApiError(Errc::conflict, "somebody of these was disabled or left just now");
}

Json about(const ConversationId& conversation) {
  return {{"conversation", conversation.str()}};
}

ConversationId begin(
    db::Tx& tx, Kind kind, const std::string& name, const PrincipalId& owner, std::span<const PrincipalId> people,
    const PrincipalId& actor) {
  need_active(tx, people);
  Head head;
  head.id = ConversationId::make();
  head.kind = kind;
  head.name = name;
  head.owner = owner;
  store::insert_conversation(tx, head, std::nullopt);
  store::add_participants(tx, head.id, people, 1, 0);
  store::set_owner(tx, head.id, owner);
  Json body = member_list(people);
  body["kind"] = boost::describe::enum_to_string(kind, "");
  body["name"] = name;
  body["owner"] = owner.str();
  append(tx, head.id, "created", actor, body, true, {people.begin(), people.end()});
  tell_inboxes(tx, people, "conversation_added", actor, about(head.id));
  return head.id;
}

}  // namespace

ConversationId begin_customer_chat(db::Tx& tx, const PrincipalId& customer, const PrincipalId& employee) {
  const std::vector<PrincipalId> both{employee, customer};
  const ConversationId chat = begin(tx, Kind::customer, "", employee, both, customer);
  store::set_customer(tx, chat, customer);
  return chat;
}

ConversationId begin_notes(
    db::Tx& tx, const std::string& name, const PrincipalId& actor, std::span<const PrincipalId> employees) {
  return begin(tx, Kind::notes, name, actor, employees, actor);
}

Head lock_customer_chat(db::Tx& tx, const ConversationId& chat) {
  auto head = store::lock_head(tx, chat);
  if (!head || head->kind != Kind::customer) throw ApiError(Errc::not_found, "no such conversation", "conversation");
  return std::move(*head);
}

Head lock_log(db::Tx& tx, const ConversationId& conversation) {
  auto head = store::lock_head(tx, conversation);
  if (!head) throw ApiError(Errc::not_found, "no such conversation", "conversation");
  return std::move(*head);
}

Seq put_in_charge(db::Tx& tx, const Head& head, const PrincipalId& actor, const PrincipalId& to, Json more) {
  const PrincipalId from = head.owner.value();
  if (from == to) return 0;
  need_active(tx, std::span(&to, 1));
  const auto joined = store::seat(tx, head.id, std::span(&to, 1), head.head_seq + 1, head.message_count);
  if (!joined.empty()) store::read_as_far_as(tx, head.id, to, from);  // what waits for an answer waits for it
  store::set_owner(tx, head.id, to);
  const auto left = store::end_participants(tx, head.id, std::span(&from, 1), head.head_seq + 1);
  more["from"] = from.str();
  more["to"] = to.str();
  const Seq seq = append(tx, head.id, "handed_over", actor, more, true, joined, left);
  tell_inboxes(tx, joined, "conversation_added", actor, about(head.id));
  tell_inboxes(tx, left, "conversation_removed", actor, about(head.id));
  return seq;
}

Seq seat(db::Tx& tx, const Head& head, const PrincipalId& actor, std::span<const PrincipalId> colleagues) {
  need_active(tx, colleagues);
  const auto joined = store::seat(tx, head.id, colleagues, head.head_seq + 1, head.message_count);
  if (joined.empty()) return 0;
  const Seq seq = append(tx, head.id, "members_added", actor, member_list(joined), true, joined);
  tell_inboxes(tx, joined, "conversation_added", actor, about(head.id));
  return seq;
}

Seq unseat(db::Tx& tx, const Head& head, const PrincipalId& actor, std::span<const PrincipalId> colleagues) {
  const auto left = store::end_participants(tx, head.id, colleagues, head.head_seq + 1);
  if (left.empty()) return 0;
  const Seq seq = append(tx, head.id, "members_removed", actor, member_list(left), false, {}, left);
  tell_inboxes(tx, left, "conversation_removed", actor, about(head.id));
  return seq;
}

CustomerChanged change_customer(
    db::Tx& tx, const Head& head, const PrincipalId& actor, const PrincipalId& from, const PrincipalId& to) {
  if (head.kind == Kind::customer) store::set_customer(tx, head.id, to);
  const auto joined = store::take_place(tx, head.id, from, to);
  const auto left = store::end_participants(tx, head.id, std::span(&from, 1), head.head_seq + 1);
  if (left.empty()) return {};
  append(tx, head.id, "customer_changed", actor, {{"from", from.str()}, {"to", to.str()}}, false, joined, left);
  tell_inboxes(tx, joined, "conversation_added", actor, about(head.id));
  return {!joined.empty(), true};
}

Seq close_chat(db::Tx& tx, const Head& head, const PrincipalId& actor, const std::string& reason) {
  if (head.dismissed) return 0;
  store::dismiss(tx, head.id);
  return append(tx, head.id, "closed", actor, {{"reason", reason}});
}

Seq reopen_chat(db::Tx& tx, const Head& head, const PrincipalId& actor) {
  if (!head.dismissed) return 0;
  store::reopen(tx, head.id);
  return append(tx, head.id, "reopened", actor, Json::object());
}

std::vector<PrincipalId> everybody_in(db::Tx& tx, const ConversationId& conversation) {
  return store::active_participants(tx, conversation);
}

}  // namespace weft::conversations
