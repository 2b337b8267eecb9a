// One I/O thread: its io_context, its hub, its connections.
#pragma once
#include "gateway/connection.hpp"
#include "gateway/figures.hpp"
#include <weft/fanout/hub.hpp>
#include <weft/fanout/loop.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace weft::gateway {

class IoLoop final : public fanout::Loop {
 public:
  IoLoop(int index, std::chrono::milliseconds sweep_interval);
  ~IoLoop() override;

  /// Before start().
  void set_hub(std::unique_ptr<fanout::Hub> hub) { hub_ = std::move(hub); }
  fanout::Hub& hub() { return *hub_; }
  boost::asio::io_context& context() { return context_; }
  int index() const { return index_; }
  const std::shared_ptr<LoopFigures>& figures() const { return figures_; }

  void start();
  /// Ends the thread and waits for it; what is still open is cut off. Not from the thread itself.
  void stop();

  /// Thread-safe. Work posted by other threads is collected and run in one go, so that a burst of answers costs one
  /// wake-up.
  void post(std::function<void()> work) override;
  void after(std::chrono::milliseconds delay, std::function<void()> work) override;

  // On the loop's thread only.
  void add(Connection& connection) { connections_.push_back(connection); }
  bool idle() const { return connections_.empty(); }
  void drain_connections();
  void abort_connections();
  /// Flushes `sink` at the end of the present batch of posted work: answers that came together leave in one write.
  /// False outside of such a batch.
  bool flush_later(const std::shared_ptr<fanout::Sink>& sink);

 private:
  void run_inbox();
  template <class Work>
  void contained(const Work& work);
  void stop_when_idle(int rounds);
  void sweep();
  template <class Visit>
  void visit_all(Visit visit);

  const int index_;
  const std::chrono::milliseconds sweep_interval_;
  std::shared_ptr<LoopFigures> figures_ = std::make_shared<LoopFigures>();
  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  boost::asio::steady_timer sweep_timer_;
  ConnectionList connections_;
  std::unique_ptr<fanout::Hub> hub_;
  std::thread thread_;

  std::mutex inbox_mutex_;
  std::vector<std::function<void()>> inbox_;
  bool inbox_scheduled_ = false;
  bool in_batch_ = false;
  std::vector<std::shared_ptr<fanout::Sink>> to_flush_;
};

}  // namespace weft::gateway
