// Threads that own a database connection each and run transactions from one bounded queue.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <weft/base/clock.hpp>

namespace pqxx {
class connection;
}

namespace weft::db {

struct PoolOptions {
  std::string url;                                     ///< libpq connection string
  std::string role = "weft_app";                       ///< SET ROLE on each new connection: no owner, no BYPASSRLS; empty: stay as connected
  int threads = 8;
  std::size_t queue = 4096;                            ///< jobs that may wait; beyond that post() says no
  std::chrono::milliseconds statement_timeout{10000};
  std::chrono::milliseconds queue_timeout{10000};      ///< a job that waited longer is given Trouble::busy instead of a connection
  std::string name = "worker";                         ///< application_name
};

/// Why a job did not get a connection.
enum class Trouble { busy, unavailable, stopping };

/// Workers over PostgreSQL connections. A broken connection is thrown away and rebuilt (back-off 50 ms to 1 s); a job that finds none within
/// queue_timeout gets Trouble::unavailable at once when the database is known to be away. Nothing waits without bound.
class Workers {
 public:
  /// `run` is called with the connection on a worker's thread; `fail` instead of it when there is none. Neither may throw.
  struct Job {
    std::function<void(pqxx::connection&)> run;
    std::function<void(Trouble)> fail;
  };

  explicit Workers(PoolOptions options);
  ~Workers();  ///< stop()

  /// False when the queue is full or the pool is stopping: nothing of the job will be called.
  bool post(Job job);
  /// Runs what is queued, then ends the threads. New jobs are refused from now on.
  void stop();

  std::size_t queued() const;
  bool connected() const;  ///< at least one worker has a live connection (or none was tried yet)

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Opens one connection the way the pool does: role, time zone UTC, statement_timeout, application name. Raises ApiError{unavailable}.
std::unique_ptr<pqxx::connection> connect(const PoolOptions& options);

/// Refuses a server that may lose acknowledged commits (fsync, full_page_writes or synchronous_commit off): OperatorError, unless `allow_unsafe`.
void require_durable(pqxx::connection& connection, bool allow_unsafe);

}  // namespace weft::db
