// What moves bytes for a session for longer than a moment, and is cut off when the session ends.
#pragma once
#include "gateway/io_loop.hpp"
#include <weft/api/dispatcher.hpp>
#include <weft/fanout/sink.hpp>

#include <memory>

namespace weft::gateway {

/// Base of a connection. The hub of its loop hears of revocations, and knows it as a session that never goes live. All
/// calls are made on the loop's thread.
class SessionWatch : public fanout::Sink {
 public:
  // fanout::Sink
  bool deliver(const fanout::FramePtr&) final { return true; }
  void flush() final {}
  void close(fanout::Close, std::string_view) final { session_ended(); }

 protected:
  SessionWatch(IoLoop& loop, api::Dispatcher& dispatcher) : loop_(loop), dispatcher_(dispatcher) {}

  /// From now on until unwatch(). `self` is this. What ends before the session is known is found out, too; while the
  /// session cannot be looked at (the server is busy, the database is away), it is tried again.
  void watch(const api::Credential& credential, const std::weak_ptr<SessionWatch>& self);
  /// Does nothing when nothing is watched. Before this is destroyed.
  void unwatch();

 private:
  using Look = std::variant<api::Caller, ApiError>;
  virtual void session_ended() = 0;
  void look(const api::Credential& credential, const std::weak_ptr<SessionWatch>& self);
  void look_later(const api::Credential& credential, const std::weak_ptr<SessionWatch>& self);
  void looked(const api::Credential& credential, const std::weak_ptr<SessionWatch>& self, const Look& look);

  IoLoop& loop_;
  api::Dispatcher& dispatcher_;
  bool in_hub_ = false;
  std::uint64_t watches_ = 0;  ///< tells an answer about this session from one about the session before
};

}  // namespace weft::gateway
