// Sales groups: owners, a range of employees, and what the owners may do there. See docs/sales-groups.md.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/customers/contact_tags.hpp>
#include <weft/db/tx.hpp>

#include <span>
#include <vector>

namespace weft::customers {

/// rule_group.*.
std::vector<api::Operation> rule_group_operations();

/// The groups that somebody owns or is in the range of: whose tags it sees.
std::vector<RuleGroupId> rule_groups_around(db::Tx& tx, const PrincipalId& principal);

/// Of these tags, one that is of a rule group whose range this employee is not in: it is given to none of its
/// customers.
std::optional<std::int64_t> tag_from_elsewhere(
    db::Tx& tx, std::span<const std::int64_t> tags, const PrincipalId& employee);
/// All of them.
std::vector<std::int64_t> tags_from_elsewhere(
    db::Tx& tx, std::span<const std::int64_t> tags, const PrincipalId& employee);

}  // namespace weft::customers
