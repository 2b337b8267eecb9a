// Scenario `pairs`: members in pairs, one of each sends to the other over their direct chat, `window` messages of
// each pair on their way at a time. A message counts when the peer has it AND its sender's acknowledgement came.
// One pair with a window of one gives the latency of a lone durable send. With `pause` (ms) each pair rests so long
// between a delivery and the next send, as people do: the latency is that of a server that is not full.
#include "bench/marker.hpp"
#include "bench/meter.hpp"
#include "bench/record.hpp"
#include "bench/scenarios.hpp"
#include "bench/turns.hpp"
#include "load/fleet.hpp"
#include "load/samples.hpp"

#include <stdexcept>

namespace weft::bench {

namespace {

using namespace std::chrono_literals;
using load::Fleet;

class Pairs {
 public:
  Pairs(load::Loop& loop, const Options& options, const Subject& subject);
  void bring_up();
  std::string round();

 private:
  void take(std::size_t client, std::string_view object);
  void send_next(std::size_t pair);
  void send_after(std::size_t pair, load::Duration rest);
  void run_phase(load::Duration length);
  void drain();

  load::Loop& loop_;
  Meter meter_;
  std::vector<std::string> conversations_;
  std::size_t window_;
  std::size_t text_size_;
  load::Duration length_;
  load::Duration pause_;
  std::unique_ptr<Fleet> fleet_;
  bool sending_ = false;
  bool measuring_ = false;
  std::uint32_t next_message_ = 0;
  std::size_t sent_ = 0;
  std::size_t acknowledged_ = 0;
  std::size_t delivered_ = 0;
  std::string refusal_;
  load::Samples latency_;
};

Pairs::Pairs(load::Loop& loop, const Options& options, const Subject& subject)
    : loop_(loop),
      meter_(subject.processes("pids")),
      conversations_(subject.lines("conversations")),
      window_(static_cast<std::size_t>(options.number("window", 1))),
      text_size_(static_cast<std::size_t>(options.number("text-size", 300))),
      length_(std::chrono::milliseconds(options.number("milliseconds", 5000))),
      pause_(std::chrono::milliseconds(options.number("pause", 0))) {
  const auto pairs = static_cast<std::size_t>(options.number("pairs", 500));
  const auto tokens = subject.lines("tokens");
  if (tokens.size() < 2 * pairs || conversations_.size() < pairs)
    throw std::runtime_error("too few tokens or conversations");
  fleet_ = std::make_unique<Fleet>(loop, 2 * pairs, [&](std::size_t i) {
    Fleet::Member member;
    member.target.port = subject.port();
    member.hooks.object = [this, i](std::string_view object) { take(i, object); };
    member.hello = {.token = tokens[i], .device = {}, .cursors = {}, .epoch = {}, .cursor = {}};
    return member;
  });
}

void Pairs::bring_up() {
  if (!fleet_->bring_up(64, 120s)) throw std::runtime_error(fleet_->failure());
}

void Pairs::take(std::size_t client, std::string_view object) {
  const bool sender = client % 2 == 0;
  if (sender) {
    if (object.starts_with(R"({"ev")")) return;
    const auto answer = load::scan(object);
    if (!answer.error.empty() && refusal_.empty()) refusal_ = answer.error;
    if (!answer.ok.empty()) ++acknowledged_;
    return;
  }
  for_each_marker(object, [&](const Marker& marker) {
    ++delivered_;
    if (measuring_) latency_.add(load::now_ns() - marker.sent_ns);
    if (sending_) send_after(client / 2, pause_);
  });
}

void Pairs::send_next(std::size_t pair) {
  const auto text = marked_text({next_message_++, load::now_ns()}, text_size_);
  const auto client_id = text.substr(1, kMarkerSize - 1);
  (*fleet_)[2 * pair].request("message.send", load::text_message_input(conversations_[pair], client_id, text));
  ++sent_;
}

void Pairs::send_after(std::size_t pair, load::Duration rest) {
  if (rest == load::Duration::zero()) return send_next(pair);
  loop_.after(rest, [this, pair] {
    if (sending_) send_next(pair);
  });
}

void Pairs::run_phase(load::Duration length) {
  loop_.run_until([this] { return !refusal_.empty(); }, length);
  if (!refusal_.empty()) throw std::runtime_error("a send was refused: " + refusal_);
}

void Pairs::drain() {
  sending_ = false;
  if (!loop_.run_until([this] { return delivered_ == sent_ && acknowledged_ == sent_; }, 30s)) {
    throw std::runtime_error(
        "of " + std::to_string(sent_) + " sends " + std::to_string(acknowledged_) + " were acknowledged and " +
        std::to_string(delivered_) + " delivered");
  }
}

std::string Pairs::round() {
  sending_ = true;
  const std::size_t pairs = fleet_->size() / 2;
  for (std::size_t i = 0; i < window_; ++i) {
    for (std::size_t pair = 0; pair < pairs; ++pair)  // spread over the pause
      send_after(pair, pause_ * static_cast<std::int64_t>(pair) / static_cast<std::int64_t>(pairs));
  }
  run_phase(pause_ + 500ms);
  latency_.clear();
  measuring_ = true;
  meter_.start();
  const auto delivered = delivered_;
  const auto started = load::now_ns();
  run_phase(length_);
  const auto seconds = static_cast<double>(load::now_ns() - started) / 1e9;
  const auto messages = static_cast<double>(delivered_ - delivered);
  const auto cost = meter_.stop();
  measuring_ = false;
  drain();
  Record record;
  record.add("messages_per_second", messages / seconds)
      .add("cpu_us_per_message", cost.total_us() / messages)
      .add("server_us_per_message", cost.server_us / messages)
      .add("postgres_us_per_message", cost.postgres_us / messages)
      .add("latency_p50_ms", latency_.quantile_ms(0.5))
      .add("latency_p99_ms", latency_.quantile_ms(0.99));
  return record.json();
}

}  // namespace

std::string run_pairs(const Options& options) {
  load::Loop loop;
  Turns turns(options);
  const auto& subject = options.subjects.at(0);
  Pairs pairs(loop, options, subject);
  pairs.bring_up();
  while (turns.next())
    turns.report(pairs.round());
  return Record().raw(subject.text("name"), turns.json()).json();
}

}  // namespace weft::bench
