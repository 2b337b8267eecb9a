// A small WebSocket client and a blocking HTTP request, for the terminal client and the tests.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weft::gateway {

/// Where a server is.
struct Endpoint {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8080;
  bool tls = false;
  std::string ca_file;  ///< PEM file to trust instead of the system's store
  bool verify = true;   ///< false: any certificate will do

  std::string authority() const;  ///< "host:port" as it stands in a Host header
};

/// Reads http://, https://, ws:// or wss:// with host and optional port (80 and 443 when absent); a path is not
/// allowed. Throws std::invalid_argument that says what is wrong.
Endpoint parse_endpoint(std::string_view url);

/// The server cannot be reached, did not answer in time, or refused the upgrade (then `status` is the HTTP status,
/// else 0).
class NetworkError : public std::runtime_error {
 public:
  explicit NetworkError(const std::string& what, int http_status = 0)
      : std::runtime_error(what), status_(http_status) {}
  int status() const { return status_; }

 private:
  int status_;
};

using Headers = std::vector<std::pair<std::string, std::string>>;

struct HttpReply {
  int status = 0;
  Headers headers;
  std::string body;
  /// The first header of this name (case-insensitive), or "".
  std::string header(std::string_view name) const;
};

/// One request on a connection of its own. Raises NetworkError.
HttpReply http_request(
    const Endpoint& server, std::string_view method, std::string_view target, const Headers& headers = {},
    std::string_view body = {}, std::chrono::milliseconds timeout = std::chrono::seconds(10));

struct ClientOptions {
  std::string path = "/ws";
  Headers headers;                           ///< added to the upgrade request, for example Authorization
  std::chrono::milliseconds timeout{10000};  ///< for connecting, the TLS handshake and the upgrade together
  std::chrono::milliseconds silence{
      75000};  ///< no byte from the server for this long (it pings every 30 s): the connection is dead
};

/// Both are called on the client's own thread; neither is called after the destructor has returned.
struct ClientHandlers {
  std::function<void(std::string_view object)> on_object;  ///< one JSON object (the lines of a message come one by one)
  std::function<void(int code, std::string_view reason)>
      on_close;  ///< once; 1006 when the connection broke without a close frame
};

/// An open WebSocket that speaks weft.v1. Runs a thread of its own.
class Client {
 public:
  /// Connects and upgrades. Raises NetworkError.
  Client(const Endpoint& server, ClientHandlers handlers, const ClientOptions& options = {});
  /// Closes with 1000 when still open, waits at most 2 s for the server's answer. Not to be called from a handler.
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// Queues one text message (one JSON object, or several separated by newlines). Thread-safe. False when the
  /// connection is closed.
  bool send(std::string text);
  /// Starts the close handshake. Thread-safe.
  void close(int code = 1000);
  bool open() const;

  struct Impl;

 private:
  std::shared_ptr<Impl> impl_;
};

}  // namespace weft::gateway
