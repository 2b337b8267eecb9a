// Monotonic time of the load programs: one clock for timers, markers and latencies.
#pragma once

#include <chrono>
#include <cstdint>

namespace weft::load {

using Clock = std::chrono::steady_clock;
using Duration = Clock::duration;
using Time = Clock::time_point;

/// Nanoseconds of CLOCK_MONOTONIC; comparable between processes on one machine.
inline std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now().time_since_epoch()).count();
}

}  // namespace weft::load
