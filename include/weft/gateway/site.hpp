// Pages for people that app adds beside the operations: rendered on the server, sent with a policy under which nothing
// runs, nothing is loaded and forms go to this server only.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weft::gateway {

struct PageRequest {
  bool post = false;                                        ///< else GET or HEAD
  std::string path;                                         ///< still percent-encoded
  std::vector<std::pair<std::string, std::string>> fields;  ///< of the form that was sent
  std::string languages;                                    ///< Accept-Language
  std::string address, request_id;
};

struct PageAnswer {
  int status = 200;
  std::string html;
  std::string location = {};  ///< where the browser goes on, with status 303
};

struct Site {
  /// Whether this path is one of its pages. Thread-safe.
  std::function<bool(std::string_view path)> has = {};
  /// Answers exactly once, on any thread.
  std::function<void(PageRequest, std::function<void(PageAnswer)>)> answer = {};
};

}  // namespace weft::gateway
