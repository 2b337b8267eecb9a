// The turns, the bounds and the threads behind FairQueue.
#include "files/fair_queue.hpp"

#include <weft/base/log.hpp>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace weft::files {

using Task = std::function<void()>;

struct FairQueue::Impl {
  explicit Impl(const Bounds& b) : bounds(b) {}

  const Bounds bounds;
  mutable std::mutex mutex;
  std::condition_variable ready;
  std::map<std::string, std::deque<Task>> tasks;  ///< of whom some wait
  std::deque<std::string> turns;                  ///< each of them once, who is next in front
  std::size_t waiting = 0;
  bool stopping = false;
  std::vector<std::thread> threads;

  /// The next task; an empty function when the queue is stopping and nothing is left.
  Task take() {
    std::unique_lock lock(mutex);
    ready.wait(lock, [this] { return stopping || waiting > 0; });
    if (waiting == 0) return {};
    const auto found = tasks.find(turns.front());
    turns.pop_front();
    Task task = std::move(found->second.front());
    found->second.pop_front();
    --waiting;
    if (found->second.empty()) {
      tasks.erase(found);
    } else {
      turns.push_back(found->first);
    }
    return task;
  }

  void work() {
    while (const Task task = take()) {
      try {
        task();
      } catch (const std::exception& error) {
        log::error("a task of the files failed: {}", error.what());
      }
    }
  }
};

FairQueue::FairQueue(const Bounds& bounds) : impl_(std::make_unique<Impl>(bounds)) {
  for (int i = 0; i < bounds.threads; ++i)
    impl_->threads.emplace_back([impl = impl_.get()] { impl->work(); });
}

FairQueue::~FairQueue() {
  stop();
}

bool FairQueue::post(const std::string& whose, Task task) {
  {
    const std::lock_guard lock(impl_->mutex);
    if (impl_->stopping || impl_->waiting >= impl_->bounds.all) return false;
    const auto found = impl_->tasks.find(whose);
    if (found != impl_->tasks.end() && found->second.size() >= impl_->bounds.each) return false;
    if (found == impl_->tasks.end()) impl_->turns.push_back(whose);
    impl_->tasks[whose].push_back(std::move(task));
    ++impl_->waiting;
  }
  impl_->ready.notify_one();
  return true;
}

void FairQueue::stop() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->stopping = true;
  }
  impl_->ready.notify_all();
  for (std::thread& thread : impl_->threads)
    if (thread.joinable()) thread.join();
}

std::size_t FairQueue::queued() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->waiting;
}

std::size_t FairQueue::before(const std::string& whose) const {
  const std::lock_guard lock(impl_->mutex);
  const auto own = impl_->tasks.find(whose);
  const std::size_t rounds = own == impl_->tasks.end() ? 1 : own->second.size() + 1;
  std::size_t count = own == impl_->tasks.end() ? 0 : own->second.size();
  for (const auto& [other, waiting] : impl_->tasks)
    if (other != whose) count += std::min(rounds, waiting.size());
  return count;
}

}  // namespace weft::files
