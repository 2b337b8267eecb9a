// Counting and printing.
#include <weft/base/metrics.hpp>

#include <gtest/gtest.h>

namespace weft {
namespace {

TEST(Metrics, PrintsWhatWasCounted) {
  Metrics metrics;
  metrics.counter("a_total", "A.", {{"k", "v"}}).add(2);
  metrics.counter("a_total", "A.", {{"k", "v"}}).add();
  metrics.gauge("g", "G.").set(-4);
  metrics.gauge_from("f", "F.", [] { return 1.5; });
  const std::string text = metrics.text();
  EXPECT_NE(text.find("# TYPE a_total counter\na_total{k=\"v\"} 3"), std::string::npos) << text;
  EXPECT_NE(text.find("\ng -4"), std::string::npos) << text;
  EXPECT_NE(text.find("\nf 1.5"), std::string::npos) << text;
}

TEST(Metrics, HistogramsAreCumulative) {
  Metrics metrics;
  constexpr std::array kBounds{1.0, 2.0};
  Histogram& histogram = metrics.histogram("h", "H.", kBounds);
  for (const double value : {0.5, 1.0, 1.5, 9.0})
    histogram.observe(value);
  const std::string text = metrics.text();
  EXPECT_NE(text.find("h_count 4"), std::string::npos) << text;
  EXPECT_NE(text.find("h_sum 12"), std::string::npos) << text;
  EXPECT_NE(text.find("h_bucket{le=\"1\"} 2"), std::string::npos) << text;
  EXPECT_NE(text.find("h_bucket{le=\"2\"} 3"), std::string::npos) << text;
  EXPECT_NE(text.find("h_bucket{le=\"+Inf\"} 4"), std::string::npos) << text;
}

TEST(Metrics, ANameHasOneType) {
  Metrics metrics;
  metrics.counter("x", "X.");
  EXPECT_THROW(metrics.gauge("x", "X."), std::logic_error);
}

}  // namespace
}  // namespace weft
