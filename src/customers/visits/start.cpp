// A visit begins: the contact is found or made, and comes to an employee, or waits, or is told why not.
#include "customers/visits/visitor.hpp"
#include "customers/visits/words.hpp"
#include "customers/ways/admit.hpp"
#include "customers/ways/choose.hpp"
#include "customers/ways/ending.hpp"
#include "customers/ways/hours.hpp"
#include "customers/ways/passing.hpp"
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
  Entrance& entrance;
  const VisitParts& parts;
  const StartVisit& in;
  CustomerPage page;
  Arrival arrival;

  /// Whom neither this device nor the company's site knows is made in the measure of the address.
  ContactId settled(const Touch& touch) {
    if (!arrival.known && !arrival.person) entrance.newcomers.take(context.address, tx.corp(), tx.now());
    return settle(tx, arrival, page, in, touch);
  }
  Started answer(VisitStatus status, const Touch& touch, const std::optional<ConversationId>& chat) {
    return answer_for(settled(touch), status, chat);
  }
  Started answer_for(const ContactId& contact, VisitStatus status, const std::optional<ConversationId>& chat) {
    Started out;
    out.status = status;
    out.company = tx.corp();
    out.conversation = chat;
    sign_in(tx, context, arrival, contact, out);
    return out;
  }
  /// The visitor is in a chat with an employee, with what it said on its way.
  Started in_chat(const ContactId& contact, const ConversationId& chat) {
    say_first(tx, contact, chat, in);
    return answer_for(contact, VisitStatus::open, chat);
  }
  Started turned_away(Closed closed) {
    Started out;
    out.company = tx.corp();
    out.closed = std::move(closed);
    if (arrival.brought) sign_in(tx, context, arrival, arrival.known->id, out);
    return out;
  }
};

/// Who took the chat of `old` over, in this state: it goes on there, or became part of one that the new employee had.
const Follow* heir_of(db::Tx& tx, const std::vector<Follow>& relations, const Follow& old, FollowStatus status) {
  for (const Follow& follow : relations)
    if (follow.status == status && follow.conversation == old.conversation) return &follow;
  const auto inside = conversations::everybody_in(tx, old.conversation);
  for (const Follow& follow : relations) {
    const bool served = std::find(inside.begin(), inside.end(), follow.employee) != inside.end();
    if (served && follow.status == status) return &follow;
  }
  return nullptr;
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
    if (const Follow* heir = heir_of(tx, relations, follow, FollowStatus::active)) return heir->conversation;
  }
  return std::nullopt;
}

/// To whom a chat of this way was handed over, and whom the customer left then: who comes back, comes back there.
std::optional<PrincipalId> left_behind(db::Tx& tx, const Arrival& arrival, const Way& way) {
  if (!arrival.known) return std::nullopt;
  const auto relations = follows_of(tx, arrival.known->id);
  for (const Follow& follow : relations) {
    if (follow.status != FollowStatus::handed_over || follow.way != way.id) continue;
    const Follow* heir = heir_of(tx, relations, follow, FollowStatus::lost);
    if (heir && !serving_trouble(tx, heir->employee)) return heir->employee;
  }
  return std::nullopt;
}

/// The status of who asked before and is not to ask again now.
std::optional<VisitStatus> pending(db::Tx& tx, const Arrival& arrival, const Way& way, const api::Presence* presence) {
  if (!arrival.known) return std::nullopt;
  const auto last = store::last_request(tx, arrival.known->id, way.id);
  if (!last || last->status == RequestStatus::accepted) return std::nullopt;
  if (last->status != RequestStatus::refused) {
    const bool waits = may_wait_for(tx, last->employee) || pass_to_next(tx, way, *last, presence);
    if (waits) return VisitStatus::waiting;
    return std::nullopt;
  }
  if (last->decided_at.value_or(Time{}) + kRefused <= tx.now()) return std::nullopt;
  return VisitStatus::refused;
}

