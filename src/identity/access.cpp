// What somebody may do and where: reach of permissions, and the first step of administrative writes.
#include "identity/access.hpp"

#include "identity/service.hpp"
#include "identity/store.hpp"
#include <weft/identity/access.hpp>

namespace weft::identity {
namespace {

ApiError lacking(api::Permission permission) {
  return ApiError(Errc::forbidden, "this needs the permission " + std::string(name_of(permission)));
}

}  // namespace

api::PermissionSet rank_permissions(api::Role rank) {
  if (rank == api::Role::member) return {};
  auto held = api::PermissionSet::all();
  if (rank == api::Role::admin) held.erase(api::Permission::roles_manage);
  return held;
}

bool Reach::covers(std::string_view path) const {
  return company || std::any_of(paths.begin(), paths.end(), [&](const auto& top) { return path.starts_with(top); });
}

Reach reach(db::Tx& tx, const api::Caller& caller, api::Permission permission) {
  const auto account = store::account(tx, caller.principal);
  const bool active = account && account->status == PrincipalStatus::active;
  return {active && rank_permissions(account->role).contains(permission), {}};
}

Reach require_reach(db::Tx& tx, const api::Caller& caller, api::Permission permission, const PrincipalId& principal) {
  Reach held = reach(tx, caller, permission);
  if (held.empty()) throw lacking(permission);
  if (!store::account(tx, principal)) throw ApiError(Errc::not_found);
  return held;
}

void require_company(db::Tx& tx, const api::Caller& caller, api::Permission permission) {
  const Reach held = reach(tx, caller, permission);
  if (held.empty()) throw lacking(permission);
  if (!held.company) throw ApiError(Errc::forbidden, "this needs the permission for the whole company");
}

api::Caller begin_admin(db::Tx& tx, const api::Caller& caller, api::Permission permission) {
  if (tx.corp() != caller.corp) tx.set_corp(caller.corp);  // a deferred operation's own transaction
  audit::lock(tx);
  api::Caller now = enter_again(tx, caller);
  if (!now.may(permission)) throw lacking(permission);
  return now;
}

}  // namespace weft::identity
