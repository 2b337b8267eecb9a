// Whether the database answers: a connection of its own that is asked every second and never blocks its thread.
#pragma once
#include <chrono>
#include <memory>
#include <string>

struct pg_conn;

namespace weft::db {

class Heartbeat {
 public:
  using Clock = std::chrono::steady_clock;
  enum class Health {
    unknown,  ///< nothing was tried yet
    up,       ///< answered
    refused,  ///< says no, or nobody listens
    silent,   ///< takes connections or statements and never answers: frozen, or the network is cut
  };

  explicit Heartbeat(std::string conninfo) : conninfo_(std::move(conninfo)) {}

  /// Moves on without waiting. Call it every 100 ms or so.
  void step();
  /// Checks now instead of at the next second.
  void hurry() { next_ = Clock::now(); }

  Health health() const { return health_; }
  /// When the present health began.
  Clock::time_point since() const { return since_; }
  /// Why the database is away, for the log.
  const std::string& reason() const { return reason_; }

 private:
  struct Close {
    void operator()(pg_conn* connection) const;
  };
  enum class Phase { closed, connecting, ready, asking };

  void begin();
  void connect_on();
  void ask();
  void listen();
  void succeed();
  void give_up(Health health, std::string reason);
  void set(Health health);

  std::string conninfo_;
  std::unique_ptr<pg_conn, Close> connection_;
  Phase phase_ = Phase::closed;
  int waiting_for_ = 0;  ///< while connecting: what PQconnectPoll wants of the socket
  Health health_ = Health::unknown;
  std::string reason_;
  Clock::time_point since_ = Clock::now();
  Clock::time_point next_ = Clock::now();  ///< when to connect or ask again
  Clock::time_point limit_{};              ///< when to give up waiting
};

}  // namespace weft::db
