// Plain sockets and hand-made WebSocket frames: what a client library would not let a test send.
#pragma once
#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weft::test {

/// A connected TCP socket with time limits on everything. Throws when the limit passes.
class RawSocket {
 public:
  explicit RawSocket(std::uint16_t port, int receive_buffer = 0);
  ~RawSocket();
  RawSocket(RawSocket&& other) noexcept : fd_(std::exchange(other.fd_, -1)), in_(std::move(other.in_)) {}
  RawSocket(const RawSocket&) = delete;
  RawSocket& operator=(const RawSocket&) = delete;

  void send(std::string_view bytes);
  /// One byte a packet.
  void send_slowly(std::string_view bytes);
  std::string read(std::size_t size);
  /// Up to and including `mark`.
  std::string read_until(std::string_view mark);
  /// Everything until the peer closes.
  std::string read_all();
  /// True when nothing but the end of the stream is left to read.
  bool at_end();
  void shutdown_send();
  /// Closes at once, with a reset.
  void reset();

 private:
  bool fill();
  int fd_;
  std::string in_;
};

struct RawReply {
  int status = 0;
  std::string head;  ///< status line and fields
  std::string body;
  std::string field(std::string_view name) const;
  nlohmann::json json() const { return nlohmann::json::parse(body); }
};

/// Reads one answer with Content-Length. `head`: it has no body, being an answer to HEAD.
RawReply read_reply(RawSocket& socket, bool head = false);

struct RawFrame {
  int opcode = 0;
  bool fin = true;
  std::string payload;
  int close_code() const;
};

struct FrameBits {
  bool fin = true;
  bool masked = true;
  int reserved = 0;  ///< the three bits as 0-7
};
std::string make_frame(int opcode, std::string_view payload, FrameBits bits = {});

/// An open WebSocket, frame by frame.
class RawWebSocket {
 public:
  explicit RawWebSocket(std::uint16_t port, const std::string& fields = {}, int receive_buffer = 0);

  RawSocket& socket() { return socket_; }
  void frame(int opcode, std::string_view payload, FrameBits bits = {}) {
    socket_.send(make_frame(opcode, payload, bits));
  }
  void text(std::string_view payload) { frame(1, payload); }
  RawFrame read();
  /// The next JSON object, answering nothing; pings are skipped. Throws on a close frame.
  nlohmann::json next();
  /// Sends a request and reads until its answer; events in between are kept for next().
  nlohmann::json ask(const std::string& op, const nlohmann::json& in = nlohmann::json::object());
  nlohmann::json hello(const std::string& token);
  /// Reads until the close frame; its code (1005 without one, 1006 when the stream ended without it).
  int read_close();
  /// The last `bye` that read_close() or next() came across.
  const nlohmann::json& bye() const { return bye_; }
  const std::string& upgrade_head() const { return head_; }

 private:
  nlohmann::json read_object();
  RawSocket socket_;
  std::string head_;
  std::vector<std::string> lines_;  ///< of a message that held several objects
  std::vector<nlohmann::json> events_;
  nlohmann::json bye_;
  int next_id_ = 1;
};

/// The request that opens a WebSocket; `fields` are further header lines with CRLF.
std::string upgrade_request(
    const std::string& fields = "Sec-WebSocket-Protocol: weft.v1\r\n", const std::string& path = "/ws");

}  // namespace weft::test
