// From a path to its endpoint, through the dispatcher, to an answer.
#include "wecom/subjects.hpp"
#include <weft/base/json.hpp>
#include <weft/identity/authenticator.hpp>
#include <weft/identity/sessions.hpp>

#include <map>
#include <stdexcept>

namespace weft::wecom {
namespace {

constexpr std::string_view kRoot = "/cgi-bin";
constexpr int kMostToken = 512;

/// WeCom's own clients write `//` here and there.
std::string collapsed(std::string_view path) {
  std::string out;
  for (const char c : path)
    if (c != '/' || out.empty() || out.back() != '/') out += c;
  return out;
}

/// A request under way: lives until it is answered.
struct Exchange {
  api::DialectRequest request;
  std::function<void(api::DialectAnswer)> done;
  const Endpoint* endpoint = nullptr;
  api::Operation operation;  ///< what the dispatcher sees of it
  std::string token;
  std::optional<int> fault;  ///< the number of what was thrown
  std::optional<api::Download> download;

  void answer(api::DialectAnswer answer) { done(std::move(answer)); }
  void refuse(int number, std::string_view text) {
    api::DialectAnswer told{fault_json(number, text, request.address, request.request_id)};
    told.refused = true;
    answer(std::move(told));
  }
};

/// {"errcode":0,"errmsg":"ok", ...}; some say "created" and the like instead.
std::string good(Json fields) {
  if (fields.is_null()) fields = Json::object();
  fields["errcode"] = 0;
  if (!fields.contains("errmsg")) fields["errmsg"] = "ok";
  return fields.dump();
}

/// Query and body as one: the body's fields before those of the query.
Fields fields_of(const api::DialectRequest& request) {
  Json object = Json::object();
  if (!request.body.empty()) {
    try {
      object = parse_json(request.body);
    } catch (const ApiError& error) {
      throw Fault(code::not_json, "data format error, Warning: wrong json format. " + error.detail());
    }
    if (!object.is_object())
      throw Fault(code::not_json, "data format error, Warning: wrong json format. An object is needed");
  }
  for (const auto& [name, text] : request.query) {
    if (text.find('\0') != std::string::npos)
      throw Fault(code::bad_parameter, "invalid parameter: " + name + " holds a NUL character");
    if (name != "access_token" && !object.contains(name)) object[name] = text;
  }
  return Fields(std::move(object));
}

class Wecom final : public api::Dialect {
 public:
  explicit Wecom(const Parts& parts) : parts_(parts), table_(all_endpoints()) {
    for (const Endpoint& endpoint : table_)
      if (!by_path_.emplace(endpoint.path, &endpoint).second) throw std::logic_error(endpoint.path + " is there twice");
  }

  bool has(std::string_view path) const override {
    const std::string clean = collapsed(path);
    return !rest_of(clean).empty();
  }

  std::size_t takes_bytes(std::string_view path) const override {
    const Endpoint* endpoint = find(path);
    return endpoint == nullptr || !endpoint->later ? 0 : endpoint->body_bytes;
  }

  std::size_t most_json(std::string_view path) const override {
    const Endpoint* endpoint = find(path);
    return endpoint == nullptr ? 0 : endpoint->body_bytes;
  }

  std::string problem(const ApiError& error, const std::string& address) const override {
    return fault_json(number_of(error), error.detail(), address, "-");
  }

  void answer(api::DialectRequest request, std::function<void(api::DialectAnswer)> done) override {
    const auto exchange = std::make_shared<Exchange>();
    exchange->request = std::move(request);
    exchange->done = std::move(done);
    exchange->endpoint = find(exchange->request.path);
    if (exchange->endpoint == nullptr)
      return exchange->refuse(
          code::no_such_path, "invalid url: this server has no " + collapsed(exchange->request.path) +
                                  "; docs/wecom.md lists what is there");
    for (const auto& [name, text] : exchange->request.query)
      if (name == "access_token") exchange->token = text;
    const bool open = exchange->endpoint->who == api::Policy::anonymous;
    if (!open && exchange->token.empty()) return exchange->refuse(code::no_token, "access_token missing");
    if (exchange->endpoint->later) return open ? take_later(*exchange) : let_in(exchange);
    begin(exchange);
  }

 private:
  /// What follows "/cgi-bin", with its slash; "" for paths of others.
  std::string_view rest_of(std::string_view clean) const {
    if (clean.starts_with(parts_.prefix) && clean.substr(parts_.prefix.size()).starts_with(kRoot))
      clean.remove_prefix(parts_.prefix.size());
    if (!clean.starts_with(kRoot)) return {};
    clean.remove_prefix(kRoot.size());
    return clean.starts_with('/') ? clean : std::string_view();
  }

