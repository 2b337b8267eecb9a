// All of customer_figures.*, and the job that counts.
#include "customers/figures/operations.hpp"

#include "customers/figures/reading.hpp"
#include <weft/customers/figures.hpp>

namespace weft::customers {
namespace {

constexpr auto kCountJob = "figures.count";
constexpr auto kPause = std::chrono::seconds(30);
constexpr int kQuietRounds = 20;  // after these it ends; keep_counting() begins it anew
constexpr std::int64_t kPurged = 1000;

struct CountState {
  std::int64_t quiet = 0;  ///< rounds without anything to count
};
BOOST_DESCRIBE_STRUCT(CountState, (), (quiet))

db::Step count_step(db::Tx& tx, const db::Job& job) {
  db::Step step;
  const bool grown = figures::store::any_behind(tx);
  const bool counting = figures::count_some(tx);
  const Day oldest = today(tx) - std::chrono::days(figures::kKeptDays);
  const bool purging = !counting && figures::store::purge(tx, oldest, kPurged) >= kPurged;
  if (counting || purging) {
    step.next = db::Next::again;
    step.state = {R"({"quiet":0})"};
    return step;
  }
  const Json state = parse_json(job.state.text);
  const std::int64_t quiet = grown ? 0 : state.value("quiet", std::int64_t{0}) + 1;
  step.next = quiet > kQuietRounds ? db::Next::done : db::Next::later;
  step.delay = kPause;
  step.state = {to_json_text(CountState{quiet})};
  return step;
}

}  // namespace

void keep_counting(db::Tx& tx) {
  if (figures::store::any_behind(tx)) db::enqueue(tx, {.kind = kCountJob, .unique_key = "company"});
}

std::vector<api::Operation> figure_operations(directory::TableFiles&) {
  auto table = figures::reading_operations();
  for (auto& more : {figures::time_operations(), figures::export_operations()})
    table.insert(table.end(), more.begin(), more.end());
  return table;
}

db::JobKinds figure_jobs(directory::TableFiles& files) {
  return {{kCountJob, {count_step, true}}, {figures::kExportJob, {[&files](db::Tx& tx, const db::Job& job) {
                                              return figures::export_step(tx, job, files);
                                            }}}};
}

}  // namespace weft::customers
