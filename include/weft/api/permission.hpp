// What an administrator may do, by name. Operations ask for permissions, roles are sets of them.
#pragma once
#include <boost/describe.hpp>
#include <boost/mp11.hpp>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace weft::api {

/// At most 63. The names are stored and sent: new ones come at the end, none is renamed.
enum class Permission : std::uint8_t {
  departments_manage,  ///< make, move, name and delete departments
  members_manage,      ///< add members, change them, disable them and let them back in
  members_offboard,    ///< end somebody's time in the company, hand over what is left
  passwords_reset,     ///< give others a new password
  tags_manage,
  fields_manage,      ///< the company's own fields of a member
  visibility_manage,  ///< who sees whom
  directory_see_all,  ///< sees what visibility rules hide
  directory_import,
  directory_export,
  invitations_manage,
  roles_manage,  ///< make roles and give them to people
  settings_manage,
  audit_read,
  watermark_manage,
  watermark_trace,  ///< find the viewer from the token of a watermark
  groups_manage,
  words_manage,  ///< banned words
  robots_manage,
  retention_manage,
  legal_hold_manage,
  files_manage,
  customers_manage,       ///< customers of others: records, hand-over, who may serve
  customer_tags_manage,   ///< tags of customers, their fields
  contact_ways_manage,    ///< ways of others, join ways of customer groups
  customers_privacy,      ///< carry out or erase everything about a customer
  library_manage,         ///< the company's quick replies and content
  sales_groups_manage,    ///< rule groups of the customer side
  customer_figures_read,  ///< statistics of the customer side
  broadcasts_manage,      ///< broadcasts in the company's name, and their rules
  apps_manage,            ///< apps: their range, menus, secrets
  webhooks_manage,        ///< who outside is told of what
};
BOOST_DESCRIBE_ENUM(
    Permission, departments_manage, members_manage, members_offboard, passwords_reset, tags_manage, fields_manage,
    visibility_manage, directory_see_all, directory_import, directory_export, invitations_manage, roles_manage,
    settings_manage, audit_read, watermark_manage, watermark_trace, groups_manage, words_manage, robots_manage,
    retention_manage, legal_hold_manage, files_manage, customers_manage, customer_tags_manage, contact_ways_manage,
    customers_privacy, library_manage, sales_groups_manage, customer_figures_read, broadcasts_manage, apps_manage,
    webhooks_manage)

inline std::string_view name_of(Permission permission) {
  return boost::describe::enum_to_string(permission, "");
}

/// A set of permissions, one bit each.
class PermissionSet {
 public:
  constexpr PermissionSet() = default;
  constexpr PermissionSet(std::initializer_list<Permission> list) {
    for (const Permission permission : list)
      bits_ |= bit(permission);
  }
  static PermissionSet all() {
    PermissionSet set;
    for_each_permission([&](Permission permission) { set.insert(permission); });
    return set;
  }

  constexpr void insert(Permission permission) { bits_ |= bit(permission); }
  constexpr void insert(PermissionSet others) { bits_ |= others.bits_; }
  constexpr void erase(Permission permission) { bits_ &= ~bit(permission); }
  constexpr bool contains(Permission permission) const { return (bits_ & bit(permission)) != 0; }
  constexpr bool contains(PermissionSet others) const { return (bits_ & others.bits_) == others.bits_; }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr bool operator==(const PermissionSet&) const = default;

  /// Calls `visit(permission)` for each that is in the set, in the order of the enum.
  template <class Visit>
  void for_each(Visit visit) const {
    for_each_permission([&](Permission permission) {
      if (contains(permission)) visit(permission);
    });
  }

 private:
  static constexpr std::uint64_t bit(Permission permission) {
    return std::uint64_t{1} << static_cast<unsigned>(permission);
  }
  template <class Visit>
  static void for_each_permission(Visit visit) {
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Permission>>([&](auto e) { visit(e.value); });
  }
  std::uint64_t bits_ = 0;
};
static_assert(boost::mp11::mp_size<boost::describe::describe_enumerators<Permission>>::value <= 63);

/// What a signed-in caller is to the company.
enum class Caste : std::uint8_t { member, customer, app };
BOOST_DESCRIBE_ENUM(Caste, member, customer, app)

/// Who may call an operation. Rules about the object at hand (participant, group owner, which departments) are the
/// handler's; this is the gate before it.
class Policy {
 public:
  // NOLINTBEGIN(readability-identifier-naming): they stand beside permissions, which are enumerators
  static const Policy anonymous;     ///< anybody, signed in or not
  static const Policy signed_in;     ///< anybody of the company: customers and apps are not
  static const Policy staff;         ///< the same, and apps that hold a role: what they need to read
  static const Policy app;           ///< an app: the handler knows which
  static const Policy customer;      ///< a customer
  static const Policy customer_too;  ///< anybody of the company, and customers: the handler looks at what they are in
  // NOLINTEND(readability-identifier-naming)

  /// Nobody: what an operation has before it is declared.
  constexpr Policy() = default;
  /// Who holds the permission in some scope: people, and apps that were given a role.
  constexpr Policy(Permission permission) : gate_(Gate::permission), permission_(permission) {}
  /// The same, and apps: the handler sees to it that an app speaks of itself only.
  static constexpr Policy app_or(Permission permission) {
    Policy policy(permission);
    policy.gate_ = Gate::app_or;
    return policy;
  }

  /// What a caller must hold, if it must hold something.
  constexpr std::optional<Permission> permission() const {
    if (gate_ != Gate::permission && gate_ != Gate::app_or) return std::nullopt;
    return permission_;
  }
  /// Whether a signed-in caller of this caste with these permissions passes.
  constexpr bool admits(PermissionSet held, Caste caste) const {
    const bool member = caste == Caste::member;
    switch (gate_) {
      case Gate::nobody: return false;
      case Gate::anonymous: return true;
      case Gate::customer_too: return caste != Caste::app;
      case Gate::customer: return caste == Caste::customer;
      case Gate::app: return caste == Caste::app;
      case Gate::signed_in: return member;
      case Gate::staff: return member || (caste == Caste::app && !held.empty());
      case Gate::permission: return caste != Caste::customer && held.contains(permission_);
      case Gate::app_or: return caste == Caste::app || (member && held.contains(permission_));
    }
    return false;
  }
  constexpr bool operator==(const Policy&) const = default;

 private:
  enum class Gate : std::uint8_t {
    nobody,
    anonymous,
    signed_in,
    staff,
    customer,
    customer_too,
    app,
    permission,
    app_or
  };
  constexpr explicit Policy(Gate gate) : gate_(gate) {}
  Gate gate_ = Gate::nobody;
  Permission permission_ = {};
};
inline constexpr Policy Policy::anonymous{Policy::Gate::anonymous};
inline constexpr Policy Policy::signed_in{Policy::Gate::signed_in};
inline constexpr Policy Policy::staff{Policy::Gate::staff};
inline constexpr Policy Policy::app{Policy::Gate::app};
inline constexpr Policy Policy::customer{Policy::Gate::customer};
inline constexpr Policy Policy::customer_too{Policy::Gate::customer_too};

}  // namespace weft::api
