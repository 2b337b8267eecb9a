// An operation: the unit of the API. Declared once by the feature that owns it; REST, WebSocket, OpenAPI and the
// permission matrix derive from it.
#pragma once
#include <weft/api/permission.hpp>
#include <weft/api/transfer.hpp>
#include <weft/base/error.hpp>
#include <weft/base/event.hpp>
#include <weft/base/id.hpp>
#include <weft/base/json_fwd.hpp>
#include <weft/db/tx.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace weft::api {

enum class Method { get, post, put, patch, del };

/// The rank that others see. What somebody may do is said by permissions.
enum class Role : std::uint8_t { member, admin, owner };

/// The authenticated principal behind a request.
struct Caller {
  CorpId corp;
  PrincipalId principal;
  SessionId session;
  Role role = Role::member;
  std::string userid;
  /// What it may do in some scope. Empty in a deferred operation of an open WebSocket that any signed-in caller may
  /// use: nothing was looked up for it, and what was true at `hello` may be so no longer.
  PermissionSet permissions = {};
  bool customer = false;  ///< from outside the company
  bool app = false;       ///< a program of the company
  Caste caste() const { return customer ? Caste::customer : app ? Caste::app : Caste::member; }
  bool may(Permission permission) const { return permissions.contains(permission); }
};

/// What a client presented: a token (SHA-256 of it, the clear text never goes further), or the session of an open
/// WebSocket.
struct Credential {
  std::string token_hash;            ///< 32 bytes, or empty
  std::optional<SessionId> session;  ///< set on a WebSocket that said hello
  CorpId corp = {};                  ///< beside `session`: its company
  bool empty() const { return token_hash.empty() && !session; }
};

/// What `hello` hands to the WebSocket session beside its answer, so that live events can start exactly where the
/// snapshot ends.
struct Attachment {
  struct Subscription {
    ConversationId conversation;
    /// Entries up to here are in the snapshot (or the client pages for them); live ones start at head + 1.
    Seq head = 0;
  };
  /// Called on the worker as soon as the caller is known and before anything of the snapshot is read. The handler looks
  /// at the session once more after it: whoever hears of revocations from this call on misses none. May be empty.
  std::function<void(const Caller&)> known;
  std::vector<Subscription> subscriptions;  ///< every conversation the principal is in now
  std::vector<std::string> missed;          ///< `entry` events to send right after the answer, as JSON objects
};

/// The key of a write that may be sent again, and what tells the same write from another one.
struct IdempotencyKey {
  std::string key;
  std::string digest;  ///< hex of SHA-256 over operation and canonical input, without its secrets
};

/// What every handler may know of the request beside its input.
struct Context {
  std::optional<Caller> caller;  ///< empty only for Policy::anonymous
  std::string address;           ///< client address, for audit and limits
  std::string request_id;
  std::string device;                      ///< User-Agent, cut to 200 characters
  std::shared_ptr<Attachment> attachment;  ///< on a WebSocket `hello` only: the handler fills it
  std::optional<IdempotencyKey> keyed;     ///< of a deferred operation, whose own transaction remembers (api::once)
  std::shared_ptr<Transfer> transfer;      ///< of an operation that moves bytes: the handler fills it
  const Caller& who() const { return caller.value(); }
};

// Outcome (transfer.hpp): a successful answer as JSON text, or an error. Done: called exactly once, on any thread.

struct Operation {
  std::string name;
  Method method;
  std::string path;  ///< "/api/v1/groups/{conversation}/leave"; each {name} is a field of the input
  std::string summary;
  Policy policy;
  std::shared_ptr<const Json> input;  ///< JSON schemas
  std::shared_ptr<const Json> output;

  /// Exactly one of the two is set.
  /// Transactional: runs on a database worker inside one transaction; the dispatcher commits, publishes and answers.
  std::function<std::string(db::Tx&, const Context&, const Json& input)> transact;
  /// Deferred: called on any thread, must not block; answers through `done`. For what does not fit one transaction on a
  /// worker (password hashing, log lanes, live state).
  std::function<void(Context, Json input, Done done)> defer;

  /// Not none: a transactional operation that is offered over REST only; see transfer.hpp.
  Bytes bytes = Bytes::none;
  std::size_t body_bytes = 0;  ///< with Bytes::in: the largest body

  bool writes() const { return method != Method::get; }
};

}  // namespace weft::api
