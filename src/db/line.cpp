// Lines to the database, and the thread that watches over some.
#include "db/conninfo.hpp"
#include "db/stall.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <thread>

namespace weft::db {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto kBeat = 100ms;
constexpr auto kStall = 5000ms;

}  // namespace

void Line::attach(int socket) {
  detach();
  const std::lock_guard lock(mutex_);
  fd_ = fcntl(socket, F_DUPFD_CLOEXEC, 0);
  if (cut_ && fd_ >= 0) shutdown(fd_, SHUT_RDWR);
}

void Line::detach() {
  const std::lock_guard lock(mutex_);
  if (fd_ >= 0) close(fd_);
  fd_ = -1;
}

void Line::wait(bool waits) {
  const std::lock_guard lock(mutex_);
  waits_since_.reset();
  if (waits) waits_since_ = Clock::now();
}

bool Line::waits_longer_than(std::chrono::milliseconds limit) const {
  const std::lock_guard lock(mutex_);
  return waits_since_ && Clock::now() - *waits_since_ > limit;
}

void Line::break_off() {
  const std::lock_guard lock(mutex_);
  if (fd_ >= 0) shutdown(fd_, SHUT_RDWR);
}

void Line::cut() {
  {
    const std::lock_guard lock(mutex_);
    cut_ = true;
  }
  break_off();
}

bool Line::is_cut() const {
  const std::lock_guard lock(mutex_);
  return cut_;
}

void break_off_stalled(const Heartbeat& heartbeat, Line& line) {
  if (heartbeat.health() != Heartbeat::Health::silent || Clock::now() - heartbeat.since() < kStall) return;
  if (line.waits_longer_than(kStall)) line.break_off();
}

struct LineWatch::Impl {
  Impl(const PoolOptions& options, std::vector<Line*> watched, std::function<void()> beat)
      : heartbeat(conninfo(options.url, {{"application_name", "weft " + options.name + " heartbeat"}})),
        lines(std::move(watched)),
        each_beat(std::move(beat)),
        thread([this] { watch(); }) {}

  ~Impl() {
    {
      const std::lock_guard lock(mutex);
      ended = true;
    }
    end.notify_all();
    thread.join();
  }

  void watch() {
    std::unique_lock lock(mutex);
    do {
      lock.unlock();
      heartbeat.step();
      silent = heartbeat.health() == Heartbeat::Health::silent;
      for (Line* line : lines)
        break_off_stalled(heartbeat, *line);
      each_beat();
      lock.lock();
    } while (!end.wait_for(lock, kBeat, [this] { return ended; }));
  }

  Heartbeat heartbeat;
  const std::vector<Line*> lines;
  const std::function<void()> each_beat;
  std::atomic<bool> silent{false};
  std::mutex mutex;
  std::condition_variable end;
  bool ended = false;
  std::thread thread;  ///< last: it uses the others
};

LineWatch::LineWatch(const PoolOptions& options, std::vector<Line*> lines, std::function<void()> each_beat)
    : impl_(std::make_unique<Impl>(options, std::move(lines), std::move(each_beat))) {}
LineWatch::~LineWatch() = default;
bool LineWatch::silent() const {
  return impl_->silent;
}

}  // namespace weft::db
