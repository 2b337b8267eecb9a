// Rules about who sees whom and who may begin a chat with whom.
#include "directory/store_rules.hpp"
#include <weft/base/json.hpp>
#include <weft/directory/departments.hpp>

namespace weft::directory {
namespace {

using identity::Origin;

bool names_somebody(const Side& side) {
  return side.department || side.member;
}

void check_side(db::Tx& tx, const Side& side, const std::string& field) {
  if (side.department && side.member) refuse_field(field, "names a department and a member; one of them");
  if (side.department) need_department(tx, *side.department, field + ".department");
}

void check_shape(const Rule& rule) {
  const bool from = names_somebody(rule.from);
  const bool to = names_somebody(rule.to);
  if (rule.kind == RuleKind::hide && from) refuse_field("from", "stays empty: what is hidden is hidden from everybody");
  if (rule.kind == RuleKind::limit && to) refuse_field("to", "stays empty: who is limited sees its own departments");
  if (rule.kind == RuleKind::limit && !from) refuse_field("from", "must name a department or a member");
  if ((rule.kind == RuleKind::hide || rule.kind == RuleKind::show) && !to)
    refuse_field("to", "must name a department or a member");
}

Json told(const Rule& rule) {
  return Json::parse(to_json_text(rule));
}

}  // namespace

std::vector<Rule> list_rules(db::Tx& tx, const std::optional<RuleKind>& kind, std::int64_t after, std::int64_t limit) {
  return store::rules(tx, kind, after, limit);
}

Rule add_rule(db::Tx& tx, Rule rule, const Origin& origin) {
  check_shape(rule);
  identity::audit::lock(tx);
  check_side(tx, rule.from, "from");
  check_side(tx, rule.to, "to");
  if (const auto same = store::same_rule(tx, rule)) {
    rule.number = *same;
    return rule;
  }
  if (store::rule_count(tx) >= static_cast<std::int64_t>(kRules))
    throw ApiError(Errc::conflict, "the company has 2,000 rules, which is the most");
  rule.number = store::take_rule_number(tx);
  store::insert_rule(tx, rule);
  const auto change = identity::audit::change(nullptr, told(rule));
  identity::audit::append(tx, {origin, "visibility.add", std::to_string(rule.number), change});
  return rule;
}

void remove_rule(db::Tx& tx, std::int64_t number, const Origin& origin) {
  identity::audit::lock(tx);
  const auto rule = store::rule(tx, number);
  if (!rule) throw ApiError(Errc::not_found, "there is no rule " + std::to_string(number));
  store::delete_rule(tx, number);
  const auto change = identity::audit::change(told(*rule), nullptr);
  identity::audit::append(tx, {origin, "visibility.remove", std::to_string(number), change});
}

}  // namespace weft::directory
