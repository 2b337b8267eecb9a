// Threads that look for work in the database: who runs jobs, and who delivers.
#pragma once
#include <weft/db/line.hpp>
#include <weft/db/pqxx_fwd.hpp>
#include <weft/db/workers.hpp>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace weft::db {

/// One of the threads: its connection, and what tells that it waits for an answer.
struct Hand {
  Hand();
  ~Hand();

  Line line;
  std::unique_ptr<pqxx::connection> connection;  ///< open, or was when the turn began
  std::thread thread;
};

class Crew {
 public:
  /// Does one piece of work, false when there was none. What it throws is a turn that was broken off.
  using Turn = std::function<bool(Hand&)>;

  /// Begins at once. `options.threads` hands look for work every `poll`; `options.name` stands in their logs.
  Crew(const PoolOptions& options, std::chrono::milliseconds poll, Turn turn);
  ~Crew();  ///< stop() without patience
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  /// There may be work. From any thread.
  void wake();
  /// No turn begins any more. Those under way may end within `patience`, then their connections are cut.
  void stop(std::chrono::milliseconds patience);

 private:
  void run(Hand& hand);
  bool try_turn(Hand& hand);
  bool connected(Hand& hand);

  const PoolOptions options_;
  const std::chrono::milliseconds poll_;
  const Turn turn_;

  std::mutex mutex_;
  std::condition_variable wake_, ended_;
  std::uint64_t wakes_ = 0;
  std::size_t working_ = 0;
  bool stopping_ = false;

  std::vector<std::unique_ptr<Hand>> hands_;
  std::unique_ptr<LineWatch> watch_;
};

}  // namespace weft::db
