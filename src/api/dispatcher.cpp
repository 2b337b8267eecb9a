// Authenticate, policy, idempotency, transaction, commit, publish, answer: the same road for every operation.
#include <weft/api/dispatcher.hpp>
#include <weft/api/idempotency.hpp>
#include <weft/base/json.hpp>
#include <weft/base/log.hpp>

namespace weft::api {
namespace {

constexpr int kRetryAfterSeconds = 1;

ApiError trouble_error(db::Trouble trouble) {
  switch (trouble) {
    case db::Trouble::busy: return ApiError(Errc::busy, {}, {}, kRetryAfterSeconds);
    case db::Trouble::stopping: return ApiError(Errc::unavailable, "the server is stopping", {}, kRetryAfterSeconds);
    case db::Trouble::unavailable: break;
  }
  return ApiError(Errc::unavailable, {}, {}, kRetryAfterSeconds);
}

void require_policy(const Operation& operation, const std::optional<Caller>& caller) {
  if (operation.policy == Policy::anonymous) return;
  if (!caller) throw ApiError(Errc::unauthenticated);
  const bool allowed = operation.policy == Policy::signed_in || (operation.policy == Policy::admin && caller->role >= Role::admin) ||
                       (operation.policy == Policy::owner && caller->role == Role::owner);
  if (!allowed) throw ApiError(Errc::forbidden, "this needs the role " + std::string(operation.policy == Policy::owner ? "owner" : "admin"));
}

}  // namespace

ApiError to_api_error(std::exception_ptr error, std::string_view request_id) {
  try {
    std::rethrow_exception(error);
  } catch (const ApiError& known) {
    return known;
  } catch (const std::exception& unknown) {
    log::error("request failed inside: {} request={}", unknown.what(), request_id);
  } catch (...) {
    log::error("request failed inside request={}", request_id);
  }
  return ApiError(Errc::internal);
}

struct Dispatcher::Impl : std::enable_shared_from_this<Impl> {
  db::Workers& workers;
  Authenticator& authenticator;
  const Clock& clock;
  Publish publish;

  Impl(db::Workers& w, Authenticator& a, const Clock& c, Publish p) : workers(w), authenticator(a), clock(c), publish(std::move(p)) {}

  /// Runs `body` in a transaction on a worker; commits, publishes, then answers.
  void transact(std::function<std::string(db::Tx&)> body, Done done, std::string request_id) {
    auto self = shared_from_this();
    db::Workers::Job job;
    job.run = [self, body = std::move(body), done, request_id](pqxx::connection& connection) { done(self->run(connection, body, request_id)); };
    job.fail = [done](db::Trouble trouble) { done(trouble_error(trouble)); };
    if (!workers.post(std::move(job))) done(trouble_error(db::Trouble::busy));
  }

  Outcome run(pqxx::connection& connection, const std::function<std::string(db::Tx&)>& body, std::string_view request_id) {
    try {
      db::Tx tx(connection, clock);
      std::string answer = body(tx);
      auto events = tx.commit();
      if (!events.empty()) publish(std::move(events));
      return answer;
    } catch (...) {
      return to_api_error(std::current_exception(), request_id);
    }
  }

  /// The whole of a transactional operation, on a worker.
  Outcome perform(pqxx::connection& connection, Call& call) {
    Context context{call.caller, call.address, call.request_id, call.device, call.attachment};
    try {
      db::Tx tx(connection, clock);
      context.caller = authenticate_in(tx, call);
      require_policy(*call.operation, context.caller);
      std::string answer = perform_in(tx, context, call);
      auto events = tx.commit();
      if (!events.empty()) publish(std::move(events));
      return answer;
    } catch (...) {
      ApiError error = to_api_error(std::current_exception(), call.request_id);
      if (context.caller && error_info(error.code()).status == 403) record_refusal(connection, context, *call.operation, error);
      return error;
    }
  }

  std::optional<Caller> authenticate_in(db::Tx& tx, const Call& call) {
    if (call.credential.empty()) return std::nullopt;
    auto caller = authenticator.authenticate(tx, call.credential);
    if (!caller && call.operation->policy != Policy::anonymous) throw ApiError(Errc::unauthenticated, "the session has ended; sign in again");
    return caller;
  }

