// Buckets of points by key.
#include <weft/base/error.hpp>
#include <weft/base/meter.hpp>

#include <algorithm>
#include <cmath>

namespace weft {

Meter::Bucket& Meter::bucket_of(const std::string& key, Time now) {
  const auto known = places_.find(key);
  if (known != places_.end()) {
    buckets_.splice(buckets_.begin(), buckets_, known->second);
    return buckets_.front();
  }
  buckets_.push_front({key, measure_.points, now});
  places_[key] = buckets_.begin();
  if (buckets_.size() > remembered_) {
    places_.erase(buckets_.back().key);
    buckets_.pop_back();
  }
  return buckets_.front();
}

void Meter::take(const std::string& key, double cost, Time now) {
  if (measure_.points <= 0) return;
  const std::lock_guard lock(mutex_);
  Bucket& bucket = bucket_of(key, now);
  const double all_ms = static_cast<double>(measure_.fills_in.count());
  const double passed = std::max(0.0, static_cast<double>((now - bucket.at).count()));
  bucket.left = std::min(measure_.points, bucket.left + passed * measure_.points / all_ms);
  bucket.at = now;
  if (bucket.left < cost) {
    const double wait = (cost - bucket.left) / measure_.points * all_ms / 1000;
    throw ApiError(Errc::rate_limited, measure_.told, {}, std::max(1, static_cast<int>(std::ceil(wait))));
  }
  bucket.left -= cost;
}

std::size_t Meter::size() const {
  const std::lock_guard lock(mutex_);
  return buckets_.size();
}

}  // namespace weft
