// Relays in bounded pieces. Where much is committed that nobody listens to, it looks four times a second.
#include "db/relay.hpp"

#include "db/deliveries.hpp"

#include <algorithm>

namespace weft::db {
namespace {

using std::chrono::milliseconds;

constexpr int kMostRelayed = 500;  // rows of the outbox in one transaction
constexpr int kMostBuried = 2000;
constexpr milliseconds kShortest{10}, kLongest{250};

PoolOptions alone(PoolOptions options) {
  options.threads = 1;
  options.name = "relay";
  return options;
}

}  // namespace

Relay::Relay(
    PoolOptions database, milliseconds poll, std::int64_t backlog, const Clock& clock, std::function<void()> moved)
    : backlog_(backlog), clock_(clock), moved_(std::move(moved)) {
  crew_ = std::make_unique<Crew>(alone(std::move(database)), poll, [this](Hand& hand) { return turn(hand); });
}

bool Relay::turn(Hand& hand) {
  wait_for_turn();
  stirred_ = false;  // what is committed from now on stirs again
  bool worked = false;
  {
    const Line::Waiting on(hand.line);
    Tx tx(*hand.connection, clock_);
    worked = store::relay(tx, kMostRelayed, backlog_) > 0;
    worked = store::bury_some(tx, kMostBuried) || worked;
    tx.commit();
  }
  const std::lock_guard lock(mutex_);
  pause_ = worked ? milliseconds(0) : std::clamp(2 * pause_, kShortest, kLongest);
  not_before_ = std::chrono::steady_clock::now() + pause_;
  if (worked) moved_();
  return worked;
}

void Relay::wait_for_turn() {
  std::unique_lock lock(mutex_);
  hurry_.wait_until(lock, not_before_, [this] { return urgent_; });
  urgent_ = false;
}

void Relay::wake() {
  {
    const std::lock_guard lock(mutex_);
    urgent_ = true;
  }
  hurry_.notify_all();
  crew_->wake();
}

void Relay::stir() {
  if (!stirred_.exchange(true)) crew_->wake();
}

void Relay::stop(milliseconds patience) {
  {
    const std::lock_guard lock(mutex_);
    urgent_ = true;
  }
  hurry_.notify_all();
  crew_->stop(patience);
}

}  // namespace weft::db
