// Jobs on a real database: steps that are repeated, shared, put off, cancelled, and threads that stop in time.
#include "support/plans.hpp"
#include "support/postgres.hpp"
#include "support/wait.hpp"
#include <weft/base/error.hpp>
#include <weft/db/jobs.hpp>
#include <weft/db/notify.hpp>
#include <weft/db/sql.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace weft::db {
namespace {

using namespace std::chrono_literals;
using test::wait_until;

class JobsTest : public testing::Test {
 protected:
  JobsTest() {
    PoolOptions owner;
    owner.url = test::fresh_database();
    owner.role = "";
    owner_ = connect(owner);
    options_.database.url = owner.url;
    options_.database.threads = 2;
    options_.poll = 20ms;
    options_.first_pause = 10ms;
    options_.longest_pause = 40ms;
    corp_ = company("acme");
    as_owner([](Tx& tx) {
      exec(tx, "CREATE TABLE ticks (corp_id uuid NOT NULL, n int NOT NULL)");
      exec(tx, "SELECT weft_tenant_table('ticks')");
    });
    app_ = connect(options_.database);
  }

  CorpId company(const std::string& handle) {
    const CorpId id = CorpId::make();
    as_owner([&](Tx& tx) {
      exec(tx, "INSERT INTO companies (id, handle, name, created_at) VALUES ($1, $2, $2, now())", id, handle);
    });
    return id;
  }
  template <class Body>
  void as_owner(Body body) {
    Tx tx(*owner_, clock_);
    body(tx);
    tx.commit();
  }
  JobId put(const NewJob& job, const std::optional<CorpId>& corp = {}) {
    Tx tx(*app_, clock_);
    tx.set_corp(corp.value_or(corp_));
    const JobId id = enqueue(tx, job);
    tx.commit();
    return id;
  }
  JobView view(const JobId& id, const std::optional<CorpId>& corp = {}) {
    Tx tx(*app_, clock_);
    tx.set_corp(corp.value_or(corp_));
    return load_job(tx, id).value();
  }
  bool ends(const JobId& id, JobStatus status) {
    return wait_until([&] { return view(id).status == status; });
  }
  std::int64_t ticks() {
    std::int64_t count = 0;
    as_owner([&](Tx& tx) { count = number_of(exec(tx, "SELECT count(*) FROM ticks")[0][0]); });
    return count;
  }
  std::unique_ptr<JobRunner> run(JobKinds kinds) {
    return std::make_unique<JobRunner>(options_, clock_, std::move(kinds), [this](const std::vector<Event>& events) {
      published_ += static_cast<int>(events.size());
    });
  }
  /// Ends the connection of `tx` as a crash of its server process would.
  static void kill_backend(Tx& tx) {
    const std::int64_t pid = number_of(exec(tx, "SELECT pg_backend_pid()")[0][0]);
    pqxx::connection superuser(test::cluster().admin_url());
    pqxx::nontransaction work(superuser);
    work.exec_params("SELECT pg_terminate_backend($1, 20000)", pid);
  }
  static void tick(Tx& tx, int n) { exec(tx, "INSERT INTO ticks VALUES ($1, $2)", tx.corp(), n); }
  /// A job of so many steps, each of which writes one row.
  static Step count_to(Tx& tx, const Job& job, int last) {
    const int n = std::stoi(job.state.text) + 1;
    tick(tx, n);
    Step step;
    step.next = n < last ? Next::again : Next::done;
    step.state = {std::to_string(n)};
    step.done = n;
    step.total = last;
    step.result = RawJson{R"({"last": )" + std::to_string(n) + "}"};
    return step;
  }

