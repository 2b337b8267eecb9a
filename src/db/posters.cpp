// Threads that make one request after the other; as many as were ever needed at the same time.
#include "db/posters.hpp"

#include <weft/base/log.hpp>

#include <system_error>

namespace weft::db {

using Steady = std::chrono::steady_clock;

Posters::Posters(std::size_t most, Outbox::Post post, std::function<void()> done)
    : most_(most), post_(std::move(post)), done_(std::move(done)) {}

Posters::~Posters() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = ending_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_)
    thread.join();
}

bool Posters::take_place() {
  const std::lock_guard lock(mutex_);
  if (closed_ || places_ >= most_) return false;
  ++places_;
  return true;
}

void Posters::give_back() {
  const std::lock_guard lock(mutex_);
  --places_;
  empty_.notify_all();
}

void Posters::post(store::Claimed claimed, Letter letter, std::chrono::milliseconds lease) {
  const std::lock_guard lock(mutex_);
  waiting_.push_back({std::move(claimed), std::move(letter), Steady::now() + lease});
  if (idle_ < waiting_.size() && threads_.size() < most_) add_thread();
  wake_.notify_one();
}

void Posters::add_thread() {
  try {
    threads_.emplace_back([this] { run(); });
  } catch (const std::system_error& error) {
    if (threads_.empty()) throw;
    log::warn("no more threads for requests than {}: {}", threads_.size(), error.what());
  }
}

std::optional<Posters::Done> Posters::take_done() {
  const std::lock_guard lock(mutex_);
  if (answered_.empty()) return std::nullopt;
  Done done = std::move(answered_.front());
  answered_.pop_front();
  return done;
}

void Posters::put_back(Done done) {
  if (Steady::now() >= done.forget) return give_back();
  const std::lock_guard lock(mutex_);
  answered_.push_back(std::move(done));
}

bool Posters::close(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  closed_ = true;
  return empty_.wait_for(lock, patience, [this] { return places_ == 0; });
}

void Posters::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    ++idle_;
    wake_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
    --idle_;
    if (waiting_.empty()) return;
    Work work = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    const auto begun = Steady::now();
    Reply reply = post_(work.letter);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Steady::now() - begun);
    lock.lock();
    answered_.push_back({std::move(work.claimed), std::move(reply), took, work.forget});
    lock.unlock();
    done_();
    lock.lock();
  }
}

}  // namespace weft::db
