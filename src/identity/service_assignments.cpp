// Who holds which role and where. A grant is compared with all that the giver holds: permission by permission, place by
// place.
#include "identity/grants.hpp"
#include "identity/service_roles.hpp"
#include <weft/base/json.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/admin.hpp>
#include <weft/identity/visibility.hpp>

namespace weft::identity {
namespace {

constexpr std::int64_t kMostAssignments = 20;  // of one person
constexpr std::string_view kList = "role_assignments";

std::vector<std::int64_t> numbers_of(const std::vector<std::string>& paths) {
  std::vector<std::int64_t> numbers;
  for (const std::string& path : paths)
    numbers.push_back(department_of(path));
  return numbers;
}

Json scope_of(bool company, const std::vector<std::string>& paths) {
  if (company) return {{"company", true}};
  return {{"departments", numbers_of(paths)}};
}

Grant grant_of(const store::RoleRow& role, bool company, std::vector<std::string> paths) {
  return {role.id, role.builtin, effective(role.builtin, role.permissions, company), company, std::move(paths)};
}

/// The paths of the departments asked for; none for the company.
std::vector<std::string> asked_paths(db::Tx& tx, const AssignRole& input) {
  if (input.company.value_or(false) == input.departments.has_value())
    refuse_field("departments", "say either \"company\": true or departments");
  std::vector<std::string> paths;
  if (!input.departments) return paths;
  const std::vector<std::int64_t> numbers(input.departments->begin(), input.departments->end());
  const auto known = store::paths_of(tx, numbers);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto path = known.find(numbers[i]);
    if (path == known.end()) refuse_field("departments[" + std::to_string(i) + "]", "there is no such department");
    paths.push_back(path->second);
  }
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  return paths;
}

/// Raises forbidden unless `held` includes the grant, and the right to give roles there.
void require_grant(const Holdings& held, const Grant& grant) {
  Grant giving = grant;
  giving.builtin.reset();
  giving.permissions = {api::Permission::roles_manage};
  if (!held.covers(giving)) throw ApiError(Errc::forbidden, "you do not give roles there");
  if (!held.covers(grant)) throw ApiError(Errc::forbidden, "nobody gives or takes what they do not hold there");
}

void check_grant(const store::RoleRow& role, const Grant& grant) {
  if (grant.company) return;
  if (role.builtin == BuiltIn::owner) refuse_field("departments", "an owner is one of the whole company");
  if (grant.permissions.empty()) refuse_field("departments", "nothing of this role can be held for departments");
}

/// Somebody whom the caller may give roles to and take roles from: a member, or by its id an app, which stands in no
/// department.
PrincipalId target_of(db::Tx& tx, const api::Caller& caller, const PersonRef& ref) {
  const PrincipalId target = find_seen(tx, caller, ref);
  const auto principal = load_principal(tx, target);
  if (principal && principal->kind == PrincipalKind::app)
    require_company(tx, caller, api::Permission::roles_manage);
  else
    require_reach(tx, caller, api::Permission::roles_manage, target);
  require_not_above(tx, caller, target);
  return target;
}

AssignmentView view(const store::AssignmentRow& row, Principal member) {
  return {std::move(member), {row.role, row.builtin, row.name}, row.company, numbers_of(row.paths), row.granted_by,
          row.granted_at};
}

void audit_scope(
    db::Tx& tx, const api::Context& context, const std::string& action, const PrincipalId& target,
    const store::RoleRow& role, const Json& before, const Json& after) {
  Json detail = parse_json(audit::change(before, after).text);
  detail["role"] = role.id.str();
  detail["name"] = role.name;
  audit::append(tx, {origin_of(context), action, target.str(), {detail.dump()}});
}

Json scope_or_null(const std::optional<store::AssignmentRow>& row) {
  return row ? scope_of(row->company, row->paths) : Json();
}

}  // namespace

void require_grantable(db::Tx& tx, const api::Caller& caller, api::Role rank) {
  if (rank == api::Role::member) return;
  const auto role = store::role(tx, rank == api::Role::owner ? BuiltIn::owner : BuiltIn::admin).value();
  require_grant(load_holdings(tx, caller), grant_of(role, true, {}));
}

