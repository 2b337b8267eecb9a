// One blocking HTTP request on a connection of its own.
#include "gateway/client_stream.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

namespace weft::gateway {
namespace {

namespace http = boost::beast::http;
using boost::system::error_code;
using Until = std::chrono::steady_clock::time_point;
using Request = http::request<http::string_body>;

constexpr std::size_t kMaxReply = 64 << 20;

Request make_request(
    const Endpoint& server, std::string_view method, std::string_view target, const Headers& headers,
    std::string_view body) {
  Request request;
  request.method_string(boost::beast::string_view(method.data(), method.size()));
  request.target(boost::beast::string_view(target.data(), target.size()));
  request.set(http::field::host, server.authority());
  request.set(http::field::user_agent, "weft");
  request.set(http::field::connection, "close");
  if (!body.empty()) request.set(http::field::content_type, "application/json");
  for (const auto& [name, value] : headers)
    request.set(name, value);
  request.body() = body;
  request.prepare_payload();
  return request;
}

template <class Stream>
HttpReply exchange(boost::asio::io_context& context, Stream& stream, const Request& request, Until until) {
  const std::string what = "no answer from " + std::string(request[http::field::host]);
  boost::beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(kMaxReply);
  parser.skip(request.method() == http::verb::head);
  error_code error = boost::asio::error::timed_out;
  // The server may answer and close before it has read all of a request it refuses: then writing fails, and the answer
  // is there to be read.
  http::async_write(stream, request, [&](error_code, std::size_t) {
    http::async_read(stream, buffer, parser, [&](error_code read, std::size_t) { error = read; });
  });
  client_detail::run_until(context, until, what);
  if (error) client_detail::fail(what, error);
  HttpReply reply;
  reply.status = static_cast<int>(parser.get().result_int());
  for (const auto& field : parser.get())
    reply.headers.emplace_back(field.name_string(), field.value());
  reply.body = std::move(parser.get().body());
  return reply;
}

}  // namespace

HttpReply http_request(
    const Endpoint& server, std::string_view method, std::string_view target, const Headers& headers,
    std::string_view body, std::chrono::milliseconds timeout) {
  const Until until = std::chrono::steady_clock::now() + timeout;
  const Request request = make_request(server, method, target, headers, body);
  boost::asio::io_context context(1);
  if (!server.tls) {
    client_detail::PlainStream stream(context);
    client_detail::connect(context, stream, server, until);
    return exchange(context, stream, request, until);
  }
  auto tls = client_detail::make_context(server);
  client_detail::TlsStream stream(context, tls);
  client_detail::connect(context, stream.next_layer(), server, until);
  client_detail::handshake(context, stream, server, until);
  return exchange(context, stream, request, until);
}

}  // namespace weft::gateway
