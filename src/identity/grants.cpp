// What roles permit, and the questions asked of all that a person holds.
#include "identity/grants.hpp"

#include "identity/store_roles.hpp"

#include <algorithm>
#include <charconv>

namespace weft::identity {
namespace {

using api::Permission;
using api::PermissionSet;

/// Calls `visit` with each part of `text` between `separator`s.
template <class Visit>
void split(std::string_view text, char separator, Visit visit) {
  while (!text.empty()) {
    const auto end = std::min(text.find(separator), text.size());
    visit(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace

PermissionSet permissions_of(BuiltIn role) {
  switch (role) {
    case BuiltIn::owner: return PermissionSet::all();
    case BuiltIn::admin: {
      auto all = PermissionSet::all();
      all.erase(Permission::roles_manage);
      return all;
    }
    case BuiltIn::directory_admin:
      return {Permission::departments_manage, Permission::members_manage,    Permission::members_offboard,
              Permission::passwords_reset,    Permission::tags_manage,       Permission::fields_manage,
              Permission::visibility_manage,  Permission::directory_see_all, Permission::directory_import,
              Permission::directory_export,   Permission::invitations_manage};
    case BuiltIn::auditor: break;
  }
  return {Permission::audit_read};
}

PermissionSet parse_permissions(std::string_view names) {
  PermissionSet set;
  split(names, ',', [&](std::string_view name) {
    Permission permission{};
    if (boost::describe::enum_from_string(std::string(name).c_str(), permission)) set.insert(permission);
  });
  return set;
}

PermissionSet effective(const std::optional<BuiltIn>& builtin, PermissionSet custom, bool company) {
  const PermissionSet given = builtin ? permissions_of(*builtin) : custom;
  if (company) return given;
  PermissionSet kept;
  given.for_each([&](Permission permission) {
    if (kForDepartments.contains(permission)) kept.insert(permission);
  });
  return kept;
}

PermissionSet parse_grants(std::string_view text) {
  PermissionSet set;
  split(text, ' ', [&](std::string_view word) {
    const auto colon = word.find(':');
    if (colon == std::string_view::npos || colon == 0) return;
    std::optional<BuiltIn> builtin;
    BuiltIn known{};
    if (boost::describe::enum_from_string(std::string(word.substr(1, colon - 1)).c_str(), known)) builtin = known;
    set.insert(effective(builtin, parse_permissions(word.substr(colon + 1)), word[0] == 'c'));
  });
  return set;
}

std::int64_t department_of(std::string_view path) {
  path.remove_suffix(path.empty() ? 0 : 1);
  path.remove_prefix(path.rfind('/') + 1);
  std::int64_t number = 0;
  std::from_chars(path.data(), path.data() + path.size(), number);
  return number;
}

bool Holdings::owner() const {
  return std::any_of(grants_.begin(), grants_.end(), [](const Grant& grant) {
    return grant.company && grant.builtin == BuiltIn::owner;
  });
}

Reach Holdings::reach(Permission permission) const {
  Reach found;
  std::vector<std::string> paths;
  for (const Grant& grant : grants_) {
    if (!grant.permissions.contains(permission)) continue;
    if (grant.company) found.company = true;
    paths.insert(paths.end(), grant.paths.begin(), grant.paths.end());
  }
  if (found.company) return found;
  // In order, a department comes right before those below it.
  std::sort(paths.begin(), paths.end());
  for (std::string& path : paths)
    if (found.paths.empty() || !path.starts_with(found.paths.back())) found.paths.push_back(std::move(path));
  return found;
}

PermissionSet Holdings::permissions() const {
  PermissionSet all;
  for (const Grant& grant : grants_)
    if (grant.company || !grant.paths.empty()) all.insert(grant.permissions);
  return all;
}

std::optional<Permission> Holdings::gain(std::span<const std::string> from, std::string_view to) const {
  std::optional<Permission> gained;
  permissions().for_each([&](Permission permission) {
    const Reach within = reach(permission);
    if (within.company) return;  // it reached already
    const bool before = std::any_of(from.begin(), from.end(), [&](const auto& path) { return within.covers(path); });
    if (!before && within.covers(to)) gained = permission;
  });
  return gained;
}

bool Holdings::covers(const Grant& grant) const {
  if (grant.builtin == BuiltIn::owner && !owner()) return false;
  bool all = true;
  grant.permissions.for_each([&](Permission permission) {
    const Reach held = reach(permission);
    const auto inside = [&](const std::string& path) { return held.covers(path); };
    all = all && (grant.company ? held.company : std::all_of(grant.paths.begin(), grant.paths.end(), inside));
  });
  return all;
}

bool Holdings::covers(const Holdings& other) const {
  return std::all_of(other.grants_.begin(), other.grants_.end(), [&](const Grant& grant) { return covers(grant); });
}

PermissionSet in_both(PermissionSet one, PermissionSet other) {
  PermissionSet both;
  one.for_each([&](Permission permission) {
    if (other.contains(permission)) both.insert(permission);
  });
  return both;
}

std::vector<Grant> grants_of(db::Tx& tx, const api::Caller& caller, bool inactive_too) {
  auto grants = store::grants(tx, caller.principal, inactive_too);
  const auto narrowed = caller.app ? store::narrowed(tx, caller.session) : std::nullopt;
  for (Grant& grant : grants)
    if (narrowed) grant.permissions = in_both(grant.permissions, *narrowed);
  return grants;
}

Holdings load_holdings(db::Tx& tx, const PrincipalId& principal) {
  return Holdings(store::grants(tx, principal, true));
}

Holdings load_holdings(db::Tx& tx, const api::Caller& caller) {
  return Holdings(grants_of(tx, caller, true));
}

void take_roles(db::Tx& tx, const PrincipalId& principal) {
  store::delete_assignments(tx, principal);
}

}  // namespace weft::identity
