// Hand-overs taking effect: the job, and what one of them does.
#include "customers/hand_over/effect.hpp"

#include "customers/hand_over/store.hpp"
#include <weft/base/json.hpp>
#include <weft/base/log.hpp>
#include <weft/conversations/customer_chats.hpp>
#include <weft/conversations/log.hpp>
#include <weft/customers/contacts.hpp>
#include <weft/customers/serving.hpp>
#include <weft/identity/identity.hpp>

#include <algorithm>

namespace weft::customers {
namespace {

constexpr std::int64_t kAtATime = 25;  // some thirty statements each: a step stays well below a second
constexpr int kPatience = 3;           // failures of a step, before what fails in it is ended

std::string word(HandOverStatus status) {
  return boost::describe::enum_to_string(status, "");
}

/// Why the new owner cannot take it; absent: it can.
std::optional<ServingTrouble> trouble_of(db::Tx& tx, const HandOver& one) {
  const auto trouble = serving_trouble(tx, one.to);
  if (trouble == ServingTrouble::full) {
    const auto own = find_follow(tx, one.contact, one.to);
    if (own && own->status == FollowStatus::active) return std::nullopt;  // it takes no more room
  }
  return trouble;
}

bool is_full(ServingTrouble trouble) {
  return trouble == ServingTrouble::full || trouble == ServingTrouble::company_full;
}

HandOver take_effect(db::Tx& tx, HandOver one, const Follow& follow) {
  const Follow now = pass_on(tx, follow, one.to, {}, {{"hand_over", one.id.str()}});
  one.status = HandOverStatus::done;
  one.ended_at = tx.now();
  one.merged = now.conversation != one.conversation;
  one.undo_until = tx.now() + std::chrono::seconds(serving(tx).undo_s.value);
  store::settle_hand_over(tx, one);
  tell_sides(tx, one, "hand_over_ended", one.begun_by, {{"result", word(one.status)}});
  return one;
}

bool passes(const ApiError& error) {
  return error.code() == Errc::busy || error.code() == Errc::unavailable;
}

db::Step step(db::Tx& tx, const db::Job& job) {
  auto due = store::due_hand_overs(tx, kAtATime);
  lock_hand_overs(tx, due);
  for (const HandOver& one : due) {
    const auto now = store::load_hand_over(tx, one.id);
    if (now && now->status == HandOverStatus::waiting) try_to_settle(tx, *now, job.attempts < kPatience);
  }
  db::Step result;
  result.state.text = "null";
  result.done = job.done + std::ssize(due);
  const auto next = store::next_due(tx);
  if (!next) return result;
  result.next = *next <= tx.now() ? db::Next::again : db::Next::later;
  result.delay = std::max(
      std::chrono::milliseconds(1), std::chrono::duration_cast<std::chrono::milliseconds>(*next - tx.now()));
  return result;
}

}  // namespace

db::JobKinds effect_jobs() {
  return {{kHandOverJob, {step, true}}};
}

void schedule_hand_overs(db::Tx& tx, Time due) {
  db::enqueue(tx, {.kind = kHandOverJob, .not_before = due, .unique_key = "company"});
}

void lock_hand_overs(db::Tx& tx, std::span<const HandOver> hand_overs) {
  std::vector<ConversationId> chats;
  std::vector<PrincipalId> people;
  for (const HandOver& one : hand_overs) {
    chats.push_back(one.conversation);
    people.push_back(one.from);
    people.push_back(one.to);
  }
  std::sort(chats.begin(), chats.end());
  chats.erase(std::unique(chats.begin(), chats.end()), chats.end());
  for (const ConversationId& chat : chats)
    conversations::lock_customer_chat(tx, chat);
  std::sort(people.begin(), people.end());
  people.erase(std::unique(people.begin(), people.end()), people.end());
  if (!people.empty()) lock_loads(tx, people);
}

HandOver locked_hand_over(db::Tx& tx, const HandOverId& id) {
  auto one = store::load_hand_over(tx, id);
  if (!one) throw ApiError(Errc::not_found, "no such hand-over", "hand_over");
  lock_hand_overs(tx, std::span(&*one, 1));
  return store::load_hand_over(tx, id).value();
}

void tell_sides(db::Tx& tx, const HandOver& one, const std::string& kind, const PrincipalId& actor, const Json& more) {
  const std::vector<PrincipalId> both{std::min(one.from, one.to), std::max(one.from, one.to)};
  std::vector<PrincipalId> here;
  for (const auto& principal : identity::load_principals(tx, both))
    if (principal.status != identity::PrincipalStatus::left) here.push_back(principal.id);
  Json body = {
      {"hand_over", one.id.str()},
      {"contact", one.contact.str()},
      {"conversation", one.conversation.str()},
      {"from", one.from.str()},
      {"to", one.to.str()}};
  body.update(more);
  conversations::tell_inboxes(tx, here, kind, actor, body);
}

/// The customer hears that it stays as it is, and not why the company could not.
void tell_chat(db::Tx& tx, const HandOver& one) {
  const std::string result = one.status == HandOverStatus::refused ? "refused" : "ended";
  conversations::append(
      tx, one.conversation, "hand_over_ended", one.from, {{"hand_over", one.id.str()}, {"result", result}});
}

HandOver finish(db::Tx& tx, HandOver one, HandOverStatus status, const std::string& reason, const PrincipalId& actor) {
  one.status = status;
  one.reason = reason;
  one.ended_at = tx.now();
  store::settle_hand_over(tx, one);
  const Json told = {{"hand_over", one.id.str()}, {"result", word(status)}};
  const auto follow = load_follow(tx, one.follow);
  if (follow && follow->status == FollowStatus::active && follow->conversation == one.conversation) tell_chat(tx, one);
  note(tx, {one.contact, EventKind::hand_over_ended, one.from, one.conversation, actor, told});
  tell_sides(tx, one, "hand_over_ended", actor, {{"result", word(status)}});
  return one;
}

HandOver settle(db::Tx& tx, HandOver one) {
  const auto follow = load_follow(tx, one.follow);
  if (!follow || follow->status != FollowStatus::active || follow->conversation != one.conversation) {
    const PrincipalId by = one.begun_by;
    return finish(tx, std::move(one), HandOverStatus::failed, "the old owner does not serve the customer any more", by);
  }
  if (const auto trouble = trouble_of(tx, one)) {
    const auto status = is_full(*trouble) ? HandOverStatus::list_full : HandOverStatus::failed;
    const PrincipalId by = one.begun_by;
    return finish(tx, std::move(one), status, "the new owner " + std::string(text_of(*trouble)), by);
  }
  return take_effect(tx, std::move(one), *follow);
}

HandOver try_to_settle(db::Tx& tx, const HandOver& one, bool patient) {
  std::string reason;
  try {
    db::Savepoint savepoint(tx);
    HandOver settled = settle(tx, one);
    savepoint.release();
    return settled;
  } catch (const ApiError& error) {
    if (passes(error)) throw;
    reason = error.detail();
  } catch (const std::exception& error) {
    if (patient) throw;
    log::error("hand-over {} is ended: {}", one.id.str(), error.what());
    reason = "the server could not carry it out";
  }
  return finish(tx, one, HandOverStatus::failed, reason, one.begun_by);
}

std::int64_t end_hand_overs_to(db::Tx& tx, const PrincipalId& employee) {
  const auto waiting = store::waiting_for(tx, employee, kAtATime);
  lock_hand_overs(tx, waiting);
  for (const HandOver& one : waiting) {
    auto now = store::load_hand_over(tx, one.id);
    if (now->status == HandOverStatus::waiting)
      finish(tx, std::move(*now), HandOverStatus::failed, "the new owner has left the company", one.begun_by);
  }
  return std::ssize(waiting);
}

}  // namespace weft::customers
