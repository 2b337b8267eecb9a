// Requests for the pages that run in the browser: /c/CODE, /weft.js, /assets/*.
#pragma once
#include "gateway/http_message.hpp"
#include "gateway/web_files.hpp"
#include <weft/gateway/web.hpp>

#include <optional>
#include <string>

namespace weft::gateway {

class WebPages {
 public:
  explicit WebPages(Web web);

  /// nullopt: the path is none of ours, or asks().
  std::optional<HttpAnswer> answer(const HttpRequest& request, std::string_view request_id) const;

  /// Whether this is a page that wants to be shown in a frame: who may do so has to be asked first.
  bool asks(const HttpRequest& request) const;
  /// Answers such a page.
  void ask(const HttpRequest& request, const std::string& request_id, HttpReplyTo done) const;

 private:
  HttpAnswer page(const HttpRequest& request, std::string_view framed_by) const;

  WebFiles files_;
  Web web_;
};

}  // namespace weft::gateway
