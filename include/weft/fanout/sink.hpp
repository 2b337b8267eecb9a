// A connected session as the hub sees it. Lives on one hub's thread.
#pragma once
#include <weft/base/id.hpp>
#include <weft/fanout/frame.hpp>

#include <string>
#include <string_view>

namespace weft::fanout {

/// WebSocket close codes of the protocol.
enum class Close : std::uint16_t {
  done = 1000,
  going_away = 1001,
  too_big = 1009,
  restart = 1012,
  overloaded = 1013,
  signed_out = 4401,
  forbidden_origin = 4403,
  hello_timeout = 4408,
  replaced = 4409,
  flooding = 4429,
};

class Sink {
 public:
  virtual ~Sink() = default;
  /// Queues one shared frame. False: the queue is full; the sink dropped everything that was queued by deliver() and
  /// will call Hub::drained() when it has room, upon which the hub sends it one resync per conversation it missed.
  virtual bool deliver(const FramePtr& frame) = 0;
  /// Called once after a batch of deliver() calls: write what is queued.
  virtual void flush() = 0;
  /// Ends the session with `bye` and this close code.
  virtual void close(Close code, std::string_view reason) = 0;
};

}  // namespace weft::fanout
