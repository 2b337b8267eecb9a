// The job of a large assignment: some customers a step, each with the checks of a single hand-over.
#include "customers/hand_over/assign.hpp"
#include "customers/hand_over/jobs.hpp"
#include "customers/hand_over/store.hpp"
#include <weft/base/json.hpp>
#include <weft/customers/serving.hpp>

#include <algorithm>

namespace weft::customers {
namespace {

constexpr std::int64_t kAtATime = 25;
constexpr std::int64_t kSuggestions = 20;
constexpr auto kKept = std::chrono::days(180);

/// Whom the customers of a step may go to, and how loaded each is. Of the named ones those who can serve, as long as
/// there is one; else all, and the answers say what is wrong with them.
std::map<PrincipalId, std::int64_t> targets_of(db::Tx& tx, const Bulk& bulk, const Reach& reach) {
  std::vector<PrincipalId> people = bulk.targets;
  if (people.empty()) {
    const auto suggested = suggest(tx, bulk.from, reach, kSuggestions);
    for (const Suggested& one : suggested)  // of the nearest department that has somebody
      if (one.levels_up == suggested.front().levels_up) people.push_back(one.who.id);
    return store::loads_coming(tx, people);
  }
  const auto troubles = serving_troubles(tx, people);
  std::vector<PrincipalId> able;
  for (const PrincipalId& one : people)
    if (troubles.count(one) == 0 && one != bulk.from) able.push_back(one);
  return store::loads_coming(tx, able.empty() ? people : able);
}

PrincipalId least_loaded(std::map<PrincipalId, std::int64_t>& loads) {
  const auto least = std::min_element(
      loads.begin(), loads.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  ++least->second;
  return least->first;
}

void assign(db::Tx& tx, const Bulk& bulk, std::vector<BulkItem>& items) {
  api::Caller caller;
  caller.corp = tx.corp();
  caller.principal = bulk.begun_by;
  const Power power = bulk.kind == HandOverKind::on_job ? Power::hand_over_on_job : Power::hand_over_resigned;
  const Reach reach = customer_reach(tx, caller, power);  // as it is now: rights may end while the job runs
  if (!within(tx, reach, bulk.from))
    throw db::JobFailed("who began it may no longer hand over the customers of this employee");
  auto loads = targets_of(tx, bulk, reach);
  if (loads.empty()) {
    for (BulkItem& item : items) {
      item.code = HandOverCode::nobody;
      item.text = "nobody who can serve was found for this customer";
    }
    return;
  }
  BeginHandOvers begin;
  begin.kind = bulk.kind;
  begin.from = bulk.from;
  begin.message = bulk.message;
  begin.actor = bulk.begun_by;
  begin.bulk = bulk.id;
  for (BulkItem& item : items) {
    item.to = least_loaded(loads);
    begin.assignments.push_back({item.customer, *item.to});
  }
  for (const auto& [target, load] : loads)
    if (!within(tx, reach, target)) begin.out_of_reach.push_back(target);
  const auto answers = begin_hand_overs(tx, begin);
  for (std::size_t i = 0; i < items.size(); ++i) {
    items[i].code = answers[i].code;
    items[i].text = answers[i].text;
    items[i].hand_over = answers[i].hand_over;
  }
}

db::Step step(db::Tx& tx, const db::Job& job) {
  const auto bulk = store::load_bulk(tx, job.id);
  if (!bulk) throw db::JobFailed("this assignment is gone");
  db::Step result;
  result.state.text = "null";
  result.total = store::count_items(tx, job.id);
  auto items = store::open_items(tx, job.id, kAtATime);
  if (items.empty()) {
    Json counts = Json::object();
    for (const auto& [code, count] : store::count_codes(tx, job.id))
      counts[code] = count;
    result.result = RawJson{counts.dump()};
    return result;
  }
  assign(tx, *bulk, items);
  store::save_items(tx, job.id, items);
  result.next = db::Next::again;
  result.done = job.done + std::ssize(items);
  return result;
}

}  // namespace

std::int64_t purge_bulks(db::Tx& tx, std::int64_t limit) {
  return store::delete_bulks(tx, tx.now() - kKept, limit);
}

db::JobKinds bulk_jobs() {
  return {{kBulkJob, {step}}};
}

}  // namespace weft::customers
