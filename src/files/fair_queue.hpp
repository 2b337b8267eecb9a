// A bounded queue in which nobody waits for all that somebody else has brought.
#pragma once
#include <functional>
#include <memory>
#include <string>

namespace weft::files {

/// A fixed number of threads that take tasks in turns: one of each person who has some, then the next of each.
class FairQueue {
 public:
  struct Bounds {
    int threads = 1;
    std::size_t each = 0;  ///< tasks of one person that wait
    std::size_t all = 0;   ///< of everybody
  };
  explicit FairQueue(const Bounds& bounds);
  ~FairQueue();  ///< stop()
  FairQueue(const FairQueue&) = delete;
  FairQueue& operator=(const FairQueue&) = delete;

  /// False when this person, or everybody together, has too many waiting, or the queue is stopping. What a task throws
  /// is logged and lost: a task answers for itself.
  bool post(const std::string& whose, std::function<void()> task);

  /// Runs what is queued, then ends the threads. New tasks are refused from now on.
  void stop();

  std::size_t queued() const;
  /// How many tasks would be taken before the next one of this person.
  std::size_t before(const std::string& whose) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace weft::files
