// A Weft client on one socket: hello, requests with their answers, every incoming JSON object to one callback.
#pragma once

#include "load/scan.hpp"
#include "load/socket.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

namespace weft::load {

/// What a client tells its owner; each may be empty. Called on the loop's thread. `object` views end with the call.
struct ClientHooks {
  std::function<void()> open;  ///< upgraded; nothing has been sent yet
  std::function<void(std::string_view object)>
      object;  ///< each JSON object no `Reply` waits for: events, and answers to `send`
  std::function<void(const Closed& closed)> closed;  ///< once for each `connect`, unless `abort` ended it
};

/// What `hello` carries.
struct Hello {
  std::string token;   ///< empty when the upgrade carried the credential
  std::string device;  ///< empty: not sent
  std::map<std::string, std::int64_t> cursors;
  std::string epoch;   ///< empty: not sent
  std::string cursor;  ///< `next_cursor` of the page before; empty: the first page
};

/// The input of `hello` as JSON.
std::string hello_input(const Hello& hello);
/// The input of `message.send` for a text message. `text` may be any UTF-8.
std::string text_message_input(std::string_view conversation, std::string_view client_id, std::string_view text);

/// A WebSocket client that speaks weft.v1. Not thread-safe: it belongs to its loop's thread.
///
/// It keeps no state of conversations, retries nothing and checks nothing: what is sent, when, and what it means is
/// the owner's. It may be connected again after it ended. The owner may call anything on it from a hook except
/// destroying it (post that to the loop).
class Client : private SocketEvents {
 public:
  /// Gets the answer, scanned: `ok` or `error` is set. Requests that were open when the connection ended are
  /// forgotten without a call; `ClientHooks::closed` tells of it.
  using Reply = std::function<void(const Scanned& answer)>;

  Client(Loop& loop, Target target, ClientHooks hooks);

  void connect();
  /// Sends a text frame as it is: one JSON object, or several separated by '\n'. Dropped when not open.
  void send(std::string_view json) { socket_.send(json); }
  /// Sends `{"id":N,"op":op,"in":input}` and returns N. Ids count up from 1 in each connection. Without a `reply`
  /// the answer goes to `ClientHooks::object`. `input` is JSON. The protocol allows 64 requests in flight; that is
  /// for the owner to keep.
  std::int64_t request(std::string_view op, std::string_view input, Reply reply = {});
  /// Reserves an id for a request that the owner writes itself.
  std::int64_t next_id() { return ++last_id_; }

  void close(int code = 1000, std::string_view reason = {}) { socket_.close(code, reason); }
  void abort(bool reset = false);

  /// A slow reader: nothing is read until `resume_reading`. With `Target::receive_buffer` set the server notices
  /// soon.
  void pause_reading() { socket_.pause_reading(); }
  void resume_reading() { socket_.resume_reading(); }
  void answer_pings(bool on) { socket_.answer_pings(on); }

  bool is_open() const { return socket_.is_open(); }
  bool is_idle() const { return socket_.is_idle(); }
  std::size_t open_requests() const { return replies_.size(); }
  std::size_t unsent() const { return socket_.unsent(); }
  std::uint64_t received() const { return socket_.received(); }

  /// Used by the next `connect`.
  Target& target() { return target_; }
  ClientHooks& hooks() { return hooks_; }
  Socket& socket() { return socket_; }

 private:
  void on_open() override;
  void on_text(std::string_view payload) override;
  void on_closed(const Closed& closed) override;
  void take_object(std::string_view object);
  bool take_answer(std::string_view object);

  Target target_;
  ClientHooks hooks_;
  Socket socket_;
  std::int64_t last_id_ = 0;
  std::uint32_t connection_ = 0;
  std::unordered_map<std::int64_t, Reply> replies_;
};

}  // namespace weft::load
