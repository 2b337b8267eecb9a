// A thread that now and then deletes what has served its time: answers of keyed writes after a day, sessions and
// jobs that are long over.
#pragma once
#include <weft/base/clock.hpp>
#include <weft/base/id.hpp>
#include <weft/db/line.hpp>
#include <weft/db/workers.hpp>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace weft::app {

class Housekeeping {
 public:
  /// What a room does now and then for one company, in transactions of its own; true when there is more to do at once.
  using Chore = std::function<bool(pqxx::connection&, const CorpId&)>;

  /// A piece of what is slow and concerns all companies; true when there is more to do.
  using DailyChore = std::function<bool(pqxx::connection&)>;

  /// Jobs are kept for `keep_jobs` after their end. `daily` is done in the first round and once a day from then on, one
  /// piece before each company's turn and what is left after them; when it fails, it goes on in the next round.
  Housekeeping(
      db::PoolOptions options, const Clock& clock, std::chrono::hours keep_jobs, std::vector<Chore> chores,
      DailyChore daily, std::chrono::milliseconds pause = std::chrono::minutes(10));
  ~Housekeeping();
  Housekeeping(const Housekeeping&) = delete;
  Housekeeping& operator=(const Housekeeping&) = delete;

 private:
  void run();
  void clean();
  void clean_company(pqxx::connection& connection, const CorpId& corp);
  bool clean_daily(pqxx::connection& connection);
  bool stopping();

  const db::PoolOptions options_;
  const Clock& clock_;
  const std::chrono::hours keep_jobs_;
  const std::vector<Chore> chores_;
  const DailyChore daily_;
  Time next_day_{};  ///< when `daily_` is due
  const std::chrono::milliseconds pause_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  db::Line line_;
  std::thread thread_;
};

}  // namespace weft::app