/// A way without an end keeps a chat that had one. False when that has ended in this moment.
bool goes_on(Visit& visit, const Way& way, const std::optional<ConversationId>& chat) {
  return chat && (way.temporary() || keep_open(visit.tx, *chat));
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
  const ContactId contact = visit.settled(touch);
  if (way.approval) {
    ask(visit.tx, way, contact, employee, visit.in.message ? visit.in.message->value : "");
    return visit.answer_for(contact, VisitStatus::waiting, std::nullopt);
  }
  return visit.in_chat(contact, served_by(visit, way, contact, employee));
}

/// With the way and the contact locked: nobody else comes by the way now, and the contact by no other.
Started come_locked(Visit& visit, const Way& way) {
  const Touch touch{way.id, way.state};
  if (const auto chat = chat_by(visit.tx, visit.arrival, way); goes_on(visit, way, chat))
    return visit.in_chat(visit.settled(touch), *chat);
  if (way.exclusive && visit.arrival.known)
    if (const auto chat = store::exclusive_chat(visit.tx, visit.arrival.known->id))
      return visit.in_chat(visit.settled(touch), *chat);
  if (way.approval)
    if (const auto status = pending(visit.tx, visit.arrival, way, visit.parts.entrance.presence))
      return visit.answer(*status, touch, std::nullopt);
  if (const auto heir = left_behind(visit.tx, visit.arrival, way)) return come_in(visit, way, *heir);
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
  if (goes_on(visit, way, back)) return visit.in_chat(visit.settled({way.id, way.state}), *back);
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
    if (view->refused) return visit.answer(VisitStatus::refused, view->touch, std::nullopt);
    const ContactId contact = visit.settled(view->touch);
    const auto group = door.enter(visit.tx, code, contact);
    if (!group) throw ApiError(Errc::busy, "this link is changing: try again", {}, 1);
    return visit.answer_for(contact, VisitStatus::open, group);
  }
  return std::nullopt;
}

/// Before the locks of a guest's chats and groups.
void lock_door(Visit& visit, const std::optional<Way>& way) {
  if (way) {
    store::lock_way(visit.tx, way->id);
    return;
  }
  for (const Door& door : visit.parts.doors)
    door.lock(visit.tx, visit.in.code.value);
}

}  // namespace

Started start(db::Tx& tx, const api::Context& context, Entrance& entrance, const StartVisit& in) {
  const auto way = store::way_by_code(tx, in.code.value);
  Visit visit{tx, context, entrance, entrance.parts, in, customer_page(tx), recognise(tx, in)};
  screen_arrival(tx, entrance.parts.entrance.screen, visit.arrival, in);
  if (visit.arrival.guest) {
    lock_door(visit, way);
    bring_guest_along(tx, visit.arrival);
  }
  if (way) return come_by(visit, *way);
  auto started = come_through(visit);
  if (!started) refuse_code(context, entrance, tx.now());
  return std::move(*started);
}

void start_in_turn(
    const std::shared_ptr<Entrance>& entrance, const api::Context& context, const StartVisit& in,
    const api::Answer<Started>& answer) {
  const VisitParts& parts = entrance->parts;
  const CorpId company = company_of(context, *entrance, in.code, 1 + kStartCost, parts.clock.now());
  auto body = [entrance, context, in, company](db::Tx& tx) {
    tx.set_corp(company);
    return to_json_text(start(tx, context, *entrance, in));
  };
  auto done = [entrance, answer, company](api::Outcome outcome) {
    entrance->turnstile.leave(company);
    answer.done()(std::move(outcome));
  };
  const auto go = [&dispatcher = parts.dispatcher, body, done] { dispatcher.transact(body, done); };
  if (!entrance->turnstile.enter(company, in.code.value, go))
    throw ApiError(Errc::busy, "many come by this link in this moment: try again", {}, 1);
}

}  // namespace weft::customers
