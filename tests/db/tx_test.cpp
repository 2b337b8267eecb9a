// Transactions on a real database: what commits, what rolls back, what is published, and how errors leave.
#include "db/clock.hpp"
#include "support/postgres.hpp"
#include <weft/base/error.hpp>
#include <weft/db/sql.hpp>
#include <weft/db/workers.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace weft::db {
namespace {

using test::kClock;

class TxTest : public testing::Test {
 protected:
  TxTest() {
    options_.url = test::fresh_database();
    options_.role = "";
    owner_ = connect(options_);
    Tx tx(*owner_, kClock);
    exec(tx, "CREATE TABLE things (name text PRIMARY KEY, n bigint)");
    exec(tx, "GRANT ALL ON things TO weft_app");
    tx.commit();
    options_.role = "weft_app";
    connection_ = connect(options_);
  }

  void add(Tx& tx, const std::string& name) { exec(tx, "INSERT INTO things VALUES ($1, $2)", name, 1); }
  std::int64_t count() {
    Tx tx(*owner_, kClock);
    return number_of(exec(tx, "SELECT count(*) FROM things")[0][0]);
  }
  static Event typing() { return TypingEvent{ConversationId::make(), PrincipalId::make()}; }

  PoolOptions options_;
  std::unique_ptr<pqxx::connection> owner_, connection_;
};

TEST_F(TxTest, CommitKeepsRowsAndHandsOverEvents) {
  Tx tx(*connection_, kClock);
  add(tx, "a");
  tx.emit(typing());
  EXPECT_EQ(tx.commit().size(), 1U);
  EXPECT_EQ(count(), 1);
}

TEST_F(TxTest, DestructorRollsBack) {
  {
    Tx tx(*connection_, kClock);
    add(tx, "a");
  }
  EXPECT_EQ(count(), 0);
}

TEST_F(TxTest, WithoutStatementsCommitsAndPublishes) {
  Tx tx(*connection_, kClock);
  tx.emit(typing());
  EXPECT_EQ(tx.commit().size(), 1U);
}

TEST_F(TxTest, RefusesStatementsAfterCommit) {
  Tx tx(*connection_, kClock);
  tx.commit();
  EXPECT_THROW(add(tx, "a"), std::logic_error);
  EXPECT_THROW(tx.commit(), std::logic_error);
}

TEST_F(TxTest, DoesNotCommitAfterAnErrorThatWasSwallowed) {
  Tx tx(*connection_, kClock);
  add(tx, "a");
  EXPECT_THROW(add(tx, "a"), std::exception);
  EXPECT_THROW(tx.commit(), std::logic_error);
}

TEST_F(TxTest, SavepointRollsBackRowsAndEvents) {
  Tx tx(*connection_, kClock);
  tx.emit(typing());
  add(tx, "a");
  {
    const Savepoint inner(tx);
    add(tx, "b");
    tx.emit(typing());
  }
  EXPECT_EQ(tx.commit().size(), 1U);
  EXPECT_EQ(count(), 1);
}

TEST_F(TxTest, SavepointSurvivesAFailedStatement) {
  Tx tx(*connection_, kClock);
  add(tx, "a");
  try {
    const Savepoint inner(tx);
    add(tx, "a");
    FAIL() << "the second insert should have failed";
  } catch (const std::exception&) {
    add(tx, "b");
  }
  tx.commit();
  EXPECT_EQ(count(), 2);
}

TEST_F(TxTest, SavepointsNest) {
  Tx tx(*connection_, kClock);
  {
    Savepoint outer(tx);
    add(tx, "a");
    {
      const Savepoint inner(tx);
      add(tx, "b");
    }
    add(tx, "c");
    outer.release();
  }
  tx.commit();
  EXPECT_EQ(count(), 2);
}

TEST_F(TxTest, SavepointGivesBackTheTenant) {
  const CorpId first = CorpId::make();
  Tx tx(*connection_, kClock);
  tx.set_corp(first);
  {
    const Savepoint inner(tx);
    tx.set_corp(CorpId::make());
  }
  EXPECT_EQ(tx.corp(), first);
  EXPECT_EQ(id_of<CorpId>(exec(tx, "SELECT weft_corp()")[0][0]), first);
}

TEST_F(TxTest, TenantEndsWithTheTransaction) {
  {
    Tx tx(*connection_, kClock);
    tx.set_corp(CorpId::make());
    tx.commit();
  }
  Tx tx(*connection_, kClock);
  EXPECT_TRUE(exec(tx, "SELECT weft_corp()")[0][0].is_null());
}

Errc code_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const ApiError& error) {
    return error.code();
  }
  return Errc::internal;
}

TEST_F(TxTest, StatementTimeoutIsBusy) {
  options_.statement_timeout = std::chrono::milliseconds(50);
  const auto quick = connect(options_);
  Tx tx(*quick, kClock);
  EXPECT_EQ(code_of([&] { exec(tx, "SELECT pg_sleep(10)"); }), Errc::busy);
}

