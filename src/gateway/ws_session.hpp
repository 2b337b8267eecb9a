// A WebSocket that speaks weft.v1: sign-in, requests and answers, events, back-pressure, closing. Knows no Beast:
// WsConnection brings the wire.
#pragma once
#include "gateway/connection.hpp"
#include "gateway/core.hpp"
#include "gateway/io_loop.hpp"
#include "gateway/out_queue.hpp"
#include "gateway/ws_requests.hpp"
#include <weft/api/dispatcher.hpp>
#include <weft/fanout/sink.hpp>

#include <boost/system/error_code.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weft::gateway {

/// Who opened the socket, as far as the upgrade request tells.
struct WsPeer {
  std::string address, device;
  api::Credential credential;  ///< may be empty: then hello brings a token
};

/// A write of the WebSocket layer (upgrade answer, pong, close) that waits until its bytes have left.
class ControlWrite {
 public:
  virtual ~ControlWrite() = default;
  virtual void complete(boost::system::error_code error, std::size_t size) = 0;
};

class WsSession : public fanout::Sink, public Connection {
 public:
  WsSession(Core& core, IoLoop& loop, WsPeer peer);
  ~WsSession() override;

  // fanout::Sink
  bool deliver(const fanout::FramePtr& frame) final;
  void flush() final;
  void close(fanout::Close code, std::string_view reason) final;

  // Connection
  void sweep(SteadyTime now) final;
  void drain() final;
  void abort() final;

  /// From SharedWriter. At most one at a time (Beast sees to that).
  void write_control(std::string bytes, std::unique_ptr<ControlWrite> write);
  void watch(std::vector<PrincipalId> principals);

 protected:
  // What the wire does for the session.
  virtual void start_write() = 0;  ///< write what is queued; wrote() or abort() follows
  virtual void start_close(std::uint16_t code, std::string_view reason) = 0;  ///< close handshake, after what is queued
  virtual void close_socket() = 0;  ///< now; whatever is being read or written fails, and ended() follows

  // What the session wants to know from the wire.
  void opened();                            ///< the upgrade is answered
  void heard() { heard_ = true; }           ///< something came from the peer
  void received(std::string_view message);  ///< one text message
  void received_binary();
  void wrote();  ///< bytes have left the queue
  void ended();  ///< the connection is gone; called once

  OutQueue& queue() { return queue_; }
  LoopFigures& loop_figures() { return *loop_.figures(); }
  Core& core() { return core_; }
  bool blocked_ = false;  ///< a write is under way or waits for the socket: do not start another

 private:
  enum class State : std::uint8_t { fresh, greeting, ready };

  // ws_session.cpp
  void push(fanout::FramePtr frame, OutQueue::Kind kind);
  void send(std::string frame);
  bool refuse_event();
  void feed_backlog();
  void stop_events();
  void complete_control(boost::system::error_code error);
  std::shared_ptr<WsSession> self() { return std::static_pointer_cast<WsSession>(shared_from_this()); }

  // ws_calls.cpp
  void take(WsRequest& request);
  void call(const api::Operation& operation, WsRequest& request);
  void answer(const WsRequest& request, const ApiError& error);
  api::Dispatcher::Call make_call(const api::Operation& operation, WsRequest& request);
  api::Done reply_to(std::optional<std::int64_t> id, const api::Operation& operation);
  void answered(
      std::optional<std::int64_t> id, const api::Operation& operation, SteadyTime began, api::Outcome outcome);
  std::string request_id(std::optional<std::int64_t> id) const;
  void one_less_in_flight();

  // ws_hello.cpp
  struct Greeting;
  void hello(const api::Operation& operation, WsRequest& request);
  void first_hello(const api::Operation& operation, WsRequest& request);
  void next_hello(const api::Operation& operation, WsRequest& request);
  void caller_known(const api::Caller& caller);
  void read_snapshot();
  void snapshot_read(api::Outcome outcome);
  void greeting_failed(const ApiError& error);
  void become_ready();
  void send_missed(std::vector<std::string> missed);
  void read_next_page();
  void next_page_read(SteadyTime began, api::Outcome outcome);
  void recheck();

  Core& core_;
  IoLoop& loop_;
  ConnectionCount count_;
  const std::string address_;
  const std::string device_;
  std::string token_hash_;  ///< of the upgrade, then of hello
  const std::uint32_t serial_;

  State state_ = State::fresh;
  bool heard_ = true;
  bool open_ = false;     ///< between the upgrade's answer and the first byte of a close frame
  bool closing_ = false;  ///< nothing more is queued but what the close needs
  bool aborted_ = false;  ///< the socket was closed by abort()
  bool ended_ = false;
  bool draining_ = false;
  bool in_hub_ = false;
  bool behind_ = false;   ///< events were refused; the hub waits for drained()
  bool holding_ = false;  ///< flush() waits: more is about to be queued
  bool flush_queued_ = false;
  std::uint8_t failed_hellos_ = 0;
  int in_flight_ = 0;
  Bucket bucket_;
  SteadyTime last_heard_, next_ping_, next_recheck_, deadline_;

  std::optional<api::Caller> caller_;
  std::unique_ptr<Greeting> greeting_;
  /// Entries missed while away that do not fit into the queue yet, last first. At most those of one hello.
  std::unique_ptr<std::vector<std::string>> backlog_;
  struct NextPage;
  std::unique_ptr<NextPage> next_page_;  ///< a further hello: being answered, or waiting for the backlog to leave
  OutQueue queue_;
  std::unique_ptr<ControlWrite> control_;
  std::size_t control_size_ = 0;
};

}  // namespace weft::gateway
