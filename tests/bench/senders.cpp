// Scenario `senders`: the same connections send to the conversations of one subject after the other: all on one hot
// group, or spread over many. `window` sends of each sender are on their way at a time; a send counts when it is
// acknowledged.
#include "bench/marker.hpp"
#include "bench/meter.hpp"
#include "bench/record.hpp"
#include "bench/scenarios.hpp"
#include "bench/turns.hpp"
#include "load/fleet.hpp"

#include <stdexcept>

namespace weft::bench {

namespace {

using namespace std::chrono_literals;
using load::Fleet;

class Senders {
 public:
  Senders(load::Loop& loop, const Options& options);
  void bring_up();
  std::string round(const std::vector<std::string>& conversations);

 private:
  void take(std::size_t client, std::string_view object);
  void send_next(std::size_t client);

  load::Loop& loop_;
  Meter meter_;
  std::size_t window_;
  std::size_t text_size_;
  load::Duration length_;
  std::unique_ptr<Fleet> fleet_;
  const std::vector<std::string>* conversations_ = nullptr;
  bool sending_ = false;
  std::uint32_t next_message_ = 0;
  std::size_t sent_ = 0;
  std::size_t acknowledged_ = 0;
  std::size_t delivered_ = 0;
  std::string refusal_;
};

Senders::Senders(load::Loop& loop, const Options& options)
    : loop_(loop),
      meter_(options.subjects.at(0).processes("pids")),
      window_(static_cast<std::size_t>(options.number("window", 16))),
      text_size_(static_cast<std::size_t>(options.number("text-size", 300))),
      length_(std::chrono::milliseconds(options.number("milliseconds", 3000))) {
  const auto& subject = options.subjects.at(0);
  const auto tokens = subject.lines("tokens");
  const auto count = static_cast<std::size_t>(options.number("senders", 32));
  if (tokens.size() < count) throw std::runtime_error("too few tokens");
  fleet_ = std::make_unique<Fleet>(loop, count, [&](std::size_t i) {
    Fleet::Member member;
    member.target.port = subject.port();
    member.hooks.object = [this, i](std::string_view object) { take(i, object); };
    member.hello = {.token = tokens[i], .device = {}, .cursors = {}, .epoch = {}, .cursor = {}};
    return member;
  });
}

void Senders::bring_up() {
  if (!fleet_->bring_up(64, 60s)) throw std::runtime_error(fleet_->failure());
}

void Senders::take(std::size_t client, std::string_view object) {
  if (object.starts_with(R"({"ev":"entry")")) {
    ++delivered_;
    return;
  }
  if (object.starts_with(R"({"ev")")) return;
  const auto answer = load::scan(object);
  if (!answer.error.empty() && refusal_.empty()) refusal_ = answer.error;
  if (answer.ok.empty()) return;
  ++acknowledged_;
  if (sending_) send_next(client);
}

void Senders::send_next(std::size_t client) {
  const auto& conversation = (*conversations_)[next_message_ % conversations_->size()];
  const auto text = marked_text({next_message_++, load::now_ns()}, text_size_);
  (*fleet_)[client].request(
      "message.send", load::text_message_input(conversation, text.substr(1, kMarkerSize - 1), text));
  ++sent_;
}

std::string Senders::round(const std::vector<std::string>& conversations) {
  conversations_ = &conversations;
  sending_ = true;
  for (std::size_t i = 0; i < window_; ++i) {
    for (std::size_t client = 0; client < fleet_->size(); ++client)
      send_next(client);
  }
  const auto refused = [this] { return !refusal_.empty(); };
  loop_.run_until(refused, 500ms);
  meter_.start();
  const auto acknowledged = acknowledged_;
  const auto delivered = delivered_;
  const auto started = load::now_ns();
  loop_.run_until(refused, length_);
  const auto seconds = static_cast<double>(load::now_ns() - started) / 1e9;
  const auto messages = static_cast<double>(acknowledged_ - acknowledged);
  const auto deliveries = static_cast<double>(delivered_ - delivered);
  const auto cost = meter_.stop();
  sending_ = false;
  if (!loop_.run_until([this] { return acknowledged_ == sent_ || !refusal_.empty(); }, 30s)) {
    throw std::runtime_error("sends were not acknowledged");
  }
  if (refused()) throw std::runtime_error("a send was refused: " + refusal_);
  Record record;
  record.add("messages_per_second", messages / seconds)
      .add("deliveries_per_second", deliveries / seconds)
      .add("cpu_us_per_message", cost.total_us() / messages)
      .add("postgres_us_per_message", cost.postgres_us / messages);
  return record.json();
}

}  // namespace

std::string run_senders(const Options& options) {
  load::Loop loop;
  Senders senders(loop, options);
  senders.bring_up();
  std::vector<std::vector<std::string>> conversations;
  std::vector<Turns> turns;
  for (const auto& subject : options.subjects) {
    conversations.push_back(subject.lines("conversations"));
    turns.emplace_back(options);
  }
  for (std::int64_t i = 0; i < options.number("repeats", 5); ++i) {
    for (std::size_t s = 0; s < turns.size(); ++s)
      turns[s].report(senders.round(conversations[s]));
  }
  Record result;
  for (std::size_t s = 0; s < turns.size(); ++s)
    result.raw(options.subjects[s].text("name"), turns[s].json());
  return result.json();
}

}  // namespace weft::bench
