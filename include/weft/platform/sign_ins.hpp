// Members sign in at apps (OAuth 2.0): they are sent back with a code, for which the app is told who they are.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/base/clock.hpp>
#include <weft/db/tx.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace weft::platform {

inline constexpr auto kSignInCodeLife = std::chrono::minutes(5);
inline constexpr auto kSignInTicketLife = std::chrono::minutes(30);
inline constexpr auto kPageTicketLife = std::chrono::hours(2);

/// What the address that a browser is sent to asks for.
struct SignInAsk {
  std::string company;              ///< handle
  std::optional<std::int64_t> app;  ///< absent: whichever trusts the host of `redirect_uri`
  std::string redirect_uri;         ///< http or https
  std::string state;                ///< at most 128 bytes; goes back as it is
  bool private_info = false;        ///< what only the member may tell is asked for; of a named app alone
};

/// Who asks, by name.
struct SignInFace {
  std::string company;
  std::string app;
};

/// Sets the tenant. Raises not_found (company, app), invalid_argument (redirect_uri: not at a host that the app
/// trusts; state).
SignInFace look_at_sign_in(db::Tx& tx, const SignInAsk& ask);

/// Makes a code; the address that the member is sent to. Raises the same, and not_found (member) for who is of another
/// company or, where private_info is asked for, does not see the app.
std::string grant_sign_in(db::Tx& tx, const api::Caller& member, const SignInAsk& ask);

struct SignInPerson {
  PrincipalId member;
  std::optional<std::string> ticket;  ///< for person_of_ticket(), where the member agreed
};
/// Uses a code up. nullopt: none of this app, used, or over.
std::optional<SignInPerson> use_sign_in_code(db::Tx& tx, const PrincipalId& app, const std::string& code);
/// Who agreed to be told of with this ticket; nullopt: none of this app, over, or no longer in its range.
std::optional<PrincipalId> person_of_ticket(db::Tx& tx, const PrincipalId& app, const std::string& ticket);

struct PageTicket {
  std::string ticket;
  std::int64_t expires_in = 0;  ///< seconds
};
/// The ticket that pages of this app are signed with, or those of all apps of the company (nullopt).
PageTicket page_ticket(db::Tx& tx, const std::optional<PrincipalId>& app);

}  // namespace weft::platform
