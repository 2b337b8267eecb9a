// One company after the other, a thousand rows a transaction: nobody waits for housekeeping.
#include "app/housekeeping.hpp"
#include <weft/api/idempotency.hpp>
#include <weft/base/log.hpp>
#include <weft/customers/figures.hpp>
#include <weft/customers/hand_over.hpp>
#include <weft/customers/visits.hpp>
#include <weft/customers/ways.hpp>
#include <weft/customers/welcome_codes.hpp>
#include <weft/db/jobs.hpp>
#include <weft/db/outbox.hpp>
#include <weft/db/sql.hpp>
#include <weft/directory/invitations.hpp>
#include <weft/directory/members.hpp>
#include <weft/directory/transfer.hpp>
#include <weft/groups/groups.hpp>
#include <weft/groups/robots.hpp>
#include <weft/groups/word_book.hpp>
#include <weft/identity/activation.hpp>
#include <weft/identity/admin.hpp>
#include <weft/identity/watermarks.hpp>
#include <weft/platform/apps.hpp>
#include <weft/platform/batches.hpp>

namespace weft::app {
namespace {

constexpr int kRows = 1000;
constexpr int kMostRounds = 1000;  // of one visit to one company
constexpr auto kDay = std::chrono::hours(24);

std::vector<identity::Company> companies(pqxx::connection& connection, const Clock& clock) {
  db::Tx tx(connection, clock);
  return identity::list_companies(tx);
}

/// One transaction; true when there is more to do.
bool clean_some(pqxx::connection& connection, const Clock& clock, const CorpId& corp, std::chrono::hours keep_jobs) {
  db::Tx tx(connection, clock);
  tx.set_corp(corp);
  const std::int64_t answers = api::purge_idempotency(tx, kRows);
  const std::int64_t sessions = identity::purge_sessions(tx, kRows);
  const std::int64_t jobs = db::purge_jobs(tx, keep_jobs, kRows);
  const std::int64_t deliveries = db::purge_deliveries(tx, keep_jobs, kRows);
  const std::int64_t watermarks = identity::purge_watermarks(tx, kRows);
  const std::int64_t codes = identity::purge_activations(tx, kRows);
  const std::int64_t imports = directory::purge_imports(tx, 1);  // each with as many rows as there were people in it
  const std::int64_t keys = directory::fill_name_keys(tx, kRows);
  const std::int64_t hits = groups::purge_word_hits(tx, kRows);
  const std::int64_t invited = directory::purge_invitations(tx, kRows);
  const std::int64_t ways = groups::purge_ways_in(tx, kRows);
  customers::purge_bulks(tx, 1);  // each with up to 20,000 rows; the next visit takes the next
  customers::keep_counting(tx);
  customers::seal_old_secrets(tx);
  const std::int64_t sealed = groups::seal_old_secrets(tx, kRows);
  const std::int64_t entrances = customers::purge_ways(tx, kRows) + customers::keep_in_bounds(tx, kRows) +
                                 customers::purge_welcome_codes(tx, kRows);
  platform::keep_ranges(tx);
  const std::int64_t apps = platform::purge_apps(tx, kRows);
  platform::purge_batches(tx, 1);  // each with what came of up to 30,000 departments
  tx.commit();
  return apps >= kRows || answers == kRows || sessions == kRows || jobs == kRows || deliveries == kRows ||
         watermarks == kRows || codes == kRows || imports > 0 || keys == kRows || hits == kRows || invited >= kRows ||
         ways >= kRows || entrances >= kRows || sealed >= kRows;
}

}  // namespace

Housekeeping::Housekeeping(
    db::PoolOptions options, const Clock& clock, std::chrono::hours keep_jobs, std::vector<Chore> chores,
    DailyChore daily, std::chrono::milliseconds pause)
    : options_(std::move(options)),
      clock_(clock),
      keep_jobs_(keep_jobs),
      chores_(std::move(chores)),
      daily_(std::move(daily)),
      pause_(pause),
      thread_([this] { run(); }) {}

Housekeeping::~Housekeeping() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  line_.cut();  // what is begun is rolled back and done again another day
  wake_.notify_all();
  thread_.join();
}

void Housekeeping::run() {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, pause_, [this] { return stopping_; })) {
    lock.unlock();
    try {
      clean();
    } catch (const std::exception& error) {
      log::debug("housekeeping put off: {}", error.what());
    }
    lock.lock();
  }
}

bool Housekeeping::stopping() {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

/// One piece; true when there is more. A failure does not keep the companies from their turn.
bool Housekeeping::clean_daily(pqxx::connection& connection) {
  const Time now = clock_.now();
  if (now < next_day_) return false;
  try {
    if (daily_(connection)) return true;
    next_day_ = now + kDay;
  } catch (const std::exception& error) {
    if (!stopping()) log::warn("the daily housekeeping failed and is tried again: {}", error.what());
  }
  return false;
}

void Housekeeping::clean_company(pqxx::connection& connection, const CorpId& corp) {
  for (int round = 0; round < kMostRounds && clean_some(connection, clock_, corp, keep_jobs_); ++round) {
    if (stopping()) return;
  }
  for (const Chore& chore : chores_) {
    for (int round = 0; round < kMostRounds && chore(connection, corp); ++round) {
      if (stopping()) return;
    }
  }
}

void Housekeeping::clean() {
  const auto connection = db::connect(options_, line_);
  bool more = true;
  for (const identity::Company& company : companies(*connection, clock_)) {
    if (stopping()) return;
    more = more && clean_daily(*connection);
    clean_company(*connection, company.id);
  }
  while (more && !stopping())
    more = clean_daily(*connection);
}

}  // namespace weft::app
