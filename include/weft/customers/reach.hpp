// Whose customers somebody works on beside its own: by permissions, and as an owner of rule groups.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/db/tx.hpp>
#include <weft/identity/access.hpp>

#include <boost/describe.hpp>

#include <string>
#include <vector>

namespace weft::customers {

/// What a rule group lets its owners do, with the employees in its range and with their customers.
enum class Power {
  view_customers,      ///< lists and records of customers
  view_figures,        ///< figures of employees
  view_groups,         ///< lists of groups with customers
  view_group_figures,  ///< figures of these
  contact_ways,        ///< ways in of the employees
  join_ways,           ///< ways into groups
  share_customers,     ///< with colleagues
  hand_over_resigned,  ///< customers of who has left
  hand_over_groups,    ///< groups of who has left
  hand_over_on_job,    ///< customers of who is here
  edit_welcome,        ///< what greets new customers
  broadcast,           ///< to customers
  group_broadcast,     ///< to groups
  moments,             ///< what customers see of the employees' news
  remarks,             ///< notes about customers
  tags,                ///< giving and taking them, and the group's own
  quick_replies,       ///< of the employees' teams
  group_rules,         ///< spam rules, one group a customer
  export_customers,    ///< lists of customers as tables
  export_figures,
  export_groups,
};
BOOST_DESCRIBE_ENUM(
    Power, view_customers, view_figures, view_groups, view_group_figures, contact_ways, join_ways, share_customers,
    hand_over_resigned, hand_over_groups, hand_over_on_job, edit_welcome, broadcast, group_broadcast, moments, remarks,
    tags, quick_replies, group_rules, export_customers, export_figures, export_groups)

/// The permission that holds the same power without any group.
api::Permission permission_for(Power power);

/// Employees by their departments, and by name.
struct Reach {
  identity::Reach departments;
  std::vector<PrincipalId> members;

  bool empty() const { return departments.empty() && members.empty(); }
};

/// Where the caller has this power now; empty where nowhere.
Reach customer_reach(db::Tx& tx, const api::Caller& caller, Power power);

/// Whether this employee is inside.
bool reaches(db::Tx& tx, const Reach& reach, const PrincipalId& employee);

/// Raises forbidden unless it reaches anybody; gives it.
Reach require_power(db::Tx& tx, const api::Caller& caller, Power power);

/// Raises forbidden unless the caller has the power over this employee, not_found for who is no member.
Reach require_customer_reach(db::Tx& tx, const api::Caller& caller, Power power, const PrincipalId& employee);

}  // namespace weft::customers
