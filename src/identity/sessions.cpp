// Sessions of principals that do not sign in with a password.
#include "identity/store.hpp"
#include <weft/base/crypto.hpp>
#include <weft/identity/authenticator.hpp>
#include <weft/identity/sessions.hpp>

namespace weft::identity {
namespace {

constexpr int kSessions = 20;
constexpr std::size_t kBytes = 32;

void tell(db::Tx& tx, const PrincipalId& principal, std::vector<SessionId> ended) {
  if (!ended.empty()) tx.emit(RevokedEvent{principal, std::move(ended)});
}

}  // namespace

OpenedSession open_session(
    db::Tx& tx, const PrincipalId& principal, const std::string& device, const std::string& address,
    std::chrono::hours idle, std::chrono::hours most) {
  OpenedSession out;
  out.token = base64url(random_bytes(kBytes));
  out.session = SessionId::make();
  out.expires_at = store::insert_session(
      tx, {out.session, principal, token_hash(out.token), device, address, idle, most});
  tell(tx, principal, store::revoke_surplus(tx, principal, kSessions));
  return out;
}

std::optional<PrincipalId> session_owner(db::Tx& tx, std::string_view token) {
  return store::session_owner(tx, token_hash(token));
}

std::vector<SessionId> move_sessions(
    db::Tx& tx, const PrincipalId& from, const PrincipalId& to, const std::optional<std::vector<SessionId>>& only) {
  auto moved = store::move_sessions(tx, from, to, only);
  tell(tx, from, moved);
  tell(tx, to, store::revoke_surplus(tx, to, kSessions));
  return moved;
}

void end_sessions(db::Tx& tx, const PrincipalId& principal) {
  tell(tx, principal, store::revoke_sessions(tx, principal, std::nullopt));
}

}  // namespace weft::identity
