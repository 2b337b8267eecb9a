// Ends chats by themselves: temporary ones when their time is over, and those in which nobody ever wrote. One job a
// company, which sleeps until the next one is due.
#include "customers/ways/ending.hpp"

#include "customers/ways/store_chats.hpp"
#include <weft/base/json.hpp>
#include <weft/conversations/customer_chats.hpp>
#include <weft/customers/serving.hpp>
#include <weft/customers/standing.hpp>
#include <weft/identity/audit.hpp>
#include <weft/identity/identity.hpp>

#include <algorithm>

namespace weft::customers {
namespace {

constexpr auto kJob = "temporary_chats";
constexpr std::int64_t kAtATime = 20;

/// The employee in charge says the last words, then nobody says anything.
void end_one(
    db::Tx& tx, const store::EndingChat& ending, const std::optional<Follow>& follow, const EntranceParts& parts) {
  store::mark_ended(tx, ending.conversation);
  if (!follow) return;
  if (ending.closing)
    say(tx, {follow->conversation, follow->employee, places_of(tx, *follow)}, *ending.closing, parts.screen,
        parts.attachments);
  conversations::close_chat(tx, conversations::lock_customer_chat(tx, ending.conversation), follow->employee, "ended");
  const char* const why = ending.silent ? "silent" : "temporary";
  end_follow(tx, *follow, FollowStatus::removed, follow->employee, {{why, true}});
}

/// A customer who came back meanwhile is given the time once more; whoever has written, or is cared for, stays.
bool stays(db::Tx& tx, const store::EndingChat& ending, const std::optional<Follow>& follow) {
  if (!ending.silent) return false;
  const auto days = std::chrono::days(serving(tx).silent_days);
  if (!follow || days.count() == 0 || !store::is_silent(tx, *follow)) {
    store::look_no_more(tx, ending.conversation);
    return true;
  }
  const Time seen = store::last_visit(tx, follow->contact);
  if (seen + days <= tx.now()) return false;
  store::look_later(tx, ending.conversation, seen + days);
  return true;
}

/// Heads in the order of their ids, then loads, as everybody does; what is due is read again once they are held.
std::vector<store::EndingChat> lock_due(db::Tx& tx, std::vector<ConversationId> chats) {
  std::sort(chats.begin(), chats.end());
  std::vector<PrincipalId> employees;
  for (const ConversationId& chat : chats) {
    conversations::lock_customer_chat(tx, chat);
    if (const auto follow = follow_of(tx, chat)) employees.push_back(follow->employee);
  }
  lock_loads(tx, employees);
  return store::due_among(tx, chats);
}

db::Step end_due(db::Tx& tx, const EntranceParts& parts) {
  const auto due = store::due_chats(tx, kAtATime);
  for (const auto& ending : lock_due(tx, due)) {
    const auto follow = follow_of(tx, ending.conversation);
    if (!stays(tx, ending, follow)) end_one(tx, ending, follow, parts);
  }
  db::Step step;
  step.state.text = "null";
  if (std::ssize(due) == kAtATime) {
    step.next = db::Next::again;
  } else if (const auto next = store::next_ending(tx)) {
    step.next = db::Next::later;
    step.delay = std::max(std::chrono::milliseconds(0), *next - tx.now());
  }
  return step;
}

}  // namespace

void look_at_chats(db::Tx& tx, Time at) {
  db::NewJob job;
  job.kind = kJob;
  job.not_before = at;
  job.unique_key = kJob;
  db::enqueue(tx, job);
}

bool keep_open(db::Tx& tx, const ConversationId& chat) {
  if (!store::ends(tx, chat)) return true;
  conversations::lock_customer_chat(tx, chat);
  if (!follow_of(tx, chat)) return false;
  store::keep_open(tx, chat);
  return true;
}

void watch_silence(db::Tx& tx, const Follow& follow) {
  const auto days = std::chrono::days(serving(tx).silent_days);
  if (days.count() > 0) store::watch_silence(tx, follow, tx.now() + days);
}

void end_chat(db::Tx& tx, const api::Context& context, const ConversationId& chat, const EntranceParts& parts) {
  const Acting acting = act_on_chat(tx, context.who(), chat, Power::hand_over_on_job);
  conversations::lock_customer_chat(tx, chat);
  const auto ending = store::ending_of(tx, chat);
  const auto follow = follow_of(tx, chat);
  if (!ending || !follow) throw ApiError(Errc::conflict, "this is no temporary chat, or it has ended");
  end_one(tx, *ending, follow, parts);
  if (acting.by_permission)
    identity::audit::append(
        tx,
        {identity::origin_of(context), "customer_chat.end", chat.str(), {Json{{"follow", follow->id.str()}}.dump()}});
}

Places places_of(db::Tx& tx, const Follow& follow) {
  const auto people = identity::load_principals(tx, std::vector{follow.contact, follow.employee});
  return {people.at(0).name, people.at(1).name, store::company_name(tx), follow.state};
}

std::int64_t keep_in_bounds(db::Tx& tx, int limit) {
  if (const auto due = store::next_silent(tx); due && *due <= tx.now()) look_at_chats(tx, tx.now());
  const auto days = std::chrono::days(serving(tx).silent_days);
  return days.count() == 0 ? 0 : store::ignore_requests(tx, tx.now() - days, limit);
}

db::JobKinds way_jobs(const EntranceParts& parts) {
  return {{kJob, {[parts](db::Tx& tx, const db::Job&) { return end_due(tx, parts); }, true}}};
}

}  // namespace weft::customers
