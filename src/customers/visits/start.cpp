// A visit begins: the contact is found or made, and comes to an employee, or waits, or is told why not.
#include "customers/visits/visitor.hpp"
#include "customers/ways/admit.hpp"
#include "customers/ways/choose.hpp"
#include "customers/ways/hours.hpp"
#include "customers/ways/requests.hpp"
#include "customers/ways/store.hpp"
#include "customers/ways/store_chats.hpp"
#include <weft/base/json.hpp>
#include <weft/conversations/customer_chats.hpp>
#include <weft/customers/serving.hpp>

#include <algorithm>

namespace weft::customers {
namespace {

constexpr double kStartCost = 4;  // beside what a look costs
constexpr int kTries = 3;
constexpr auto kRefused = std::chrono::hours(24);

/// Everything one start has at hand.
struct Visit {
  db::Tx& tx;
  const api::Context& context;
  const VisitParts& parts;
  const StartVisit& in;
  CustomerPage page;
  Arrival arrival;

  Started answer(VisitStatus status, const Touch& touch, const std::optional<ConversationId>& chat) {
    const ContactId contact = settle(tx, arrival, page, in, touch);
    return answer_for(contact, status, chat);
  }
  Started answer_for(const ContactId& contact, VisitStatus status, const std::optional<ConversationId>& chat) {
    Started out;
    out.status = status;
    out.company = tx.corp();
    out.conversation = chat;
    sign_in(tx, context, arrival, contact, out);
    return out;
  }
  Started turned_away(Closed closed) const {
    Started out;
    out.company = tx.corp();
    out.closed = std::move(closed);
    return out;
  }
};

/// Where the chat of `old` became part of one that the new employee had with the contact, that one.
std::optional<ConversationId> goes_on_in(db::Tx& tx, const std::vector<Follow>& relations, const Follow& old) {
  const auto inside = conversations::everybody_in(tx, old.conversation);
  for (const Follow& follow : relations) {
    const bool served = std::find(inside.begin(), inside.end(), follow.employee) != inside.end();
    if (served && follow.status == FollowStatus::active) return follow.conversation;
  }
  return std::nullopt;
}

/// The chat the contact has by this way: also when it was handed over to somebody who is none of the way's.
std::optional<ConversationId> chat_by(db::Tx& tx, const Arrival& arrival, const Way& way) {
  if (!arrival.known) return std::nullopt;
  const auto relations = follows_of(tx, arrival.known->id);
  for (const Follow& follow : relations)
    if (follow.status == FollowStatus::active && follow.way == way.id) return follow.conversation;
  for (const Follow& follow : relations)
    if (follow.status == FollowStatus::active && store::serves(tx, way.id, follow.employee)) return follow.conversation;
  for (const Follow& follow : relations) {
    if (follow.status != FollowStatus::handed_over || follow.way != way.id) continue;
    if (const auto chat = goes_on_in(tx, relations, follow)) return chat;
  }
  return std::nullopt;
}

/// The status of who asked before and is not to ask again now.
std::optional<VisitStatus> pending(db::Tx& tx, const Arrival& arrival, const Way& way) {
  if (!arrival.known) return std::nullopt;
  const auto last = store::last_request(tx, arrival.known->id, way.id);
  if (!last || last->status == RequestStatus::accepted) return std::nullopt;
  if (last->status != RequestStatus::refused) {
    // Nobody waits for who cannot take the customer at all any more: the next one is asked.
    const auto trouble = serving_trouble(tx, last->employee);
    const bool passes = !trouble || *trouble == ServingTrouble::full || *trouble == ServingTrouble::company_full;
    if (passes) return VisitStatus::waiting;
    return std::nullopt;
  }
  if (last->decided_at.value_or(Time{}) + kRefused <= tx.now()) return std::nullopt;
  return VisitStatus::refused;
}

/// A way without an end keeps a chat that had one.
Started go_on(Visit& visit, const Way& way, const ConversationId& chat) {
  if (!way.chat_hours) store::keep_open(visit.tx, chat);
  return visit.answer(VisitStatus::open, {way.id, way.state}, chat);
}

/// By another way the employee may have got the last customer it can take in this moment: then the next in line.
ConversationId served_by(Visit& visit, const Way& way, const ContactId& contact, std::optional<PrincipalId> employee) {
  for (int i = 0; employee && i < kTries; ++i) {
    try {
      db::Savepoint savepoint(visit.tx);
      const ConversationId chat = admit(
          visit.tx, way, {.contact = contact, .employee = *employee}, visit.parts.entrance);
      savepoint.release();
      return chat;
    } catch (const ApiError& error) {
      if (error.field() != "employee") throw;
    }
    const bool open = is_open(visit.tx, way.hours);
    employee = choose(visit.tx, way, contact, visit.parts.entrance.presence, open).employee;
  }
  throw ApiError(Errc::busy, "everybody here was taken in this moment: try again", {}, 1);
}

Started come_in(Visit& visit, const Way& way, const PrincipalId& employee) {
  const Touch touch{way.id, way.state};
  const ContactId contact = settle(visit.tx, visit.arrival, visit.page, visit.in, touch);
  if (way.approval) {
    ask(visit.tx, way, contact, employee, visit.in.message ? visit.in.message->value : "");
    return visit.answer_for(contact, VisitStatus::waiting, std::nullopt);
  }
  const auto chat = served_by(visit, way, contact, employee);
  return visit.answer_for(contact, VisitStatus::open, chat);
}

/// With the way and the contact locked: nobody else comes by the way now, and the contact by no other.
Started come_locked(Visit& visit, const Way& way) {
  const Touch touch{way.id, way.state};
  if (const auto chat = chat_by(visit.tx, visit.arrival, way)) return go_on(visit, way, *chat);
  if (way.exclusive && visit.arrival.known)
    if (const auto chat = store::exclusive_chat(visit.tx, visit.arrival.known->id))
      return visit.answer(VisitStatus::open, touch, chat);
  if (way.approval)
    if (const auto status = pending(visit.tx, visit.arrival, way)) return visit.answer(*status, touch, std::nullopt);
  std::optional<ContactId> contact;
  if (visit.arrival.known) contact = visit.arrival.known->id;
  const Choice choice = choose(visit.tx, way, contact, visit.parts.entrance.presence, is_open(visit.tx, way.hours));
  if (choice.employee) return come_in(visit, way, *choice.employee);
  if (choice.removed) return visit.answer(VisitStatus::refused, touch, std::nullopt);
  return visit.turned_away(closed_by(visit.tx, reason_of(visit.tx, way, choice.company_full), &way, visit.parts));
}

Started come_by(Visit& visit, const Way& way) {
  const auto back = chat_by(visit.tx, visit.arrival, way);
  if (!back && shut(visit.tx, way))
    return visit.turned_away(closed_by(visit.tx, reason_of(visit.tx, way, false), &way, visit.parts));
  need_consent(visit.arrival, visit.page, visit.in);
  if (back) return go_on(visit, way, *back);
  const auto locked = store::lock_way(visit.tx, way.id);
  if (!locked || shut(visit.tx, *locked)) {
    const Way& last = locked ? *locked : way;
    const auto reason = locked ? reason_of(visit.tx, last, false) : ClosedReason::expired;
    return visit.turned_away(closed_by(visit.tx, reason, &last, visit.parts));
  }
  if (visit.arrival.known) store::lock_visitor(visit.tx, visit.arrival.known->id);
  return come_locked(visit, *locked);
}

/// A code of another kind; absent when no door knows it.
std::optional<Started> come_through(Visit& visit) {
  const std::string& code = visit.in.code.value;
  for (const Door& door : visit.parts.doors) {
    std::optional<ContactId> known;
    if (visit.arrival.known) known = visit.arrival.known->id;
    auto view = door.look(visit.tx, code, known);
    if (!view) continue;
    if (view->closed) return visit.turned_away(closed_by(visit.tx, view->closed->reason, nullptr, visit.parts));
    need_consent(visit.arrival, visit.page, visit.in);
    const ContactId contact = settle(visit.tx, visit.arrival, visit.page, visit.in, {});
    const auto group = door.enter(visit.tx, code, contact);
    if (!group) throw ApiError(Errc::busy, "this link is changing: try again", {}, 1);
    return visit.answer_for(contact, VisitStatus::open, group);
  }
  return std::nullopt;
}

}  // namespace

Started start(db::Tx& tx, const api::Context& context, Entrance& entrance, const StartVisit& in) {
  enter_by(tx, context, entrance, in.code, 1 + kStartCost);
  const auto way = store::way_by_code(tx, in.code.value);
  Visit visit{tx, context, entrance.parts, in, customer_page(tx), recognise(tx, in)};
  if (way) return come_by(visit, *way);
  auto started = come_through(visit);
  if (!started) refuse_code(tx, context, entrance);
  return std::move(*started);
}

}  // namespace weft::customers
