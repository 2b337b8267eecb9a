// Requests and answers as the rest of the gateway sees them; no Beast.
#pragma once
#include <weft/base/error.hpp>

#include <functional>
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
      if_none_match;

  std::string address;  ///< of the client: the peer, or what a trusted proxy says
  bool tls = false;
};

struct HttpAnswer {
  int status = 200;
  std::string type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;

  HttpAnswer& with(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }
};

using HttpReplyTo = std::function<void(HttpAnswer)>;  ///< called exactly once, on any thread

/// `application/problem+json` with the status of the error, and Retry-After where it says so.
HttpAnswer problem_answer(const ApiError& error, std::string_view request_id);

/// The answer as bytes. `head`: the length of the body is stated, the body itself left out.
std::string to_bytes(const HttpAnswer& answer, bool head, bool keep_alive);

}  // namespace weft::gateway
