// Who reaches whom: permissions, and the rule groups that somebody owns.
#include "customers/rule_groups/store.hpp"
#include <weft/base/error.hpp>
#include <weft/customers/reach.hpp>
#include <weft/customers/rule_groups.hpp>

#include <algorithm>

namespace weft::customers {

api::Permission permission_for(Power power) {
  using api::Permission;
  switch (power) {
    case Power::view_figures:
    case Power::view_group_figures:
    case Power::export_figures: return Permission::customer_figures_read;
    case Power::contact_ways:
    case Power::join_ways:
    case Power::edit_welcome: return Permission::contact_ways_manage;
    case Power::quick_replies: return Permission::library_manage;
    case Power::broadcast:
    case Power::group_broadcast: return Permission::broadcasts_manage;
    default: return Permission::customers_manage;
  }
}

Reach customer_reach(db::Tx& tx, const api::Caller& caller, Power power) {
  Reach reach{identity::reach(tx, caller, permission_for(power)), {}};
  if (reach.departments.company) return reach;
  store::Given given = store::given(tx, caller.principal, power);
  auto& paths = reach.departments.paths;
  paths.insert(paths.end(), given.paths.begin(), given.paths.end());
  std::sort(paths.begin(), paths.end());
  // What is inside another one follows it.
  const auto inside = [](const std::string& top, const std::string& path) { return path.starts_with(top); };
  paths.erase(std::unique(paths.begin(), paths.end(), inside), paths.end());
  reach.departments.company = !paths.empty() && paths.front() == "/1/";
  reach.members = std::move(given.members);
  return reach;
}

std::vector<RuleGroupId> rule_groups_around(db::Tx& tx, const PrincipalId& principal) {
  return store::groups_around(tx, principal);
}

std::optional<std::int64_t> tag_from_elsewhere(
    db::Tx& tx, std::span<const std::int64_t> tags, const PrincipalId& employee) {
  if (tags.empty()) return std::nullopt;
  const auto foreign = store::foreign_tags(tx, tags, employee);
  if (foreign.empty()) return std::nullopt;
  return foreign.front();
}

std::vector<std::int64_t> tags_from_elsewhere(
    db::Tx& tx, std::span<const std::int64_t> tags, const PrincipalId& employee) {
  return store::foreign_tags(tx, tags, employee);
}

bool reaches(db::Tx& tx, const Reach& reach, const PrincipalId& employee) {
  const auto& named = reach.members;
  return std::find(named.begin(), named.end(), employee) != named.end() ||
         identity::reaches(tx, reach.departments, employee);
}

Reach require_power(db::Tx& tx, const api::Caller& caller, Power power) {
  Reach reach = customer_reach(tx, caller, power);
  if (reach.empty())
    throw ApiError(
        Errc::forbidden, "this needs the permission " + std::string(name_of(permission_for(power))) +
                             ", or a rule group with the power " + boost::describe::enum_to_string(power, ""));
  return reach;
}

Reach require_customer_reach(db::Tx& tx, const api::Caller& caller, Power power, const PrincipalId& employee) {
  Reach reach = require_power(tx, caller, power);
  if (!reaches(tx, reach, employee)) throw ApiError(Errc::forbidden, "this employee is none of yours");
  return reach;
}

}  // namespace weft::customers
