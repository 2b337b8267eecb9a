// Rules about who sees whom and who may begin a chat with whom: kept here, obeyed by way of identity/visibility.hpp.
#pragma once
#include <weft/directory/types.hpp>
#include <weft/identity/audit.hpp>

#include <optional>
#include <vector>

namespace weft::directory {

/// By number, after `after`; of one kind, or all.
std::vector<Rule> list_rules(db::Tx& tx, const std::optional<RuleKind>& kind, std::int64_t after, std::int64_t limit);

/// `number` is given by the company; the same rule again gives the one that is there. Raises invalid_argument (from,
/// to: not there, both sides of one, or not of this kind), conflict (2,000 there). Appends to the audit log.
Rule add_rule(db::Tx& tx, Rule rule, const identity::Origin& origin);

/// Raises not_found. Appends to the audit log.
void remove_rule(db::Tx& tx, std::int64_t number, const identity::Origin& origin);

}  // namespace weft::directory
