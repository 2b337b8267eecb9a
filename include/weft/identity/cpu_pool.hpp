// Threads for what costs processor time (password hashes), so that neither sockets nor database workers wait for it.
#pragma once
#include <functional>
#include <memory>
#include <string>

namespace weft::identity {

/// A fixed number of threads over one bounded queue. Its tasks must not hold a database connection.
class CpuPool {
 public:
  /// `full`: what is said to whom finds the queue full.
  explicit CpuPool(
      int threads = 2, std::size_t queue = 256, std::string full = "too many passwords are being checked; try again");
  ~CpuPool();  ///< stop()
  CpuPool(const CpuPool&) = delete;
  CpuPool& operator=(const CpuPool&) = delete;

  /// Runs `task` on one of the threads. Raises ApiError{busy} with retry_after 1 when the queue is full or the pool is
  /// stopping. What a task throws is logged and lost: a task answers for itself.
  void post(std::function<void()> task);

  /// Runs what is queued, then ends the threads. New tasks are refused from now on.
  void stop();

  std::size_t queued() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace weft::identity
