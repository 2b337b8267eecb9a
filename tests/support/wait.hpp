// Waiting for a condition instead of for time.
#pragma once
#include <chrono>
#include <functional>
#include <thread>

namespace weft::test {

/// Asks every 5 ms until `condition` holds; false after `limit`.
inline bool wait_until(
    const std::function<bool()>& condition, std::chrono::milliseconds limit = std::chrono::seconds(20)) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

}  // namespace weft::test
