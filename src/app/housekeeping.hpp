// A thread that now and then deletes what has served its time: answers of keyed writes after a day, sessions and
// jobs that are long over.
#pragma once
#include <weft/base/clock.hpp>
#include <weft/db/line.hpp>
#include <weft/db/workers.hpp>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace weft::app {

class Housekeeping {
 public:
  /// Jobs are kept for `keep_jobs` after their end.
  Housekeeping(
      db::PoolOptions options, const Clock& clock, std::chrono::hours keep_jobs,
      std::chrono::seconds pause = std::chrono::minutes(10));
  ~Housekeeping();
  Housekeeping(const Housekeeping&) = delete;
  Housekeeping& operator=(const Housekeeping&) = delete;

 private:
  void run();
  void clean();

  const db::PoolOptions options_;
  const Clock& clock_;
  const std::chrono::hours keep_jobs_;
  const std::chrono::seconds pause_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  db::Line line_;
  std::thread thread_;
};

}  // namespace weft::app
