// A blocking HTTP/1.1 client for setting things up and reading things back: one kept-alive connection, JSON both
// ways.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace weft::load {

struct RestAnswer {
  int status = 0;  ///< 0: no answer (refused, reset, timed out)
  std::string body;
  std::string head;  ///< status line and header lines
  bool good() const { return status >= 200 && status < 300; }
};

/// Connects on first use and again after a failure. Each call waits at most `timeout_ms`. Not for hot paths.
class Rest {
 public:
  explicit Rest(std::uint16_t port, std::string host = "127.0.0.1", std::string source = {}, int timeout_ms = 30'000)
      : port_(port), host_(std::move(host)), source_(std::move(source)), timeout_ms_(timeout_ms) {}
  ~Rest() { disconnect(); }
  Rest(const Rest&) = delete;
  Rest& operator=(const Rest&) = delete;

  /// `Authorization: Bearer` of all calls that follow; empty: none.
  void use_token(std::string token) { token_ = std::move(token); }

  RestAnswer get(std::string_view path) { return call("GET", path, {}); }
  RestAnswer post(std::string_view path, std::string_view json) { return call("POST", path, json); }
  /// `headers`: more header lines, each ending in CRLF. A call on a kept connection that the server had closed
  /// meanwhile is made once more on a new one, but only when no byte of an answer had arrived.
  RestAnswer call(std::string_view method, std::string_view path, std::string_view json, std::string_view headers = {});
  void disconnect();

 private:
  bool connect();
  bool send_all(std::string_view bytes);
  bool receive_more();
  RestAnswer receive();
  std::string receive_chunks(std::size_t at);

  std::uint16_t port_;
  std::string host_;
  std::string source_;
  int timeout_ms_;
  std::string token_;
  std::string buffer_;
  int fd_ = -1;
};

/// Signs `user` in over `rest`; returns the token, or empty when refused (`*why` then holds the answer's body).
std::string sign_in(
    Rest& rest, std::string_view user, std::string_view password, std::string_view device, std::string* why = nullptr);

}  // namespace weft::load
