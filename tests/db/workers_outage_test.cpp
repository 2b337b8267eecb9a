// The pool while the database is away, frozen, or comes back.
#include "db/clock.hpp"
#include "db/conninfo.hpp"
#include "db/heartbeat.hpp"
#include "support/freeze.hpp"
#include "support/postgres.hpp"
#include "support/wait.hpp"
#include <weft/base/error.hpp>
#include <weft/db/migrations.hpp>
#include <weft/db/private_postgres.hpp>
#include <weft/db/sql.hpp>
#include <weft/db/workers.hpp>

#include <gtest/gtest.h>

#include <csignal>
#include <future>
#include <optional>

namespace weft::db {
namespace {

using namespace std::chrono_literals;
using test::wait_until;

using test::kClock;

/// How a job ended: nullopt when it ran.
using Answer = std::optional<Trouble>;

Answer ask(Workers& workers) {
  std::promise<Answer> answer;
  const bool posted = workers.post(
      {[&](pqxx::connection& connection) {
         try {
           Tx tx(connection, kClock);
           exec(tx, "SELECT 1");
           tx.commit();
           answer.set_value(std::nullopt);
         } catch (const ApiError&) {
           answer.set_value(Trouble::unavailable);
         }
       },
       [&](Trouble trouble) { answer.set_value(trouble); }});
  return posted ? answer.get_future().get() : Answer(Trouble::busy);
}

class OutageTest : public testing::Test {
 protected:
  OutageTest() : dir_(test::scratch_dir()) {
    begin();
    migrate(postgres_->url(), embedded_migrations());
    options_.url = postgres_->url();
    options_.threads = 2;
  }
  void begin() {
    PrivatePostgresOptions options;
    options.data_dir = dir_;
    options.durable = false;
    postgres_ = PrivatePostgres::start(options);
  }

