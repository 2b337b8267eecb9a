// The thread that moves what was announced to who listens.
#pragma once
#include "db/crew.hpp"
#include <weft/base/clock.hpp>
#include <weft/db/tx.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>

namespace weft::db {

class Relay {
 public:
  /// `moved` is called after each piece of work. Looks every `poll` without being told.
  Relay(
      PoolOptions database, std::chrono::milliseconds poll, std::int64_t backlog, const Clock& clock,
      std::function<void()> moved);
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  /// Looks at once.
  void wake();
  /// Looks in a moment: the sooner, the more there was lately.
  void stir();
  void stop(std::chrono::milliseconds patience);

  /// As whom this process holds deliveries: others see by the relay's connection that it lives. Nothing before there is
  /// one.
  std::optional<std::int64_t> holder() const;

 private:
  bool turn(Hand& hand);
  void wait_for_turn();
  /// Shows that this process lives, and takes back what the dead held; true when that was something.
  bool look_after_the_dead(pqxx::connection& connection);

  const std::int64_t backlog_;
  const Clock& clock_;
  const std::function<void()> moved_;
  const std::int64_t holder_;
  std::atomic<int> shown_by_{0};  ///< the backend of the connection that shows it
  std::chrono::steady_clock::time_point next_look_{};
  std::atomic<bool> stirred_{false};
  std::mutex mutex_;
  std::condition_variable hurry_;
  bool urgent_ = false;
  std::chrono::milliseconds pause_{0};
  std::chrono::steady_clock::time_point not_before_{};
  std::unique_ptr<Crew> crew_;  // last: its thread uses the rest
};

}  // namespace weft::db
