// The server's own PostgreSQL: under its data directory, reached by a unix socket only.
#pragma once
#include <memory>
#include <string>

namespace weft::db {

struct PrivatePostgresOptions {
  std::string data_dir;          ///< the server's data directory; the cluster lives in data_dir/postgres
  std::string bin_dir;           ///< where initdb and postgres are; empty: found by itself (Debian's /usr/lib/postgresql/15/bin, PATH)
  bool durable = true;           ///< false only in tests that never crash: fsync=off
};

/// A running cluster. The destructor stops it (fast shutdown, then immediate after 20 s) if this process started it.
class PrivatePostgres {
 public:
  /// initdb on first use, recovery of a stale postmaster.pid, start, wait until it accepts connections (60 s at most; longer while it replays its log).
  /// Attaches to a cluster that another Weft process of the same data directory already runs.
  /// OperatorError with one line that says what to do: run by root (the caller must have dropped privileges), another major version, directory not writable, disk full.
  static std::unique_ptr<PrivatePostgres> start(const PrivatePostgresOptions& options);
  ~PrivatePostgres();

  /// Connection string of the database `weft` as its owner.
  std::string url() const;
  /// Connection string of the maintenance database as superuser.
  std::string admin_url() const;
  bool attached() const;  ///< true when another process owns the cluster
  /// Starts the cluster again when its postmaster has died (kill -9, out of memory); called by a watcher thread of its own, so nobody needs to.
  int restarts() const;
  void stop();

 private:
  struct Impl;
  explicit PrivatePostgres(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace weft::db