  static std::string perform_in(db::Tx& tx, const Context& context, const Call& call) {
    const bool keyed = !call.idempotency_key.empty() && context.caller && call.operation->writes();
    if (!keyed) return call.operation->transact(tx, context, *call.input);
    Idempotency memory(tx, *context.caller, call.idempotency_key, call.operation->name, *call.input);
    if (auto known = memory.answer()) return *known;
    std::string answer = call.operation->transact(tx, context, *call.input);
    memory.remember(answer);
    return answer;
  }

  void record_refusal(pqxx::connection& connection, const Context& context, const Operation& operation, const ApiError& error) {
    try {
      db::Tx tx(connection, clock);
      tx.set_corp(context.who().corp);
      authenticator.record_refusal(tx, context.who(), operation, error, context);
      tx.commit();
    } catch (const std::exception& failure) {
      log::warn("a refusal could not be audited: {} operation={} request={}", failure.what(), operation.name, context.request_id);
    }
  }

  void run_deferred(const Call& call, Context context, Done done) {
    try {
      call.operation->defer(std::move(context), std::move(*call.input), done);
    } catch (...) {
      done(to_api_error(std::current_exception(), call.request_id));
    }
  }

  void dispatch_transactional(Call call, Done done) {
    auto self = shared_from_this();
    auto shared = std::make_shared<Call>(std::move(call));
    db::Workers::Job job;
    job.run = [self, shared, done](pqxx::connection& connection) { done(self->perform(connection, *shared)); };
    job.fail = [done](db::Trouble trouble) { done(trouble_error(trouble)); };
    if (!workers.post(std::move(job))) done(trouble_error(db::Trouble::busy));
  }

  void dispatch_deferred(Call call, Done done) {
    if (call.caller || call.operation->policy == Policy::anonymous) {
      Context context{call.caller, call.address, call.request_id, call.device, call.attachment};
      try {
        require_policy(*call.operation, call.caller);
      } catch (const ApiError& error) {
        return done(error);
      }
      return run_deferred(call, std::move(context), std::move(done));
    }
    auto self = shared_from_this();
    authenticate(call.credential, [self, call, done](std::variant<Caller, ApiError> result) mutable {
      if (const auto* error = std::get_if<ApiError>(&result)) return done(*error);
      call.caller = std::get<Caller>(std::move(result));
      self->dispatch_deferred(std::move(call), std::move(done));
    });
  }

  void authenticate(Credential credential, std::function<void(std::variant<Caller, ApiError>)> done) {
    if (credential.empty()) return done(ApiError(Errc::unauthenticated));
    auto found = std::make_shared<std::optional<Caller>>();
    auto self = shared_from_this();
    transact(
        [self, credential = std::move(credential), found](db::Tx& tx) {
          *found = self->authenticator.authenticate(tx, credential);
          return std::string();
        },
        [found, done](Outcome outcome) {
          if (auto* error = std::get_if<ApiError>(&outcome)) return done(std::move(*error));
          if (!*found) return done(ApiError(Errc::unauthenticated, "the session has ended; sign in again"));
          done(std::move(**found));
        },
        "authenticate");
  }
};

Dispatcher::Dispatcher(db::Workers& workers, Authenticator& authenticator, const Clock& clock, Publish publish)
    : impl_(std::make_shared<Impl>(workers, authenticator, clock, std::move(publish))) {}

void Dispatcher::dispatch(Call call, Done done) {
  if (call.operation->transact) return impl_->dispatch_transactional(std::move(call), std::move(done));
  impl_->dispatch_deferred(std::move(call), std::move(done));
}

void Dispatcher::authenticate(Credential credential, std::function<void(std::variant<Caller, ApiError>)> done) {
  impl_->authenticate(std::move(credential), std::move(done));
}

void Dispatcher::transact(std::function<std::string(db::Tx&)> body, Done done) { impl_->transact(std::move(body), std::move(done), {}); }

}  // namespace weft::api
