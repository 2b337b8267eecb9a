// Serving a customer together: the rules.
#include "customers/sharing/sharing.hpp"

#include "customers/contacts/store.hpp"
#include <weft/base/json.hpp>
#include <weft/conversations/customer_chats.hpp>
#include <weft/customers/serving.hpp>
#include <weft/customers/standing.hpp>

#include <algorithm>
#include <set>

namespace weft::customers {
namespace {

/// The head of the chat, and that the relation is in charge of it still.
conversations::Head lock_own(db::Tx& tx, const Follow& follow) {
  auto head = conversations::lock_customer_chat(tx, follow.conversation);
  if (head.owner != follow.employee || head.dismissed)
    throw ApiError(Errc::conflict, "this customer is not served by this employee any more");
  return head;
}

/// Colleagues who take part have no relation: limits on how many customers one has do not hold for them.
void need_may_serve(db::Tx& tx, std::span<const PrincipalId> colleagues) {
  const auto troubles = serving_troubles(tx, colleagues);
  for (std::size_t i = 0; i < colleagues.size(); ++i) {
    const auto trouble = troubles.find(colleagues[i]);
    if (trouble == troubles.end()) continue;
    if (trouble->second == ServingTrouble::full || trouble->second == ServingTrouble::company_full) continue;
    const std::string field = "members[" + std::to_string(i) + "]";
    throw ApiError(Errc::invalid_argument, field + " " + std::string(text_of(trouble->second)), field);
  }
}

void note_each(
    db::Tx& tx, const Follow& follow, EventKind kind, const std::vector<PrincipalId>& colleagues,
    const PrincipalId& actor) {
  for (const PrincipalId& colleague : colleagues)
    note(tx, {follow.contact, kind, follow.employee, follow.conversation, actor, {{"colleague", colleague.str()}}});
}

std::vector<PrincipalId> present_of(
    db::Tx& tx, const ConversationId& chat, std::span<const PrincipalId> people, bool present) {
  const auto in = conversations::everybody_in(tx, chat);
  const std::set<PrincipalId> inside(in.begin(), in.end());
  std::set<PrincipalId> found;
  for (const PrincipalId& one : people)
    if ((inside.count(one) > 0) == present) found.insert(one);
  return {found.begin(), found.end()};
}

}  // namespace

Follow share(
    db::Tx& tx, const Follow& follow, const PrincipalId& to, const std::string& message, const PrincipalId& actor) {
  need_active(follow);
  if (to == follow.employee) refuse_field("to", "serves the customer already");
  if (!store::hold_contact(tx, follow.contact)) throw ApiError(Errc::conflict, "this customer is not there any more");
  lock_own(tx, follow);  // who shares the same one at the same time waits here
  const auto before = find_follow(tx, follow.contact, to);
  if (before && before->status == FollowStatus::active)
    throw ApiError(Errc::conflict, "this colleague serves the customer already", "to");
  require_can_serve(tx, to, "to");
  const Follow shared = begin_follow(
      tx, {follow.contact, to, FollowSource::share, {follow.way, follow.state}, follow.remark, actor});
  conversations::lock_customer_chat(tx, shared.conversation);
  Json body = {{"from", follow.employee.str()}, {"to", to.str()}};
  conversations::append(tx, shared.conversation, "shared", follow.employee, body);
  // What colleagues say to each other about a customer is no part of a log that the customer reads.
  body["contact"] = follow.contact.str();
  body["conversation"] = shared.conversation.str();
  body["message"] = message;
  conversations::tell_inboxes(tx, std::span(&to, 1), "shared", actor, body);
  note(
      tx, {follow.contact,
           EventKind::shared,
           to,
           shared.conversation,
           actor,
           {{"from", follow.employee.str()}, {"to", to.str()}}});
  return shared;
}

std::vector<PrincipalId> bring_in(
    db::Tx& tx, const Follow& follow, std::span<const PrincipalId> colleagues, const PrincipalId& actor) {
  const auto head = lock_own(tx, follow);
  need_may_serve(tx, colleagues);
  const auto fresh = present_of(tx, follow.conversation, colleagues, false);
  if (fresh.empty()) return {};
  if (static_cast<std::size_t>(head.member_count) - 2 + fresh.size() > kColleagues)
    throw ApiError(Errc::conflict, "20 colleagues take part in a chat at most", "members");
  conversations::seat(tx, head, actor, fresh);
  follow_in_notes(tx, follow.conversation, actor);
  note_each(tx, follow, EventKind::joined, fresh, actor);
  return fresh;
}

std::vector<PrincipalId> take_out(
    db::Tx& tx, const Follow& follow, std::span<const PrincipalId> colleagues, const PrincipalId& actor) {
  const auto head = lock_own(tx, follow);
  for (std::size_t i = 0; i < colleagues.size(); ++i)
    if (colleagues[i] == follow.employee || colleagues[i] == follow.contact)
      refuse_field("members[" + std::to_string(i) + "]", "is the one in charge, or the customer");
  const auto gone = present_of(tx, follow.conversation, colleagues, true);
  if (gone.empty()) return {};
  conversations::unseat(tx, head, actor, gone);
  follow_in_notes(tx, follow.conversation, actor);
  note_each(tx, follow, EventKind::parted, gone, actor);
  return gone;
}

}  // namespace weft::customers
