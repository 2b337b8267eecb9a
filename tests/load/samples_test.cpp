// Quantiles, also of long waits.
#include "load/samples.hpp"

#include <gtest/gtest.h>

namespace weft::load {
namespace {

TEST(Samples, KeepLongWaitsAsTheyAre) {
  Samples samples;
  for (const std::int64_t seconds : {1, 2, 3, 60, 3600})
    samples.add(seconds * 1'000'000'000);
  EXPECT_EQ(samples.quantile(0.5), 3'000'000'000);
  EXPECT_EQ(samples.quantile_ms(1), 3'600'000.0);
}

TEST(Samples, AreEmptyAtFirst) {
  Samples samples;
  samples.add(5);
  samples.clear();
  EXPECT_EQ(samples.quantile(0.99), 0);
}

}  // namespace
}  // namespace weft::load
