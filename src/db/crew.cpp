// Threads that look for work: woken or by themselves, with a connection that is made anew when it breaks.
#include "db/crew.hpp"

#include <weft/base/log.hpp>

#include <pqxx/pqxx>

#include <algorithm>

namespace weft::db {

Hand::Hand() = default;
Hand::~Hand() = default;

Crew::Crew(const PoolOptions& options, std::chrono::milliseconds poll, Turn turn)
    : options_(options), poll_(poll), turn_(std::move(turn)) {
  std::vector<Line*> lines;
  for (int i = 0; i < std::max(1, options_.threads); ++i) {
    hands_.push_back(std::make_unique<Hand>());
    lines.push_back(&hands_.back()->line);
  }
  watch_ = std::make_unique<LineWatch>(options_, std::move(lines), [] {});
  working_ = hands_.size();
  for (const auto& hand : hands_)
    hand->thread = std::thread([this, &hand = *hand] { run(hand); });
}

Crew::~Crew() {
  stop(std::chrono::milliseconds(0));
}

void Crew::wake() {
  {
    const std::lock_guard lock(mutex_);
    ++wakes_;
  }
  wake_.notify_all();
}

void Crew::stop(std::chrono::milliseconds patience) {
  {
    std::unique_lock lock(mutex_);
    stopping_ = true;
    wake_.notify_all();
    if (!ended_.wait_for(lock, patience, [this] { return working_ == 0; })) {
      for (const auto& hand : hands_)
        hand->line.cut();
    }
  }
  for (const auto& hand : hands_)
    if (hand->thread.joinable()) hand->thread.join();
}

void Crew::run(Hand& hand) {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const auto seen = wakes_;
    lock.unlock();
    const bool worked = try_turn(hand);
    lock.lock();
    if (!worked) wake_.wait_for(lock, poll_, [&] { return stopping_ || wakes_ != seen; });
  }
  --working_;
  ended_.notify_all();
}

bool Crew::try_turn(Hand& hand) {
  if (!connected(hand)) return false;
  try {
    return turn_(hand);
  } catch (const std::exception& error) {
    log::debug("{}: a turn was broken off: {}", options_.name, error.what());
  }
  if (hand.connection && !hand.connection->is_open()) {
    hand.line.detach();
    hand.connection.reset();
  }
  return false;
}

bool Crew::connected(Hand& hand) {
  if (hand.connection) return true;
  if (watch_->silent() || hand.line.is_cut()) return false;
  try {
    hand.connection = connect(options_, hand.line);
  } catch (const std::exception& error) {
    log::debug("{}: no connection: {}", options_.name, error.what());
  }
  return hand.connection != nullptr;
}

}  // namespace weft::db
