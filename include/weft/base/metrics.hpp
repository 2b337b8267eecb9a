// Figures for /metrics: counters, gauges and histograms by name. Adding to one is a relaxed atomic; nothing is
// global.
#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace weft {

/// Only grows.
class Counter {
 public:
  void add(std::uint64_t by = 1) { value_.fetch_add(by, std::memory_order_relaxed); }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

/// Goes up and down.
class Gauge {
 public:
  void add(std::int64_t by) { value_.fetch_add(by, std::memory_order_relaxed); }
  void set(std::int64_t value) { value_.store(value, std::memory_order_relaxed); }
  std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> value_{0};
};

/// Counts observations in buckets with fixed upper bounds (at most 20, rising).
class Histogram {
 public:
  static constexpr std::size_t kMaxBounds = 20;
  explicit Histogram(std::span<const double> bounds);
  void observe(double value);

  const std::vector<double>& bounds() const { return bounds_; }
  /// How many observations fell into bucket `index`; index == bounds().size() is the one without bound.
  std::uint64_t count(std::size_t index) const { return counts_[index].load(std::memory_order_relaxed); }
  double sum() const { return sum_.load(std::memory_order_relaxed); }

 private:
  std::vector<double> bounds_;
  std::array<std::atomic<std::uint64_t>, kMaxBounds + 1> counts_{};
  std::atomic<double> sum_{0};
};

/// Bounds for latencies in seconds (50 us to 10 s) and for sizes (1 to 4096).
std::span<const double> latency_bounds();
std::span<const double> size_bounds();

using Labels = std::vector<std::pair<std::string, std::string>>;

/// All figures of one server. Thread-safe. The same name and labels give the same object; references stay valid as
/// long as the Metrics live.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  Counter& counter(const std::string& name, const std::string& help, const Labels& labels = {});
  Gauge& gauge(const std::string& name, const std::string& help, const Labels& labels = {});
  Histogram& histogram(
      const std::string& name, const std::string& help, std::span<const double> bounds, const Labels& labels = {});

  /// Figures kept elsewhere, read at each scrape on the scraping thread. What `read` refers to must outlive the
  /// Metrics.
  void counter_from(
      const std::string& name, const std::string& help, std::function<double()> read, const Labels& labels = {});
  void gauge_from(
      const std::string& name, const std::string& help, std::function<double()> read, const Labels& labels = {});

  /// The Prometheus text format, version 0.0.4.
  std::string text() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace weft
