// A turn: one piece of work of a hub, after which everything it queued is written and everything it ended is forgotten.
#pragma once
#include <weft/fanout/loop.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <utility>

namespace weft::fanout {

class Turns {
 public:
  Turns(Loop& loop, std::function<void()> finish) : loop_(loop), finish_(std::move(finish)) {}

  /// Runs `work`; the outermost turn finishes. An exception leaves the turn ended: the next one works as ever.
  template <class Work>
  void run(const Work& work) {
    struct Depth {
      int& value;
      ~Depth() { --value; }
    } depth{++depth_};
    work();
    if (depth.value == 1) finish_();
  }

  /// True while a turn runs: whoever is called now was called by the hub itself.
  bool busy() const { return depth_ > 0; }

  /// Runs `work` as a turn after `delay`, unless the hub is gone by then.
  void after(std::chrono::milliseconds delay, std::function<void()> work) {
    loop_.after(delay, [this, alive = std::weak_ptr<int>(alive_), work = std::move(work)] {
      if (!alive.expired()) run(work);
    });
  }

  /// A callback that runs `work` as a turn, and does nothing once the hub is gone.
  template <class Argument>
  std::function<void(Argument)> guarded(std::function<void(Argument&)> work) {
    return [this, alive = std::weak_ptr<int>(alive_), work = std::move(work)](Argument argument) {
      if (!alive.expired()) run([&] { work(argument); });
    };
  }

 private:
  Loop& loop_;
  std::function<void()> finish_;
  int depth_ = 0;
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace weft::fanout
