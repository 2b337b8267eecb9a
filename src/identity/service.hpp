// The rules behind the operations. A function with an Answer is deferred: it returns at once and answers later, because
// a password is hashed between two transactions and no database connection is held meanwhile.
#pragma once
#include "identity/types.hpp"
#include <weft/api/define.hpp>
#include <weft/api/idempotency.hpp>
#include <weft/identity/service.hpp>

namespace weft::identity {

// ---- service_sign_in.cpp
void sign_in(Identity& identity, api::Context context, SignIn input, api::Answer<SignedIn> answer);
/// What an account is called in the sign-in limits.
std::string limited_account(const CorpId& corp, std::string_view userid);

// ---- service_sessions.cpp
api::Page<SessionView> list_own_sessions(db::Tx& tx, const api::Caller& caller, const PageInput& input);
Revoked revoke_own_session(db::Tx& tx, const api::Caller& caller, const SessionId& session);
Revoked revoke_own_sessions(db::Tx& tx, const api::Caller& caller, bool keep_current);
/// Who is calling now: a deferred operation of a WebSocket was authenticated when the socket said hello, and much may
/// have happened since. Sets the tenant. Raises unauthenticated when the session or its principal is no longer live.
api::Caller enter_again(db::Tx& tx, const api::Caller& caller);

// ---- service_password.cpp
void change_password(Identity& identity, api::Context context, ChangePassword input, api::Answer<Revoked> answer);
void reset_password(Identity& identity, api::Context context, ResetPassword input, api::Answer<Revoked> answer);

// ---- service_members.cpp
void create_member_as(Identity& identity, api::Context context, CreateMember input, api::Answer<Principal> answer);
api::Page<Principal> page_of_members(db::Tx& tx, const api::Caller& caller, const ListMembers& input);
Principal set_role_as(db::Tx& tx, const api::Context& context, const SetRole& input);
Principal set_status_as(db::Tx& tx, const api::Context& context, const SetStatus& input);

// ---- steps of deferred operations

/// Runs `step`; what it throws is the answer.
template <class Out, class Step>
void guarded(const api::Answer<Out>& answer, const std::string& request_id, Step step) {
  try {
    step();
  } catch (...) {
    answer.fail(api::to_api_error(std::current_exception(), request_id));
  }
}

/// `step` in the pool.
template <class Out, class Step>
void on_pool(Identity& identity, const api::Answer<Out>& answer, const std::string& request_id, Step step) {
  identity.pool.post([answer, request_id, step = std::move(step)] { guarded(answer, request_id, step); });
}

/// `body` in a transaction, then `next` unless it failed; on any thread.
template <class Out, class Body, class Next>
void in_transaction(
    Identity& identity, const api::Answer<Out>& answer, const std::string& request_id, Body body, Next next) {
  identity.dispatcher.transact(
      [body = std::move(body)](db::Tx& tx) {
        body(tx);
        return std::string();
      },
      [answer, request_id, next = std::move(next)](const api::Outcome& outcome) {
        if (const auto* error = std::get_if<ApiError>(&outcome)) return answer.fail(*error);
        guarded(answer, request_id, next);
      });
}

/// `body` in a transaction, once if the call was keyed; what it returns is the answer.
template <class Out, class Body>
void answer_from(Identity& identity, const api::Context& context, const api::Answer<Out>& answer, Body body) {
  identity.dispatcher.transact(
      [context, body = std::move(body)](db::Tx& tx) {
        return api::once(tx, context, [&] { return to_json_text(Out(body(tx))); });
      },
      answer.done());
}

}  // namespace weft::identity