  const Endpoint* find(std::string_view path) const {
    const std::string clean = collapsed(path);
    const std::string_view rest = rest_of(clean);
    if (rest.empty()) return nullptr;
    const auto at = by_path_.find(rest.substr(1));
    return at == by_path_.end() ? nullptr : at->second;
  }

  static api::Credential credential_of(const std::string& token) {
    api::Credential credential;
    if (!token.empty() && token.size() <= kMostToken) credential.token_hash = identity::token_hash(token);
    return credential;
  }

  /// Whether a token counts: where anybody may ask, nothing is bought with an invented one.
  static bool shown(const Exchange& exchange) {
    return exchange.endpoint->who != api::Policy::anonymous && !exchange.token.empty();
  }

  /// Whose token it is comes before the body.
  void let_in(const std::shared_ptr<Exchange>& exchange) {
    parts_.dispatcher.authenticate(
        credential_of(exchange->token), [this, exchange](const std::variant<api::Caller, ApiError>& who) {
          if (const auto* error = std::get_if<ApiError>(&who)) return settle(exchange, *error);
          if (!std::get<api::Caller>(who).app) return settle(exchange, ApiError(Errc::forbidden));
          take_later(*exchange);
        });
  }

  void take_later(Exchange& exchange) {
    exchange.endpoint->later(
        {parts_.dispatcher, parts_.registry, std::move(exchange.request), credential_of(exchange.token),
         std::move(exchange.done)});
  }

  /// An operation of this one request, so that caller, policy, transaction and audit are those of every other one.
  void begin(const std::shared_ptr<Exchange>& exchange) {
    api::Operation& operation = exchange->operation;
    operation.name = "wecom." + exchange->endpoint->path;
    operation.method = api::Method::get;  // nothing is remembered for it
    operation.policy = exchange->endpoint->who;
    operation.transact = [this, raw = exchange.get()](db::Tx& tx, const api::Context& context, const Json&) {
      return run(*raw, tx, context);
    };
    api::Dispatcher::Call call;
    call.operation = &operation;
    call.input = std::make_shared<Json>(Json::object());
    if (shown(*exchange)) call.credential = credential_of(exchange->token);
    call.address = exchange->request.address;
    call.request_id = exchange->request.request_id;
    call.device = exchange->request.device;
    parts_.dispatcher.dispatch(
        std::move(call), [this, exchange](api::Outcome outcome) { settle(exchange, std::move(outcome)); });
  }

  std::string run(Exchange& exchange, db::Tx& tx, const api::Context& context) const {
    try {
      const api::DialectRequest& request = exchange.request;
      const std::string asked = (request.tls ? "https://" : "http://") + request.host;
      const std::string& origin = parts_.address.empty() ? asked : parts_.address;
      Answer answer = exchange.endpoint->handle(Desk(tx, context, parts_.registry, fields_of(request), origin));
      if (auto* bytes = std::get_if<api::Download>(&answer)) {
        exchange.download = std::move(*bytes);
        return "{}";
      }
      return good(std::get<Json>(std::move(answer)));
    } catch (const ApiError& error) {
      exchange.fault = number_of(error, exchange.endpoint->numbers);
      throw;
    }
  }

  void settle(const std::shared_ptr<Exchange>& exchange, api::Outcome outcome) {
    if (auto* text = std::get_if<std::string>(&outcome))
      return exchange->answer({std::move(*text), std::move(exchange->download), shown(*exchange)});
    const ApiError& error = std::get<ApiError>(outcome);
    if (exchange->fault) return exchange->refuse(*exchange->fault, error.detail());
    if (error.code() == Errc::forbidden)
      return exchange->refuse(code::not_permitted, "api forbidden to this token: " + error.detail());
    if (error.code() == Errc::unauthenticated) return refuse_token(exchange);
    exchange->refuse(number_of(error), error.detail());
  }

  /// Clients ask for a new token after both; people want to know which it was.
  void refuse_token(const std::shared_ptr<Exchange>& exchange) {
    const auto state = std::make_shared<bool>(false);
    parts_.dispatcher.transact(
        [state, token = exchange->token](db::Tx& tx) {
          *state = identity::has_expired(tx, token);
          return std::string();
        },
        [state, exchange](const api::Outcome&) {
          if (*state) return exchange->refuse(code::expired_token, "access_token expired");
          exchange->refuse(code::bad_token, "invalid access_token");
        });
  }

  const Parts parts_;
  const Endpoints table_;
  std::map<std::string, const Endpoint*, std::less<>> by_path_;
};

}  // namespace

std::unique_ptr<api::Dialect> dialect(const Parts& parts) {
  return std::make_unique<Wecom>(parts);
}

}  // namespace weft::wecom
