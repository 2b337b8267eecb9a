// Threads that own a database connection each and run transactions from one bounded queue.
#pragma once
#include <weft/db/pqxx_fwd.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace weft::db {

struct PoolOptions {
  std::string url;                ///< libpq connection string
  std::string role = "weft_app";  ///< SET ROLE on each new connection: no owner, no BYPASSRLS; empty: stay as connected
  int threads = 8;
  std::size_t queue = 4096;                              ///< jobs that may wait; beyond that post() says no
  std::chrono::milliseconds statement_timeout{10000};    ///< 0: none
  std::chrono::milliseconds idle_in_transaction{60000};  ///< a transaction left idle this long is ended; 0: never
  std::chrono::milliseconds queue_timeout{10000};        ///< a job that waited longer gets Trouble::busy, no connection
  std::chrono::milliseconds grace{2000};  ///< with the database away this long, jobs get Trouble::unavailable at once
  std::string name = "worker";            ///< application_name
};

/// Why a job did not get a connection.
enum class Trouble { busy, unavailable, stopping };

/// Workers over PostgreSQL connections, and a heartbeat on a connection of its own that knows within 3 s that the
/// database is away and within 1 s that it is back, also when nobody asks. Broken connections are thrown away and
/// rebuilt (back-off 50 ms to 1 s). A statement that a frozen server never answers is given up about 8 s after the
/// freeze. Nothing waits without bound.
class Workers {
 public:
  /// `run` is called with the connection on a worker's thread; `fail` instead of it when there is none. Neither may
  /// throw.
  struct Job {
    std::function<void(pqxx::connection&)> run;
    std::function<void(Trouble)> fail;
  };

  /// Does not wait for connections: without a database it starts and reports connected() == false.
  explicit Workers(PoolOptions options);
  ~Workers();  ///< stop()
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  /// False when the queue is full or the pool is stopping: nothing of the job will be called.
  /// Never calls `fail` itself: the caller may hold locks.
  bool post(Job job);
  /// Runs what is queued, then ends the threads. New jobs are refused from now on. What is not done after `patience` is
  /// broken off: it, and what is still queued, fails. A worker that is connecting at that moment takes up to
  /// connect_timeout (5 s) longer. Not from inside a job.
  void stop(std::chrono::milliseconds patience = std::chrono::seconds(10));

  std::size_t queued() const;
  /// The database answered the last heartbeat, or a worker's transaction a moment ago (or nothing was tried yet).
  bool connected() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Opens one connection the way the pool does: role, time zone UTC, statement_timeout, application name; it never
/// reconnects by itself. Raises ApiError{unavailable}.
std::unique_ptr<pqxx::connection> connect(const PoolOptions& options);

/// Refuses a pooler in transaction mode, which would hand role and tenant of one connection to another: OperatorError.
void require_sessions(const PoolOptions& options);

/// Refuses a server that may lose acknowledged commits (fsync, full_page_writes or synchronous_commit off):
/// OperatorError, unless `allow_unsafe`, which only warns.
void require_durable(pqxx::connection& connection, bool allow_unsafe);

}  // namespace weft::db
