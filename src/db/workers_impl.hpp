// The inside of Workers: the queue, one Slot per thread, and the monitor.
#pragma once
#include "db/heartbeat.hpp"
#include <weft/db/line.hpp>
#include <weft/db/workers.hpp>

#include <pqxx/pqxx>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace weft::db {

struct Workers::Impl {
  using Clock = std::chrono::steady_clock;

  struct Waiting {
    Job job;
    Clock::time_point since;
  };

  /// What the monitor may see of a worker.
  struct Slot {
    Line line;
    bool connected = false;  ///< guarded by `mutex`
  };

  explicit Impl(PoolOptions with);
  ~Impl();

  bool post(Job job);
  void stop(std::chrono::milliseconds patience);

  // A worker's thread (workers.cpp).
  void work(Slot& slot);
  bool connect(Slot& slot, std::unique_ptr<pqxx::connection>& connection);
  void explain(const std::exception& error);
  void disconnect(Slot& slot, std::unique_ptr<pqxx::connection>& connection);
  std::optional<Waiting> take(std::unique_lock<std::mutex>& lock);
  void run(Slot& slot, pqxx::connection& connection, const Waiting& waiting);
  bool wait_for_database(std::unique_lock<std::mutex>& lock, std::chrono::milliseconds backoff);

  // The monitor's thread (workers_monitor.cpp).
  void watch();
  void note(Heartbeat& heartbeat);
  void expire(std::unique_lock<std::mutex>& lock);
  bool away_for_long() const;
  bool without_connection() const;

  const PoolOptions options;
  mutable std::mutex mutex;
  std::condition_variable job_waits;       ///< for workers with a connection: a job, or the end
  std::condition_variable database_waits;  ///< for workers without one: a change of health, or the end
  std::condition_variable stop_waits;      ///< for stop(): a worker's thread that ended
  std::condition_variable monitor_waits;   ///< for the monitor: a job that must fail, a worker that failed, or the end
  std::deque<Waiting> queue;
  std::vector<std::unique_ptr<Slot>> slots;
  bool stopping = false;
  std::size_t working = 0;     ///< threads of workers that have not ended
  bool ended = false;          ///< the workers are gone: the monitor may go
  bool worker_failed = false;  ///< ask the heartbeat at once
  Heartbeat::Health health = Heartbeat::Health::unknown;
  Clock::time_point health_since = Clock::now();
  Clock::time_point last_success{};
  Clock::time_point alone_since = Clock::now();  ///< when the last connection was lost
  bool told = false;                             ///< the reason why workers cannot connect is in the log
  std::vector<std::thread> threads;
  std::thread monitor;
};

}  // namespace weft::db
