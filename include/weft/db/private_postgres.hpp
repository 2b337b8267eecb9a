// The server's own PostgreSQL: under its data directory, reached by a unix socket only.
#pragma once
#include <chrono>
#include <memory>
#include <string>

namespace weft::db {

struct PrivatePostgresOptions {
  std::string data_dir;  ///< the server's data directory; the cluster lives in data_dir/postgres, its log is
                         ///< data_dir/postgres.log
  std::string bin_dir;   ///< where initdb and postgres are; empty: found by itself (/usr/lib/postgresql/*/bin, PATH)
  bool durable =
      true;  ///< false only in tests: fsync=off, which outlives killed processes but not a crash of the machine
};

/// A running cluster. One process owns it (it holds data_dir/postgres.lock and is the parent of the postmaster); others
/// attach. When the owner dies, the kernel asks the postmaster to stop (SIGINT, a clean shutdown); the next owner waits
/// for that and starts it again. When the owner stops while others are attached, one of them takes over within about a
/// second.
class PrivatePostgres {
 public:
  /// initdb on first use, recovery of a stale postmaster.pid, start, wait until it accepts connections (60 s at most;
  /// longer while it replays its log). Attaches to a cluster that another Weft process of the same data directory
  /// already runs. OperatorError with one line that says what to do: run by root (the caller must have dropped
  /// privileges), another major version, directory not writable, disk full.
  static std::unique_ptr<PrivatePostgres> start(const PrivatePostgresOptions& options);
  ~PrivatePostgres();  ///< stop()
  PrivatePostgres(const PrivatePostgres&) = delete;
  PrivatePostgres& operator=(const PrivatePostgres&) = delete;

  /// Connection string of the database `weft` as its owner.
  std::string url() const;
  /// Connection string of the maintenance database as superuser.
  std::string admin_url() const;
  /// Where this cluster's programs are (pg_dump, pg_restore, psql): use these, of the same version.
  std::string bin_dir() const;
  bool attached() const;  ///< true when another process owns the cluster
  /// How often the postmaster was started again because it had died (kill -9, out of memory). A thread watches over it.
  int restarts() const;
  /// Process id of the postmaster.
  int pid() const;
  /// Stops the cluster (fast shutdown, immediate after `patience`, killed 5 s later), or leaves it alone when attached.
  /// Connections should be closed before.
  void stop(std::chrono::milliseconds patience = std::chrono::seconds(20));

 private:
  struct Impl;
  explicit PrivatePostgres(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace weft::db
