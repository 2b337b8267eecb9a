// The SQL of roles: definitions, who holds them, where.
#pragma once
#include "identity/store.hpp"
#include <weft/identity/roles.hpp>

#include <map>

namespace weft::identity::store {

struct RoleRow {
  RoleId id;
  std::optional<BuiltIn> builtin;
  std::string name;
  std::string description;
  api::PermissionSet permissions;  ///< of a role that is not built in
  std::int64_t holders = 0;
};
/// Built-in ones first, then by name; 200 at most.
std::vector<RoleRow> roles(db::Tx& tx);
std::optional<RoleRow> role(db::Tx& tx, const RoleId& id);
std::optional<RoleRow> role(db::Tx& tx, BuiltIn builtin);
std::int64_t count_custom_roles(db::Tx& tx);
/// False when the name is taken.
bool insert_role(db::Tx& tx, const RoleRow& role);
/// False when the name is another's.
bool update_role_definition(db::Tx& tx, const RoleRow& role);
void delete_role(db::Tx& tx, const RoleId& id);

struct AssignmentRow {
  PrincipalId principal;
  RoleId role;
  std::optional<BuiltIn> builtin;
  std::string name;
  bool company = false;
  std::vector<std::string> paths;
  std::optional<PrincipalId> granted_by;
  Time granted_at;
};
/// What of the assignments is asked for.
struct AssignmentFilter {
  std::optional<PrincipalId> principal;
  std::optional<RoleId> role;
  bool everybody = true;  ///< else only members below `paths`
  std::vector<std::string> paths;
};
/// In the order of person and role, after `after`.
std::vector<AssignmentRow> assignments(
    db::Tx& tx, const AssignmentFilter& filter, const std::pair<PrincipalId, RoleId>& after, std::int64_t limit);
std::optional<AssignmentRow> assignment(db::Tx& tx, const PrincipalId& principal, const RoleId& role);
std::int64_t count_assignments(db::Tx& tx, const PrincipalId& principal);
/// Sets what it gives now and where; no departments: the whole company.
void put_assignment(
    db::Tx& tx, const PrincipalId& principal, const RoleId& role, const std::vector<std::int64_t>& departments,
    const std::optional<PrincipalId>& granted_by);
void delete_assignment(db::Tx& tx, const PrincipalId& principal, const RoleId& role);
void delete_assignments(db::Tx& tx, const PrincipalId& principal);
/// Gives the person the owner or the admin role for the company, or neither; whatever else it holds stays.
void put_rank(db::Tx& tx, const PrincipalId& principal, api::Role rank);
/// members.role and members.administers, from the assignments.
void refresh_rank(db::Tx& tx, const std::vector<PrincipalId>& principals);

}  // namespace weft::identity::store
