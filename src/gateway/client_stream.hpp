// A client's connection: TCP or TLS, opened within a time limit. For client.cpp and client_http.cpp.
#pragma once
#include <weft/gateway/client.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace weft::gateway::client_detail {

// Without Beast's timers per stream: run_until() bounds what needs a bound, the WebSocket has limits of its own.
using PlainStream = boost::asio::ip::tcp::socket;
using TlsStream = boost::asio::ssl::stream<boost::asio::ip::tcp::socket>;

/// Runs `context` until its work is done or `until` has come; then raises NetworkError.
void run_until(boost::asio::io_context& context, std::chrono::steady_clock::time_point until, const std::string& what);

using Addresses = std::vector<boost::asio::ip::tcp::endpoint>;
/// Where the server is; raises NetworkError when nobody knows.
Addresses look_up(boost::asio::io_context& context, const Endpoint& server);

/// Connects `stream` to one of these; raises NetworkError.
void connect(
    boost::asio::io_context& context, PlainStream& stream, const Endpoint& server, const Addresses& addresses,
    std::chrono::steady_clock::time_point until);
/// The same, wherever the server is.
void connect(
    boost::asio::io_context& context, PlainStream& stream, const Endpoint& server,
    std::chrono::steady_clock::time_point until);

/// Verifies against ca_file or the system's store, unless told not to.
boost::asio::ssl::context make_context(const Endpoint& server);
/// TLS handshake with server name and host verification; raises NetworkError.
void handshake(
    boost::asio::io_context& context, TlsStream& stream, const Endpoint& server,
    std::chrono::steady_clock::time_point until);

/// One request on a connection of its own.
struct Asking {
  Endpoint server;
  std::string method, target;
  Headers headers;
  std::string body;
  std::chrono::steady_clock::time_point until;
  std::size_t most_bytes = 64 << 20;  ///< of the answer's body
  bool head_only = false;             ///< nothing of the body is read
  /// Where the server is, by `until`; raises NetworkError. Empty: look_up(), which takes as long as it likes.
  std::function<Addresses()> find = {};
  /// Raises NetworkError unless it may be connected to one of these; keeps those. Empty: anywhere.
  std::function<void(Addresses&)> choose = {};
};
HttpReply ask(const Asking& asking);

[[noreturn]] void fail(const std::string& what, const boost::system::error_code& error);

}  // namespace weft::gateway::client_detail
