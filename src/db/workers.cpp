// The worker threads: each owns a connection, takes jobs while it has one, and rebuilds it when it breaks.
//
// A worker without a connection takes no jobs; those wait for another worker or for the monitor, which fails what
// waited too long. So one broken connection costs nobody anything, and a database that is away costs `grace`.
#include "db/connection.hpp"
#include "db/workers_impl.hpp"
#include <weft/base/log.hpp>

#include <poll.h>

namespace weft::db {
namespace {

using namespace std::chrono_literals;

constexpr auto kFirstBackoff = 50ms;
constexpr auto kLastBackoff = 1000ms;
constexpr auto kPatience = 10000ms;  // of the destructor

/// A connection that can be read before anything was asked has been closed by the other side.
bool closed_by_server(const pqxx::connection& connection) {
  pollfd entry{connection.sock(), POLLIN, 0};
  return !connection.is_open() || poll(&entry, 1, 0) != 0;
}

}  // namespace

Workers::Impl::Impl(PoolOptions with) : options(std::move(with)) {
  for (int i = 0; i < std::max(1, options.threads); ++i)
    slots.push_back(std::make_unique<Slot>());
  working = slots.size();
  for (const auto& slot : slots)
    threads.emplace_back([this, &slot = *slot] { work(slot); });
  monitor = std::thread([this] { watch(); });
}

Workers::Impl::~Impl() {
  stop(kPatience);
}

bool Workers::Impl::post(Job job) {
  {
    const std::lock_guard lock(mutex);
    if (stopping || queue.size() >= options.queue) return false;
    queue.push_back({std::move(job), Clock::now()});
    if (away_for_long()) monitor_waits.notify_one();
  }
  job_waits.notify_one();
  return true;
}

void Workers::Impl::stop(std::chrono::milliseconds patience) {
  {
    const std::lock_guard lock(mutex);
    stopping = true;
  }
  job_waits.notify_all();
  database_waits.notify_all();
  {
    std::unique_lock lock(mutex);
    if (!stop_waits.wait_for(lock, patience, [this] { return working == 0; })) {
      for (const auto& slot : slots)
        slot->line.cut();
    }
  }
  for (std::thread& thread : threads) {
    if (thread.joinable()) thread.join();
  }
  {
    const std::lock_guard lock(mutex);
    ended = true;
  }
  monitor_waits.notify_all();
  if (monitor.joinable()) monitor.join();
}

void Workers::Impl::work(Slot& slot) {
  std::unique_ptr<pqxx::connection> connection;
  auto backoff = kFirstBackoff;
  std::unique_lock lock(mutex);
  while (!(stopping && queue.empty())) {
    if (!connection) {
      lock.unlock();
      const bool connected = connect(slot, connection);
      lock.lock();
      if (connected) {
        backoff = kFirstBackoff;
      } else {
        if (!wait_for_database(lock, backoff)) break;
        backoff = std::min<std::chrono::milliseconds>(backoff * 2, kLastBackoff);
      }
      continue;
    }
    job_waits.wait(lock, [this] { return stopping || !queue.empty(); });
    if (queue.empty()) continue;
    if (closed_by_server(*connection)) {  // found before a job was risked on it
      lock.unlock();
      disconnect(slot, connection);
      job_waits.notify_one();  // the job that woke us is still there, for a worker with a connection
      lock.lock();
      continue;
    }
    auto waiting = take(lock);
    if (!waiting) continue;
    lock.unlock();
    run(slot, *connection, *waiting);
    waiting.reset();  // without the lock: what goes with a job may post another one
    const bool lost = !connection->is_open();
    if (lost) disconnect(slot, connection);
    lock.lock();
    if (!lost) last_success = Clock::now();
  }
  lock.unlock();
  if (connection) disconnect(slot, connection);
  lock.lock();
  --working;
  stop_waits.notify_all();
}

/// The next job that has not waited too long; those that have are failed here.
std::optional<Workers::Impl::Waiting> Workers::Impl::take(std::unique_lock<std::mutex>& lock) {
  Waiting waiting = std::move(queue.front());
  queue.pop_front();
  if (Clock::now() - waiting.since <= options.queue_timeout) return waiting;
  lock.unlock();
  waiting.job.fail(Trouble::busy);
  waiting = {};  // without the lock, too
  lock.lock();
  return std::nullopt;
}

void Workers::Impl::run(Slot& slot, pqxx::connection& connection, const Waiting& waiting) {
  const Line::Waiting on(slot.line);
  try {
    waiting.job.run(connection);
  } catch (const std::exception& error) {
    // Against the contract. The state of the connection is unknown: break it, so that it is replaced.
    log::error("a database job let an exception escape: {}", error.what());
    slot.line.break_off();
  }
}

bool Workers::Impl::connect(Slot& slot, std::unique_ptr<pqxx::connection>& connection) {
  {
    // To connect to a frozen server would only mean to wait, also for those who stop the pool.
    const std::lock_guard lock(mutex);
    if (health == Heartbeat::Health::silent || slot.line.is_cut()) return false;
  }
  try {
    connection = open_connection(options);
    slot.line.attach(connection->sock());
    const Line::Waiting on(slot.line);
    prepare_session(*connection, options);
  } catch (const std::exception& error) {
    if (connection) disconnect(slot, connection);
    const std::lock_guard lock(mutex);
    explain(error);
    return false;
  }
  const std::lock_guard lock(mutex);
  slot.connected = true;
  told = false;
  return true;
}

void Workers::Impl::disconnect(Slot& slot, std::unique_ptr<pqxx::connection>& connection) {
  {
    const std::lock_guard lock(mutex);
    slot.line.detach();
    slot.connected = false;
    alone_since = Clock::now();
    worker_failed = true;
  }
  monitor_waits.notify_one();
  connection.reset();
}

/// When the database is up and still refuses workers (role, limit of connections), the monitor has nothing to tell:
/// this does, once.
void Workers::Impl::explain(const std::exception& error) {
  if (health != Heartbeat::Health::up || std::exchange(told, true)) {
    log::debug("{}: no connection: {}", options.name, error.what());
  } else {
    log::warn("{}: the database refuses a worker: {}", options.name, error.what());
  }
}

/// Until the heartbeat says that the database is up, or for one back-off when it says so already. False at the end.
bool Workers::Impl::wait_for_database(std::unique_lock<std::mutex>& lock, std::chrono::milliseconds backoff) {
  const auto before = health_since;
  database_waits.wait_for(lock, backoff, [&] { return stopping || health_since != before; });
  return !stopping;
}

Workers::Workers(PoolOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
Workers::~Workers() = default;
bool Workers::post(Job job) {
  return impl_->post(std::move(job));
}
void Workers::stop(std::chrono::milliseconds patience) {
  impl_->stop(patience);
}

std::size_t Workers::queued() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->queue.size();
}

bool Workers::connected() const {
  const std::lock_guard lock(impl_->mutex);
  using Health = Heartbeat::Health;
  if (impl_->without_connection()) return false;
  if (impl_->health == Health::up || impl_->health == Health::unknown) return true;
  return impl_->health == Health::refused && Impl::Clock::now() - impl_->last_success < 1s;
}

}  // namespace weft::db
