// Takes a REST request to its operation, and the outcome to an answer.
//
// One Exchange lives from handle() to the answer; the dispatcher may give its outcome on any thread.
#include "gateway/rest.hpp"

#include "gateway/credentials.hpp"
#include "gateway/download.hpp"
#include "gateway/rest_exchange.hpp"
#include "gateway/text.hpp"
#include "gateway/visits.hpp"
#include <weft/base/json.hpp>
#include <weft/base/log.hpp>

namespace weft::gateway {
namespace {

using api::Method;

std::optional<Method> method_of(std::string_view name) {
  if (name == "GET" || name == "HEAD") return Method::get;
  if (name == "POST") return Method::post;
  if (name == "PUT") return Method::put;
  if (name == "PATCH") return Method::patch;
  if (name == "DELETE") return Method::del;
  return std::nullopt;
}

std::string allow_list(const std::vector<Method>& methods) {
  std::string list;
  for (const Method method : methods) {
    constexpr std::array kNames{"GET, HEAD", "POST", "PUT", "PATCH", "DELETE"};
    list.append(list.empty() ? "" : ", ").append(kNames[static_cast<std::size_t>(method)]);
  }
  return list;
}

bool is_request_id(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' ||
           c == '-';
  };
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), fits);
}

/// A member of an object that is text, or "".
std::string text_member(const Json& object, const char* name) {
  const auto member = object.is_object() ? object.find(name) : object.end();
  return member != object.end() && member->is_string() ? member->get<std::string>() : "";
}

}  // namespace

Rest::Rest(
    const api::Registry& registry, api::Dispatcher& dispatcher, const Pages& pages, Figures& figures,
    const Clock& clock, Options options)
    : registry_(registry),
      dispatcher_(dispatcher),
      pages_(pages),
      figures_(figures),
      clock_(clock),
      options_(std::move(options)) {}

std::string Rest::request_id(const HttpRequest& request) {
  return is_request_id(request.request_id) ? request.request_id : to_string(make_uuid());
}

void Rest::handle(HttpRequest request, HttpReplyTo done) {
  auto exchange = std::make_shared<Exchange>();
  exchange->request = std::move(request);
  exchange->done = std::move(done);
  exchange->id = request_id(exchange->request);
  auto page = pages_.answer(exchange->request, exchange->id);
  if (!page) page = options_.web.answer(exchange->request, exchange->id);
  if (page) {
    page->with("X-Request-Id", exchange->id);
    figures_.request_done(nullptr, page->status, exchange->began);
    return exchange->done(std::move(*page));
  }
  try {
    const bool framed = options_.web.asks(exchange->request);
    if (framed || (options_.site.has && options_.site.has(exchange->request.path))) return call_at(exchange, framed);
    if (options_.dialect != nullptr && options_.dialect->has(exchange->request.path)) return ask_dialect(exchange);
    route(exchange);
    run(exchange);
  } catch (...) {
    finish(*exchange, api::to_api_error(std::current_exception(), exchange->id));
  }
}

/// A page of the site, or one in a frame, for who has no session: as often as its address may.
void Rest::call_at(const std::shared_ptr<Exchange>& exchange, bool framed) {
  if (!buckets_.take({}, exchange->request.address, options_.rate, exchange->began)) {
    figures_.refused_rate.add();
    throw ApiError(Errc::rate_limited, {}, {}, 1);
  }
  const auto done = [this, exchange](HttpAnswer answer) {
    answer.with("X-Request-Id", exchange->id);
    figures_.request_done(nullptr, answer.status, exchange->began);
    exchange->done(std::move(answer));
  };
  if (framed) return options_.web.ask(exchange->request, exchange->id, done);
  visit(options_.site, exchange->request, exchange->id, done);
}

/// Finds the operation; throws what stands in the way.
void Rest::route(const std::shared_ptr<Exchange>& exchange) {
  const HttpRequest& request = exchange->request;
  const auto method = method_of(request.method);
  exchange->match = registry_.route(method.value_or(Method::get), request.path);
  if (!exchange->match.path_known) throw ApiError(Errc::not_found, "there is no such address");
  if (!method) exchange->match.operation = nullptr;
  if (exchange->match.operation == nullptr) throw ApiError(Errc::method_not_allowed);
}

/// Checks what needs no database, then dispatches.
void Rest::run(const std::shared_ptr<Exchange>& exchange) {
  const HttpRequest& request = exchange->request;
  const api::Operation& operation = *exchange->match.operation;
  exchange->who = presented(request);
  if (exchange->who.by_cookie && operation.writes() && !origin_allowed(request, options_.allowed_origins))
    throw ApiError(Errc::origin_forbidden);
  if (!buckets_.take(exchange->who.credential.token_hash, request.address, options_.rate, exchange->began)) {
    figures_.refused_rate.add();
    throw ApiError(Errc::rate_limited, {}, {}, 1);
  }
  if (!request.idempotency_key.empty() && !is_visible_ascii(request.idempotency_key, 1, 128)) {
    throw ApiError(
        Errc::invalid_argument, "Idempotency-Key must be 1 to 128 visible ASCII characters", "Idempotency-Key");
  }
  api::Dispatcher::Call& call = exchange->call;
  call.operation = &operation;
  call.input = std::make_shared<Json>(build_input(operation, exchange->match.fields, request));
  call.credential = exchange->who.credential;
  call.idempotency_key = request.idempotency_key;
  call.address = request.address;
  call.request_id = exchange->id;
  call.device = request.user_agent;
  if (operation.bytes != api::Bytes::none) {
    exchange->transfer = std::make_shared<api::Transfer>();
    exchange->transfer->length = request.length;
    call.transfer = exchange->transfer;
  }
  if (operation.name == "session.revoke" && exchange->who.by_cookie) return forget_current(exchange);
  dispatch(exchange);
}

