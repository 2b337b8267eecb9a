// The server's face to the network: one port for REST, WebSocket, documentation and probes.
#pragma once
#include <weft/api/dialect.hpp>
#include <weft/api/dispatcher.hpp>
#include <weft/api/registry.hpp>
#include <weft/base/metrics.hpp>
#include <weft/fanout/hub.hpp>
#include <weft/gateway/site.hpp>
#include <weft/gateway/web.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace weft::fanout {
class LocalBus;
class PresenceBoard;
}  // namespace weft::fanout

namespace weft::gateway {

using Milliseconds = std::chrono::milliseconds;

struct Limits {
  std::size_t connections = 100000;     ///< beyond that a new connection is answered 503 and closed
  double requests_per_second = 0;       ///< of one session (or token, or address); 0: no limit
  double request_burst = 500;           ///< requests that may come at once before the rate counts
  int in_flight = 64;                   ///< unanswered requests of one WebSocket
  std::size_t frame_bytes = 64 << 10;   ///< largest WebSocket message; beyond: close 1009
  std::size_t body_bytes = 1 << 20;     ///< largest request body; beyond: 413
  std::size_t header_bytes = 16 << 10;  ///< largest request header; beyond: 431
  std::size_t queue_bytes = 1 << 20;    ///< unwritten bytes of one WebSocket
  std::size_t queue_frames = 1000;      ///< unwritten frames of one WebSocket
  std::size_t sockets_per_principal =
      20;  ///< open WebSockets of one person; the oldest beyond that is closed with 4409
};

struct Timeouts {
  Milliseconds hello{10000};        ///< from the upgrade to hello
  Milliseconds header{10000};       ///< for the whole header of a request, and for the TLS handshake
  Milliseconds body{30000};         ///< for the whole body of a request, and for writing its answer
  Milliseconds keep_alive{60000};   ///< between two requests of a connection
  Milliseconds ping{30000};         ///< between two pings; a WebSocket that is silent for three of them is ended
  Milliseconds close{5000};         ///< for the close handshake
  Milliseconds recheck{3600000};    ///< between two looks whether the session of an open WebSocket still lives
  Milliseconds retry_spread{5000};  ///< upper bound of the random retry hint in `bye` when the server stops
};

struct ServerOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8080;  ///< 0: any free port
  int io_threads = 1;
  std::string certificate, key;              ///< PEM files; both empty: no TLS
  std::vector<std::string> trusted_proxies;  ///< addresses or networks whose X-Forwarded-For is believed
  std::vector<std::string> allowed_origins;  ///< besides the host that was asked: "https://chat.example.org"
  std::string version = "0";                 ///< for the OpenAPI document
  Limits limits;
  Timeouts timeouts;
  fanout::HubOptions hub;
};

/// What the server talks to. All of it must outlive the server, and whatever still answers its requests (workers,
/// lanes, the CPU pool, backfills) must have stopped before the server is destroyed: drain, stop those, destroy.
struct ServerParts {
  const api::Registry& registry;
  api::Dispatcher& dispatcher;
  fanout::LocalBus& bus;  ///< start() adds one hub per I/O thread
  fanout::PresenceBoard& presence;
  Metrics& metrics;
  const Clock& clock;
  fanout::Hub::Backfill backfill;  ///< here `done` may be called on any thread; thread-safe
  std::function<std::string()>
      trouble;     ///< why the server is not ready (database away), "" when it is; thread-safe, does not block
  Site site = {};  ///< pages for people, beside the operations
  Web web = {};    ///< and those that run in the browser
  api::Dialect* dialect = nullptr;  ///< another API beside the operations', or none
};

class Server {
 public:
  /// Builds the documentation pages; OperatorError when the TLS files, proxies or options are not usable.
  Server(ServerOptions options, ServerParts parts);
  /// drain(0)
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Binds and starts the I/O threads. OperatorError with one line that says what to do when the port is taken or
  /// the address is not ours.
  void start();
  /// The port in use, after start().
  std::uint16_t port() const;

  /// Presence events about `principals` go to the sockets of this session from now on. Thread-safe.
  void watch(const SessionId& session, std::vector<PrincipalId> principals);

  /// Stops gracefully: not ready, no new connections, requests in flight are answered, WebSockets get `bye` with a
  /// spread-out retry hint and close 1012. True when all of it was done within `deadline`; what is left then is cut
  /// off. Afterwards the I/O threads have ended.
  bool drain(Milliseconds deadline);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace weft::gateway
