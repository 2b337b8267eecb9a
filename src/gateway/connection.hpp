// What every open connection of an I/O thread has in common: the loop can sweep it for deadlines, ask it to finish, and
// end it.
#pragma once
#include <boost/intrusive/list.hpp>

#include <chrono>
#include <memory>

namespace weft::gateway {

using SteadyTime = std::chrono::steady_clock::time_point;

/// All calls are made on the loop's thread. Leaves the loop's list by itself when destroyed.
class Connection : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>>,
                   public std::enable_shared_from_this<Connection> {
 public:
  Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  virtual ~Connection() = default;

  /// Looks at the clock: deadlines, pings. Instead of a timer of its own.
  virtual void sweep(SteadyTime now) = 0;
  /// The server stops: finish what is under way, then close.
  virtual void drain() = 0;
  /// Cuts the connection off now.
  virtual void abort() = 0;
};

using ConnectionList = boost::intrusive::list<Connection, boost::intrusive::constant_time_size<false>>;

}  // namespace weft::gateway
