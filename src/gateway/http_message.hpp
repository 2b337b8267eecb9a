// Requests and answers as the rest of the gateway sees them; no Beast.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/base/error.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weft::gateway {

struct HttpRequest {
  std::string method;  ///< as sent
  std::string path;    ///< of the target, still percent-encoded
  std::string query;   ///< without the question mark
  std::string body;

  // Header fields the gateway looks at; "" when absent.
  std::string host, origin, authorization, cookie, content_type, request_id, idempotency_key, user_agent, forwarded_for,
      if_none_match, if_range, range, accept_language, accept_encoding;
  std::optional<std::uint64_t> length;  ///< of the body, where Content-Length states it

  std::string address;  ///< of the client: the peer, or what a trusted proxy says
  bool tls = false;
};

struct HttpAnswer;
using HttpReplyTo = std::function<void(HttpAnswer)>;  ///< called exactly once, on any thread

/// A part of a file as the body of an answer.
struct FileBody {
  std::shared_ptr<api::BodySource> source;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

struct HttpAnswer {
  int status = 200;
  std::string type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  std::optional<FileBody> file;  ///< instead of `body`
  api::Credential mover;         ///< of `file` or `sink`: what moves is cut off when its session ends; may be empty

  /// Set: no answer yet. The request is welcome: its body goes to `sink`, then `settle` asks that for the answer. What
  /// goes wrong before is answered by `fail`.
  std::shared_ptr<api::BodySink> sink;
  std::function<void(HttpReplyTo)> settle;
  std::function<HttpAnswer(const ApiError&)> fail;

  HttpAnswer& with(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }
};

/// `application/problem+json` with the status of the error, and Retry-After where it says so.
HttpAnswer problem_answer(const ApiError& error, std::string_view request_id);

/// Status line and fields, with the length of body or file.
std::string header_bytes(const HttpAnswer& answer, bool keep_alive);

/// The answer as bytes. `head`: the length of the body is stated, the body itself left out.
std::string to_bytes(const HttpAnswer& answer, bool head, bool keep_alive);

}  // namespace weft::gateway
