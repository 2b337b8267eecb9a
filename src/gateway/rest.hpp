// REST: a request to its operation and back.
#pragma once
#include "gateway/figures.hpp"
#include "gateway/http_message.hpp"
#include "gateway/pages.hpp"
#include "gateway/rate_limit.hpp"
#include "gateway/web_pages.hpp"
#include <weft/api/dialect.hpp>
#include <weft/api/dispatcher.hpp>
#include <weft/api/registry.hpp>
#include <weft/base/clock.hpp>
#include <weft/gateway/site.hpp>

#include <memory>
#include <string>
#include <vector>

namespace weft::gateway {

class Rest {
 public:
  struct Options {
    Rate rate;
    std::vector<std::string> allowed_origins;
    Site site = {};
    const WebPages& web;
    api::Dialect* dialect = nullptr;
  };
  Rest(
      const api::Registry& registry, api::Dispatcher& dispatcher, const Pages& pages, Figures& figures,
      const Clock& clock, Options options);

  /// Answers with pages, operations or problems; never throws. `done` may be called before this returns, or later on
  /// another thread.
  void handle(HttpRequest request, HttpReplyTo done);

  /// The largest body of a request whose bytes go to a sink; absent: the body is read before handle().
  std::optional<std::size_t> takes_bytes(const HttpRequest& request) const;
  /// The largest JSON body of this request: what its operation says, or what is usual.
  std::size_t most_body(const HttpRequest& request, std::size_t usual) const;

  const api::Operation* operation_of(const HttpRequest& request) const;

  /// The client's request id when it is fit for a log (1-64 of [A-Za-z0-9._-]), else a new one.
  static std::string request_id(const HttpRequest& request);

 private:
  struct Exchange;
  void ask_dialect(const std::shared_ptr<Exchange>& exchange);
  HttpAnswer dialect_answer(const std::shared_ptr<Exchange>& exchange, api::DialectAnswer answer);
  HttpAnswer dialect_text(const Exchange& exchange, std::string json, bool refused);
  void call_at(const std::shared_ptr<Exchange>& exchange, bool framed);
  void route(const std::shared_ptr<Exchange>& exchange);
  void run(const std::shared_ptr<Exchange>& exchange);
  void dispatch(const std::shared_ptr<Exchange>& exchange);
  void forget_current(const std::shared_ptr<Exchange>& exchange);
  void dispatched(const std::shared_ptr<Exchange>& exchange, api::Outcome outcome);
  void welcome(const std::shared_ptr<Exchange>& exchange);
  HttpAnswer answer_of(const Exchange& exchange, api::Outcome outcome);
  void finish(const Exchange& exchange, api::Outcome outcome);
  void set_cookie(const Exchange& exchange, const std::string& text, HttpAnswer& answer) const;

  const api::Registry& registry_;
  api::Dispatcher& dispatcher_;
  const Pages& pages_;
  Figures& figures_;
  const Clock& clock_;
  const Options options_;
  BucketMap buckets_;
};

/// The operation's input: path fields, query fields and the JSON body, each field given once. ApiError names what is
/// wrong.
Json build_input(
    const api::Operation& operation, const std::vector<std::pair<std::string, std::string>>& path_fields,
    const HttpRequest& request);

}  // namespace weft::gateway
