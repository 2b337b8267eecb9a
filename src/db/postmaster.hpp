// The postmaster as a process: found by its pid file, started, waited for, stopped.
#pragma once
#include "db/cluster.hpp"

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace weft::db {

struct PidFile {
  pid_t pid = 0;
  std::string status;  ///< "starting", "stopping", "ready", "standby" or ""
};

/// What postmaster.pid says; nullopt when there is none.
std::optional<PidFile> read_pid_file(const Cluster& cluster);

/// Whether `pid` is alive and a postgres process that works in this cluster's directory.
bool runs_cluster(pid_t pid, const Cluster& cluster);

/// The running postmaster of this cluster; when there is none, lock files that were left behind are removed. Only for
/// the owner.
std::optional<pid_t> running_postmaster(const Cluster& cluster);

/// Whether Weft started it (and not an administrator with pg_ctl).
bool started_by_weft(pid_t postmaster);

/// Starts it as a child of the calling *thread*, which must live as long: its end asks the postmaster to stop.
/// Waits until it takes connections; `give_up` is asked now and then. OperatorError with PostgreSQL's own reason.
pid_t start_postmaster(const Cluster& cluster, const PostgresProgram& program, const std::function<bool()>& give_up);

/// True once the child is gone (and reaped); for a process that is no child, when it no longer runs the cluster.
bool has_ended(pid_t postmaster, const Cluster& cluster);

/// Fast shutdown, immediate after `patience`, kill after 5 s more. Processes that stand still (SIGSTOP) are woken
/// first: they would not hear of it.
void stop_postmaster(pid_t postmaster, const Cluster& cluster, std::chrono::milliseconds patience);

/// Ends server processes that outlived a killed postmaster: while one is attached to the shared memory nothing can
/// start.
void end_stragglers(const Cluster& cluster);

}  // namespace weft::db
