// SQL of rule groups.
#pragma once
#include <weft/base/clock.hpp>
#include <weft/customers/contact_tags.hpp>
#include <weft/customers/reach.hpp>
#include <weft/db/tx.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace weft::customers::store {

struct RuleGroup {
  RuleGroupId id;
  std::string name;
  std::vector<PrincipalId> owners;
  std::vector<std::int64_t> departments;
  std::vector<PrincipalId> members;
  std::vector<Power> powers;
  PrincipalId created_by;
  Time created_at, updated_at;
};

std::optional<RuleGroup> load_rule_group(db::Tx& tx, const RuleGroupId& id);
/// By id, after `after`; `owner`: only what it owns.
std::vector<RuleGroup> list_rule_groups(
    db::Tx& tx, const std::optional<PrincipalId>& owner, const std::optional<RuleGroupId>& after, std::int64_t limit);
std::int64_t count_rule_groups(db::Tx& tx);
void save_rule_group(db::Tx& tx, const RuleGroup& group);
void delete_rule_group(db::Tx& tx, const RuleGroupId& id);

/// Where somebody who is active has a power as an owner: paths of departments, and people.
struct Given {
  std::vector<std::string> paths;
  std::vector<PrincipalId> members;
};
Given given(db::Tx& tx, const PrincipalId& owner, Power power);

/// Of these people, who is not an active member, or not verified where `verified` asks for that.
std::vector<PrincipalId> unfit(db::Tx& tx, std::span<const PrincipalId> people, bool verified);
std::vector<std::int64_t> unknown_departments(db::Tx& tx, std::span<const std::int64_t> numbers);

std::vector<RuleGroupId> groups_around(db::Tx& tx, const PrincipalId& principal);
std::vector<std::int64_t> foreign_tags(db::Tx& tx, std::span<const std::int64_t> tags, const PrincipalId& employee);
/// The numbers of a rule group's groups of tags.
std::vector<std::int64_t> tag_groups_of(db::Tx& tx, const RuleGroupId& id);

}  // namespace weft::customers::store
