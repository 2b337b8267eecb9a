// What is done once a day is done once a day, whatever becomes of one day.
#include "app/housekeeping.hpp"

#include "support/postgres.hpp"
#include "support/wait.hpp"
#include <weft/identity/admin.hpp>

#include <gtest/gtest.h>
#include <pqxx/pqxx>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <stdexcept>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

/// Read by the thread that keeps house.
class SharedClock final : public Clock {
 public:
  Time now() const override { return now_; }
  void advance(std::chrono::milliseconds by) { now_ = now_.load() + by; }

 private:
  std::atomic<Time> now_{Time(std::chrono::hours(24 * 365 * 50))};
};

struct Day {
  std::atomic<int> tries{0};
  std::atomic<int> done{0};
};

TEST(DailyHousekeeping, ComesAgainAfterAFailureAndEveryDay) {
  db::PoolOptions options;
  options.url = fresh_database();
  SharedClock clock;
  Day day;
  const app::Housekeeping housekeeping(
      options, clock, 24h, {},
      [&day](pqxx::connection&) {
        if (++day.tries == 1) throw std::runtime_error("the disk had its reasons");
        ++day.done;
        return false;
      },
      1ms);
  EXPECT_TRUE(wait_until([&] { return day.done == 1; }));
  clock.advance(24h);
  EXPECT_TRUE(wait_until([&] { return day.done == 2; }));
  EXPECT_EQ(day.tries, 3);
}

TEST(DailyHousekeeping, TakesTurnsWithTheCompanies) {
  db::PoolOptions options;
  options.url = fresh_database();
  SystemClock clock;
  {
    db::PoolOptions owner = options;
    owner.role = "";
    const auto connection = db::connect(owner);
    db::Tx tx(*connection, clock);
    for (const std::string handle : {"acme", "other"})
      identity::create_company(tx, handle, handle);
    tx.commit();
  }
  std::mutex mutex;
  std::string turns;
  const auto note = [&](char turn) {
    const std::lock_guard lock(mutex);
    turns += turn;
    return std::count(turns.begin(), turns.end(), 'd') < 4;
  };
  const auto begin = [&] {
    const std::lock_guard lock(mutex);
    return turns.substr(0, 8);
  };
  const app::Housekeeping housekeeping(
      options, clock, 24h, {[&](pqxx::connection&, const CorpId&) {
        note('c');
        return false;
      }},
      [&](pqxx::connection&) { return note('d'); }, 1ms);
  EXPECT_TRUE(wait_until([&] { return begin().size() == 8; }));
  EXPECT_EQ(begin(), "dcdcddcc");  // and the next day is not there yet
}

}  // namespace
}  // namespace weft::test
