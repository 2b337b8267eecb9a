// The threads and the bounded queue behind CpuPool.
#include <weft/base/error.hpp>
#include <weft/base/log.hpp>
#include <weft/identity/cpu_pool.hpp>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace weft::identity {

struct CpuPool::Impl {
  Impl(std::size_t limit, std::string full) : limit(limit), full(std::move(full)) {}

  const std::size_t limit;
  const std::string full;
  mutable std::mutex mutex;
  std::condition_variable ready;
  std::deque<std::function<void()>> queue;
  bool stopping = false;
  std::vector<std::thread> threads;

  /// The next task; an empty function when the pool is stopping and nothing is left.
  std::function<void()> take() {
    std::unique_lock lock(mutex);
    ready.wait(lock, [this] { return stopping || !queue.empty(); });
    if (queue.empty()) return {};
    auto task = std::move(queue.front());
    queue.pop_front();
    return task;
  }

  void work() {
    while (const auto task = take()) {
      try {
        task();
      } catch (const std::exception& error) {
        log::error("a task of the processor pool failed: {}", error.what());
      }
    }
  }
};

CpuPool::CpuPool(int threads, std::size_t queue, std::string full)
    : impl_(std::make_unique<Impl>(queue, std::move(full))) {
  for (int i = 0; i < threads; ++i)
    impl_->threads.emplace_back([impl = impl_.get()] { impl->work(); });
}

CpuPool::~CpuPool() {
  stop();
}

void CpuPool::post(std::function<void()> task) {
  {
    const std::lock_guard lock(impl_->mutex);
    if (impl_->stopping || impl_->queue.size() >= impl_->limit) {
      throw ApiError(Errc::busy, impl_->full, {}, 1);
    }
    impl_->queue.push_back(std::move(task));
  }
  impl_->ready.notify_one();
}

void CpuPool::stop() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->stopping = true;
  }
  impl_->ready.notify_all();
  for (auto& thread : impl_->threads)
    if (thread.joinable()) thread.join();
}

std::size_t CpuPool::queued() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->queue.size();
}

}  // namespace weft::identity
