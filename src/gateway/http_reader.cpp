// The request reader: own check of the raw header, Beast's parser behind it.
#include "gateway/http_reader.hpp"

#include "gateway/text.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

namespace weft::gateway {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

[[noreturn]] void refuse(std::string detail) {
  throw Refusal{400, ApiError(Errc::invalid_argument, std::move(detail))};
}

[[noreturn]] void refuse_size(const std::string& what, std::size_t limit, int status) {
  throw Refusal{
      status, ApiError(Errc::payload_too_large, what + " is larger than " + std::to_string(limit) + " bytes")};
}

}  // namespace

HttpReader::HttpReader(std::size_t most_header) : most_header_(most_header) {
  parser_.header_limit(static_cast<std::uint32_t>(most_header));
  parser_.body_limit(boost::none);
  parser_.skip(true);  // the body is ours
}

bool HttpReader::read_header(std::string& bytes) {
  const std::size_t size = end_.find(bytes);
  if (size == 0 ? bytes.size() > most_header_ : size > most_header_) refuse_size("the header", most_header_, 431);
  if (size == 0) return false;
  if (auto problem = header_problem(std::string_view(bytes).substr(0, size))) refuse(std::move(*problem));
  boost::system::error_code error;
  const std::size_t used = parser_.put(asio::buffer(bytes.data(), size), error);
  if (error || !parser_.is_header_done()) refuse("the header cannot be read: " + error.message());
  bytes.erase(0, used);
  take_fields();
  return true;
}

void HttpReader::take_fields() {
  const auto& message = parser_.get();
  const auto field = [&](http::field name) { return std::string(message[name]); };
  request_.method = std::string(message.method_string());
  request_.host = field(http::field::host);
  request_.origin = field(http::field::origin);
  request_.authorization = field(http::field::authorization);
  request_.cookie = field(http::field::cookie);
  request_.content_type = field(http::field::content_type);
  request_.user_agent = field(http::field::user_agent);
  request_.if_none_match = field(http::field::if_none_match);
  request_.accept_language = field(http::field::accept_language);
  request_.accept_encoding = field(http::field::accept_encoding);
  request_.if_range = field(http::field::if_range);
  request_.range = field(http::field::range);
  const std::string length = field(http::field::content_length);  // the check of the raw header let only digits through
  if (!length.empty()) request_.length = std::stoull(length);
  request_.request_id = std::string(message["X-Request-Id"]);
  request_.idempotency_key = std::string(message["Idempotency-Key"]);
  for (auto [it, end] = message.equal_range("X-Forwarded-For"); it != end; ++it) {
    request_.forwarded_for.append(request_.forwarded_for.empty() ? "" : ",").append(std::string_view(it->value()));
  }
  keep_alive_ = message.keep_alive() && message.version() == 11;
  expects_continue_ = same_word(std::string_view(message[http::field::expect]), "100-continue");
  upgrade_.upgrade = boost::beast::websocket::is_upgrade(message);
  upgrade_.protocols = field(http::field::sec_websocket_protocol);
  take_target(std::string(message.target()));
}

/// Splits the target. The absolute form ("GET http://host/path") is taken when it names the same host.
void HttpReader::take_target(std::string target) {
  const auto scheme = target.find("://");
  if (target.front() != '/' && scheme != std::string::npos) {
    const auto slash = target.find('/', scheme + 3);
    if (!same_word(target.substr(scheme + 3, slash == std::string::npos ? slash : slash - scheme - 3), request_.host)) {
      refuse("the request target names another host than Host does");
    }
    target = slash == std::string::npos ? "/" : target.substr(slash);
  }
  const auto question = target.find('?');
  request_.path = target.substr(0, question);
  if (question != std::string::npos) request_.query = target.substr(question + 1);
}

HttpReader::BeastRequest HttpReader::beast_request() const {
  BeastRequest request;
  request.base() = parser_.get().base();
  return request;
}

void HttpReader::expect_body(std::size_t most) {
  most_body_ = most;
  const auto& message = parser_.get();
  if (message.find(http::field::transfer_encoding) != message.end()) {
    body_ = BodyReader::of_chunks(most_body_);
    return;
  }
  if (!request_.length) return;
  const auto size = static_cast<std::size_t>(*request_.length);
  if (size > most_body_) refuse_size("the body", most_body_, 413);
  body_ = BodyReader::of_length(size);
}

bool HttpReader::read_body(std::string& bytes) {
  switch (body_.read(bytes, request_.body)) {
    case BodyReader::Result::done: return true;
    case BodyReader::Result::more: return false;
    case BodyReader::Result::too_large: refuse_size("the body", most_body_, 413);
    case BodyReader::Result::malformed: break;
  }
  refuse("the chunks of the body are malformed");
}

}  // namespace weft::gateway