void Rest::dispatch(const std::shared_ptr<Exchange>& exchange) {
  dispatcher_.dispatch(
      std::move(exchange->call), [this, exchange](api::Outcome outcome) { dispatched(exchange, std::move(outcome)); });
}

const api::Operation* Rest::operation_of(const HttpRequest& request) const {
  const auto method = method_of(request.method);
  return method ? registry_.route(*method, request.path).operation : nullptr;
}

std::optional<std::size_t> Rest::takes_bytes(const HttpRequest& request) const {
  if (options_.dialect != nullptr && options_.dialect->has(request.path)) {
    const std::size_t most = options_.dialect->takes_bytes(request.path);
    return most > 0 && request.method == "POST" ? std::optional(most) : std::nullopt;
  }
  const api::Operation* operation = operation_of(request);
  if (operation == nullptr || operation->bytes != api::Bytes::in) return std::nullopt;
  return operation->body_bytes;
}

std::size_t Rest::most_body(const HttpRequest& request, std::size_t usual) const {
  if (options_.dialect != nullptr && options_.dialect->has(request.path))
    return std::max(options_.dialect->most_json(request.path), usual);
  const api::Operation* operation = operation_of(request);
  return operation != nullptr ? std::max(operation->body_bytes, usual) : usual;
}

/// What a handler that takes bytes has said yes to is not done yet: its body is still to come.
void Rest::dispatched(const std::shared_ptr<Exchange>& exchange, api::Outcome outcome) {
  const bool good = std::holds_alternative<std::string>(outcome);
  if (good && exchange->transfer && exchange->transfer->sink) return welcome(exchange);
  finish(*exchange, std::move(outcome));
}

void Rest::welcome(const std::shared_ptr<Exchange>& exchange) {
  HttpAnswer answer;
  answer.sink = exchange->transfer->sink;
  answer.mover = exchange->mover();
  answer.fail = [this, exchange](const ApiError& error) { return answer_of(*exchange, error); };
  answer.settle = [this, exchange](HttpReplyTo done) {
    exchange->done = std::move(done);
    exchange->transfer->sink->finish([this, exchange](api::Outcome outcome) { finish(*exchange, std::move(outcome)); });
  };
  exchange->done(std::move(answer));
}

/// A browser that revokes its own session loses the cookie with it.
void Rest::forget_current(const std::shared_ptr<Exchange>& exchange) {
  dispatcher_.authenticate(exchange->call.credential, [this, exchange](std::variant<api::Caller, ApiError> result) {
    if (auto* error = std::get_if<ApiError>(&result)) return finish(*exchange, *error);
    exchange->clears_cookie = text_member(*exchange->call.input, "session") ==
                              std::get<api::Caller>(result).session.str();
    dispatch(exchange);
  });
}

void Rest::finish(const Exchange& exchange, api::Outcome outcome) {
  exchange.done(answer_of(exchange, std::move(outcome)));
}

HttpAnswer Rest::answer_of(const Exchange& exchange, api::Outcome outcome) {
  HttpAnswer answer;
  const auto* error = std::get_if<ApiError>(&outcome);
  if (error == nullptr && !exchange.who.credential.empty() &&
      exchange.match.operation->policy != api::Policy::anonymous)
    buckets_.found_valid(exchange.who.credential.token_hash, options_.rate);
  if (error == nullptr && exchange.transfer && exchange.transfer->download) {
    answer = file_answer(exchange.request, *exchange.transfer->download);
    answer.mover = exchange.mover();
    answer.with("Cache-Control", "private, no-cache");  // kept, but who may see it is asked each time
  } else if (error == nullptr) {
    answer.body = std::get<std::string>(std::move(outcome));
    set_cookie(exchange, answer.body, answer);
  } else {
    answer = problem_answer(*error, exchange.id);
    if (error->code() == Errc::method_not_allowed) answer.with("Allow", allow_list(exchange.match.allowed));
    if (error->code() == Errc::unauthenticated) {
      answer.with("WWW-Authenticate", "Bearer");
      if (exchange.who.by_cookie) answer.with("Set-Cookie", expired_cookie(exchange.request.tls));
    }
  }
  answer.with("X-Request-Id", exchange.id);
  if (!exchange.transfer || !exchange.transfer->download) answer.with("Cache-Control", "no-store");
  figures_.request_done(exchange.match.operation, answer.status, exchange.began);
  log::debug(
      "{} {} {} request={}", exchange.request.method,
      exchange.match.operation == nullptr ? "-" : exchange.match.operation->name, answer.status, exchange.id);
  return answer;
}

void Rest::set_cookie(const Exchange& exchange, const std::string& text, HttpAnswer& answer) const {
  const bool tls = exchange.request.tls;
  if (exchange.clears_cookie) answer.with("Set-Cookie", expired_cookie(tls));
  if (exchange.match.operation->name != "session.create") return;
  const Json created = Json::parse(text, nullptr, false);
  const std::string token = text_member(created, "token");
  const auto expires = parse_time(text_member(created, "expires_at"));
  if (token.empty() || !expires) return;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(*expires - clock_.now()).count();
  answer.with("Set-Cookie", session_cookie(token, std::max<std::int64_t>(seconds, 0), tls));
}

}  // namespace weft::gateway
