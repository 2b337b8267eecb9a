// What roles there are: a definition holds for the whole company, so whoever writes one holds all of it there.
#include "identity/service_roles.hpp"

#include <weft/base/json.hpp>
#include <weft/identity/access.hpp>

namespace weft::identity {
namespace {

constexpr std::int64_t kMostRoles = 100;  // beside the built-in ones

std::vector<api::Permission> listed(api::PermissionSet set) {
  std::vector<api::Permission> list;
  set.for_each([&](api::Permission permission) { list.push_back(permission); });
  return list;
}

api::PermissionSet set_of(const RolePermissions& list) {
  api::PermissionSet set;
  for (const api::Permission permission : list)
    set.insert(permission);
  return set;
}

RoleView view(const store::RoleRow& row) {
  const auto held = row.builtin ? permissions_of(*row.builtin) : row.permissions;
  return {row.id, row.builtin, row.name, row.description, listed(held), row.holders};
}

/// Administrators of roles and readers of the audit log.
void require_reader(const api::Context& context) {
  const api::Caller& caller = context.who();
  if (!caller.may(api::Permission::roles_manage) && !caller.may(api::Permission::audit_read))
    throw ApiError(Errc::forbidden, "this needs the permission roles_manage or audit_read");
}

void check_name(const RoleName& name) {
  const bool blank = name.value.find_first_not_of(' ') == std::string::npos;
  const bool control = std::any_of(name.value.begin(), name.value.end(), [](unsigned char c) { return c < 0x20; });
  if (blank || control) refuse_field("name", "must not be blank or hold control characters");
}

/// The line of writers, with the right to define roles.
api::Caller begin_definition(db::Tx& tx, const api::Context& context) {
  api::Caller caller = begin_admin(tx, context.who(), api::Permission::roles_manage);
  require_company(tx, caller, api::Permission::roles_manage);
  return caller;
}

void require_held(db::Tx& tx, const api::Caller& caller, api::PermissionSet permissions) {
  const Holdings held = load_holdings(tx, caller);
  permissions.for_each([&](api::Permission permission) {
    if (!held.reach(permission).company)
      throw ApiError(
          Errc::forbidden, "you do not hold " + std::string(name_of(permission)) + " for the whole company yourself",
          "permissions");
  });
}

store::RoleRow find_custom(db::Tx& tx, const RoleRef& ref) {
  auto role = find_role(tx, ref);
  if (role.builtin) throw ApiError(Errc::conflict, "a built-in role stays as it is", "role");
  return role;
}

ApiError taken(const std::string& name) {
  return ApiError(Errc::conflict, "there is a role named " + name + " already", "name");
}

}  // namespace

Json audited(const store::RoleRow& role) {
  Json names = Json::array();
  role.permissions.for_each([&](api::Permission permission) { names.push_back(name_of(permission)); });
  return {{"name", role.name}, {"description", role.description}, {"permissions", names}};
}

store::RoleRow find_role(db::Tx& tx, const RoleRef& ref) {
  std::optional<store::RoleRow> found;
  BuiltIn builtin{};
  if (boost::describe::enum_from_string(ref.value.c_str(), builtin)) {
    found = store::role(tx, builtin);
  } else if (const auto id = RoleId::parse(ref.value)) {
    found = store::role(tx, *id);
  }
  if (!found) throw ApiError(Errc::not_found, "there is no such role: " + ref.value, "role");
  return *found;
}

PermissionList list_permissions() {
  PermissionList list;
  api::PermissionSet::all().for_each([&](api::Permission permission) {
    list.items.push_back({permission, kForDepartments.contains(permission)});
  });
  return list;
}

RoleList list_roles(db::Tx& tx, const api::Context& context) {
  require_reader(context);
  RoleList list;
  for (const auto& row : store::roles(tx))
    list.items.push_back(view(row));
  return list;
}

RoleView get_role(db::Tx& tx, const api::Context& context, const RoleInput& input) {
  require_reader(context);
  return view(find_role(tx, input.role));
}

RoleView create_role(db::Tx& tx, const api::Context& context, const CreateRole& input) {
  const api::Caller caller = begin_definition(tx, context);
  check_name(input.name);
  store::RoleRow role;
  role.id = RoleId::make();
  role.name = input.name.value;
  role.description = input.description ? input.description->value : "";
  role.permissions = set_of(input.permissions);
  require_held(tx, caller, role.permissions);
  if (store::count_custom_roles(tx) >= kMostRoles)
    throw ApiError(Errc::conflict, "a company has at most " + std::to_string(kMostRoles) + " roles of its own");
  if (!store::insert_role(tx, role)) throw taken(role.name);
  audit::append(tx, {origin_of(context), "role.create", role.id.str(), audit::change(nullptr, audited(role))});
  return view(role);
}

RoleView update_role(db::Tx& tx, const api::Context& context, const UpdateRole& input) {
  const api::Caller caller = begin_definition(tx, context);
  const store::RoleRow before = find_custom(tx, input.role);
  store::RoleRow after = before;
  if (input.name) {
    check_name(*input.name);
    after.name = input.name->value;
  }
  if (input.description) after.description = input.description->value;
  if (input.permissions) after.permissions = set_of(*input.permissions);
  // Who takes a permission away from its holders must be above it, as who gives it.
  require_held(tx, caller, before.permissions);
  require_held(tx, caller, after.permissions);
  const Json was = audited(before), is = audited(after);
  if (was == is) return view(before);
  if (!store::update_role_definition(tx, after)) throw taken(after.name);
  audit::append(tx, {origin_of(context), "role.update", after.id.str(), audit::change(was, is)});
  return view(after);
}

DeletedRole delete_role(db::Tx& tx, const api::Context& context, const RoleInput& input) {
  const api::Caller caller = begin_definition(tx, context);
  const store::RoleRow role = find_custom(tx, input.role);
  require_held(tx, caller, role.permissions);
  if (role.holders > 0)
    throw ApiError(Errc::conflict, std::to_string(role.holders) + " people hold this role: take it from them first");
  store::delete_role(tx, role.id);
  audit::append(tx, {origin_of(context), "role.delete", role.id.str(), audit::change(audited(role), nullptr)});
  return {};
}

}  // namespace weft::identity
