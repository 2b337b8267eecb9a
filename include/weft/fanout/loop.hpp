// The thread a hub lives on, as far as the hub needs it.
#pragma once
#include <chrono>
#include <functional>

namespace weft::fanout {

class Loop {
 public:
  virtual ~Loop() = default;
  /// Runs `work` on the loop's thread, soon, in order. Thread-safe.
  virtual void post(std::function<void()> work) = 0;
  /// Runs `work` on the loop's thread after `delay`. Called on the loop's thread.
  virtual void after(std::chrono::milliseconds delay, std::function<void()> work) = 0;
};

}  // namespace weft::fanout
