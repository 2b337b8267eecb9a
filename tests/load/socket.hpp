// One WebSocket connection of a client that never blocks: connect, HTTP upgrade, frames in and out.
#pragma once

#include "load/dial.hpp"
#include "load/frame.hpp"
#include "load/loop.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace weft::load {

/// How a connection ended.
struct Closed {
  int code = 1006;        ///< of the server's close frame; 1006: there was none
  std::string reason;     ///< of the close frame
  int error = 0;          ///< errno of the failed call; 0: end of stream or close frame
  bool opened = false;    ///< whether the upgrade had succeeded
  int http_status = 0;    ///< the answer to the upgrade when it was not 101; 0: there was none
  std::string http_head;  ///< that answer as far as it had arrived
};

/// What a socket tells its owner. Called on the loop's thread from its turn, never from inside `connect`, `send` or
/// `close`. The owner may call any member of the socket from here, but not destroy it (post that to the loop).
class SocketEvents {
 public:
  virtual ~SocketEvents() = default;
  /// The upgrade was accepted; `send` may be called from now on.
  virtual void on_open() = 0;
  /// One whole text or binary message; `payload` is valid during the call.
  virtual void on_text(std::string_view payload) = 0;
  /// The connection, or the attempt, is over. Exactly once for each `connect`, unless `abort` ended it.
  virtual void on_closed(const Closed& closed) = 0;
};

/// A WebSocket client connection. May be connected again after it ended.
///
/// Pings are answered by itself. Fragments are joined. Frames that are already in memory when reading is paused are
/// still delivered; nothing more is read from the kernel, so its buffer fills and the server's writes stall.
class Socket : private Watcher {
 public:
  Socket(Loop& loop, SocketEvents& events) : loop_(loop), events_(events) {}
  ~Socket() override { abort(); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  /// Starts connecting. An earlier connection must have ended. Failures arrive by `on_closed`, also immediate ones.
  void connect(const Target& target);
  /// Sends one text message; dropped when the socket is not open. What the kernel does not take is kept and sent
  /// later.
  void send(std::string_view payload) { send_frame(Opcode::text, payload); }
  /// Sends one complete frame of any kind.
  void send_frame(Opcode opcode, std::string_view payload);
  /// Sends bytes as they are, outside all framing: for clients that break the rules on purpose.
  void send_raw(std::string_view bytes);
  /// Starts the closing handshake; `on_closed` follows when the server answers or ends the stream.
  void close(int code = 1000, std::string_view reason = {});
  /// Ends the connection at once without a word to the server; `on_closed` is not called.
  /// `reset`: the peer sees ECONNRESET instead of an end of stream.
  void abort(bool reset = false);

  void pause_reading();
  void resume_reading();
  /// Stops answering pings, as a dead peer would (the kernel still acknowledges the bytes).
  void answer_pings(bool on) { answer_pings_ = on; }

  bool is_open() const { return state_ == State::open; }
  bool is_idle() const { return state_ == State::idle; }
  /// Bytes accepted by `send` that the kernel has not taken yet.
  std::size_t unsent() const { return out_.size() - sent_; }
  /// Bytes read from the kernel since the last `connect`.
  std::uint64_t received() const { return received_; }

 private:
  enum class State : std::uint8_t { idle, connecting, upgrading, open, closing };

  void ready(std::uint32_t events) override;
  void finish_connect();
  void read_some();
  void take(std::string_view bytes);
  void consume(std::string_view bytes);
  std::size_t take_upgrade(std::string_view bytes);
  bool take_frame(const Frame& frame);
  void take_data(const Frame& frame);
  void flush();
  void rearm();
  void end(int error);
  void release();
  std::uint32_t next_mask();

  Loop& loop_;
  SocketEvents& events_;
  int fd_ = -1;
  State state_ = State::idle;
  bool paused_ = false;
  bool answer_pings_ = true;
  bool in_fragments_ = false;
  std::uint32_t armed_ = 0;
  std::uint32_t generation_ = 0;  ///< counts connections, to notice that a callback ended the current one
  std::uint32_t mask_ = 0x9E3779B9U;
  Loop::TimerId failed_ = 0;
  std::string request_;
  std::string out_;
  std::size_t sent_ = 0;
  std::string kept_;     ///< bytes of a frame that has not arrived whole
  std::string message_;  ///< fragments of a message that has not arrived whole
  std::uint64_t received_ = 0;
  Closed closed_;
};

}  // namespace weft::load
