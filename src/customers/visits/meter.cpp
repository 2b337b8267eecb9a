// Buckets by address.
#include "customers/visits/meter.hpp"

#include <weft/base/error.hpp>
#include <weft/identity/sign_in_limits.hpp>

#include <algorithm>
#include <cmath>

namespace weft::customers {
namespace {

constexpr double kMinuteMs = 60'000;

}  // namespace

void AddressMeter::take(const std::string& address, double cost, Time now) {
  if (per_minute_ <= 0) return;
  const std::string key = identity::limited_address(address);
  const std::lock_guard lock(mutex_);
  const auto known = places_.find(key);
  if (known == places_.end()) {
    buckets_.push_front({key, per_minute_, now});
    places_[key] = buckets_.begin();
    if (buckets_.size() > remembered_) {
      places_.erase(buckets_.back().address);
      buckets_.pop_back();
    }
  } else {
    buckets_.splice(buckets_.begin(), buckets_, known->second);
  }
  Bucket& bucket = buckets_.front();
  const double passed = std::max(0.0, static_cast<double>((now - bucket.at).count()));
  bucket.left = std::min(per_minute_, bucket.left + passed * per_minute_ / kMinuteMs);
  bucket.at = now;
  if (bucket.left < cost) {
    const double wait = (cost - bucket.left) / per_minute_ * kMinuteMs / 1000;
    throw ApiError(
        Errc::rate_limited, "too many visits from this address: wait a moment", {},
        std::max(1, static_cast<int>(std::ceil(wait))));
  }
  bucket.left -= cost;
}

std::size_t AddressMeter::size() const {
  const std::lock_guard lock(mutex_);
  return buckets_.size();
}

}  // namespace weft::customers
