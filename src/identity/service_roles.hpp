// The rules of roles: nobody grants what they do not hold, acts outside their scope, or leaves the company without an
// owner.
#pragma once
#include "identity/store_roles.hpp"
#include "identity/types_roles.hpp"
#include <weft/api/define.hpp>
#include <weft/identity/audit.hpp>

namespace weft::identity {

// ---- service_roles.cpp: definitions
PermissionList list_permissions();
RoleList list_roles(db::Tx& tx, const api::Context& context);
RoleView get_role(db::Tx& tx, const api::Context& context, const RoleInput& input);
RoleView create_role(db::Tx& tx, const api::Context& context, const CreateRole& input);
RoleView update_role(db::Tx& tx, const api::Context& context, const UpdateRole& input);
DeletedRole delete_role(db::Tx& tx, const api::Context& context, const RoleInput& input);
/// Raises not_found.
store::RoleRow find_role(db::Tx& tx, const RoleRef& ref);

// ---- service_assignments.cpp: who holds them
AssignmentView assign_role(db::Tx& tx, const api::Context& context, const AssignRole& input);
Unassigned unassign_role(db::Tx& tx, const api::Context& context, const UnassignRole& input);
api::Page<AssignmentView> list_assignments(db::Tx& tx, const api::Context& context, const ListAssignments& input);
/// What a caller with roles_manage may give a member of the company as its rank; raises forbidden.
void require_grantable(db::Tx& tx, const api::Caller& caller, api::Role rank);

/// The role as the audit log tells of it.
Json audited(const store::RoleRow& role);

}  // namespace weft::identity
