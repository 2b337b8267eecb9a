// A thread's line to the database as other threads see it: how long it has waited for an answer, and a way to end that.
#pragma once
#include <weft/db/pqxx_fwd.hpp>
#include <weft/db/workers.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace weft::db {

/// libpq waits for an answer without end. This holds a second descriptor of the connection's socket: through it another
/// thread can break off the wait without racing against libpq, which closes and reopens its own. The thread that waited
/// finds its connection broken. Thread-safe; one connection at a time.
class Line {
 public:
  Line() = default;
  ~Line() { detach(); }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  /// Belongs to the connection with this socket from now on. A connection attached to a line that was cut is broken.
  void attach(int socket);
  /// Lets go of the socket. A line that is attached again, or ends, does so by itself.
  void detach();

  /// Says that the thread waits for the database as long as it lives.
  class Waiting {
   public:
    explicit Waiting(Line& line) : line_(line) { line_.wait(true); }
    ~Waiting() { line_.wait(false); }
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;

   private:
    Line& line_;
  };
  bool waits_longer_than(std::chrono::milliseconds limit) const;

  /// Ends the present wait.
  void break_off();
  /// Ends the present wait and all that would follow.
  void cut();
  bool is_cut() const;

 private:
  void wait(bool waits);

  mutable std::mutex mutex_;
  int fd_ = -1;
  bool cut_ = false;
  std::optional<std::chrono::steady_clock::time_point> waits_since_;
};

/// connect() of workers.hpp on a line, which is attached before the first statement.
std::unique_ptr<pqxx::connection> connect(const PoolOptions& options, Line& line);

/// Watches over lines with a heartbeat on a connection of its own: what a frozen server (SIGSTOP, a cut network) leaves
/// without an answer is broken off about 8 s after the freeze. For threads that are no Workers, which do this
/// themselves.
class LineWatch {
 public:
  /// The lines must live longer. `each_beat` is called every 100 ms on the watch's thread and must not throw.
  LineWatch(const PoolOptions& options, std::vector<Line*> lines, std::function<void()> each_beat);
  ~LineWatch();
  LineWatch(const LineWatch&) = delete;
  LineWatch& operator=(const LineWatch&) = delete;

  /// The server accepts connections or statements and never answers: to connect would only mean to wait.
  bool silent() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace weft::db
