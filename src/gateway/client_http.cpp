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
using client_detail::Asking;
using Request = http::request<http::string_body>;

Request make_request(const Asking& asking) {
  Request request;
  request.method_string(asking.method);
  request.target(asking.target);
  request.set(http::field::host, asking.server.authority());
  request.set(http::field::user_agent, "weft");
  request.set(http::field::connection, "close");
  if (!asking.body.empty()) request.set(http::field::content_type, "application/json");
  for (const auto& [name, value] : asking.headers)
    request.set(name, value);
  request.body() = asking.body;
  request.prepare_payload();
  return request;
}

template <class Stream>
HttpReply exchange(boost::asio::io_context& context, Stream& stream, const Request& request, const Asking& asking) {
  const std::string what = "no answer from " + std::string(request[http::field::host]);
  boost::beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  if (asking.head_only) {
    parser.body_limit(boost::none);  // of the length that is stated nothing is read
  } else {
    parser.body_limit(asking.most_bytes);
  }
  parser.skip(request.method() == http::verb::head);
  error_code error = boost::asio::error::timed_out;
  // The server may answer and close before it has read all of a request it refuses: then writing fails, and the answer
  // is there to be read.
  http::async_write(stream, request, [&](error_code, std::size_t) {
    const auto done = [&](error_code read, std::size_t) { error = read; };
    if (asking.head_only) {
      http::async_read_header(stream, buffer, parser, done);
    } else {
      http::async_read(stream, buffer, parser, done);
    }
  });
  client_detail::run_until(context, asking.until, what);
  if (error) client_detail::fail(what, error);
  HttpReply reply;
  reply.status = static_cast<int>(parser.get().result_int());
  for (const auto& field : parser.get())
    reply.headers.emplace_back(field.name_string(), field.value());
  reply.body = std::move(parser.get().body());
  return reply;
}

}  // namespace

HttpReply client_detail::ask(const Asking& asking) {
  const Request request = make_request(asking);
  boost::asio::io_context context(1);
  Addresses addresses;
  if (asking.find) {
    addresses = asking.find();
  } else {
    addresses = look_up(context, asking.server);
  }
  if (asking.choose) asking.choose(addresses);
  if (!asking.server.tls) {
    PlainStream stream(context);
    connect(context, stream, asking.server, addresses, asking.until);
    return exchange(context, stream, request, asking);
  }
  auto tls = make_context(asking.server);
  TlsStream stream(context, tls);
  connect(context, stream.next_layer(), asking.server, addresses, asking.until);
  handshake(context, stream, asking.server, asking.until);
  return exchange(context, stream, request, asking);
}

HttpReply http_request(
    const Endpoint& server, std::string_view method, std::string_view target, const Headers& headers,
    std::string_view body, std::chrono::milliseconds timeout) {
  Asking asking;
  asking.server = server;
  asking.method = method;
  asking.target = target;
  asking.headers = headers;
  asking.body = body;
  asking.until = std::chrono::steady_clock::now() + timeout;
  return client_detail::ask(asking);
}

}  // namespace weft::gateway
