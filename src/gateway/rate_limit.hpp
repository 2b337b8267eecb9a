// Token buckets: so many requests a second, so many at once.
#pragma once
#include <chrono>
#include <mutex>
#include <string>
#include <unordered_map>

namespace weft::gateway {

using SteadyTime = std::chrono::steady_clock::time_point;

struct Rate {
  double per_second = 0;  ///< 0: no limit
  double burst = 1;
};

/// One session's bucket. Refilled when looked at, so an idle session costs nothing.
class Bucket {
 public:
  /// True when one more request is allowed now.
  bool take(const Rate& rate, SteadyTime now);
  /// True when requests were refused so often, and still come, that the peer is not going to slow down: it was over
  /// twice its rate for the time it takes to send ten bursts.
  bool flooding(const Rate& rate) const { return rate.per_second > 0 && strikes_ > 10 * rate.burst; }
  bool full(const Rate& rate, SteadyTime now);

 private:
  void refill(const Rate& rate, SteadyTime now);
  float tokens_ = -1;  // below zero: not used yet
  float strikes_ = 0;
  SteadyTime at_{};
};

/// Buckets of REST callers. A token has its own once it was found valid; until then, and without one, the address pays:
/// invented tokens buy nothing. Thread-safe; forgets full buckets as it goes.
class BucketMap {
 public:
  /// `token_hash`: empty without a token.
  bool take(const std::string& token_hash, const std::string& address, const Rate& rate, SteadyTime now);
  void found_valid(const std::string& token_hash, const Rate& rate);

 private:
  struct Entry {
    Bucket bucket;
    bool valid = false;
  };
  void sweep(const Rate& rate, SteadyTime now);
  std::mutex mutex_;
  std::unordered_map<std::string, Entry> buckets_;
  std::size_t sweep_at_ = 1024;
};

}  // namespace weft::gateway
