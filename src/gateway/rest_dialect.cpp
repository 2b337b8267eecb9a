// Requests of the dialect, the API beside the operations': whole to it, its answers back as HTTP.
#include "gateway/download.hpp"
#include "gateway/rest_exchange.hpp"
#include "gateway/text.hpp"

namespace weft::gateway {

void Rest::ask_dialect(const std::shared_ptr<Exchange>& exchange) {
  const HttpRequest& request = exchange->request;
  api::DialectRequest asked;
  asked.post = request.method == "POST";
  asked.path = request.path;
  asked.content_type = request.content_type;
  asked.body = request.body;
  asked.length = request.length;
  asked.host = request.host;
  asked.tls = request.tls;
  asked.address = request.address;
  asked.request_id = exchange->id;
  asked.device = request.user_agent;
  auto query = read_query(request.query);
  std::optional<ApiError> error;
  if (!asked.post && request.method != "GET" && request.method != "HEAD") error.emplace(Errc::method_not_allowed);
  if (!query) error.emplace(Errc::invalid_argument, "the query holds a broken escape or text that is not UTF-8");
  asked.query = std::move(query).value_or(QueryFields());
  for (const auto& [name, text] : asked.query)
    if (name == "access_token") exchange->who.credential = credential_of(text);
  if (!buckets_.take(exchange->who.credential.token_hash, request.address, options_.rate, exchange->began)) {
    figures_.refused_rate.add();
    error.emplace(Errc::rate_limited);
  }
  if (error) return exchange->done(dialect_text(*exchange, options_.dialect->problem(*error, request.address), true));
  options_.dialect->answer(std::move(asked), [this, exchange](api::DialectAnswer answer) {
    exchange->done(dialect_answer(exchange, std::move(answer)));
  });
}

HttpAnswer Rest::dialect_text(const Exchange& exchange, std::string json, bool refused) {
  HttpAnswer answer;
  answer.body = std::move(json);
  answer.with("X-Request-Id", exchange.id).with("Cache-Control", "no-store");
  figures_.dialect_done(refused, exchange.began);
  return answer;
}

HttpAnswer Rest::dialect_answer(const std::shared_ptr<Exchange>& exchange, api::DialectAnswer given) {
  if (given.known) buckets_.found_valid(exchange->who.credential.token_hash, options_.rate);
  if (given.download) {
    HttpAnswer answer = file_answer(exchange->request, *given.download);
    answer.mover = exchange->who.credential;
    answer.with("X-Request-Id", exchange->id).with("Cache-Control", "private, no-cache");
    figures_.dialect_done(false, exchange->began);
    return answer;
  }
  if (!given.sink) return dialect_text(*exchange, std::move(given.json), given.refused);
  HttpAnswer answer;
  answer.sink = given.sink;
  answer.mover = exchange->who.credential;
  answer.fail = [this, exchange](const ApiError& error) {
    return dialect_text(*exchange, options_.dialect->problem(error, exchange->request.address), true);
  };
  answer.settle = [this, exchange, sink = given.sink](HttpReplyTo done) {
    sink->finish([this, exchange, done = std::move(done)](api::Outcome outcome) {
      const auto* error = std::get_if<ApiError>(&outcome);
      std::string json = error != nullptr ? options_.dialect->problem(*error, exchange->request.address)
                                          : std::get<std::string>(std::move(outcome));
      done(dialect_text(*exchange, std::move(json), error != nullptr));
    });
  };
  return answer;
}

}  // namespace weft::gateway
