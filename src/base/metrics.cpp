// Keeps the figures and prints them with prometheus-cpp.
#include <weft/base/metrics.hpp>

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <map>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <variant>

namespace weft {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

constexpr std::array kLatencyBounds{0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                    0.05,    0.1,    0.25,    0.5,    1.0,   2.5,    5.0,   10.0};
constexpr std::array kSizeBounds{1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1024.0, 4096.0};

using Read = std::function<double()>;
using Figure = std::variant<std::unique_ptr<Counter>, std::unique_ptr<Gauge>, std::unique_ptr<Histogram>, Read>;

struct Family {
  std::string help;
  MetricType type = MetricType::Untyped;
  std::map<Labels, Figure> figures;
};

void read_into(ClientMetric& out, const Histogram& histogram) {
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < histogram.bounds().size(); ++i) {
    total += histogram.count(i);
    out.histogram.bucket.push_back({total, histogram.bounds()[i]});
  }
  out.histogram.sample_count = total + histogram.count(histogram.bounds().size());
  out.histogram.sample_sum = histogram.sum();
}

ClientMetric read_figure(const Labels& labels, const Figure& figure, MetricType type) {
  ClientMetric out;
  for (const auto& [name, value] : labels)
    out.label.push_back({name, value});
  if (const auto* histogram = std::get_if<std::unique_ptr<Histogram>>(&figure)) {
    read_into(out, **histogram);
    return out;
  }
  double value = 0;
  if (const auto* counter = std::get_if<std::unique_ptr<Counter>>(&figure))
    value = static_cast<double>((*counter)->value());
  if (const auto* gauge = std::get_if<std::unique_ptr<Gauge>>(&figure)) value = static_cast<double>((*gauge)->value());
  if (const auto* read = std::get_if<Read>(&figure)) value = (*read)();
  (type == MetricType::Counter ? out.counter.value : out.gauge.value) = value;
  return out;
}

}  // namespace

Histogram::Histogram(std::span<const double> bounds) : bounds_(bounds.begin(), bounds.end()) {
  if (bounds_.size() > kMaxBounds) throw std::logic_error("a histogram has at most 20 bounds");
}

void Histogram::observe(double value) {
  std::size_t bucket = 0;
  while (bucket < bounds_.size() && value > bounds_[bucket])
    ++bucket;
  counts_[bucket].fetch_add(1, std::memory_order_relaxed);
  sum_.fetch_add(value, std::memory_order_relaxed);
}

std::span<const double> latency_bounds() {
  return kLatencyBounds;
}
std::span<const double> size_bounds() {
  return kSizeBounds;
}

struct Metrics::Impl {
  mutable std::mutex mutex;
  std::map<std::string, Family> families;

  /// The figure of this name and labels, made by `make` when it is new. A name keeps the type it was first given.
  template <class Make>
  Figure& find(const std::string& name, const std::string& help, MetricType type, const Labels& labels, Make make) {
    const std::lock_guard lock(mutex);
    Family& family = families.try_emplace(name, Family{help, type, {}}).first->second;
    if (family.type != type) throw std::logic_error(name + ": used as two types of metric");
    const auto known = family.figures.find(labels);
    if (known != family.figures.end()) return known->second;
    return family.figures.emplace(labels, make()).first->second;
  }

  template <class Kept, class... Args>
  Kept& keep(const std::string& name, const std::string& help, MetricType type, const Labels& labels, Args... args) {
    Figure& figure = find(name, help, type, labels, [&] { return Figure(std::make_unique<Kept>(args...)); });
    return *std::get<std::unique_ptr<Kept>>(figure);
  }
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

Counter& Metrics::counter(const std::string& name, const std::string& help, const Labels& labels) {
  return impl_->keep<Counter>(name, help, MetricType::Counter, labels);
}

Gauge& Metrics::gauge(const std::string& name, const std::string& help, const Labels& labels) {
  return impl_->keep<Gauge>(name, help, MetricType::Gauge, labels);
}

Histogram& Metrics::histogram(
    const std::string& name, const std::string& help, std::span<const double> bounds, const Labels& labels) {
  return impl_->keep<Histogram>(name, help, MetricType::Histogram, labels, bounds);
}

void Metrics::counter_from(const std::string& name, const std::string& help, Read read, const Labels& labels) {
  impl_->find(name, help, MetricType::Counter, labels, [&] { return Figure(std::move(read)); });
}

void Metrics::gauge_from(const std::string& name, const std::string& help, Read read, const Labels& labels) {
  impl_->find(name, help, MetricType::Gauge, labels, [&] { return Figure(std::move(read)); });
}

std::string Metrics::text() const {
  std::vector<MetricFamily> families;
  {
    const std::lock_guard lock(impl_->mutex);
    for (const auto& [name, family] : impl_->families) {
      MetricFamily& out = families.emplace_back(MetricFamily{name, family.help, family.type, {}});
      for (const auto& [labels, figure] : family.figures)
        out.metric.push_back(read_figure(labels, figure, family.type));
    }
  }
  std::ostringstream out;
  prometheus::TextSerializer().Serialize(out, families);
  return out.str();
}

}  // namespace weft
