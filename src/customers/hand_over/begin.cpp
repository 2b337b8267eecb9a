// How hand-overs begin: who may be handed over to whom, how often, and what the customer is told.
#include "customers/hand_over/effect.hpp"
#include "customers/hand_over/store.hpp"
#include <weft/base/json.hpp>
#include <weft/conversations/log.hpp>
#include <weft/customers/contacts.hpp>
#include <weft/customers/serving.hpp>
#include <weft/identity/identity.hpp>

#include <algorithm>

namespace weft::customers {
namespace {

using std::chrono::days;

Time start_of_day(Time time) {
  return std::chrono::floor<days>(time);
}

/// How often a customer is told on one day that somebody else is to come; what was cancelled counts.
constexpr std::int64_t kNoticesADay = 5;

bool counts(HandOverStatus status) {
  return status == HandOverStatus::waiting || status == HandOverStatus::done || status == HandOverStatus::undone;
}

/// When the customer may be told again; absent: now.
std::optional<Time> told_until(
    const std::vector<store::Try>& tries, const ContactId& contact, const Serving& rules, Time today) {
  const auto told = std::count_if(tries.begin(), tries.end(), [&](const store::Try& one) {
    return one.contact == contact && one.begun_at >= today;
  });
  if (told < std::max(kNoticesADay, rules.hand_overs.value)) return std::nullopt;
  return today + days(1);
}

/// When the cap lets this customer of somebody who works on go again; absent: now. Tries that took effect or wait
/// count; and after a refusal every try does.
std::optional<Time> capped_until(const std::vector<store::Try>& tries, const ContactId& contact, const Serving& rules) {
  std::vector<Time> moved, after_refusal;
  bool refused = false;
  for (const store::Try& one : tries) {
    if (one.contact != contact || one.kind != HandOverKind::on_job) continue;
    if (refused) after_refusal.push_back(one.begun_at);
    refused = refused || one.status == HandOverStatus::refused;
    if (counts(one.status)) moved.push_back(one.begun_at);
  }
  const auto most = static_cast<std::size_t>(rules.hand_overs.value);
  std::optional<Time> until;
  for (const auto* counted : {&moved, &after_refusal}) {
    if (counted->size() < most) continue;
    const Time free = start_of_day((*counted)[counted->size() - most]) + days(rules.hand_over_days.value);
    until = std::max(until.value_or(free), free);
  }
  return until;
}

template <class T, class Of>
std::vector<T> distinct(const std::vector<Assignment>& assignments, Of of) {
  std::vector<T> list;
  for (const Assignment& one : assignments)
    list.push_back(of(one));
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
  return list;
}

HandOverCode code_of(ServingTrouble trouble) {
  switch (trouble) {
    case ServingTrouble::unknown: return HandOverCode::unknown;
    case ServingTrouble::left: return HandOverCode::left;
    case ServingTrouble::disabled: return HandOverCode::disabled;
    case ServingTrouble::not_activated: return HandOverCode::not_activated;
    case ServingTrouble::inactive: return HandOverCode::inactive;
    case ServingTrouble::outside_range: return HandOverCode::outside_range;
    case ServingTrouble::not_verified: return HandOverCode::not_verified;
    case ServingTrouble::full: return HandOverCode::full;
    case ServingTrouble::company_full: break;
  }
  return HandOverCode::company_full;
}

/// All that is asked of the database about one call, under its locks.
struct Facts {
  Serving rules;
  std::map<ContactId, Follow> follows;
  std::set<FollowId> pending;
  Time today;
  std::vector<store::Try> tries;
  std::map<PrincipalId, ServingTrouble> troubles;
  std::set<std::pair<PrincipalId, ContactId>> served;
  std::map<PrincipalId, std::string> names;
};

std::vector<FollowId> ids_of(const std::map<ContactId, Follow>& follows) {
  std::vector<FollowId> ids;
  for (const auto& [contact, follow] : follows)
    ids.push_back(follow.id);
  return ids;
}

Facts lock_and_look(db::Tx& tx, const BeginHandOvers& begin) {
  const auto contacts = distinct<ContactId>(begin.assignments, [](const Assignment& one) { return one.contact; });
  const auto targets = distinct<PrincipalId>(begin.assignments, [](const Assignment& one) { return one.to; });
  Facts facts;
  facts.rules = serving(tx);
  schedule_hand_overs(tx, tx.now() + std::chrono::seconds(facts.rules.refusal_s.value));
  std::vector<HandOver> locked;
  for (const auto& [contact, follow] : store::active_follows(tx, begin.from, contacts)) {
    HandOver one;
    one.conversation = follow.conversation;
    one.from = begin.from;
    one.to = begin.from;
    locked.push_back(one);
  }
  for (const PrincipalId& target : targets) {
    if (locked.empty()) break;
    HandOver one = locked.front();
    one.to = target;
    locked.push_back(one);
  }
  lock_hand_overs(tx, locked);
  facts.follows = store::active_follows(tx, begin.from, contacts);
  facts.pending = store::being_handed_over(tx, ids_of(facts.follows));
  facts.today = start_of_day(tx.now());
  facts.tries = store::tries(tx, contacts, facts.today - days(facts.rules.hand_over_days.value - 1));
  facts.troubles = serving_troubles(tx, targets);
  facts.served = store::served(tx, contacts);
  for (const auto& principal : identity::load_principals(tx, targets))
    facts.names[principal.id] = principal.name;
  return facts;
}

HandOverAnswer refused(const Assignment& one, HandOverCode code, std::string text) {
  return {one.contact, code, std::move(text), {}, {}, {}};
}

HandOverAnswer capped(const Assignment& one, const std::string& text, Time until) {
  auto answer = refused(one, HandOverCode::capped, text + "; again from " + to_rfc3339(until).substr(0, 10));
  answer.allowed_at = until;
  return answer;
}

std::optional<HandOverAnswer> cap(const Facts& facts, const BeginHandOvers& begin, const Assignment& one) {
  const Serving& rules = facts.rules;
  if (begin.kind == HandOverKind::on_job) {
    if (const auto until = capped_until(facts.tries, one.contact, rules))
      return capped(
          one,
          "this customer was handed over " + std::to_string(rules.hand_overs.value) + " times in " +
              std::to_string(rules.hand_over_days.value) + " days",
          *until);
  }
  if (const auto until = told_until(facts.tries, one.contact, rules, facts.today))
    return capped(one, "this customer was told often enough today of somebody who is to come", *until);
  return std::nullopt;
}

/// Why nothing begins; absent: it may.
std::optional<HandOverAnswer> objection(const Facts& facts, const BeginHandOvers& begin, const Assignment& one) {
  const auto follow = facts.follows.find(one.contact);
  if (follow == facts.follows.end())
    return refused(one, HandOverCode::not_a_customer, "this employee does not serve this customer");
  if (one.to == begin.from) return refused(one, HandOverCode::same_owner, "this employee serves the customer already");
  if (std::count(begin.out_of_reach.begin(), begin.out_of_reach.end(), one.to) > 0)
    return refused(one, HandOverCode::out_of_reach, "the new owner is in none of your departments");
  if (facts.pending.count(follow->second.id) > 0)
    return refused(one, HandOverCode::pending, "this customer is being handed over already");
  if (const auto trouble = facts.troubles.find(one.to); trouble != facts.troubles.end()) {
    const bool keeps_own = facts.served.count({one.to, one.contact}) > 0;  // it takes no more room
    if (trouble->second != ServingTrouble::full || !keeps_own)
      return refused(one, code_of(trouble->second), "the new owner " + std::string(text_of(trouble->second)));
  }
  return cap(facts, begin, one);
}

std::string message_for(const BeginHandOvers& begin, const std::string& name) {
  if (!begin.message.empty()) return begin.message;
  return "From now on " + name + " looks after you. What we wrote here stays with you.";
}

HandOver begin_one(db::Tx& tx, Facts& facts, const BeginHandOvers& begin, const Assignment& assignment) {
  const Follow& follow = facts.follows.at(assignment.contact);
  HandOver one;
  one.id = HandOverId::make();
  one.kind = begin.kind;
  one.follow = follow.id;
  one.contact = follow.contact;
  one.conversation = follow.conversation;
  one.from = begin.from;
  one.to = assignment.to;
  one.message = message_for(begin, facts.names[assignment.to]);
  one.begun_by = begin.actor;
  one.bulk = begin.bulk;
  one.begun_at = tx.now();
  one.effective_at = tx.now() + std::chrono::seconds(facts.rules.refusal_s.value);
  store::insert_hand_over(tx, one);
  const std::string at = to_rfc3339(one.effective_at);
  conversations::append(
      tx, one.conversation, "hand_over_began", one.from,  // who began it is nobody to the customer
      {{"hand_over", one.id.str()},
       {"to", one.to.str()},
       {"name", facts.names[assignment.to]},
       {"message", one.message},
       {"effective_at", at}});
  note(
      tx, {one.contact,
           EventKind::hand_over_began,
           one.from,
           one.conversation,
           begin.actor,
           {{"hand_over", one.id.str()}, {"from", one.from.str()}, {"to", one.to.str()}, {"effective_at", at}}});
  tell_sides(tx, one, "hand_over_began", begin.actor, {{"effective_at", at}});
  facts.pending.insert(follow.id);
  return one;
}

HandOverAnswer answer_of(const HandOver& one) {
  HandOverAnswer answer{one.contact, HandOverCode::started, {}, one.id, one.effective_at, {}};
  if (one.status == HandOverStatus::waiting) {
    answer.text = "takes effect at " + to_rfc3339(one.effective_at) + " unless the customer refuses";
  } else if (one.status == HandOverStatus::done) {
    answer.code = HandOverCode::done;
    answer.text = "has taken effect";
  } else {
    answer.code = one.status == HandOverStatus::list_full ? HandOverCode::full : HandOverCode::failed;
    answer.text = one.reason;
  }
  return answer;
}

}  // namespace

std::vector<HandOverAnswer> begin_hand_overs(db::Tx& tx, const BeginHandOvers& begin) {
  Facts facts = lock_and_look(tx, begin);
  const bool at_once = facts.rules.refusal_s.value == 0;
  std::vector<HandOverAnswer> answers;
  for (const Assignment& assignment : begin.assignments) {
    if (auto no = objection(facts, begin, assignment)) {
      answers.push_back(std::move(*no));
      continue;
    }
    HandOver one = begin_one(tx, facts, begin, assignment);
    if (at_once) one = try_to_settle(tx, one, true);
    answers.push_back(answer_of(one));
  }
  return answers;
}

}  // namespace weft::customers
