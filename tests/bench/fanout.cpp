// Scenario `fanout`: one message (or a burst) to a whole group, the servers taking turns in one run.
//
// A round sends `messages` messages in bursts of `burst`; the next burst leaves when the last member has the one
// before. CPU is read at the start and the end of the round, so it holds everything the server did for it, commits
// included.
#include "bench/audience.hpp"
#include "bench/marker.hpp"
#include "bench/meter.hpp"
#include "bench/record.hpp"
#include "bench/scenarios.hpp"
#include "load/samples.hpp"

#include <cstdio>
#include <stdexcept>

namespace weft::bench {

namespace {

using namespace std::chrono_literals;

struct Plan {
  std::size_t receivers;
  std::size_t messages;
  std::size_t burst;
  std::size_t text_size;
};

/// One server with its audience and what its rounds gave.
class Contender {
 public:
  Contender(load::Loop& loop, const Subject& subject, const Plan& plan)
      : loop_(loop),
        plan_(plan),
        name_(subject.text("name")),
        meter_(subject.processes("pids")),
        audience_(make_audience(loop, subject, plan.receivers)) {}

  void bring_up();
  /// Runs one round; `counted` is false for warming up.
  void round(bool counted);
  const std::string& name() const { return name_; }
  std::string json() const { return "[" + rounds_ + "]"; }

 private:
  void take(std::string_view bytes);
  void send_burst();
  void record(const Cost& cost, double seconds);

  load::Loop& loop_;
  Plan plan_;
  std::string name_;
  Meter meter_;
  std::unique_ptr<Audience> audience_;
  std::uint32_t first_ = 0;  ///< number of the round's first message; numbers are never used twice
  std::uint32_t next_ = 0;
  std::vector<std::uint32_t> received_;  ///< deliveries of each message of the round
  std::size_t deliveries_ = 0;
  load::Samples delivery_;
  load::Samples last_member_;
  std::string rounds_;
};

void Contender::bring_up() {
  audience_->bring_up();
  audience_->on_bytes = [this](std::string_view bytes) { take(bytes); };
}

void Contender::take(std::string_view bytes) {
  for_each_marker(bytes, [this](const Marker& marker) {
    const auto index = marker.message - first_;
    // A late copy from before the round would be a duplicate delivery: the count check below would show it.
    if (index >= received_.size()) return;
    const auto latency = load::now_ns() - marker.sent_ns;
    delivery_.add(latency);
    ++deliveries_;
    if (++received_[index] == plan_.receivers) last_member_.add(latency);
  });
}

void Contender::send_burst() {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < plan_.burst; ++i)
    texts.push_back(marked_text({next_++, load::now_ns()}, plan_.text_size));
  audience_->send(texts);
}

void Contender::round(bool counted) {
  first_ = next_;
  received_.assign(plan_.messages, 0);
  deliveries_ = 0;
  delivery_.clear();
  last_member_.clear();
  const auto started = load::now_ns();
  meter_.start();
  while (next_ - first_ < plan_.messages) {
    send_burst();
    const auto wanted = (next_ - first_) * plan_.receivers;
    if (!loop_.run_until([&] { return deliveries_ >= wanted; }, 30s)) {
      throw std::runtime_error(
          name_ + ": only " + std::to_string(deliveries_) + " of " + std::to_string(wanted) + " deliveries arrived, " +
          std::to_string(audience_->lost()) + " connections lost");
    }
  }
  const auto cost = meter_.stop();
  const auto seconds = static_cast<double>(load::now_ns() - started) / 1e9;
  if (deliveries_ != plan_.messages * plan_.receivers)
    throw std::runtime_error(name_ + ": messages were delivered twice");
  if (counted) record(cost, seconds);
}

void Contender::record(const Cost& cost, double seconds) {
  const auto deliveries = static_cast<double>(deliveries_);
  Record record;
  record.add("cpu_us_per_delivery", cost.total_us() / deliveries)
      .add("server_us_per_delivery", cost.server_us / deliveries)
      .add("postgres_us_per_delivery", cost.postgres_us / deliveries)
      .add("deliveries_per_second", deliveries / seconds)
      .add("delivery_p50_ms", delivery_.quantile_ms(0.5))
      .add("delivery_p99_ms", delivery_.quantile_ms(0.99))
      .add("last_member_p50_ms", last_member_.quantile_ms(0.5))
      .add("last_member_p99_ms", last_member_.quantile_ms(0.99));
  rounds_ += (rounds_.empty() ? "" : ",") + record.json();
}

}  // namespace

std::string run_fanout(const Options& options) {
  const Plan plan{
      static_cast<std::size_t>(options.number("receivers", 2000)),
      static_cast<std::size_t>(options.number("messages", 200)), static_cast<std::size_t>(options.number("burst", 1)),
      static_cast<std::size_t>(options.number("text-size", 300))};
  load::Loop loop;
  std::vector<std::unique_ptr<Contender>> contenders;
  for (const auto& subject : options.subjects) {
    contenders.push_back(std::make_unique<Contender>(loop, subject, plan));
    contenders.back()->bring_up();
  }
  for (std::int64_t i = -1; i < options.number("repeats", 5); ++i) {
    for (auto& contender : contenders)
      contender->round(i >= 0);
  }
  Record result;
  for (const auto& contender : contenders)
    result.raw(contender->name(), contender->json());
  return result.json();
}

}  // namespace weft::bench
