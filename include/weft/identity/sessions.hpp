// Sessions of principals that do not sign in with a password: customers, apps.
#pragma once
#include <weft/api/permission.hpp>
#include <weft/base/clock.hpp>
#include <weft/base/id.hpp>
#include <weft/db/tx.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

/// Whether this token was one until its time was over. Whoever asks has shown the token: any company's.
bool has_expired(db::Tx& tx, std::string_view token);

/// Live sessions of `from` are `to`'s from now on, with the tokens they have; their sockets are closed, and who says
/// hello with such a token is `to`. With `only`, these of them. Gives which; beyond 20 sessions of `to` the ones
/// longest not used end.
std::vector<SessionId> move_sessions(
    db::Tx& tx, const PrincipalId& from, const PrincipalId& to, const std::optional<std::vector<SessionId>>& only);

/// Ends all sessions of a principal but its keys, and closes its sockets.
void end_sessions(db::Tx& tx, const PrincipalId& principal);

/// A session with a name, of a program: it does not end for want of use, nor beside others, and may be narrower than
/// what the program holds.
struct Key {
  SessionId id;
  std::string name;
  std::optional<api::PermissionSet> permissions;  ///< only these, where the program holds them; absent: all of them
  Time created_at;
  Time last_used_at;  ///< to the minute
  std::optional<Time> expires_at;
};

/// Makes a key; its token begins with "wk_", so that it is known where it should not be.
OpenedSession make_key(
    db::Tx& tx, const PrincipalId& program, const std::string& name,
    const std::optional<api::PermissionSet>& permissions, const std::optional<Time>& until, const std::string& address);
/// The live ones, oldest first.
std::vector<Key> keys_of(db::Tx& tx, const PrincipalId& program);
/// Ends one key, or all; whether there was one.
bool end_keys(db::Tx& tx, const PrincipalId& program, const std::optional<SessionId>& only = {});

}  // namespace weft::identity
