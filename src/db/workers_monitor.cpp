// The monitor of a pool: beats the heart, fails jobs that waited too long, breaks off what a frozen server will not
// answer.
#include "db/conninfo.hpp"
#include "db/stall.hpp"
#include "db/workers_impl.hpp"
#include <weft/base/log.hpp>

namespace weft::db {
namespace {

using namespace std::chrono_literals;

constexpr auto kBeat = 100ms;

}  // namespace

/// No worker has a connection, and that is no passing matter.
bool Workers::Impl::without_connection() const {
  const bool none = std::none_of(slots.begin(), slots.end(), [](const auto& slot) { return slot->connected; });
  return none && Clock::now() - alone_since >= options.grace;
}

bool Workers::Impl::away_for_long() const {
  if (without_connection()) return true;
  const bool away = health == Heartbeat::Health::refused || health == Heartbeat::Health::silent;
  // A refused heartbeat while workers work is no absence: the limit of connections, for example.
  return away && Clock::now() - std::max(health_since, last_success) >= options.grace;
}

void Workers::Impl::watch() {
  Heartbeat heartbeat(conninfo(options.url, {{"application_name", "weft " + options.name + " heartbeat"}}));
  std::unique_lock lock(mutex);
  while (!ended) {
    if (std::exchange(worker_failed, false)) heartbeat.hurry();
    lock.unlock();
    heartbeat.step();
    lock.lock();
    note(heartbeat);
    for (const auto& slot : slots)
      break_off_stalled(heartbeat, slot->line);
    expire(lock);
    monitor_waits.wait_for(
        lock, kBeat, [this] { return ended || worker_failed || (away_for_long() && !queue.empty()); });
  }
  expire(lock);
}

/// Takes over what the heartbeat found; its changes are the only lines about the database in the log.
void Workers::Impl::note(Heartbeat& heartbeat) {
  using Health = Heartbeat::Health;
  if (heartbeat.health() == health) return;
  const Health before = std::exchange(health, heartbeat.health());
  health_since = Clock::now();
  if (health == Health::up && before != Health::unknown) log::info("{}: the database is back", options.name);
  if (health != Health::up) log::warn("{}: the database is away: {}", options.name, heartbeat.reason());
  database_waits.notify_all();
}

/// Fails the jobs that nobody will run in time.
void Workers::Impl::expire(std::unique_lock<std::mutex>& lock) {
  const bool away = away_for_long();
  std::vector<Waiting> failed;
  while (!queue.empty() && (away || ended || Clock::now() - queue.front().since > options.queue_timeout)) {
    failed.push_back(std::move(queue.front()));
    queue.pop_front();
  }
  if (failed.empty()) return;
  const Trouble trouble = ended ? Trouble::stopping : away ? Trouble::unavailable : Trouble::busy;
  lock.unlock();
  for (const Waiting& waiting : failed)
    waiting.job.fail(trouble);
  failed.clear();  // without the lock: what goes with a job may post another one
  lock.lock();
}

}  // namespace weft::db
