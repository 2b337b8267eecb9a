// Relays in bounded pieces. Where much is committed that nobody listens to, it looks four times a second.
#include "db/relay.hpp"

#include "db/deliveries.hpp"

#include <pqxx/pqxx>

#include <algorithm>
#include <random>

namespace weft::db {
namespace {

using std::chrono::milliseconds;

constexpr int kMostRelayed = 500;  // rows of the outbox in one transaction
constexpr int kMostBuried = 2000;
constexpr milliseconds kShortest{10}, kLongest{250};
constexpr std::chrono::seconds kLookPause{5};  // between looks for the dead

PoolOptions alone(PoolOptions options) {
  options.threads = 1;
  options.name = "relay";
  return options;
}

}  // namespace

Relay::Relay(
    PoolOptions database, milliseconds poll, std::int64_t backlog, const Clock& clock, std::function<void()> moved)
    : backlog_(backlog), clock_(clock), moved_(std::move(moved)), holder_(1 + (std::random_device{}() & 0x3fffffffU)) {
  crew_ = std::make_unique<Crew>(alone(std::move(database)), poll, [this](Hand& hand) { return turn(hand); });
}

bool Relay::turn(Hand& hand) {
  wait_for_turn();
  stirred_ = false;  // what is committed from now on stirs again
  bool worked = false;
  {
    const Line::Waiting on(hand.line);
    worked = look_after_the_dead(*hand.connection);
    Tx tx(*hand.connection, clock_);
    worked = store::relay(tx, kMostRelayed, backlog_) > 0 || worked;
    worked = store::bury_some(tx, kMostBuried) || worked;
    tx.commit();
  }
  const std::lock_guard lock(mutex_);
  pause_ = worked ? milliseconds(0) : std::clamp(2 * pause_, kShortest, kLongest);
  not_before_ = std::chrono::steady_clock::now() + pause_;
  if (worked) moved_();
  return worked;
}

bool Relay::look_after_the_dead(pqxx::connection& connection) {
  const auto now = std::chrono::steady_clock::now();
  const int backend = connection.backendpid();
  if (shown_by_ == backend && now < next_look_) return false;
  Tx tx(connection, clock_);
  if (shown_by_ != backend) store::live_as(tx, holder_);
  shown_by_ = backend;
  // A transaction of its own: the targets that it locks are not in the order of the relay's.
  const bool any = store::take_back(tx, holder_) > 0;
  tx.commit();
  next_look_ = now + kLookPause;
  return any;
}

std::optional<std::int64_t> Relay::holder() const {
  if (shown_by_ == 0) return std::nullopt;
  return holder_;
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
