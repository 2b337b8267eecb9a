// Contacts and relations: how one begins, ends and changes hands.
#include "customers/contacts/store.hpp"
#include <weft/base/json.hpp>
#include <weft/conversations/conversations.hpp>
#include <weft/conversations/customer_chats.hpp>
#include <weft/customers/rule_groups.hpp>
#include <weft/customers/told.hpp>
#include <weft/db/announce.hpp>

namespace weft::customers {
namespace {

using conversations::Head;

template <class E>
std::string word(E value) {
  return boost::describe::enum_to_string(value, "");
}

Json optional_text(const std::optional<WayId>& way) {
  return way ? Json(way->str()) : Json();
}

[[noreturn]] void not_served() {
  throw ApiError(Errc::conflict, "this customer is not served by this employee any more");
}

/// The relation as it is now, under the lock of its chat; it may have begun anew with another one meanwhile.
Follow still_active(db::Tx& tx, const Follow& follow) {
  auto now = store::load_follow(tx, follow.id);
  if (!now || now->status != FollowStatus::active || now->conversation != follow.conversation) not_served();
  return std::move(*now);
}

/// After the relation is counted, when the company's count is locked and exact.
void need_room_in_company(db::Tx& tx) {
  if (store::relations(tx) > serving(tx).in_company)
    throw ApiError(Errc::conflict, "employee " + std::string(text_of(ServingTrouble::company_full)), "employee");
}

/// The old relation with its chat; a chat that somebody else has taken over is not got back.
bool reopens(db::Tx& tx, const Follow& old) {
  const Head head = conversations::lock_customer_chat(tx, old.conversation);
  if (head.owner != old.employee) return false;
  conversations::reopen_chat(tx, head, old.contact);
  return true;
}

Follow renewed(db::Tx& tx, const BeginFollow& begin, std::optional<Follow> old) {
  Follow follow;
  if (old) {
    follow = std::move(*old);
  } else {
    follow.id = FollowId::make();
    follow.contact = begin.contact;
    follow.employee = begin.employee;
    follow.remark = begin.remark;
  }
  follow.status = FollowStatus::active;
  follow.source = begin.source;
  follow.way = begin.touch.way;
  follow.state = begin.touch.state;
  follow.added_at = tx.now();
  follow.ended_at.reset();
  return follow;
}

/// In the chat of its own that the new owner keeps, the old one is read only.
Follow merge_into(
    db::Tx& tx, const Follow& from, const Follow& mine, const Head& head, const PrincipalId& actor, const Json& more) {
  conversations::put_in_charge(tx, head, actor, mine.employee, more);
  conversations::close_chat(tx, conversations::lock_customer_chat(tx, head.id), actor, "merged");
  store::copy_notes(tx, from.id, mine.id);
  return mine;
}

Follow take_over(
    db::Tx& tx, const Follow& from, std::optional<Follow> old, const PrincipalId& to, const Head& head,
    const PrincipalId& actor, const Json& more) {
  conversations::put_in_charge(tx, head, actor, to, more);
  BeginFollow begin{from.contact, to, FollowSource::hand_over, {from.way, from.state}, {}, {}};
  Follow follow = renewed(tx, begin, std::move(old));
  follow.conversation = from.conversation;
  store::save_follow(tx, follow);
  store::copy_notes(tx, from.id, follow.id);
  return follow;
}

/// Tags of rule groups stay with who is in their range.
void drop_foreign_tags(db::Tx& tx, const Follow& follow) {
  std::vector<std::int64_t> gone;
  const auto tags = store::tags_of(tx, follow.id);
  for (const std::int64_t tag : tags)
    if (tag_from_elsewhere(tx, std::span(&tag, 1), follow.employee)) gone.push_back(tag);
  if (!gone.empty()) store::remove_tags(tx, follow.id, gone);
}

}  // namespace

void note(db::Tx& tx, const ContactEvent& event) {
  store::insert_event(tx, EventId::make(), event);
}

void note_all(db::Tx& tx, std::span<const ContactEvent> events) {
  if (events.empty()) return;
  store::insert_events(tx, events);
}

ContactId make_contact(db::Tx& tx, const NewContact& contact) {
  const ContactId id = ContactId::make();
  store::insert_contact(tx, id, contact);
  conversations::make_inboxes(tx, std::span(&id, 1));
  return id;
}

void touch(db::Tx& tx, const ContactId& contact, const Touch& touch) {
  store::touch(tx, contact, touch);
}

bool is_contact(db::Tx& tx, const ContactId& contact) {
  return store::is_contact(tx, contact);
}

std::optional<Follow> find_follow(db::Tx& tx, const ContactId& contact, const PrincipalId& employee) {
  return store::find_follow(tx, contact, employee);
}

std::optional<Follow> load_follow(db::Tx& tx, const FollowId& follow) {
  return store::load_follow(tx, follow);
}

std::optional<Follow> follow_of(db::Tx& tx, const ConversationId& chat) {
  return store::follow_of(tx, chat);
}

std::vector<Follow> follows_of(db::Tx& tx, const ContactId& contact) {
  return store::follows_of(tx, contact);
}

Follow begin_follow(db::Tx& tx, const BeginFollow& begin) {
  const auto before = store::find_follow(tx, begin.contact, begin.employee);
  if (before) conversations::lock_customer_chat(tx, before->conversation);
  lock_loads(tx, std::span(&begin.employee, 1));
  auto old = store::find_follow(tx, begin.contact, begin.employee);
  if (old && old->status == FollowStatus::active) return std::move(*old);
  if (old &&
      (!before || before->conversation != old->conversation))  // it came and went meanwhile: its head is not ours
    throw ApiError(Errc::busy, "somebody changes the same relation; try again", {}, 1);
  if (!store::hold_contact(tx, begin.contact))  // or nobody knows where it went
    throw ApiError(Errc::busy, "this customer has just become part of another, or was erased; try again", {}, 1);
  require_can_serve(tx, begin.employee, "employee");
  const bool again = old.has_value();
  const bool same_chat = again && reopens(tx, *old);
  Follow follow = renewed(tx, begin, std::move(old));
  if (!same_chat) {
    follow.conversation = conversations::begin_customer_chat(tx, begin.contact, begin.employee);
    store::insert_chat(tx, follow.conversation);
  }
  store::save_follow(tx, follow);
  need_room_in_company(tx);
  note(
      tx, {begin.contact,
           EventKind::added,
           begin.employee,
           follow.conversation,
           begin.actor.value_or(begin.contact),
           {{"follow", follow.id.str()},
            {"source", word(follow.source)},
            {"way", optional_text(follow.way)},
            {"state", follow.state},
            {"again", again}}});
  return follow;
}

void end_follow(db::Tx& tx, const Follow& follow, FollowStatus status, const PrincipalId& actor, Json detail) {
  const Head head = conversations::lock_customer_chat(tx, follow.conversation);
  lock_loads(tx, std::span(&follow.employee, 1));
  const Follow now = still_active(tx, follow);
  store::end_follow(tx, now.id, status);
  conversations::close_chat(tx, head, actor, word(status));
  detail["follow"] = follow.id.str();
  const EventKind kind = status == FollowStatus::lost ? EventKind::lost : EventKind::removed;
  note(tx, {now.contact, kind, now.employee, now.conversation, actor, std::move(detail)});
}

Follow pass_on(
    db::Tx& tx, const Follow& follow, const PrincipalId& to, const std::optional<PrincipalId>& actor, Json detail) {
  const Head head = conversations::lock_customer_chat(tx, follow.conversation);
  lock_loads(tx, std::vector<PrincipalId>{follow.employee, to});
  const Follow from = still_active(tx, follow);
  if (from.employee == to) throw ApiError(Errc::conflict, "this employee serves the customer already");
  const PrincipalId by = actor.value_or(from.employee);
  store::end_follow(tx, from.id, FollowStatus::handed_over);
  auto old = store::find_follow(tx, from.contact, to);
  const bool has_own = old && old->status == FollowStatus::active;
  const Follow now = has_own ? merge_into(tx, from, *old, head, by, detail)
                             : take_over(tx, from, std::move(old), to, head, by, detail);
  follow_in_notes(tx, from.conversation, by);
  drop_foreign_tags(tx, now);
  detail["from"] = from.employee.str();
  detail["to"] = to.str();
  note(tx, {from.contact, EventKind::handed_over, to, now.conversation, actor, std::move(detail)});
  const CustomerFact fact{
      from.contact, from.employee, from.conversation, actor, {Json{{"follow", from.id.str()}}.dump()}};
  db::announce(tx, {"customer.passed_on", from.contact.str(), {to_json_text(fact)}});
  return store::load_follow(tx, now.id).value();
}

bool tag(
    db::Tx& tx, const Follow& follow, std::span<const std::int64_t> add, std::span<const std::int64_t> remove,
    const std::optional<PrincipalId>& actor, const std::string& field) {
  const auto unknown = store::unknown_tags(tx, add);
  if (!unknown.empty()) refuse_field(field, "there is no tag " + std::to_string(unknown.front()));
  if (const auto foreign = tag_from_elsewhere(tx, add, follow.employee))
    refuse_field(field, "tag " + std::to_string(*foreign) + " is of a rule group that this employee is not in");
  if (!store::hold_active(tx, follow.id)) not_served();  // tags go over with a hand-over, or come too late for it
  const auto added = store::add_tags(tx, follow.id, add);
  const auto removed = store::remove_tags(tx, follow.id, remove);
  if (added.empty() && removed.empty()) return false;
  note(
      tx, {follow.contact,
           EventKind::tagged,
           follow.employee,
           follow.conversation,
           actor,
           {{"follow", follow.id.str()}, {"added", added}, {"removed", removed}}});
  return true;
}

}  // namespace weft::customers
