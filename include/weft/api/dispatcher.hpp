// Takes a request to its handler: authenticate, policy, idempotency, transaction, commit, publish, answer.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/base/clock.hpp>
#include <weft/db/workers.hpp>

#include <functional>
#include <memory>
#include <string>

namespace weft::api {

/// Turns a credential into a caller inside a transaction, and sets its tenant. Implemented by identity.
class Authenticator {
 public:
  virtual ~Authenticator() = default;
  /// nullopt: no such session, revoked, expired, or its principal is not active.
  virtual std::optional<Caller> authenticate(db::Tx& tx, const Credential& credential) = 0;
  /// A refused operation (403) of a known caller, for the audit log; its own transaction.
  virtual void record_refusal(
      db::Tx& tx, const Caller& caller, const Operation& operation, const ApiError& error, const Context& context) = 0;
};

class Dispatcher {
 public:
  using Publish = std::function<void(std::vector<Event>)>;

  Dispatcher(db::Workers& workers, Authenticator& authenticator, const Clock& clock, Publish publish);

  struct Call {
    const Operation* operation = nullptr;
    std::shared_ptr<Json> input;  ///< parsed, unchecked
    Credential credential;
    std::optional<Caller> caller;  ///< already authenticated (WebSocket): deferred operations skip the database
    std::string idempotency_key;   ///< empty: none
    std::string address, request_id, device;
    std::shared_ptr<Attachment> attachment;  ///< set by a WebSocket for `hello`
    std::shared_ptr<Transfer> transfer;      ///< set by REST for an operation that moves bytes
  };

  /// Runs the call; `done` is called exactly once, maybe before this returns, on any thread.
  void dispatch(Call call, Done done);

  /// Authenticates a credential alone; `done` gets the caller or an error.
  void authenticate(Credential credential, std::function<void(std::variant<Caller, ApiError>)> done);

  /// Runs `body` in a transaction on a worker (commit, publish) and gives its result or the error to `done`. For
  /// deferred operations.
  void transact(std::function<std::string(db::Tx&)> body, Done done);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

/// Maps whatever a handler threw to the error a client may see; what is not an ApiError is logged and becomes
/// `internal`.
ApiError to_api_error(std::exception_ptr error, std::string_view request_id);

}  // namespace weft::api
