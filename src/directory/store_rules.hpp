// SQL of the rules about who sees whom.
#pragma once
#include <weft/directory/rules.hpp>

namespace weft::directory::store {

std::vector<Rule> rules(db::Tx& tx, const std::optional<RuleKind>& kind, std::int64_t after, std::int64_t limit);
std::optional<Rule> rule(db::Tx& tx, std::int64_t number);
/// The number of a rule that says the same.
std::optional<std::int64_t> same_rule(db::Tx& tx, const Rule& rule);
std::int64_t rule_count(db::Tx& tx);
std::int64_t take_rule_number(db::Tx& tx);
void insert_rule(db::Tx& tx, const Rule& rule);
void delete_rule(db::Tx& tx, std::int64_t number);
/// Those that speak of this member.
void delete_rules_of(db::Tx& tx, const PrincipalId& member);

}  // namespace weft::directory::store
