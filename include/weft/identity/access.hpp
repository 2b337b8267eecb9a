// How far somebody's permissions reach. What the handlers of administrative operations ask before they act.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/db/tx.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace weft::identity {

/// Where a permission holds: the whole company, or subtrees of its departments.
struct Reach {
  bool company = false;
  std::vector<std::string> paths;  ///< of the departments at the tops ("/1/5/"), sorted, none inside another

  bool empty() const { return !company && paths.empty(); }
  /// Whether a department with this path is inside.
  bool covers(std::string_view path) const;
  /// The numbers of the departments at the tops; of the whole company its root.
  std::vector<std::int64_t> tops() const;
};

/// Where the caller holds the permission now, as the database says; empty where it does not hold it at all or is not
/// active.
Reach reach(db::Tx& tx, const api::Caller& caller, api::Permission permission);

/// Whether one of the member's departments is inside; false for a principal that is not a member.
bool reaches(db::Tx& tx, const Reach& reach, const PrincipalId& principal);

/// Raises forbidden unless the caller holds the permission for this member: for the whole company, or for a subtree
/// that one of the member's departments is in. Raises not_found for a principal that is not a member. Gives the reach.
Reach require_reach(db::Tx& tx, const api::Caller& caller, api::Permission permission, const PrincipalId& principal);

/// The same for a department: raises not_found when there is none with this number.
Reach require_department(db::Tx& tx, const api::Caller& caller, api::Permission permission, std::int64_t department);

/// Raises forbidden when the principal may do something, somewhere, that the caller may not: nobody disables or resets
/// whom they could not have made. Of owners only owners do.
void require_not_above(db::Tx& tx, const api::Caller& caller, const PrincipalId& principal);

/// Raises forbidden when somebody or something that stands at `from` (paths of departments) would come within the reach
/// of one of the caller's permissions by being put at `to`: nobody brings people under permissions by moving them.
void require_no_gain(
    db::Tx& tx, const api::Caller& caller, std::span<const std::string> from, std::string_view to,
    const std::string& field);

/// Raises forbidden unless the permission reaches the whole company.
void require_company(db::Tx& tx, const api::Caller& caller, api::Permission permission);

/// First step of an administrative write: puts it in the company's line (audit::lock), and looks again at the caller,
/// whose session and permissions the write before may have ended. The caller as it is now. Raises unauthenticated, or
/// forbidden without the permission.
api::Caller begin_admin(db::Tx& tx, const api::Caller& caller, api::Permission permission);

}  // namespace weft::identity
