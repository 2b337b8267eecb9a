// Scenario `signins`: connections that come, sign in, are ready and leave, `width` at a time, the servers taking
// turns.
#include "bench/meter.hpp"
#include "bench/record.hpp"
#include "bench/scenarios.hpp"
#include "bench/turns.hpp"
#include "bench/xmpp.hpp"
#include "load/client.hpp"
#include "load/samples.hpp"

#include <functional>
#include <stdexcept>

namespace weft::bench {

namespace {

using namespace std::chrono_literals;

/// Signs one account in; calls `ready` once, or `failed` with a reason.
class Visitor {
 public:
  virtual ~Visitor() = default;
  virtual void arrive() = 0;
  virtual void leave() = 0;
  std::function<void()> ready;
  std::function<void(std::string)> failed;
};

/// A member with a token, as a client that was away a moment: it names its cursors once it knows them.
class WeftVisitor : public Visitor {
 public:
  WeftVisitor(load::Loop& loop, std::uint16_t port, std::size_t number, std::string token, bool resume)
      : client_(
            loop, target(port, number),
            {.open = [this] { hello(); }, .object = {}, .closed = [this](const load::Closed& c) { fail(c); }}),
        resume_(resume) {
    hello_.token = std::move(token);
  }
  void arrive() override { client_.connect(); }
  void leave() override { client_.abort(); }

 private:
  static load::Target target(std::uint16_t port, std::size_t number) {
    load::Target target;
    target.port = port;
    target.source = load::source_address(number);
    return target;
  }
  void hello() {
    client_.request("hello", load::hello_input(hello_), [this](const load::Scanned& answer) {
      if (answer.ok.empty()) {
        failed("hello refused: " + std::string(answer.error));
        return;
      }
      if (resume_) keep_cursors(answer.ok);
      ready();
    });
  }
  void keep_cursors(std::string_view ok) {
    hello_.epoch = load::plain(load::raw_field(ok, "epoch"));
    load::for_each_item(load::raw_field(ok, "conversations"), [this](std::string_view item) {
      const auto head = load::integer(load::raw_field(item, "head_seq"));
      if (head) hello_.cursors[std::string(load::plain(load::raw_field(item, "id")))] = *head;
    });
  }
  void fail(const load::Closed& closed) {
    failed(
        "connection ended: code " + std::to_string(closed.code) + " " + closed.reason + closed.http_head + " errno " +
        std::to_string(closed.error));
  }

  load::Client client_;
  load::Hello hello_;
  bool resume_;
};

class XmppVisitor : public Visitor {
 public:
  XmppVisitor(load::Loop& loop, const Subject& subject, std::size_t number)
      : session_(loop, xmpp_account(subject, number)) {
    session_.on_ready = [this] { ready(); };
    session_.on_failed = [this](const std::string& why) { failed(why); };
  }
  void arrive() override { session_.connect(); }
  void leave() override { session_.disconnect(); }

 private:
  XmppSession session_;
};

/// All visitors of one server and its rounds.
class Door {
 public:
  Door(load::Loop& loop, const Options& options, const Subject& subject);
  std::string round(std::size_t total);

 private:
  void admit();

  load::Loop& loop_;
  Meter meter_;
  std::size_t width_;
  std::vector<std::unique_ptr<Visitor>> visitors_;
  std::vector<std::int64_t> arrived_;
  std::size_t total_ = 0;
  std::size_t started_ = 0;
  std::size_t done_ = 0;
  std::string failure_;
  load::Samples latency_;
};

Door::Door(load::Loop& loop, const Options& options, const Subject& subject)
    : loop_(loop), meter_(subject.processes("pids")), width_(static_cast<std::size_t>(options.number("width", 32))) {
  const auto accounts = static_cast<std::size_t>(options.number("accounts", 1000));
  const bool xmpp = subject.text("dialect") == "xmpp";
  const auto tokens = xmpp ? std::vector<std::string>{} : subject.lines("tokens");
  if (!xmpp && tokens.size() < accounts) throw std::runtime_error("too few tokens");
  for (std::size_t i = 0; i < accounts; ++i) {
    if (xmpp)
      visitors_.push_back(std::make_unique<XmppVisitor>(loop, subject, i));
    else
      visitors_.push_back(
          std::make_unique<WeftVisitor>(loop, subject.port(), i, tokens[i], subject.number("resume", 1) != 0));
    visitors_.back()->failed = [this](std::string why) { failure_ = std::move(why); };
    visitors_.back()->ready = [this, i] {
      latency_.add(load::now_ns() - arrived_[i]);
      visitors_[i]->leave();
      ++done_;
      admit();
    };
  }
  arrived_.resize(accounts);
}

void Door::admit() {
  while (started_ < total_ && started_ - done_ < width_) {
    const auto who = started_++ % visitors_.size();
    arrived_[who] = load::now_ns();
    visitors_[who]->arrive();
  }
}

std::string Door::round(std::size_t total) {
  total_ = total;
  started_ = 0;
  done_ = 0;
  latency_.clear();
  meter_.start();
  const auto began = load::now_ns();
  admit();
  const bool all = loop_.run_until([this] { return done_ == total_ || !failure_.empty(); }, 120s);
  if (!failure_.empty()) throw std::runtime_error(failure_);
  if (!all) throw std::runtime_error("only " + std::to_string(done_) + " sign-ins in time");
  const auto seconds = static_cast<double>(load::now_ns() - began) / 1e9;
  const auto cost = meter_.stop();
  const auto count = static_cast<double>(done_);
  Record record;
  record.add("signins_per_second", count / seconds)
      .add("cpu_us_per_signin", cost.total_us() / count)
      .add("server_us_per_signin", cost.server_us / count)
      .add("postgres_us_per_signin", cost.postgres_us / count)
      .add("latency_p50_ms", latency_.quantile_ms(0.5))
      .add("latency_p99_ms", latency_.quantile_ms(0.99));
  return record.json();
}

}  // namespace

std::string run_signins(const Options& options) {
  load::Loop loop;
  std::vector<std::unique_ptr<Door>> doors;
  std::vector<Turns> turns;
  for (const auto& subject : options.subjects) {
    doors.push_back(std::make_unique<Door>(loop, options, subject));
    turns.emplace_back(options);
    // Every account once: fills caches, and tells returning members their cursors.
    doors.back()->round(static_cast<std::size_t>(options.number("accounts", 1000)));
  }
  for (std::int64_t i = 0; i < options.number("repeats", 5); ++i) {
    for (std::size_t s = 0; s < doors.size(); ++s) {
      const auto share = options.subjects[s].number("signins", options.number("signins", 3000));
      turns[s].report(doors[s]->round(static_cast<std::size_t>(share)));
    }
  }
  Record result;
  for (std::size_t s = 0; s < doors.size(); ++s)
    result.raw(options.subjects[s].text("name"), turns[s].json());
  return result.json();
}

}  // namespace weft::bench
