// Jobs: work the server does by itself, in steps that survive crashes. A step is one transaction that holds the job's
// row, so what it did and how far it came commit together, and no two runners are ever at the same job.
#pragma once
#include <weft/base/clock.hpp>
#include <weft/base/event.hpp>
#include <weft/base/id.hpp>
#include <weft/base/json_fwd.hpp>
#include <weft/db/tx.hpp>
#include <weft/db/workers.hpp>

#include <boost/describe.hpp>

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weft::db {

using JobId = Id<struct JobTag>;

/// A job as its step meets it.
struct Job {
  JobId id;
  CorpId corp;
  std::string kind;
  RawJson state;                            ///< what enqueue() or the step before left
  std::optional<PrincipalId> started_by{};  ///< absent: the server's own
  int attempts = 0;                         ///< failures since the last step that went well
  std::int64_t done = 0;
  std::optional<std::int64_t> total{};
  Time created_at{};
};

enum class Next {
  again,  ///< there is more to do: the next step follows, after those of other jobs that are due
  done,   ///< finished; the result is kept
  later,  ///< go on (or begin anew) after `delay`
};

struct Step {
  Next next = Next::done;
  RawJson state{};                      ///< for the next step; "null" keeps what it was
  std::chrono::milliseconds delay{0};   ///< of `later`
  std::optional<std::int64_t> done{};   ///< progress, for people
  std::optional<std::int64_t> total{};  ///< of which
  std::optional<RawJson> result{};      ///< shown by job.get: a JSON object without secrets
};

/// One step: a second or two of work in the transaction it is given, whose tenant is the job's company. Everything it
/// does is undone when it throws, when the process dies, or when the commit fails, and it is then called again: it must
/// have no effect outside of the transaction. JobFailed, and an ApiError of the kind that will not pass (anything but
/// `busy`, `unavailable`, `internal`), end the job as failed with its text as the reason; anything else is tried again
/// after a pause.
using JobHandler = std::function<Step(Tx&, const Job&)>;

struct JobKind {
  JobHandler step;
  /// Runs for ever (`later`): it never ends as failed, but is tried again, at the latest after the longest pause.
  bool recurring = false;
  /// Whatever this process keeps between the steps of the job is to go: it was cancelled (told in every process that
  /// runs jobs of this kind, also for jobs it never saw), or failed in a step that this process ran. From any thread;
  /// must not throw. A hint that is lost (the database was away) is not repeated.
  std::function<void(const JobId&)> let_go{};
};
using JobKinds = std::map<std::string, JobKind>;

/// Ends the job as failed; the reason is for people.
class JobFailed : public std::exception {
 public:
  explicit JobFailed(std::string reason) : reason_(std::move(reason)) {}
  const char* what() const noexcept override { return reason_.c_str(); }

 private:
  std::string reason_;
};

struct NewJob {
  std::string kind;
  RawJson state{"{}"};
  std::optional<PrincipalId> started_by = {};
  std::optional<Time> not_before = {};  ///< default: at once
  /// While a job of this kind with this key is alive there is no second one: enqueue() then only sees to it that a step
  /// begins after this transaction has committed, and not later than `not_before`. It waits for a step that runs.
  std::optional<std::string> unique_key = {};
};

/// Puts a job of the tenant of `tx` in line; a runner takes it once the transaction has committed. The id of the job
/// that will do it.
JobId enqueue(Tx& tx, const NewJob& job);

enum class JobStatus { waiting, running, done, failed, cancelled };
BOOST_DESCRIBE_ENUM(JobStatus, waiting, running, done, failed, cancelled)

/// The wire object `Job`.
struct JobView {
  JobId id;
  std::string kind;
  JobStatus status = JobStatus::waiting;  ///< `running`: some of its steps are done
  std::int64_t done = 0;
  std::optional<std::int64_t> total;
  std::optional<RawJson> result;
  std::optional<std::string> reason;  ///< of the last failure
  std::optional<PrincipalId> started_by;
  Time created_at;
  Time run_at;  ///< when the next step is due, or the last was
  std::optional<Time> finished_at;
};
BOOST_DESCRIBE_STRUCT(
    JobView, (), (id, kind, status, done, total, result, reason, started_by, created_at, run_at, finished_at))

/// Of the tenant of `tx`.
std::optional<JobView> load_job(Tx& tx, const JobId& id);
/// Newest first, older than `before`; with `started_by` only those somebody started.
std::vector<JobView> list_jobs(
    Tx& tx, const std::optional<PrincipalId>& started_by, const std::optional<JobId>& before, std::int64_t limit);
/// Waits for a step that runs; false when the job is over, or there is none.
bool cancel_job(Tx& tx, const JobId& id);
/// Deletes jobs that ended `age` ago, `limit` at most; how many.
std::int64_t purge_jobs(Tx& tx, std::chrono::hours age, int limit);

/// What enqueue() sends as a hint (db/notify.hpp) to the processes that run jobs.
inline constexpr auto kJobHint = "jobs";
/// The same of cancel_job(), with the id behind it.
inline constexpr std::string_view kCancelHint = "job cancelled ";

struct JobRunnerOptions {
  PoolOptions database;                         ///< `threads`: how many jobs run at the same time
  std::chrono::milliseconds poll{1000};         ///< looks for due jobs this often without being woken
  int attempts = 10;                            ///< a step that failed so often fails the job
  std::chrono::milliseconds first_pause{1000};  ///< after a failure; doubled with each
  std::chrono::milliseconds longest_pause{std::chrono::minutes(10)};
};

/// The threads that run jobs. Several runners, in whatever processes, share the work.
class JobRunner {
 public:
  using Publish = std::function<void(std::vector<Event>)>;

  /// Takes jobs of these kinds only. `publish` gets the events of a step after its commit.
  JobRunner(JobRunnerOptions options, const Clock& clock, JobKinds kinds, Publish publish);
  ~JobRunner();  ///< stop()
  JobRunner(const JobRunner&) = delete;
  JobRunner& operator=(const JobRunner&) = delete;

  /// Something may be due. From any thread, also from inside a step.
  void wake();
  /// A payload of notify(); false when it is not about jobs.
  bool hint(std::string_view payload);
  /// No step begins any more; those that run may end within `patience`, then their connections are cut and they are
  /// done again another time. Not from inside a step.
  void stop(std::chrono::milliseconds patience = std::chrono::seconds(10));

  struct Figures {
    std::uint64_t steps = 0;     ///< that committed
    std::uint64_t finished = 0;  ///< jobs done
    std::uint64_t retried = 0;   ///< steps that failed and are tried again
    std::uint64_t failed = 0;    ///< jobs that ended as failed
    std::int64_t due = 0;        ///< jobs that wait for a thread, counted now and then, up to 10,000
  };
  Figures figures() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace weft::db
