// The pool while the database is well: order, bounds, draining, single broken connections.
#include "db/clock.hpp"
#include "support/postgres.hpp"
#include "support/wait.hpp"
#include <weft/base/error.hpp>
#include <weft/db/sql.hpp>
#include <weft/db/workers.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace weft::db {
namespace {

using namespace std::chrono_literals;
using test::wait_until;

using test::kClock;

PoolOptions pool_options(int threads) {
  PoolOptions options;
  options.url = test::fresh_database();
  options.threads = threads;
  return options;
}

Workers::Job counting(std::atomic<int>& ran, std::atomic<int>& failed) {
  return {[&ran](pqxx::connection&) { ++ran; }, [&failed](Trouble) { ++failed; }};
}

/// A job that holds its worker until it is let go.
class Blocker {
 public:
  Workers::Job job() {
    return {
        [this](pqxx::connection&) {
          started_.set_value();
          release_.get_future().wait();
        },
        [](Trouble) {}};
  }
  void await_start() { started_.get_future().wait(); }
  void release() { release_.set_value(); }

 private:
  std::promise<void> started_, release_;
};

std::int64_t backend_of(pqxx::connection& connection) {
  Tx tx(connection, kClock);
  return number_of(exec(tx, "SELECT pg_backend_pid()")[0][0]);
}

TEST(Workers, RunEveryJobOnTheServersRole) {
  Workers workers(pool_options(4));
  std::atomic<int> ran{0}, failed{0};
  for (int i = 0; i < 200; ++i) {
    ASSERT_TRUE(workers.post(
        {[&](pqxx::connection& connection) {
           Tx tx(connection, kClock);
           if (text_of(exec(tx, "SELECT current_user")[0][0]) == "weft_app") ++ran;
         },
         [&](Trouble) { ++failed; }}));
  }
  EXPECT_TRUE(wait_until([&] { return ran == 200; }));
  EXPECT_EQ(failed, 0);
}

TEST(Workers, OneThreadKeepsTheOrder) {
  Workers workers(pool_options(1));
  std::vector<int> order;
  std::promise<void> done;
  for (int i = 0; i < 50; ++i) {
    workers.post(
        {[&order, &done, i](pqxx::connection&) {
           order.push_back(i);
           if (i == 49) done.set_value();
         },
         [](Trouble) {}});
  }
  done.get_future().wait();
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
}

TEST(Workers, RefuseWhatTheQueueCannotHold) {
  PoolOptions options = pool_options(1);
  options.queue = 2;
  Workers workers(options);
  Blocker blocker;
  ASSERT_TRUE(workers.post(blocker.job()));
  blocker.await_start();
  std::atomic<int> ran{0}, failed{0};
  EXPECT_TRUE(workers.post(counting(ran, failed)));
  EXPECT_TRUE(workers.post(counting(ran, failed)));
  EXPECT_FALSE(workers.post(counting(ran, failed)));
  EXPECT_EQ(workers.queued(), 2U);
  blocker.release();
  EXPECT_TRUE(wait_until([&] { return ran == 2; }));
  EXPECT_EQ(failed, 0);
}

TEST(Workers, SayBusyToWhatWaitedTooLong) {
  PoolOptions options = pool_options(1);
  options.queue_timeout = 200ms;
  Workers workers(options);
  Blocker blocker;
  workers.post(blocker.job());
  blocker.await_start();
  std::promise<Trouble> trouble;
  workers.post({[](pqxx::connection&) {}, [&](Trouble why) { trouble.set_value(why); }});
  // While the only worker is still held: nothing but the clock decides.
  EXPECT_EQ(trouble.get_future().get(), Trouble::busy);
  blocker.release();
}

/// Posts another job when it goes, as what is left of a broken-off upload does.
struct LastWord {
  Workers& workers;
  std::atomic<int>& ran;
  ~LastWord() { workers.post(counting(ran, ran)); }
};

TEST(Workers, LetGoOfAJobWithoutTheirLock) {
  Workers workers(pool_options(1));
  std::atomic<int> ran{0};
  auto word = std::make_shared<LastWord>(LastWord{workers, ran});
  ASSERT_TRUE(workers.post({[word = std::move(word)](pqxx::connection&) {}, [](Trouble) {}}));
  wait_until([&] { return ran == 1; });
}

TEST(Workers, LetGoOfAJobThatWaitedTooLongWithoutTheirLock) {
  PoolOptions options = pool_options(1);
  options.queue_timeout = 50ms;
  Workers workers(options);
  Blocker blocker;
  std::atomic<int> ran{0};
  ASSERT_TRUE(workers.post(blocker.job()));
  blocker.await_start();
  auto word = std::make_shared<LastWord>(LastWord{workers, ran});
  ASSERT_TRUE(workers.post({[word = std::move(word)](pqxx::connection&) {}, [](Trouble) {}}));
  wait_until([&] { return ran == 1; });
  blocker.release();
}

TEST(Workers, StopRunsWhatIsQueuedAndRefusesMore) {
  Workers workers(pool_options(2));
  std::atomic<int> ran{0}, failed{0};
  for (int i = 0; i < 100; ++i)
    workers.post(counting(ran, failed));
  workers.stop();
  EXPECT_EQ(ran, 100);
  EXPECT_FALSE(workers.post(counting(ran, failed)));
  EXPECT_EQ(failed, 0);
}

TEST(Workers, AConnectionThatWasEndedWhileIdleIsReplacedUnnoticed) {
  const PoolOptions options = pool_options(1);
  Workers workers(options);
  std::promise<std::int64_t> first, second;
  workers.post({[&](pqxx::connection& connection) { first.set_value(backend_of(connection)); }, [](Trouble) {}});
  const auto victim = first.get_future().get();
  PoolOptions owner = options;
  owner.role = "";
  const auto killer = connect(owner);
  Tx tx(*killer, kClock);
  exec(tx, "SELECT pg_terminate_backend($1, 5000)", victim);
  workers.post({[&](pqxx::connection& connection) { second.set_value(backend_of(connection)); }, [](Trouble) {}});
  EXPECT_NE(second.get_future().get(), victim);
}

TEST(Workers, AConnectionThatBreaksInAJobIsReplaced) {
  const PoolOptions options = pool_options(1);
  Workers workers(options);
  PoolOptions owner = options;
  owner.role = "";
  const auto killer = connect(owner);
  std::promise<Errc> error;
  workers.post(
      {[&](pqxx::connection& connection) {
         try {
           Tx tx(connection, kClock);
           const auto own = number_of(exec(tx, "SELECT pg_backend_pid()")[0][0]);
           Tx kill(*killer, kClock);
           exec(kill, "SELECT pg_terminate_backend($1, 5000)", own);
           exec(tx, "SELECT 1");
           error.set_value(Errc::internal);
         } catch (const ApiError& caught) {
           error.set_value(caught.code());
         }
       },
       [](Trouble) {}});
  EXPECT_EQ(error.get_future().get(), Errc::unavailable);
  std::promise<std::int64_t> next;
  workers.post({[&](pqxx::connection& connection) { next.set_value(backend_of(connection)); }, [](Trouble) {}});
  EXPECT_GT(next.get_future().get(), 0);
}

TEST(Workers, AnEscapedExceptionCostsTheConnectionOnly) {
  Workers workers(pool_options(1));
  workers.post(
      {[](pqxx::connection&) { throw std::runtime_error("against the contract, on purpose"); }, [](Trouble) {}});
  std::promise<void> next;
  workers.post({[&](pqxx::connection&) { next.set_value(); }, [](Trouble) {}});
  next.get_future().wait();
}

TEST(Workers, AreConnectedSoon) {
  Workers workers(pool_options(1));
  EXPECT_TRUE(wait_until([&] { return workers.connected(); }));
}

}  // namespace
}  // namespace weft::db
