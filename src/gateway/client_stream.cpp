// Opens a client's connection.
#include "gateway/client_stream.hpp"

#include <boost/asio/connect.hpp>
#include <openssl/ssl.h>

namespace weft::gateway::client_detail {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
using boost::system::error_code;

void fail(const std::string& what, const error_code& error) {
  throw NetworkError(what + ": " + error.message());
}

void run_until(asio::io_context& context, std::chrono::steady_clock::time_point until, const std::string& what) {
  context.restart();
  context.run_until(until);
  if (!context.stopped()) throw NetworkError(what + ": no answer in time");
}

Addresses look_up(asio::io_context& context, const Endpoint& server) {
  error_code error;
  asio::ip::tcp::resolver resolver(context);
  const auto found = resolver.resolve(
      server.host, std::to_string(server.port), asio::ip::tcp::resolver::numeric_service, error);
  if (error) fail("cannot reach " + server.authority(), error);
  return {found.begin(), found.end()};
}

void connect(
    asio::io_context& context, PlainStream& stream, const Endpoint& server, const Addresses& addresses,
    std::chrono::steady_clock::time_point until) {
  const std::string what = "cannot reach " + server.authority();
  error_code error = asio::error::timed_out;
  asio::async_connect(stream, addresses, [&](error_code result, const asio::ip::tcp::endpoint&) { error = result; });
  run_until(context, until, what);
  if (error) fail(what, error);
  error_code ignored;
  stream.set_option(asio::ip::tcp::no_delay(true), ignored);
}

void connect(
    asio::io_context& context, PlainStream& stream, const Endpoint& server,
    std::chrono::steady_clock::time_point until) {
  connect(context, stream, server, look_up(context, server), until);
}

ssl::context make_context(const Endpoint& server) {
  ssl::context context(ssl::context::tls_client);
  SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  error_code error;
  if (!server.tls || !server.verify) {  // reading the system's certificates takes milliseconds
    context.set_verify_mode(ssl::verify_none);
    return context;
  }
  context.set_verify_mode(ssl::verify_peer);
  if (server.ca_file.empty()) {
    context.set_default_verify_paths(error);
  } else {
    context.load_verify_file(server.ca_file, error);
  }
  if (error) fail("cannot read the trusted certificates", error);
  return context;
}

void handshake(
    asio::io_context& context, TlsStream& stream, const Endpoint& server, std::chrono::steady_clock::time_point until) {
  SSL_set_tlsext_host_name(stream.native_handle(), server.host.c_str());
  if (server.verify) stream.set_verify_callback(ssl::host_name_verification(server.host));
  error_code error = asio::error::timed_out;
  stream.async_handshake(ssl::stream_base::client, [&](error_code result) { error = result; });
  const std::string what = "no TLS connection to " + server.authority();
  run_until(context, until, what);
  if (error) fail(what, error);
}

}  // namespace weft::gateway::client_detail
