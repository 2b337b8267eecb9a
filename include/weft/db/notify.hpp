// Short messages between processes on the same database: a command tells a running server what it changed.
#pragma once
#include <weft/db/tx.hpp>
#include <weft/db/workers.hpp>

#include <functional>
#include <memory>
#include <string>

namespace weft::db {

/// Sends `payload` (at most 7,000 bytes) to every HintListener when `tx` commits; nothing when it rolls back.
void notify(Tx& tx, const std::string& payload);

/// Listens on a connection and a thread of its own, which reconnect by themselves.
class HintListener {
 public:
  struct Handlers {
    /// A payload of notify(). On the listener's thread; must not throw.
    std::function<void(const std::string& payload)> on_hint;
    /// The connection listens from now on. What was sent before (since the start, or since the last connection broke)
    /// may be missed: read it from the database. On the listener's thread; an exception makes it connect again.
    std::function<void(pqxx::connection&)> on_listening;
  };

  HintListener(PoolOptions options, Handlers handlers);
  ~HintListener();  ///< ends the thread
  HintListener(const HintListener&) = delete;
  HintListener& operator=(const HintListener&) = delete;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace weft::db
