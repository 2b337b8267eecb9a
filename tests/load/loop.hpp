// One epoll loop with timers. One thread runs it; everything registered with it belongs to that thread.
#pragma once

#include "load/clock.hpp"

#include <sys/epoll.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace weft::load {

/// Told when a watched file descriptor is ready. `events` is the epoll mask.
class Watcher {
 public:
  virtual ~Watcher() = default;
  virtual void ready(std::uint32_t events) = 0;
};

/// An epoll loop (level-triggered) with one-shot timers.
///
/// Contract: all members except `post` and `stop` are called on the thread that runs the loop (or before it runs).
/// Callbacks may add, change and forget watchers and timers freely, also their own. Several loops in several
/// threads are fine; objects of one loop are not shared with another. The loop throws std::system_error only from
/// its constructor and from `watch` (out of file descriptors, out of memory).
class Loop {
 public:
  using TimerId = std::uint64_t;
  using Task = std::function<void()>;

  Loop();
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// Starts watching `fd`; `watcher` outlives the registration.
  void watch(int fd, std::uint32_t events, Watcher& watcher);
  /// Changes the mask of a watched `fd`.
  void change(int fd, std::uint32_t events, Watcher& watcher);
  /// Ends the registration; events already fetched for `watcher` are dropped. Call before closing `fd`.
  void forget(int fd, Watcher& watcher);

  /// Runs `task` once, not earlier than `delay` from now. Returns an id for `cancel`.
  TimerId after(Duration delay, Task task);
  /// Forgets a timer; an unknown or expired id is no error.
  void cancel(TimerId timer);

  /// Runs `task` on the loop's thread at its next turn. May be called from any thread.
  void post(Task task);

  /// Runs until `stop`.
  void run();
  /// Runs until `done()` holds (checked after every turn) or `limit` has passed; returns whether `done()` held.
  bool run_until(const std::function<bool()>& done, Duration limit);
  /// Runs for `length`.
  void run_for(Duration length);
  /// Makes `run` return after the current turn. May be called from any thread.
  void stop();

  /// 256 KiB that every socket of this loop reads into; valid only inside one `ready` call.
  std::vector<char>& scratch() { return scratch_; }

 private:
  class Wake;
  void turn(Time wake_at);
  void run_timers();
  void run_posted();
  int timeout_ms(Time wake_at) const;

  int epoll_ = -1;
  int wake_fd_ = -1;
  std::unique_ptr<Watcher> wake_;
  std::array<epoll_event, 512> events_{};
  int fetched_ = 0;
  std::map<std::pair<Time, TimerId>, Task> timers_;
  std::map<TimerId, Time> due_;
  TimerId last_timer_ = 0;
  std::mutex posted_mutex_;
  std::vector<Task> posted_;
  std::atomic<bool> stopped_{false};
  std::vector<char> scratch_;
};

}  // namespace weft::load
