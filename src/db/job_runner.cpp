// The threads that run jobs: take one, run its step in the same transaction, commit, publish.
//
// A step runs inside a savepoint: when it throws, its work is rolled back and the failure is recorded under the same
// lock, so that no other runner takes the job in between. What cannot even be recorded (the connection broke) is simply
// done again: the database has let go of the row.
#include "db/crew.hpp"
#include "db/jobs.hpp"
#include <weft/base/error.hpp>
#include <weft/base/log.hpp>
#include <weft/db/announce.hpp>

#include <atomic>
#include <mutex>

namespace weft::db {
namespace {

using Steady = std::chrono::steady_clock;

constexpr auto kCountEvery = std::chrono::seconds(5);

struct Failure {
  bool passing = true;
  std::string reason;
};

Failure failure_of(const std::exception_ptr& error, const Job& job) {
  try {
    std::rethrow_exception(error);
  } catch (const JobFailed& failed) {
    return {false, failed.what()};
  } catch (const ApiError& failed) {
    const bool passing = failed.code() == Errc::busy || failed.code() == Errc::unavailable ||
                         failed.code() == Errc::internal;
    return {passing, failed.detail()};
  } catch (const std::exception& failed) {
    log::error("job {} of kind {}: {}", job.id.str(), job.kind, failed.what());
    return {true, "an internal error; the server's log tells more"};
  }
}

}  // namespace

struct JobRunner::Impl {
  Impl(JobRunnerOptions with, const Clock& c, JobKinds k, Publish p)
      : options(std::move(with)), clock(c), kinds(std::move(k)), publish(std::move(p)) {
    for (const auto& [name, unused] : kinds)
      names.push_back(name);
    crew = std::make_unique<Crew>(options.database, options.poll, [this](Hand& hand) { return turn(hand); });
  }

  /// One step of one job, when there is one.
  bool turn(Hand& hand) {
    const Line::Waiting on(hand.line);
    const bool worked = step(*hand.connection);
    if (!worked) count(*hand.connection);
    return worked;
  }

  bool step(pqxx::connection& connection) {
    Tx tx(connection, clock);
    const auto job = store::take_job(tx, names);
    if (!job) return false;
    const auto taken = attempt(tx, *job);
    auto events = tx.commit();
    tally(taken);
    if (taken == Outcome::failed) let_go(job->id);
    if (!events.empty()) publish(std::move(events));
    return true;
  }

  void let_go(const JobId& id) const {
    for (const auto& [name, kind] : kinds)
      if (kind.let_go) kind.let_go(id);
  }

  enum class Outcome { stepped, finished, retried, failed };

  Outcome attempt(Tx& tx, const Job& job) {
    std::exception_ptr error;
    try {
      Savepoint savepoint(tx);
      const Step step = kinds.at(job.kind).step(tx, job);
      if (tx.corp() != job.corp) throw std::logic_error("a step left the company of its job");
      store::settle_job(tx, job.id, step);
      if (step.next == Next::done) tell_end(tx, job, "done");
      savepoint.release();
      return step.next == Next::done ? Outcome::finished : Outcome::stepped;
    } catch (const std::exception&) {
      error = std::current_exception();
    }
    return record(tx, job, failure_of(error, job));
  }

  /// As `JobFact` (identity/facts.hpp) says.
  static void tell_end(Tx& tx, const Job& job, const std::string& status) {
    announce(
        tx, {"job.finished",
             job.id.str(),
             {R"({"job":")" + job.id.str() + R"(","kind":")" + job.kind + R"(","status":")" + status + R"("})"}});
  }

  Outcome record(Tx& tx, const Job& job, const Failure& failure) {
    const bool lasting = kinds.at(job.kind).recurring;
    const int attempts = job.attempts + 1;
    if (!lasting && (!failure.passing || attempts >= options.attempts)) {
      store::fail_job(tx, job.id, failure.reason);
      tell_end(tx, job, "failed");
      log::warn("job {} of kind {} failed: {}", job.id.str(), job.kind, failure.reason);
      return Outcome::failed;
    }
    store::put_off_job(tx, job.id, failure.reason, attempts, pause(attempts));
    return Outcome::retried;
  }

  std::chrono::milliseconds pause(int attempts) const {
    auto pause = options.first_pause;
    for (int i = 1; i < attempts && pause < options.longest_pause; ++i)
      pause *= 2;
    return std::min(pause, options.longest_pause);
  }

  void tally(Outcome outcome) {
    const bool went_well = outcome == Outcome::stepped || outcome == Outcome::finished;
    if (went_well) ++steps;
    if (outcome == Outcome::finished) ++finished;
    if (outcome == Outcome::retried) ++retried;
    if (outcome == Outcome::failed) ++failed;
  }

  void count(pqxx::connection& connection) {
    {
      const std::lock_guard lock(mutex);
      if (Steady::now() < next_count) return;
      next_count = Steady::now() + kCountEvery;
    }
    Tx tx(connection, clock);
    due = store::due_jobs(tx);
  }

  const JobRunnerOptions options;
  const Clock& clock;
  const JobKinds kinds;
  const Publish publish;
  std::vector<std::string> names;

  std::atomic<std::uint64_t> steps{0}, finished{0}, retried{0}, failed{0};
  std::atomic<std::int64_t> due{0};

  std::mutex mutex;
  Steady::time_point next_count{};

  std::unique_ptr<Crew> crew;  // last: its threads use the rest
};

JobRunner::JobRunner(JobRunnerOptions options, const Clock& clock, JobKinds kinds, Publish publish) {
  options.database.name = "jobs";
  impl_ = std::make_unique<Impl>(std::move(options), clock, std::move(kinds), std::move(publish));
}

JobRunner::~JobRunner() {
  stop();
}

bool JobRunner::hint(std::string_view payload) {
  if (payload == kJobHint) {
    wake();
    return true;
  }
  if (!payload.starts_with(kCancelHint)) return false;
  if (const auto id = JobId::parse(payload.substr(kCancelHint.size()))) impl_->let_go(*id);
  return true;
}

void JobRunner::wake() {
  impl_->crew->wake();
}

void JobRunner::stop(std::chrono::milliseconds patience) {
  impl_->crew->stop(patience);
}

JobRunner::Figures JobRunner::figures() const {
  return {impl_->steps, impl_->finished, impl_->retried, impl_->failed, impl_->due};
}

}  // namespace weft::db
