// Authenticate, policy, idempotency, transaction, commit, publish, answer: the same road for every operation.
#include "api/secrecy.hpp"
#include <weft/api/dispatcher.hpp>
#include <weft/api/idempotency.hpp>
#include <weft/api/note.hpp>
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

bool refused(const ApiError& error) {
  return error_info(error.code()).status == 403;
}

void require_policy(const Operation& operation, const std::optional<Caller>& caller) {
  if (operation.policy == Policy::anonymous) return;
  if (!caller) throw ApiError(Errc::unauthenticated);
  if (operation.policy.admits(caller->permissions, caller->caste())) return;
  const auto needed = operation.policy.permission();
  throw ApiError(Errc::forbidden, needed ? "this needs the permission " + std::string(name_of(*needed)) : "");
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

  Impl(db::Workers& w, Authenticator& a, const Clock& c, Publish p)
      : workers(w), authenticator(a), clock(c), publish(std::move(p)) {}

  /// Runs `body` in a transaction on a worker; commits, publishes, then answers.
  void transact(std::function<std::string(db::Tx&)> body, Done done, std::string request_id) {
    post(
        [self = shared_from_this(), body = std::move(body), request_id = std::move(request_id)](
            pqxx::connection& connection) { return self->run(connection, body, request_id); },
        std::move(done));
  }

  Outcome run(
      pqxx::connection& connection, const std::function<std::string(db::Tx&)>& body, std::string_view request_id) {
    try {
      db::Tx tx(connection, clock);
      std::string answer = body(tx);
      auto events = tx.commit();
      if (!events.empty()) publish(std::move(events));
      return answer;
    } catch (...) {
      return settle_failure(connection, std::current_exception(), request_id);
    }
  }

  /// What a caller is told of a failure, once its note is written. A note that cannot be written is an error itself.
  ApiError settle_failure(
      pqxx::connection& connection, const std::exception_ptr& failure, std::string_view request_id) {
    try {
      std::rethrow_exception(failure);
    } catch (const NotedError& error) {
      return write_note(connection, error, request_id);
    } catch (...) {
      return to_api_error(failure, request_id);
    }
  }

  ApiError write_note(pqxx::connection& connection, const NotedError& error, std::string_view request_id) {
    try {
      db::Tx tx(connection, clock);
      error.note()(tx);
      auto events = tx.commit();
      if (!events.empty()) publish(std::move(events));
      return static_cast<const ApiError&>(error);  // without the note
    } catch (...) {
      return to_api_error(std::current_exception(), request_id);
    }
  }

  using Body = std::function<std::string(db::Tx&, const Context&)>;

  /// Authenticates, checks the policy and runs `body`, in one transaction on a worker. Refusals of a known caller are
  /// audited.
  Outcome perform(pqxx::connection& connection, const Call& call, const Body& body) {
    Context context{call.caller, call.address, call.request_id, call.device, call.attachment, {}, call.transfer};
    try {
      db::Tx tx(connection, clock);
      context.caller = authenticate_in(tx, call);
      if (context.caller && call.attachment && call.attachment->known) call.attachment->known(*context.caller);
      require_policy(*call.operation, context.caller);
      std::string answer = body(tx, context);
      auto events = tx.commit();
      if (!events.empty()) publish(std::move(events));
      return answer;
    } catch (...) {
      ApiError error = settle_failure(connection, std::current_exception(), call.request_id);
      if (context.caller && refused(error)) record_refusal(connection, context, *call.operation, error);
      return error;
    }
  }

  void post(std::function<Outcome(pqxx::connection&)> work, Done done) {
    db::Workers::Job job;
    job.run = [work = std::move(work), done](pqxx::connection& connection) { done(work(connection)); };
    job.fail = [done](db::Trouble trouble) { done(trouble_error(trouble)); };
    if (!workers.post(std::move(job))) done(trouble_error(db::Trouble::busy));
  }

  std::optional<Caller> authenticate_in(db::Tx& tx, const Call& call) {
    if (call.credential.empty()) return std::nullopt;
    auto caller = authenticator.authenticate(tx, call.credential);
    if (!caller && call.operation->policy != Policy::anonymous)
      throw ApiError(Errc::unauthenticated, "the session has ended; sign in again");
    return caller;
  }

  static bool keyed(const Call& call) {
    return !call.idempotency_key.empty() && call.operation->writes() && call.operation->policy != Policy::anonymous &&
           !call.transfer;  // bytes are no input to compare; their operations are repeatable by themselves
  }

  static IdempotencyKey key_of(const Call& call) {
    return make_key(call.idempotency_key, *call.operation, *call.input);
  }

  static std::string handle(db::Tx& tx, const Context& context, const Call& call) {
    if (!keyed(call)) return call.operation->transact(tx, context, *call.input);
    Idempotency memory(tx, *context.caller, key_of(call));
    if (auto known = memory.claim()) return *known;
    std::string answer = call.operation->transact(tx, context, *call.input);
    memory.remember(without_told_once(*call.operation, answer));
    return answer;
  }

  void record_refusal(
      pqxx::connection& connection, const Context& context, const Operation& operation, const ApiError& error) {
    try {
      db::Tx tx(connection, clock);
      tx.set_corp(context.who().corp);
      authenticator.record_refusal(tx, context.who(), operation, error, context);
      tx.commit();
    } catch (const std::exception& failure) {
      log::warn(
          "a refusal could not be audited: {} operation={} request={}", failure.what(), operation.name,
          context.request_id);
    }
  }

  void dispatch_transactional(Call call, Done done) {
    auto shared = std::make_shared<const Call>(std::move(call));
    post(
        [self = shared_from_this(), shared](pqxx::connection& connection) {
          return self->perform(
              connection, *shared, [&](db::Tx& tx, const Context& context) { return handle(tx, context, *shared); });
        },
        std::move(done));
  }

  // A deferred operation has no transaction to be inside of. What surrounds a handler (role, remembered answer, audit
  // of a refusal) takes transactions of its own, before and after it; a message on an open WebSocket needs none of them
  // and goes straight to its handler. Operations that are not repeatable by themselves remember their answer in the
  // transaction that does the work (api::once); what is remembered after them then finds it there.

  void dispatch_deferred(Call call, Done done) {
    const bool open = call.operation->policy == Policy::signed_in || call.operation->policy == Policy::customer_too;
    const bool known = call.caller && open && call.operation->policy.admits({}, call.caller->caste()) && !keyed(call);
    auto shared = std::make_shared<Call>(std::move(call));
    if (known) shared->caller->permissions = {};
    if (known || shared->operation->policy == Policy::anonymous) return run_deferred(shared, std::move(done));
    auto self = shared_from_this();
    post(
        [self, shared](pqxx::connection& connection) { return self->prepare(connection, *shared); },
        [self, shared, done = std::move(done)](Outcome outcome) {
          const auto* remembered = std::get_if<std::string>(&outcome);
          if (!remembered || !remembered->empty()) return done(std::move(outcome));
          self->run_deferred(shared, done);
        });
  }

  /// Fills in the caller as the database knows it now; gives the remembered answer of a repeated call, or "".
  Outcome prepare(pqxx::connection& connection, Call& call) {
    return perform(connection, call, [&](db::Tx& tx, const Context& context) {
      call.caller = context.caller;
      if (!keyed(call)) return std::string();
      return Idempotency(tx, *context.caller, key_of(call)).find().value_or("");
    });
  }

  void run_deferred(const std::shared_ptr<Call>& call, Done done) {
    Context context{call->caller, call->address, call->request_id, call->device, call->attachment, {}, call->transfer};
    if (keyed(*call)) context.keyed = key_of(*call);
    auto finish = [self = shared_from_this(), call, done = std::move(done)](Outcome outcome) {
      self->finish_deferred(call, std::move(outcome), done);
    };
    try {
      call->operation->defer(std::move(context), *call->input, finish);
    } catch (...) {
      finish(to_api_error(std::current_exception(), call->request_id));
    }
  }

  void finish_deferred(const std::shared_ptr<Call>& call, Outcome outcome, const Done& done) {
    const auto* error = std::get_if<ApiError>(&outcome);
    const bool audit = error && call->caller && refused(*error);
    const bool remember = !error && keyed(*call);
    if (!audit && !remember) return done(std::move(outcome));
    auto shared = std::make_shared<Outcome>(std::move(outcome));
    post(
        [self = shared_from_this(), call, shared](pqxx::connection& connection) {
          self->settle(connection, *call, *shared);
          return Outcome(std::string());
        },
        [shared, done](const Outcome&) { done(std::move(*shared)); });
  }

  /// Audits a refusal or remembers an answer; the caller gets its outcome whatever becomes of this.
  void settle(pqxx::connection& connection, const Call& call, const Outcome& outcome) {
    if (const auto* error = std::get_if<ApiError>(&outcome)) {
      const Context context{call.caller, call.address, call.request_id, call.device, nullptr, {}, nullptr};
      return record_refusal(connection, context, *call.operation, *error);
    }
    try {
      db::Tx tx(connection, clock);
      tx.set_corp(call.caller->corp);
      Idempotency memory(tx, *call.caller, key_of(call));
      if (!memory.claim()) memory.remember(without_told_once(*call.operation, std::get<std::string>(outcome)));
      tx.commit();
    } catch (const std::exception& failure) {
      log::warn(
          "an answer could not be remembered: {} operation={} request={}", failure.what(), call.operation->name,
          call.request_id);
    }
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

void Dispatcher::transact(std::function<std::string(db::Tx&)> body, Done done) {
  impl_->transact(std::move(body), std::move(done), {});
}

}  // namespace weft::api
