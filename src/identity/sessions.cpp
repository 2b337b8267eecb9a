// Sessions of principals that do not sign in with a password.
#include "identity/store.hpp"
#include <weft/base/crypto.hpp>
#include <weft/identity/authenticator.hpp>
#include <weft/identity/sessions.hpp>

namespace weft::identity {
namespace {

constexpr int kSessions = 20;
constexpr std::size_t kBytes = 32;
constexpr auto kForGood = std::chrono::hours(24 * 365 * 100);

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

bool has_expired(db::Tx& tx, std::string_view token) {
  return store::has_expired(tx, token_hash(token));
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

OpenedSession make_key(
    db::Tx& tx, const PrincipalId& program, const std::string& name,
    const std::optional<api::PermissionSet>& permissions, const std::optional<Time>& until,
    const std::string& address) {
  using std::chrono::seconds;
  const auto life = until ? std::chrono::duration_cast<seconds>(*until - tx.now()) : seconds(kForGood);
  OpenedSession out;
  out.token = "wk_" + base64url(random_bytes(kBytes));
  out.session = SessionId::make();
  out.expires_at = store::insert_session(
      tx, {out.session, program, token_hash(out.token), name, address, life, life, name, permissions});
  return out;
}

std::vector<Key> keys_of(db::Tx& tx, const PrincipalId& program) {
  std::vector<Key> list;
  for (store::KeyRow& row : store::keys(tx, program)) {
    Key key{row.id, std::move(row.name), row.permissions, row.created_at, row.last_used_at, row.ends_at};
    if (row.ends_at - row.created_at >= kForGood) key.expires_at.reset();
    list.push_back(std::move(key));
  }
  return list;
}

bool end_keys(db::Tx& tx, const PrincipalId& program, const std::optional<SessionId>& only) {
  auto ended = store::revoke_keys(tx, program, only);
  const bool any = !ended.empty();
  tell(tx, program, std::move(ended));
  return any;
}

}  // namespace weft::identity
