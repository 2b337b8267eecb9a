// Runs one I/O thread.
#include "gateway/io_loop.hpp"

#include <weft/base/log.hpp>

#include <boost/asio/post.hpp>

namespace weft::gateway {
namespace {

constexpr int kStopRounds = 1000;  // turns of the loop that closed connections get to say goodbye

}  // namespace

IoLoop::IoLoop(int index, std::chrono::milliseconds sweep_interval)
    : index_(index), sweep_interval_(sweep_interval), work_(context_.get_executor()), sweep_timer_(context_) {}

IoLoop::~IoLoop() {
  stop();
}

void IoLoop::start() {
  thread_ = std::thread([this] {
    sweep();
    while (!context_.stopped()) {
      try {
        context_.run();
      } catch (const std::exception& error) {
        // A handler let an exception out: that is our mistake, and no reason to drop everybody.
        log::error("I/O thread {}: {}", index_, error.what());
      }
    }
  });
}

void IoLoop::stop() {
  if (!thread_.joinable()) return;
  post([this] {
    abort_connections();
    sweep_timer_.cancel();
    work_.reset();
    stop_when_idle(kStopRounds);
  });
  thread_.join();
}

/// The handlers of sockets just closed have yet to run, and theirs after them.
void IoLoop::stop_when_idle(int rounds) {
  if (idle() || rounds == 0) return context_.stop();
  boost::asio::post(context_, [this, rounds] { stop_when_idle(rounds - 1); });
}

void IoLoop::post(std::function<void()> work) {
  {
    const std::lock_guard lock(inbox_mutex_);
    inbox_.push_back(std::move(work));
    if (inbox_scheduled_) return;
    inbox_scheduled_ = true;
  }
  boost::asio::post(context_, [this] { run_inbox(); });
}

/// An exception is our mistake, and no reason to drop what else was posted.
template <class Work>
void IoLoop::contained(const Work& work) {
  try {
    work();
  } catch (const std::exception& error) {
    log::error("I/O thread {}: {}", index_, error.what());
  }
}

void IoLoop::run_inbox() {
  std::vector<std::function<void()>> batch;
  {
    const std::lock_guard lock(inbox_mutex_);
    batch.swap(inbox_);
    inbox_scheduled_ = false;
  }
  in_batch_ = true;
  for (auto& work : batch) {
    contained(work);
    work = nullptr;  // what it held is let go of in order, too
  }
  in_batch_ = false;
  std::vector<std::shared_ptr<fanout::Sink>> sinks;
  sinks.swap(to_flush_);
  for (const auto& sink : sinks)
    contained([&] { sink->flush(); });
}

bool IoLoop::flush_later(const std::shared_ptr<fanout::Sink>& sink) {
  if (!in_batch_) return false;
  to_flush_.push_back(sink);
  return true;
}

void IoLoop::after(std::chrono::milliseconds delay, std::function<void()> work) {
  auto timer = std::make_shared<boost::asio::steady_timer>(context_, delay);
  timer->async_wait([timer, work = std::move(work)](boost::system::error_code error) {
    if (!error) work();
  });
}

template <class Visit>
void IoLoop::visit_all(Visit visit) {
  for (auto it = connections_.begin(); it != connections_.end();) {
    const auto held = (it++)->shared_from_this();  // a visit may end the connection; the next one is already known
    visit(*held);
  }
}

void IoLoop::sweep() {
  const auto now = std::chrono::steady_clock::now();
  visit_all([now](Connection& connection) { connection.sweep(now); });
  sweep_timer_.expires_after(sweep_interval_);
  sweep_timer_.async_wait([this](boost::system::error_code error) {
    if (!error) sweep();
  });
}

void IoLoop::drain_connections() {
  visit_all([](Connection& connection) { connection.drain(); });
}

void IoLoop::abort_connections() {
  visit_all([](Connection& connection) { connection.abort(); });
}

}  // namespace weft::gateway