  SystemClock clock_;
  JobRunnerOptions options_;
  std::unique_ptr<pqxx::connection> owner_, app_;
  CorpId corp_;
  std::atomic<int> published_{0};
};

TEST_F(JobsTest, RunsStepAfterStepAndKeepsTheResult) {
  const JobId id = put({"count", {"0"}});
  const auto runner = run({{"count", {[](Tx& tx, const Job& job) { return count_to(tx, job, 5); }}}});
  ASSERT_TRUE(ends(id, JobStatus::done));
  EXPECT_EQ(ticks(), 5);
  const JobView done = view(id);
  EXPECT_EQ(done.done, 5);
  EXPECT_EQ(done.total, 5);
  EXPECT_EQ(done.result->text, R"({"last": 5})");
  EXPECT_TRUE(done.finished_at);
  EXPECT_EQ(runner->figures().finished, 1U);
  EXPECT_EQ(runner->figures().steps, 5U);
}

TEST_F(JobsTest, RepeatsAStepWhoseConnectionBrokeExactlyOnce) {
  std::atomic<int> calls{0};
  const JobId id = put({"count", {"0"}});
  const auto runner = run({{"count", {[&](Tx& tx, const Job& job) {
                              const Step step = count_to(tx, job, 4);
                              if (++calls == 2) kill_backend(tx);  // after its work and before its commit
                              return step;
                            }}}});
  ASSERT_TRUE(ends(id, JobStatus::done));
  EXPECT_EQ(calls, 5);
  EXPECT_EQ(ticks(), 4);
  as_owner([](Tx& tx) { EXPECT_EQ(number_of(exec(tx, "SELECT count(DISTINCT n) FROM ticks")[0][0]), 4); });
}

TEST_F(JobsTest, AreNeverRunByTwoAtOnce) {
  std::atomic<int> inside{0}, together{0}, most{0};
  std::mutex mutex;
  std::map<std::string, int> of_job;
  const auto handler = [&](Tx& tx, const Job& job) {
    {
      const std::lock_guard lock(mutex);
      if (++of_job[job.id.str()] > 1) ++together;
    }
    most = std::max<int>(most, ++inside);
    Step step = count_to(tx, job, 40);
    --inside;
    const std::lock_guard lock(mutex);
    --of_job[job.id.str()];
    return step;
  };
  std::vector<JobId> ids;
  for (int i = 0; i < 4; ++i)
    ids.push_back(put({"count", {"0"}}));
  const auto one = run({{"count", {handler}}}), other = run({{"count", {handler}}});
  for (const JobId& id : ids)
    ASSERT_TRUE(ends(id, JobStatus::done));
  EXPECT_EQ(together, 0);
  EXPECT_GT(most, 1) << "nothing was ever run side by side";
  EXPECT_EQ(ticks(), 160);
}

TEST_F(JobsTest, BackOffAndEndAsFailedWithAReason) {
  options_.attempts = 4;
  std::atomic<int> calls{0};
  const JobId id = put({"bad"});
  const auto runner = run({{"bad", {[&](Tx& tx, const Job&) -> Step {
                              tick(tx, ++calls);
                              throw ApiError(Errc::busy, "somebody else was faster");
                            }}}});
  ASSERT_TRUE(ends(id, JobStatus::failed));
  EXPECT_EQ(calls, 4);
  EXPECT_EQ(ticks(), 0);
  EXPECT_EQ(view(id).reason, "somebody else was faster");
  EXPECT_EQ(runner->figures().retried, 3U);
  EXPECT_EQ(runner->figures().failed, 1U);
}

TEST_F(JobsTest, FailAtOnceOverWhatWillNotPass) {
  std::atomic<int> calls{0};
  const JobId id = put({"bad"});
  const auto runner = run({{"bad", {[&](Tx&, const Job&) -> Step {
                              ++calls;
                              throw JobFailed("the file is gone");
                            }}}});
  ASSERT_TRUE(ends(id, JobStatus::failed));
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(view(id).reason, "the file is gone");
}

TEST_F(JobsTest, OfRecurringKindsOutliveTheirFailures) {
  options_.attempts = 1;
  std::atomic<int> calls{0};
  const JobId id = put({"clean"});
  const auto runner = run(
      {{"clean",
        {[&](Tx& tx, const Job&) {
           if (++calls < 3) throw std::runtime_error("not today");
           tick(tx, calls);
           Step step;
           step.next = Next::later;
           step.delay = 1ms;
           return step;
         },
         true}}});
  ASSERT_TRUE(wait_until([&] { return ticks() >= 3; }));
  EXPECT_EQ(view(id).status, JobStatus::waiting);
  EXPECT_FALSE(view(id).finished_at);
}

TEST_F(JobsTest, WaitForTheirTime) {
  std::atomic<int> early{0};
  NewJob tomorrow{"count", {"0"}};
  tomorrow.not_before = clock_.now() + 24h;
  const JobId later = put(tomorrow), now = put({"count", {"0"}});
  const auto runner = run({{"count", {[&](Tx& tx, const Job& job) {
                              if (job.id == later) ++early;
                              return count_to(tx, job, 1);
                            }}}});
  ASSERT_TRUE(ends(now, JobStatus::done));
  EXPECT_EQ(early, 0);
  EXPECT_EQ(view(later).status, JobStatus::waiting);
}

TEST_F(JobsTest, WithAKeyAreThereOnce) {
  NewJob job{"count", {"0"}};
  job.unique_key = "nightly";
  const JobId first = put(job);
  EXPECT_EQ(put(job), first);
  const auto runner = run({{"count", {[](Tx& tx, const Job& j) { return count_to(tx, j, 1); }}}});
  ASSERT_TRUE(ends(first, JobStatus::done));
  EXPECT_NE(put(job), first);
}

TEST_F(JobsTest, OfEveryCompanyAreRunAsThatCompany) {
  const CorpId other = company("other");
  const JobId ours = put({"count", {"0"}}), theirs = put({"count", {"0"}}, other);
  const auto runner = run({{"count", {[](Tx& tx, const Job& job) { return count_to(tx, job, 2); }}}});
  ASSERT_TRUE(ends(ours, JobStatus::done));
  ASSERT_TRUE(wait_until([&] { return view(theirs, other).status == JobStatus::done; }));
  as_owner(
      [&](Tx& tx) { EXPECT_EQ(number_of(exec(tx, "SELECT count(*) FROM ticks WHERE corp_id = $1", other)[0][0]), 2); });
  Tx tx(*app_, clock_);
  tx.set_corp(corp_);
  EXPECT_FALSE(load_job(tx, theirs));
  EXPECT_FALSE(cancel_job(tx, theirs));
}

TEST_F(JobsTest, OfUnknownKindsAreLeftToOthers) {
  const JobId strange = put({"strange"}), known = put({"count", {"0"}});
  const auto runner = run({{"count", {[](Tx& tx, const Job& job) { return count_to(tx, job, 1); }}}});
  ASSERT_TRUE(ends(known, JobStatus::done));
  EXPECT_EQ(view(strange).status, JobStatus::waiting);
}

TEST_F(JobsTest, EndWhenTheyAreCancelled) {
  std::atomic<int> calls{0};
  const JobId id = put({"endless", {"0"}});
  const auto runner = run({{"endless", {[&](Tx& tx, const Job& job) {
                              ++calls;
                              return count_to(tx, job, 1000000);
                            }}}});
  ASSERT_TRUE(wait_until([&] { return calls > 2; }));
  EXPECT_EQ(view(id).status, JobStatus::running);
  {
    Tx tx(*app_, clock_);
    tx.set_corp(corp_);
    EXPECT_TRUE(cancel_job(tx, id));
    tx.commit();
  }
  const std::int64_t then = ticks();
  const JobId next = put({"endless", {"999999"}});
  ASSERT_TRUE(ends(next, JobStatus::done));
  EXPECT_EQ(ticks(), then + 1);
  EXPECT_EQ(view(id).status, JobStatus::cancelled);
}

TEST_F(JobsTest, AreLetGoEverywhereWhenTheyAreCancelled) {
  std::promise<JobId> let_go;
  JobKind kind{[](Tx& tx, const Job& job) { return count_to(tx, job, 1000000); }};
  kind.let_go = [&](const JobId& id) { let_go.set_value(id); };
  const auto elsewhere = run({{"another", kind}});  // as a process that does not do this job
  std::promise<void> listens;
  HintListener::Handlers handlers;
  handlers.on_hint = [&](const std::string& payload) { EXPECT_TRUE(elsewhere->hint(payload)); };
  handlers.on_listening = [&](pqxx::connection&) { listens.set_value(); };
  const HintListener listener(options_.database, std::move(handlers));
  listens.get_future().wait();
  const JobId id = put({"endless", {"0"}});
  {
    Tx tx(*app_, clock_);
    tx.set_corp(corp_);
    EXPECT_TRUE(cancel_job(tx, id));
    tx.commit();
  }
  auto told = let_go.get_future();
  ASSERT_EQ(told.wait_for(20s), std::future_status::ready);
  EXPECT_EQ(told.get(), id);
  EXPECT_FALSE(elsewhere->hint("words"));
  EXPECT_TRUE(elsewhere->hint("job cancelled junk"));
}

TEST_F(JobsTest, AreLetGoWhenTheyFail) {
  std::promise<JobId> let_go;
  JobKind kind{[](Tx&, const Job&) -> Step { throw JobFailed("no use"); }};
  kind.let_go = [&](const JobId& id) { let_go.set_value(id); };
  const auto runner = run({{"failing", kind}});
  const JobId id = put({"failing"});
  auto told = let_go.get_future();
  ASSERT_EQ(told.wait_for(20s), std::future_status::ready);
  EXPECT_EQ(told.get(), id);
  EXPECT_EQ(view(id).status, JobStatus::failed);
}

TEST_F(JobsTest, StartWhenWokenWithoutWaitingForThePoll) {
  options_.poll = 10min;
  const auto runner = run({{"count", {[](Tx& tx, const Job& job) { return count_to(tx, job, 1); }}}});
  const JobId id = put({"count", {"0"}});
  EXPECT_TRUE(wait_until([&] {
    runner->wake();
    return view(id).status == JobStatus::done;
  }));
}

TEST_F(JobsTest, StopInTimeThoughAStepHangs) {
  std::promise<void> entered;
  const JobId id = put({"hang"});
  auto runner = run({{"hang", {[&](Tx& tx, const Job&) -> Step {
                        tick(tx, 1);
                        entered.set_value();
                        exec(tx, "SELECT pg_sleep(60)");
                        return {};
                      }}}});
  ASSERT_EQ(entered.get_future().wait_for(20s), std::future_status::ready);
  const auto before = std::chrono::steady_clock::now();
  runner->stop(200ms);
  EXPECT_LT(std::chrono::steady_clock::now() - before, 5s);
  EXPECT_EQ(ticks(), 0);
  EXPECT_EQ(view(id).status, JobStatus::waiting);
}

TEST_F(JobsTest, PublishAfterCommitOnly) {
  std::atomic<int> calls{0};
  const JobId id = put({"tell"});
  const auto runner = run({{"tell", {[&](Tx& tx, const Job&) -> Step {
                              tx.emit(TypingEvent{});
                              if (++calls < 3) throw std::runtime_error("not yet");
                              return {};
                            }}}});
  ASSERT_TRUE(ends(id, JobStatus::done));
  ASSERT_TRUE(wait_until([&] { return published_ == 1; }));
}

TEST_F(JobsTest, AreDeletedLongAfterTheirEnd) {
  const JobId old = put({"count", {"0"}}), waiting = put({"other"});
  const auto runner = run({{"count", {[](Tx& tx, const Job& job) { return count_to(tx, job, 1); }}}});
  ASSERT_TRUE(ends(old, JobStatus::done));
  as_owner([](Tx& tx) { exec(tx, "UPDATE jobs SET finished_at = finished_at - interval '31 days'"); });
  Tx tx(*app_, clock_);
  tx.set_corp(corp_);
  EXPECT_EQ(purge_jobs(tx, 24h * 30, 10), 1);
  EXPECT_FALSE(load_job(tx, old));
  EXPECT_TRUE(load_job(tx, waiting));
}

TEST_F(JobsTest, AreFoundByIndex) {
  Tx tx(*app_, clock_);
  tx.set_corp(corp_);
  const JobId id = enqueue(tx, {"count", {"0"}});
  load_job(tx, id);
  list_jobs(tx, {}, {}, 10);
  list_jobs(tx, PrincipalId::make(), id, 10);
  cancel_job(tx, id);
  purge_jobs(tx, 24h, 10);
  for (const std::string& read : test::whole_reads(tx))
    ADD_FAILURE() << read;
}

/// The plan of a function is not seen from outside: its statement is looked at as its owner runs it.
TEST_F(JobsTest, AreTakenByIndexOverAllCompanies) {
  as_owner([](Tx& tx) {
    exec(tx, "SET LOCAL enable_seqscan = off");
    const auto rows = exec(
        tx,
        "EXPLAIN SELECT id FROM jobs WHERE status = 'waiting' AND run_at <= now() AND kind = ANY ('{a,b}') "
        "ORDER BY run_at, id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED");
    std::string plan;
    for (const auto& row : rows)
      plan += text_of(row[0]) + "\n";
    EXPECT_NE(plan.find("Index Scan using jobs_due"), std::string::npos) << plan;
    EXPECT_EQ(plan.find("Sort"), std::string::npos) << plan;
  });
}

}  // namespace
}  // namespace weft::db
