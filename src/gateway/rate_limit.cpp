// Token buckets.
#include "gateway/rate_limit.hpp"

#include <algorithm>

namespace weft::gateway {

void Bucket::refill(const Rate& rate, SteadyTime now) {
  if (tokens_ < 0) {
    tokens_ = static_cast<float>(rate.burst);
    at_ = now;
  }
  const auto earned = static_cast<float>(std::chrono::duration<double>(now - at_).count() * rate.per_second);
  tokens_ = std::min(tokens_ + earned, static_cast<float>(rate.burst));
  strikes_ = std::max(strikes_ - earned, 0.0F);
  at_ = now;
}

bool Bucket::take(const Rate& rate, SteadyTime now) {
  if (rate.per_second <= 0) return true;
  refill(rate, now);
  if (tokens_ < 1) {
    strikes_ += 1;
    return false;
  }
  tokens_ -= 1;
  return true;
}

bool Bucket::full(const Rate& rate, SteadyTime now) {
  refill(rate, now);
  return tokens_ >= static_cast<float>(rate.burst);
}

bool BucketMap::take(const std::string& token_hash, const std::string& address, const Rate& rate, SteadyTime now) {
  if (rate.per_second <= 0) return true;
  const std::lock_guard lock(mutex_);
  if (buckets_.size() >= sweep_at_) sweep(rate, now);
  const auto token = buckets_.find(token_hash);
  const bool known = token != buckets_.end() && token->second.valid;
  return (known ? token->second : buckets_[address]).bucket.take(rate, now);
}

void BucketMap::found_valid(const std::string& token_hash, const Rate& rate) {
  if (rate.per_second <= 0) return;  // nobody is counted, and nobody forgotten
  const std::lock_guard lock(mutex_);
  buckets_[token_hash].valid = true;
}

void BucketMap::sweep(const Rate& rate, SteadyTime now) {
  for (auto it = buckets_.begin(); it != buckets_.end();)
    it = it->second.bucket.full(rate, now) ? buckets_.erase(it) : std::next(it);
  sweep_at_ = std::max<std::size_t>(1024,
                                    buckets_.size() * 2);  // so that sweeping stays a constant share of the work
}

}  // namespace weft::gateway