AssignmentView assign_role(db::Tx& tx, const api::Context& context, const AssignRole& input) {
  const api::Caller caller = begin_admin(tx, context.who(), api::Permission::roles_manage);
  const auto role = find_role(tx, input.role);
  const PrincipalId target = target_of(tx, caller, input.member);
  auto principal = load_principal(tx, target).value();
  if (principal.status == PrincipalStatus::left) throw ApiError(Errc::conflict, "this member has left the company");
  const auto paths = asked_paths(tx, input);
  const Grant grant = grant_of(role, !input.departments, paths);
  check_grant(role, grant);
  if (role.builtin == BuiltIn::owner && principal.kind == PrincipalKind::app)
    refuse_field("role", "an owner is somebody, not an app");
  const Holdings held = load_holdings(tx, caller);
  require_grant(held, grant);
  const auto before = store::assignment(tx, target, role.id);
  if (before) require_grant(held, grant_of(role, before->company, before->paths));
  if (!before && store::count_assignments(tx, target) >= kMostAssignments)
    throw ApiError(Errc::conflict, "nobody holds more than " + std::to_string(kMostAssignments) + " roles");
  const Json is = scope_of(grant.company, paths);
  if (scope_or_null(before) != is) {
    store::put_assignment(tx, target, role.id, numbers_of(paths), caller.principal);
    store::refresh_rank(tx, {target});
    audit_scope(tx, context, "role.assign", target, role, scope_or_null(before), is);
    principal = load_principal(tx, target).value();
  }
  return view(store::assignment(tx, target, role.id).value(), std::move(principal));
}

Unassigned unassign_role(db::Tx& tx, const api::Context& context, const UnassignRole& input) {
  const api::Caller caller = begin_admin(tx, context.who(), api::Permission::roles_manage);
  const auto role = find_role(tx, input.role);
  const PrincipalId target = target_of(tx, caller, input.member);
  const auto before = store::assignment(tx, target, role.id);
  if (!before) return {false};
  require_grant(load_holdings(tx, caller), grant_of(role, before->company, before->paths));
  if (role.builtin == BuiltIn::owner && store::count_other_owners(tx, target) == 0)
    throw ApiError(Errc::conflict, "the company would be left without an owner");
  store::delete_assignment(tx, target, role.id);
  store::refresh_rank(tx, {target});
  audit_scope(tx, context, "role.unassign", target, role, scope_or_null(before), nullptr);
  return {true};
}

api::Page<AssignmentView> list_assignments(db::Tx& tx, const api::Context& context, const ListAssignments& input) {
  const api::Caller& caller = context.who();
  store::AssignmentFilter filter;
  if (!caller.may(api::Permission::audit_read)) {
    const Reach held = reach(tx, caller, api::Permission::roles_manage);
    if (held.empty()) throw ApiError(Errc::forbidden, "this needs the permission roles_manage or audit_read");
    filter.everybody = held.company;
    filter.paths = held.paths;
  }
  if (input.member) filter.principal = find_seen(tx, caller, *input.member);
  if (input.role) filter.role = find_role(tx, *input.role).id;
  std::pair<PrincipalId, RoleId> after;
  if (input.cursor) {
    const auto keys = api::decode_cursor(kList, *input.cursor, 2);
    after = {api::cursor_id<PrincipalId>(keys[0]), api::cursor_id<RoleId>(keys[1])};
  }
  const auto limit = api::limit_of(input.limit);
  const auto rows = store::assignments(tx, filter, after, limit + 1);
  std::vector<PrincipalId> ids;
  for (const auto& row : rows)
    ids.push_back(row.principal);
  auto members = load_principals(tx, ids);
  std::vector<AssignmentView> items;
  for (std::size_t i = 0; i < rows.size(); ++i)
    items.push_back(view(rows[i], std::move(members[i])));
  return api::make_page(std::move(items), limit, kList, [](const AssignmentView& last) {
    return std::vector{last.member.id.str(), last.role.id.str()};
  });
}

}  // namespace weft::identity
