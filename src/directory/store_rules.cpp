// SQL: the rules about who sees whom.
#include "directory/store_rules.hpp"

#include "directory/store_columns.hpp"

namespace weft::directory::store {
namespace {

const std::string kSelect =
    "SELECT number, kind, from_department, from_member, to_department, to_member FROM visibility_rules ";

std::vector<Rule> rules_of(const db::Rows& rows) {
  std::vector<Rule> list;
  for (const auto& row : rows)
    list.push_back(
        {db::number_of(row[0]),
         db::enum_of<RuleKind>(row[1]),
         {optional_number(row[2]), db::optional_id<PrincipalId>(row[3])},
         {optional_number(row[4]), db::optional_id<PrincipalId>(row[5])}});
  return list;
}

}  // namespace

std::vector<Rule> rules(db::Tx& tx, const std::optional<RuleKind>& kind, std::int64_t after, std::int64_t limit) {
  if (!kind)
    return rules_of(
        db::exec(tx, kSelect + "WHERE corp_id = $1 AND number > $2 ORDER BY number LIMIT $3", tx.corp(), after, limit));
  return rules_of(db::exec(
      tx, kSelect + "WHERE corp_id = $1 AND kind = $2 AND number > $3 ORDER BY number LIMIT $4", tx.corp(),
      enum_text(*kind), after, limit));
}

std::optional<Rule> rule(db::Tx& tx, std::int64_t number) {
  auto found = rules_of(db::exec(tx, kSelect + "WHERE corp_id = $1 AND number = $2", tx.corp(), number));
  if (found.empty()) return std::nullopt;
  return found.front();
}

std::optional<std::int64_t> same_rule(db::Tx& tx, const Rule& rule) {
  const auto rows = db::exec(
      tx,
      "SELECT number FROM visibility_rules WHERE corp_id = $1 AND kind = $2 AND from_department IS NOT DISTINCT FROM "
      "$3::integer AND from_member IS NOT DISTINCT FROM $4::uuid AND to_department IS NOT DISTINCT FROM $5::integer "
      "AND "
      "to_member IS NOT DISTINCT FROM $6::uuid",
      tx.corp(), enum_text(rule.kind), rule.from.department, rule.from.member, rule.to.department, rule.to.member);
  if (rows.empty()) return std::nullopt;
  return db::number_of(rows[0][0]);
}

std::int64_t rule_count(db::Tx& tx) {
  return db::number_of(db::exec(tx, "SELECT count(*) FROM visibility_rules WHERE corp_id = $1", tx.corp()).at(0)[0]);
}

std::int64_t take_rule_number(db::Tx& tx) {
  return db::number_of(
      db::exec(
          tx, "UPDATE directory_heads SET next_rule = next_rule + 1 WHERE corp_id = $1 RETURNING next_rule - 1",
          tx.corp())
          .at(0)[0]);
}

void insert_rule(db::Tx& tx, const Rule& rule) {
  db::exec(
      tx,
      "INSERT INTO visibility_rules (corp_id, number, kind, from_department, from_member, to_department, to_member, "
      "created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      tx.corp(), rule.number, enum_text(rule.kind), rule.from.department, rule.from.member, rule.to.department,
      rule.to.member, tx.now());
}

void delete_rule(db::Tx& tx, std::int64_t number) {
  db::exec(tx, "DELETE FROM visibility_rules WHERE corp_id = $1 AND number = $2", tx.corp(), number);
}

void delete_rules_of(db::Tx& tx, const PrincipalId& member) {
  db::exec(
      tx, "DELETE FROM visibility_rules WHERE corp_id = $1 AND (from_member = $2 OR to_member = $2)", tx.corp(),
      member);
}

}  // namespace weft::directory::store
