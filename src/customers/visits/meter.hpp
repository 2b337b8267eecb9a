// How much one address may ask for: a bucket for each that fills up again in a minute, in bounded memory.
#pragma once
#include <weft/base/clock.hpp>

#include <cstddef>
#include <list>
#include <mutex>
#include <string>
#include <unordered_map>

namespace weft::customers {

/// Thread-safe.
class AddressMeter {
 public:
  /// `per_minute` 0: no limit. Beyond `remembered` addresses the one longest not seen is forgotten.
  explicit AddressMeter(double per_minute, std::size_t remembered = 20000)
      : per_minute_(per_minute), remembered_(remembered) {}

  /// Raises rate_limited, with the time until there is room, when the address has used up what it had.
  void take(const std::string& address, double cost, Time now);
  std::size_t size() const;

 private:
  struct Bucket {
    std::string address;
    double left = 0;
    Time at;
  };
  double per_minute_;
  std::size_t remembered_;
  mutable std::mutex mutex_;
  std::list<Bucket> buckets_;  // the last seen first
  std::unordered_map<std::string, std::list<Bucket>::iterator> places_;
};

}  // namespace weft::customers
