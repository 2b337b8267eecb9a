// Pages for people that app adds beside the operations: rendered on the server, sent with a policy under which nothing
// runs, nothing is loaded and forms go to this server only.
#pragma once
#include <weft/api/operation.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weft::gateway {

struct PageRequest {
  bool post = false;                                        ///< else GET or HEAD
  std::string path;                                         ///< still percent-encoded
  std::vector<std::pair<std::string, std::string>> fields;  ///< of the form that was sent
  std::vector<std::pair<std::string, std::string>> query;   ///< of the address
  std::string languages;                                    ///< Accept-Language
  std::string address, request_id, device;
  api::Credential visitor;  ///< of the session in the browser's cookie; may be empty
};

/// A session that the browser keeps from now on.
struct PageSession {
  std::string token;
  std::int64_t seconds = 0;
};

struct PageAnswer {
  int status = 200;
  std::string html;
  std::string location = {};  ///< where the browser goes on, with status 303
  std::optional<PageSession> session = {};
};

struct Site {
  /// Whether this path is one of its pages. Thread-safe.
  std::function<bool(std::string_view path)> has = {};
  /// Answers exactly once, on any thread.
  std::function<void(PageRequest, std::function<void(PageAnswer)>)> answer = {};
};

}  // namespace weft::gateway
