// Who may ask for how much: a bucket of points for each key that fills up again with time, in bounded memory.
#pragma once
#include <weft/base/clock.hpp>

#include <chrono>
#include <cstddef>
#include <list>
#include <mutex>
#include <string>
#include <unordered_map>

namespace weft {

/// Thread-safe.
class Meter {
 public:
  struct Measure {
    double points = 0;                     ///< of a full bucket; 0: no limit
    std::chrono::milliseconds fills_in{};  ///< an empty one
    std::string told = {};                 ///< to who is refused
  };
  /// Beyond `remembered` keys the one longest not seen is forgotten.
  explicit Meter(Measure measure, std::size_t remembered = 20000)
      : measure_(std::move(measure)), remembered_(remembered) {}

  /// Raises rate_limited, with the time until there is room, when the key has used up what it had.
  void take(const std::string& key, double cost, Time now);
  std::size_t size() const;

 private:
  struct Bucket {
    std::string key;
    double left = 0;
    Time at;
  };
  Bucket& bucket_of(const std::string& key, Time now);

  const Measure measure_;
  const std::size_t remembered_;
  mutable std::mutex mutex_;
  std::list<Bucket> buckets_;  // the last seen first
  std::unordered_map<std::string, std::list<Bucket>::iterator> places_;
};

}  // namespace weft
