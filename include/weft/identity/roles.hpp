// Roles: named sets of permissions, and who holds them where.
#pragma once
#include <weft/api/permission.hpp>
#include <weft/base/clock.hpp>
#include <weft/base/id.hpp>
#include <weft/db/tx.hpp>
#include <weft/identity/access.hpp>

#include <boost/describe.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace weft::identity {

using RoleId = Id<struct RoleTag>;

/// Roles that every company has, and that nobody changes.
enum class BuiltIn : std::uint8_t { owner, admin, directory_admin, auditor };
BOOST_DESCRIBE_ENUM(BuiltIn, owner, admin, directory_admin, auditor)

api::PermissionSet permissions_of(BuiltIn role);

/// The permissions that can be held for departments instead of the whole company. Handlers of operations that ask for
/// one of them look at where it reaches (require_reach); all others are held for the whole company or not at all.
inline constexpr api::PermissionSet kForDepartments = {
    api::Permission::departments_manage,    api::Permission::members_manage,     api::Permission::members_offboard,
    api::Permission::passwords_reset,       api::Permission::directory_import,   api::Permission::directory_export,
    api::Permission::directory_see_all,     api::Permission::invitations_manage, api::Permission::roles_manage,
    api::Permission::groups_manage,         api::Permission::customers_manage,   api::Permission::contact_ways_manage,
    api::Permission::customer_figures_read, api::Permission::broadcasts_manage};

/// What one role gives one person.
struct Grant {
  RoleId role = {};
  std::optional<BuiltIn> builtin = {};
  api::PermissionSet permissions = {};  ///< of a grant for departments: only those that can be held for departments
  bool company = false;
  std::vector<std::string> paths = {};  ///< of the departments, where it is not the company
};

/// All that a person may do.
class Holdings {
 public:
  explicit Holdings(std::vector<Grant> grants) : grants_(std::move(grants)) {}

  bool owner() const;
  Reach reach(api::Permission permission) const;
  /// In some scope.
  api::PermissionSet permissions() const;
  /// Whether each permission of `grant` is held wherever it gives it; being owner is covered by an owner only.
  bool covers(const Grant& grant) const;
  bool covers(const Holdings& other) const;
  /// A permission that reaches `to` and none of `from`, paths of departments: what would be gained over somebody who
  /// stands at `from` by being put at `to`.
  std::optional<api::Permission> gain(std::span<const std::string> from, std::string_view to) const;

 private:
  std::vector<Grant> grants_;
};

/// As the database says now, in one statement; also of somebody who is disabled and may be let back in.
Holdings load_holdings(db::Tx& tx, const PrincipalId& principal);
/// The same of a caller: what its key leaves out it does not hold.
Holdings load_holdings(db::Tx& tx, const api::Caller& caller);

/// Takes all roles of somebody who is gone.
void take_roles(db::Tx& tx, const PrincipalId& principal);

}  // namespace weft::identity
