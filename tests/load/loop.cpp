// The epoll loop: fetch events, hand them to their watchers, then run timers and posted tasks.
#include "load/loop.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace weft::load {

namespace {

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

/// Empties the eventfd that `post` and `stop` write to.
class Loop::Wake : public Watcher {
 public:
  explicit Wake(int fd) : fd_(fd) {}
  void ready(std::uint32_t /*events*/) override {
    std::uint64_t count = 0;
    [[maybe_unused]] const auto got = ::read(fd_, &count, sizeof count);
  }

 private:
  int fd_;
};

Loop::Loop() : scratch_(256U << 10U) {
  epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
  if (epoll_ < 0) fail("epoll_create1");
  wake_fd_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (wake_fd_ < 0) fail("eventfd");
  wake_ = std::make_unique<Wake>(wake_fd_);
  watch(wake_fd_, EPOLLIN, *wake_);
}

Loop::~Loop() {
  ::close(wake_fd_);
  ::close(epoll_);
}

void Loop::watch(int fd, std::uint32_t events, Watcher& watcher) {
  epoll_event event{};
  event.events = events;
  event.data.ptr = &watcher;
  if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) != 0) fail("epoll_ctl add");
}

void Loop::change(int fd, std::uint32_t events, Watcher& watcher) {
  epoll_event event{};
  event.events = events;
  event.data.ptr = &watcher;
  if (::epoll_ctl(epoll_, EPOLL_CTL_MOD, fd, &event) != 0) fail("epoll_ctl mod");
}

void Loop::forget(int fd, Watcher& watcher) {
  ::epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr);
  for (int i = 0; i < fetched_; ++i) {
    auto& event = events_[static_cast<std::size_t>(i)];
    if (event.data.ptr == &watcher) event.data.ptr = nullptr;
  }
}

Loop::TimerId Loop::after(Duration delay, Task task) {
  const auto id = ++last_timer_;
  const auto at = Clock::now() + delay;
  timers_.emplace(std::pair{at, id}, std::move(task));
  due_.emplace(id, at);
  return id;
}

void Loop::cancel(TimerId timer) {
  const auto found = due_.find(timer);
  if (found == due_.end()) return;
  timers_.erase({found->second, timer});
  due_.erase(found);
}

void Loop::post(Task task) {
  {
    const std::lock_guard lock(posted_mutex_);
    posted_.push_back(std::move(task));
  }
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto put = ::write(wake_fd_, &one, sizeof one);
}

void Loop::stop() {
  stopped_ = true;
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto put = ::write(wake_fd_, &one, sizeof one);
}

void Loop::run() {
  stopped_ = false;
  while (!stopped_)
    turn(Time::max());
}

bool Loop::run_until(const std::function<bool()>& done, Duration limit) {
  const auto deadline = Clock::now() + limit;
  while (!done()) {
    if (Clock::now() >= deadline) return false;
    // `done` may depend on other threads, which wake nobody: look again at least this often.
    turn(std::min(deadline, Clock::now() + std::chrono::milliseconds(20)));
  }
  return true;
}

void Loop::run_for(Duration length) {
  run_until([] { return false; }, length);
}

int Loop::timeout_ms(Time wake_at) const {
  auto next = wake_at;
  if (!timers_.empty()) next = std::min(next, timers_.begin()->first.first);
  if (next == Time::max()) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - Clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000));
}

void Loop::turn(Time wake_at) {
  const int count = ::epoll_wait(epoll_, events_.data(), static_cast<int>(events_.size()), timeout_ms(wake_at));
  fetched_ = std::max(count, 0);
  for (int i = 0; i < fetched_; ++i) {
    const auto& event = events_[static_cast<std::size_t>(i)];
    if (event.data.ptr != nullptr) static_cast<Watcher*>(event.data.ptr)->ready(event.events);
  }
  fetched_ = 0;
  run_timers();
  run_posted();
}

void Loop::run_timers() {
  // A timer that re-arms itself with no delay must not keep the sockets waiting: only what was due at the start
  // runs.
  const auto now = Clock::now();
  while (!timers_.empty() && timers_.begin()->first.first <= now) {
    auto node = timers_.extract(timers_.begin());
    due_.erase(node.key().second);
    node.mapped()();
  }
}

void Loop::run_posted() {
  std::vector<Task> tasks;
  {
    const std::lock_guard lock(posted_mutex_);
    tasks.swap(posted_);
  }
  for (const auto& task : tasks)
    task();
}

}  // namespace weft::load