TEST_F(TxTest, LockTimeoutIsBusy) {
  Tx holder(*owner_, kClock);
  exec(holder, "LOCK TABLE things");
  Tx tx(*connection_, kClock);
  EXPECT_EQ(code_of([&] { exec(tx, "LOCK TABLE things IN SHARE MODE NOWAIT"); }), Errc::busy);
}

TEST_F(TxTest, SerializationFailureIsBusy) {
  Tx tx(*connection_, kClock);
  exec(tx, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
  exec(tx, "SELECT count(*) FROM things");
  {
    Tx other(*owner_, kClock);
    add(other, "a");
    other.commit();
  }
  EXPECT_EQ(
      code_of([&] { exec(tx, "INSERT INTO things VALUES ('a') ON CONFLICT (name) DO UPDATE SET n = 2"); }), Errc::busy);
}

TEST_F(TxTest, TerminatedBackendIsUnavailableAndStaysBroken) {
  Tx tx(*connection_, kClock);
  const auto pid = number_of(exec(tx, "SELECT pg_backend_pid()")[0][0]);
  {
    Tx killer(*owner_, kClock);
    exec(killer, "SELECT pg_terminate_backend($1, 5000)", pid);
  }
  EXPECT_EQ(code_of([&] { add(tx, "a"); }), Errc::unavailable);
  EXPECT_FALSE(connection_->is_open());
  EXPECT_EQ(
      code_of([&] {
        Tx next(*connection_, kClock);
        add(next, "a");
      }),
      Errc::unavailable);
}

TEST_F(TxTest, DeadlockIsBusy) {
  {
    Tx tx(*owner_, kClock);
    add(tx, "a");
    add(tx, "b");
    tx.commit();
  }
  Tx one(*connection_, kClock), two(*owner_, kClock);
  exec(one, "UPDATE things SET n = 2 WHERE name = 'a'");
  exec(two, "UPDATE things SET n = 2 WHERE name = 'b'");
  // PostgreSQL chooses the victim; it rolls back at once, so that the other one can go on.
  std::atomic<int> busy{0}, done{0};
  const auto cross = [&](Tx& tx, const char* name) {
    try {
      exec(tx, "UPDATE things SET n = 3 WHERE name = $1", name);
      ++done;
    } catch (const ApiError& error) {
      if (error.code() == Errc::busy) ++busy;
    }
  };
  std::thread waits([&] { cross(one, "b"); });
  cross(two, "a");
  waits.join();
  EXPECT_EQ(busy, 1);
  EXPECT_EQ(done, 1);
}

TEST_F(TxTest, ReadsAndWritesEveryKindOfValue) {
  const PrincipalId id = PrincipalId::make();
  const Time now = parse_time("2026-03-01T08:30:00.123Z").value();
  Tx tx(*connection_, kClock);
  const Rows rows = exec(
      tx,
      "SELECT $1::uuid, $2::timestamptz, $3::text, $4::bigint, $5::bool, $6::jsonb, $7::text, $8::bigint, $9::float8",
      id, now, std::string_view("it's"), 5, true, RawJson{R"({"a":1})"}, std::optional<std::string>(),
      std::optional<int>(7), 0.1);
  const Row row = rows[0];
  EXPECT_EQ(id_of<PrincipalId>(row[0]), id);
  EXPECT_EQ(time_of(row[1]), now);
  EXPECT_EQ(text_of(row[2]), "it's");
  EXPECT_EQ(number_of(row[3]), 5);
  EXPECT_TRUE(bool_of(row[4]));
  EXPECT_EQ(text_of(row[5]), R"({"a": 1})");
  EXPECT_EQ(optional_text(row[6]), std::nullopt);
  EXPECT_EQ(number_of(row[7]), 7);
  EXPECT_EQ(row[8].as<double>(), 0.1);
}

TEST_F(TxTest, ArrayLiteralsRoundTrip) {
  const std::vector<std::string> texts = {"plain", "with \"quotes\"", "back\\slash", "a,b", "{}", "", "NULL"};
  const std::vector<PrincipalId> ids = {PrincipalId::make(), PrincipalId::make()};
  const std::vector<std::int64_t> numbers = {1, -2};
  Tx tx(*connection_, kClock);
  const Rows rows = exec(tx, "SELECT * FROM unnest($1::text[]) WITH ORDINALITY ORDER BY 2", array_literal(texts));
  ASSERT_EQ(rows.size(), texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i)
    EXPECT_EQ(text_of(rows[static_cast<int>(i)][0]), texts[i]);
  EXPECT_EQ(exec(tx, "SELECT unnest($1::uuid[])", array_literal(ids)).size(), 2U);
  EXPECT_EQ(number_of(exec(tx, "SELECT sum(n) FROM unnest($1::bigint[]) n", array_literal(numbers))[0][0]), -1);
}

}  // namespace
}  // namespace weft::db
