// Latency samples and their quantiles.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace weft::load {

/// Keeps every sample; quantiles sort them. For bounded runs (eight bytes a sample).
class Samples {
 public:
  /// Nanoseconds; a clock that seems to run backwards counts as 0.
  void add(std::int64_t ns) { values_.push_back(std::max<std::int64_t>(ns, 0)); }
  std::size_t size() const { return values_.size(); }
  void clear() { values_.clear(); }
  /// The q-quantile (0..1) in nanoseconds by nearest rank; 0 when empty.
  std::int64_t quantile(double q) {
    if (values_.empty()) return 0;
    const auto rank = static_cast<std::size_t>(std::lround(q * static_cast<double>(values_.size() - 1)));
    std::ranges::nth_element(values_, values_.begin() + static_cast<std::ptrdiff_t>(rank));
    return values_[rank];
  }
  double quantile_ms(double q) { return static_cast<double>(quantile(q)) / 1e6; }

 private:
  std::vector<std::int64_t> values_;
};

}  // namespace weft::load
