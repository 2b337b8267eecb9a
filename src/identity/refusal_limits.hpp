// How many refusals of one person are written down in a minute.
#pragma once
#include <weft/base/clock.hpp>
#include <weft/base/id.hpp>

#include <mutex>
#include <optional>
#include <unordered_map>

namespace weft::identity {

inline constexpr int kRefusalsPerMinute = 30;

/// Thread-safe, in bounded memory, of this process: what nobody asked again after is forgotten with it.
class RefusalLimits {
 public:
  explicit RefusalLimits(int per_minute = kRefusalsPerMinute, std::size_t remembered = 20000)
      : per_minute_(per_minute), remembered_(remembered) {}

  /// Whether one more is written down; if so, how many were not since the last one that was.
  std::optional<std::int64_t> admit(const PrincipalId& person, Time now);
  /// One that was admitted could not be written: it and what it would have told of count with the next.
  void give_back(const PrincipalId& person, std::int64_t suppressed);

 private:
  struct Minute {
    Time begun;
    int written = 0;
    std::int64_t suppressed = 0;
  };
  void make_room(Time now);

  const int per_minute_;
  const std::size_t remembered_;
  std::mutex mutex_;
  std::unordered_map<PrincipalId, Minute> people_;
};

}  // namespace weft::identity
