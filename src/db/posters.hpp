// The threads that wait for addresses outside: they have no connection to the database, so there may be many.
#pragma once
#include "db/deliveries.hpp"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace weft::db {

class Posters {
 public:
  struct Done {
    store::Claimed claimed;
    Reply reply;
    std::chrono::milliseconds took{0};
    std::chrono::steady_clock::time_point forget;  ///< its lease is over then, and somebody else makes the attempt
  };

  /// `most` requests at the same time. `done` is called after each of them, on its thread.
  Posters(std::size_t most, Outbox::Post post, std::function<void()> done);
  ~Posters();  ///< waits for the requests that are under way
  Posters(const Posters&) = delete;
  Posters& operator=(const Posters&) = delete;

  /// A place for one request: post() or give_back() it. False when there is none, or no request may begin any more.
  bool take_place();
  void give_back();
  void post(store::Claimed claimed, Letter letter, std::chrono::milliseconds lease);

  /// What has been answered and not been taken yet.
  std::optional<Done> take_done();
  /// It could not be settled now. Dropped when its lease is over.
  void put_back(Done done);

  /// No request begins any more; true when all have been taken within `patience`.
  bool close(std::chrono::milliseconds patience);

 private:
  struct Work {
    store::Claimed claimed;
    Letter letter;
    std::chrono::steady_clock::time_point forget;
  };
  void run();
  void add_thread();

  const std::size_t most_;
  const Outbox::Post post_;
  const std::function<void()> done_;
  std::mutex mutex_;
  std::condition_variable wake_, empty_;
  std::deque<Work> waiting_;
  std::deque<Done> answered_;
  std::size_t places_ = 0;  ///< taken, until what came of them has been settled
  std::size_t idle_ = 0;
  bool closed_ = false, ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace weft::db