  std::string dir_;
  std::unique_ptr<PrivatePostgres> postgres_;
  PoolOptions options_;
};

TEST_F(OutageTest, JobsFailFastWhileItIsAwayAndRunSoonAfterItIsBack) {
  options_.grace = 300ms;
  Workers workers(options_);
  ASSERT_EQ(ask(workers), std::nullopt);
  postgres_->stop();
  EXPECT_EQ(ask(workers), Trouble::unavailable);
  EXPECT_TRUE(wait_until([&] { return !workers.connected(); }, 2s));
  // Known to be away by now: no more waiting for the grace.
  EXPECT_TRUE(wait_until([&] {
    const auto before = std::chrono::steady_clock::now();
    return ask(workers) == Trouble::unavailable && std::chrono::steady_clock::now() - before < 250ms;
  }));
  begin();
  const auto up = std::chrono::steady_clock::now();
  EXPECT_TRUE(wait_until([&] { return ask(workers) == std::nullopt; }));
  const auto took = std::chrono::steady_clock::now() - up;
  EXPECT_LT(took, 2s);
  RecordProperty("recovery_ms", static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(took).count()));
}

/// Without workers that notice for themselves: the heartbeat alone must find out.
TEST_F(OutageTest, TheHeartbeatStopsWhenNobodyListensAnyMore) {
  Heartbeat heartbeat(conninfo(postgres_->url(), {}));
  const auto becomes = [&](Heartbeat::Health health) {
    return wait_until([&] {
      heartbeat.hurry();
      heartbeat.step();
      return heartbeat.health() == health;
    });
  };
  ASSERT_TRUE(becomes(Heartbeat::Health::up));
  postgres_->stop();
  EXPECT_TRUE(becomes(Heartbeat::Health::refused));
  begin();
  EXPECT_TRUE(becomes(Heartbeat::Health::up));
}

TEST_F(OutageTest, ReadinessReturnsWithoutAnybodyAsking) {
  Workers workers(options_);
  ASSERT_EQ(ask(workers), std::nullopt);
  postgres_->stop();
  EXPECT_TRUE(wait_until([&] { return !workers.connected(); }, 4s));
  begin();
  EXPECT_TRUE(wait_until([&] { return workers.connected(); }, 2s));
}

TEST_F(OutageTest, AKilledPostmasterIsAShortOutage) {
  Workers workers(options_);
  ASSERT_EQ(ask(workers), std::nullopt);
  kill(postgres_->pid(), SIGKILL);
  EXPECT_TRUE(wait_until([&] { return postgres_->restarts() == 1 && ask(workers) == std::nullopt; }, 10s));
}

TEST_F(OutageTest, StopsWithoutADatabase) {
  postgres_->stop();
  auto workers = std::make_unique<Workers>(options_);
  std::promise<Trouble> trouble;
  workers->post({[](pqxx::connection&) {}, [&](Trouble why) { trouble.set_value(why); }});
  workers->stop();
  EXPECT_EQ(trouble.get_future().get(), Trouble::stopping);
}

// The database is up, yet no worker can use it: its role is gone.
TEST_F(OutageTest, ADatabaseThatRefusesTheRoleCountsAsAway) {
  options_.role = "nobody_of_this_name";
  options_.grace = 300ms;
  Workers workers(options_);
  EXPECT_EQ(ask(workers), Trouble::unavailable);
  EXPECT_TRUE(wait_until([&] { return !workers.connected(); }, 2s));
}

TEST_F(OutageTest, AFrozenServerIsGivenUpAndServesAgainWhenItThaws) {
  Workers workers(options_);
  ASSERT_EQ(ask(workers), std::nullopt);
  const test::Frozen frozen(postgres_->pid());
  const auto before = std::chrono::steady_clock::now();
  EXPECT_EQ(ask(workers), Trouble::unavailable);
  EXPECT_LT(std::chrono::steady_clock::now() - before, 12s);
  EXPECT_FALSE(workers.connected());
  frozen.thaw();
  EXPECT_TRUE(wait_until([&] { return ask(workers) == std::nullopt; }, 5s));
  EXPECT_TRUE(wait_until([&] { return workers.connected(); }, 2s));
}

TEST_F(OutageTest, StopsInFrontOfAFrozenServer) {
  auto workers = std::make_unique<Workers>(options_);
  ASSERT_EQ(ask(*workers), std::nullopt);
  const test::Frozen frozen(postgres_->pid());
  std::promise<void> ended;
  std::promise<void> begun;
  workers->post(
      {[&](pqxx::connection& connection) {
         begun.set_value();
         try {
           Tx tx(connection, kClock);
           exec(tx, "SELECT 1");
         } catch (const ApiError&) {}
         ended.set_value();
       },
       [](Trouble) {}});
  begun.get_future().wait();
  const auto before = std::chrono::steady_clock::now();
  workers->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - before, 12s);
  ended.get_future().wait();
}

TEST_F(OutageTest, StopsWithinItsPatience) {
  options_.threads = 1;  // the answer says that it is connected; a second one might still be connecting
  auto workers = std::make_unique<Workers>(options_);
  ASSERT_EQ(ask(*workers), std::nullopt);
  const test::Frozen frozen(postgres_->pid());
  std::promise<void> begun;
  std::promise<Answer> answer;
  workers->post(
      {[&](pqxx::connection& connection) {
         begun.set_value();
         try {
           Tx tx(connection, kClock);
           exec(tx, "SELECT 1");
           answer.set_value(std::nullopt);
         } catch (const ApiError&) {
           answer.set_value(Trouble::unavailable);
         }
       },
       [](Trouble) {}});
  begun.get_future().wait();
  const auto before = std::chrono::steady_clock::now();
  workers->stop(500ms);
  EXPECT_LT(std::chrono::steady_clock::now() - before, 3s);
  EXPECT_EQ(answer.get_future().get(), Trouble::unavailable);
}

TEST_F(OutageTest, StopsWhileItConnectsToAFrozenServer) {
  const test::Frozen frozen(postgres_->pid());
  auto workers = std::make_unique<Workers>(options_);
  const auto before = std::chrono::steady_clock::now();
  workers->stop(500ms);
  EXPECT_LT(std::chrono::steady_clock::now() - before, 8s);  // connect_timeout is 5 s
}

TEST_F(OutageTest, AFrozenClusterIsStopped) {
  const test::Frozen frozen(postgres_->pid());
  const auto before = std::chrono::steady_clock::now();
  postgres_->stop(20s);
  EXPECT_LT(std::chrono::steady_clock::now() - before, 5s);
}

}  // namespace
}  // namespace weft::db
