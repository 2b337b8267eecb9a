// Sessions of principals that do not sign in with a password: customers, apps.
#pragma once
#include <weft/base/clock.hpp>
#include <weft/base/id.hpp>
#include <weft/db/tx.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace weft::identity {

struct OpenedSession {
  std::string token;  ///< 256 random bits; told once, kept as a digest only
  SessionId session;
  Time expires_at;
};

/// A session of an active principal, for who has decided that it may have one. It ends after `idle` without use, at the
/// latest after `most`; beyond 20 sessions of the principal the one longest not used ends.
OpenedSession open_session(
    db::Tx& tx, const PrincipalId& principal, const std::string& device, const std::string& address,
    std::chrono::hours idle, std::chrono::hours most);

/// Whose live session this token is, in the tenant of `tx`; absent for any other token, and for who is not active.
std::optional<PrincipalId> session_owner(db::Tx& tx, std::string_view token);

/// Ends all sessions of a principal, and closes its sockets.
void end_sessions(db::Tx& tx, const PrincipalId& principal);

}  // namespace weft::identity
