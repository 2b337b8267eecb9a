// Ends temporary chats when their time is over: one job a company, which sleeps until the next one is due.
#include "customers/ways/ending.hpp"

#include "customers/ways/store_chats.hpp"
#include <weft/base/json.hpp>
#include <weft/conversations/customer_chats.hpp>
#include <weft/identity/identity.hpp>

namespace weft::customers {
namespace {

constexpr auto kJob = "temporary_chats";
constexpr std::int64_t kAtATime = 20;

/// The employee in charge says the last words, then nobody says anything.
void end_one(db::Tx& tx, const store::EndingChat& ending, const EntranceParts& parts) {
  conversations::lock_customer_chat(tx, ending.conversation);
  const auto follow = follow_of(tx, ending.conversation);
  store::mark_ended(tx, ending.conversation);
  if (!follow) return;
  if (ending.closing)
    say(tx, {follow->conversation, follow->employee, places_of(tx, *follow)}, *ending.closing, parts.screen,
        parts.attachments);
  conversations::close_chat(tx, conversations::lock_customer_chat(tx, ending.conversation), follow->employee, "ended");
  end_follow(tx, *follow, FollowStatus::removed, follow->employee, {{"temporary", true}});
}

db::Step end_due(db::Tx& tx, const EntranceParts& parts) {
  const auto due = store::due_chats(tx, kAtATime);
  for (const auto& ending : due)
    end_one(tx, ending, parts);
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

Places places_of(db::Tx& tx, const Follow& follow) {
  const auto people = identity::load_principals(tx, std::vector{follow.contact, follow.employee});
  return {people.at(0).name, people.at(1).name, store::company_name(tx), follow.state};
}

db::JobKinds way_jobs(const EntranceParts& parts) {
  return {{kJob, {[parts](db::Tx& tx, const db::Job&) { return end_due(tx, parts); }, true}}};
}

}  // namespace weft::customers
