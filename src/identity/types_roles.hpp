// Inputs and outputs of the operations on roles, as in docs/access.md.
#pragma once
#include "identity/types.hpp"
#include <weft/identity/roles.hpp>

namespace weft::identity {

/// The id of a role, or the name of a built-in one.
using RoleRef = Text<1, 64>;
using RoleName = Text<1, 50>;
using RoleDescription = Text<0, 200>;
using RolePermissions = List<api::Permission, 0, 63>;

struct RoleView {
  RoleId id;
  std::optional<BuiltIn> builtin;
  std::string name;
  std::string description;
  std::vector<api::Permission> permissions;
  std::int64_t holders = 0;
};
BOOST_DESCRIBE_STRUCT(RoleView, (), (id, builtin, name, description, permissions, holders))

struct RoleList {
  std::vector<RoleView> items;
};
BOOST_DESCRIBE_STRUCT(RoleList, (), (items))

struct PermissionView {
  api::Permission permission = {};
  bool departments = false;  ///< can be held for departments alone
};
BOOST_DESCRIBE_STRUCT(PermissionView, (), (permission, departments))

struct PermissionList {
  std::vector<PermissionView> items;
};
BOOST_DESCRIBE_STRUCT(PermissionList, (), (items))

struct RoleInput {
  RoleRef role;
};
BOOST_DESCRIBE_STRUCT(RoleInput, (), (role))

struct CreateRole {
  RoleName name;
  std::optional<RoleDescription> description;
  RolePermissions permissions;
};
BOOST_DESCRIBE_STRUCT(CreateRole, (), (name, description, permissions))

struct UpdateRole {
  RoleRef role;
  std::optional<RoleName> name;
  std::optional<RoleDescription> description;
  std::optional<RolePermissions> permissions;
};
BOOST_DESCRIBE_STRUCT(UpdateRole, (), (role, name, description, permissions))

struct DeletedRole {
  bool deleted = true;
};
BOOST_DESCRIBE_STRUCT(DeletedRole, (), (deleted))

/// Where a role holds: exactly one of the two.
struct AssignRole {
  RoleRef role;
  PersonRef member;
  std::optional<bool> company;
  std::optional<List<Int<1, 2147483647>, 1, 100>> departments;
};
BOOST_DESCRIBE_STRUCT(AssignRole, (), (role, member, company, departments))

struct UnassignRole {
  RoleRef role;
  PersonRef member;
};
BOOST_DESCRIBE_STRUCT(UnassignRole, (), (role, member))

struct HeldRole {
  RoleId id;
  std::optional<BuiltIn> builtin;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(HeldRole, (), (id, builtin, name))

struct AssignmentView {
  Principal member;
  HeldRole role;
  bool company = false;
  std::vector<std::int64_t> departments;
  std::optional<PrincipalId> granted_by;
  Time granted_at;
};
BOOST_DESCRIBE_STRUCT(AssignmentView, (), (member, role, company, departments, granted_by, granted_at))

struct ListAssignments {
  std::optional<PersonRef> member;
  std::optional<RoleRef> role;
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListAssignments, (), (member, role, limit, cursor))

struct Unassigned {
  bool unassigned = true;  ///< false when it was not assigned
};
BOOST_DESCRIBE_STRUCT(Unassigned, (), (unassigned))

}  // namespace weft::identity
