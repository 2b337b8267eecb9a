// The table of operations on roles.
#include "identity/operations.hpp"
#include "identity/service_roles.hpp"

namespace weft::identity {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Permission;
using api::Policy;

void add_definitions(std::vector<api::Operation>& list) {
  list.push_back(api::transactional<api::Nothing, PermissionList>(
      Declaration(
          "permission.list", Method::get, "/api/v1/permissions", Policy::staff,
          "The permissions there are, and which of them can be held for departments"),
      [](db::Tx&, const Context&, const api::Nothing&) { return list_permissions(); }));
  list.push_back(api::transactional<api::Nothing, RoleList>(
      Declaration(
          "role.list", Method::get, "/api/v1/roles", Policy::staff,
          "The roles, for who gives them and who reads the audit log"),
      [](db::Tx& tx, const Context& context, const api::Nothing&) { return list_roles(tx, context); }));
  list.push_back(api::transactional<RoleInput, RoleView>(
      Declaration("role.get", Method::get, "/api/v1/roles/{role}", Policy::staff, "One role, by id or built-in name"),
      [](db::Tx& tx, const Context& context, const RoleInput& in) { return get_role(tx, context, in); }));
  list.push_back(api::transactional<CreateRole, RoleView>(
      Declaration(
          "role.create", Method::post, "/api/v1/roles", Permission::roles_manage,
          "Make a role of permissions that you hold for the whole company"),
      [](db::Tx& tx, const Context& context, const CreateRole& in) { return create_role(tx, context, in); }));
  list.push_back(api::transactional<UpdateRole, RoleView>(
      Declaration(
          "role.update", Method::patch, "/api/v1/roles/{role}", Permission::roles_manage,
          "Change a role; who holds it may do so with the next request"),
      [](db::Tx& tx, const Context& context, const UpdateRole& in) { return update_role(tx, context, in); }));
  list.push_back(api::transactional<RoleInput, DeletedRole>(
      Declaration(
          "role.delete", Method::del, "/api/v1/roles/{role}", Permission::roles_manage, "Remove a role nobody holds"),
      [](db::Tx& tx, const Context& context, const RoleInput& in) { return delete_role(tx, context, in); }));
}

void add_assignments(std::vector<api::Operation>& list) {
  list.push_back(api::transactional<AssignRole, AssignmentView>(
      Declaration(
          "role.assign", Method::put, "/api/v1/roles/{role}/members/{member}", Permission::roles_manage,
          "Give a member a role for the company or for departments, or move the one it has elsewhere"),
      [](db::Tx& tx, const Context& context, const AssignRole& in) { return assign_role(tx, context, in); }));
  list.push_back(api::transactional<UnassignRole, Unassigned>(
      Declaration(
          "role.unassign", Method::del, "/api/v1/roles/{role}/members/{member}", Permission::roles_manage,
          "Take a role from a member; one owner always remains"),
      [](db::Tx& tx, const Context& context, const UnassignRole& in) { return unassign_role(tx, context, in); }));
  list.push_back(api::transactional<ListAssignments, api::Page<AssignmentView>>(
      Declaration(
          "role.assignments", Method::get, "/api/v1/role-assignments", Policy::staff,
          "Who holds which role and where; administrators of a region see their region"),
      [](db::Tx& tx, const Context& context, const ListAssignments& in) { return list_assignments(tx, context, in); }));
}

}  // namespace

void add_roles(std::vector<api::Operation>& list) {
  add_definitions(list);
  add_assignments(list);
}

}  // namespace weft::identity
