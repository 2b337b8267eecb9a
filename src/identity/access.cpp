// Where permissions reach, and the first step of administrative writes.
#include "identity/grants.hpp"
#include "identity/service.hpp"
#include "identity/store.hpp"
#include <weft/identity/access.hpp>

#include <algorithm>

namespace weft::identity {
namespace {

ApiError lacking(api::Permission permission) {
  return ApiError(Errc::forbidden, "this needs the permission " + std::string(name_of(permission)));
}

/// The reach, which must not be empty.
Reach need_reach(db::Tx& tx, const api::Caller& caller, api::Permission permission) {
  Reach held = reach(tx, caller, permission);
  if (held.empty()) throw lacking(permission);
  return held;
}

bool any_inside(const Reach& held, const std::vector<std::string>& paths) {
  const auto inside = [&](const std::string& path) { return held.covers(path); };
  return held.company || std::any_of(paths.begin(), paths.end(), inside);
}

}  // namespace

bool Reach::covers(std::string_view path) const {
  return company || std::any_of(paths.begin(), paths.end(), [&](const auto& top) { return path.starts_with(top); });
}

std::vector<std::int64_t> Reach::tops() const {
  if (company) return {1};
  std::vector<std::int64_t> numbers;
  for (const std::string& path : paths)
    numbers.push_back(department_of(path));
  return numbers;
}

Reach reach(db::Tx& tx, const api::Caller& caller, api::Permission permission) {
  // A job acts for somebody who may have been disabled since.
  return Holdings(grants_of(tx, caller, false)).reach(permission);
}

bool reaches(db::Tx& tx, const Reach& reach, const PrincipalId& principal) {
  if (reach.empty()) return false;
  const auto paths = store::department_paths(tx, principal);
  return paths && any_inside(reach, *paths);
}

Reach require_reach(db::Tx& tx, const api::Caller& caller, api::Permission permission, const PrincipalId& principal) {
  Reach held = need_reach(tx, caller, permission);
  const auto paths = store::department_paths(tx, principal);
  if (!paths) throw ApiError(Errc::not_found);
  if (!any_inside(held, *paths)) throw ApiError(Errc::forbidden, "this member is in none of your departments");
  return held;
}

Reach require_department(db::Tx& tx, const api::Caller& caller, api::Permission permission, std::int64_t department) {
  Reach held = need_reach(tx, caller, permission);
  const auto paths = store::paths_of(tx, {department});
  if (paths.empty()) throw ApiError(Errc::not_found, "there is no department " + std::to_string(department));
  if (!held.covers(paths.begin()->second))
    throw ApiError(Errc::forbidden, "department " + std::to_string(department) + " is none of yours");
  return held;
}

void require_company(db::Tx& tx, const api::Caller& caller, api::Permission permission) {
  if (!need_reach(tx, caller, permission).company)
    throw ApiError(Errc::forbidden, "this needs the permission for the whole company");
}

void require_not_above(db::Tx& tx, const api::Caller& caller, const PrincipalId& principal) {
  const Holdings theirs = load_holdings(tx, principal);
  if (theirs.permissions().empty()) return;
  if (!load_holdings(tx, caller).covers(theirs))
    throw ApiError(Errc::forbidden, "who it concerns may do more than you");
}

void require_no_gain(
    db::Tx& tx, const api::Caller& caller, std::span<const std::string> from, std::string_view to,
    const std::string& field) {
  if (const auto gained = load_holdings(tx, caller).gain(from, to))
    throw ApiError(
        Errc::forbidden,
        "it would come within reach of your permission " + std::string(name_of(*gained)) +
            ", which you do not hold where it is now",
        field);
}

api::Caller begin_admin(db::Tx& tx, const api::Caller& caller, api::Permission permission) {
  if (tx.corp() != caller.corp) tx.set_corp(caller.corp);  // a deferred operation's own transaction
  audit::lock(tx);
  api::Caller now = enter_again(tx, caller);
  if (!now.may(permission)) throw lacking(permission);
  return now;
}

}  // namespace weft::identity
