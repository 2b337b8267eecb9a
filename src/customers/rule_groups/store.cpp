// SQL of rule groups: what they are, and whom they reach.
#include "customers/rule_groups/store.hpp"

#include <weft/base/json.hpp>
#include <weft/db/sql.hpp>

namespace weft::customers::store {
namespace {

const std::string kColumns =
    "SELECT g.id, g.name, (SELECT coalesce(json_agg(o.principal_id ORDER BY o.principal_id), '[]') FROM "
    "rule_group_owners o WHERE o.corp_id = $1 AND o.rule_group = g.id), array_to_json(g.departments), "
    "array_to_json(g.members), array_to_json(g.powers), g.created_by, g.created_at, g.updated_at FROM rule_groups g ";

/// Whether the person $2 is in the range of the group g.
const std::string kInRange =
    "($2::uuid = ANY (g.members) OR EXISTS (SELECT 1 FROM department_members dm JOIN departments d ON d.corp_id = $1 "
    "AND "
    "d.number = dm.department JOIN departments t ON t.corp_id = $1 AND t.number = ANY (g.departments) WHERE dm.corp_id "
    "= "
    "$1 AND dm.principal_id = $2::uuid AND d.path ^@ t.path)) ";

std::vector<PrincipalId> people_in(const pqxx::field& field) {
  std::vector<PrincipalId> people;
  for (const Json& id : Json::parse(field.c_str()))
    people.push_back(PrincipalId::parse(id.get<std::string>()).value());
  return people;
}

RuleGroup group_of(const db::Row& row) {
  RuleGroup group;
  group.id = db::id_of<RuleGroupId>(row[0]);
  group.name = db::text_of(row[1]);
  group.owners = people_in(row[2]);
  group.departments = Json::parse(row[3].c_str()).get<std::vector<std::int64_t>>();
  group.members = people_in(row[4]);
  for (const Json& word : Json::parse(row[5].c_str())) {
    Power power{};
    if (boost::describe::enum_from_string(word.get<std::string>().c_str(), power)) group.powers.push_back(power);
  }
  group.created_by = db::id_of<PrincipalId>(row[6]);
  group.created_at = db::time_of(row[7]);
  group.updated_at = db::time_of(row[8]);
  return group;
}

std::string literal(std::span<const std::int64_t> numbers) {
  return db::array_literal(std::vector<std::int64_t>(numbers.begin(), numbers.end()));
}

std::vector<std::int64_t> numbers_in(const db::Rows& rows) {
  std::vector<std::int64_t> numbers;
  for (const auto& row : rows)
    numbers.push_back(db::number_of(row[0]));
  return numbers;
}

}  // namespace

std::optional<RuleGroup> load_rule_group(db::Tx& tx, const RuleGroupId& id) {
  static const std::string sql = kColumns + "WHERE g.corp_id = $1 AND g.id = $2";
  const auto rows = db::exec(tx, sql, tx.corp(), id);
  if (rows.empty()) return std::nullopt;
  return group_of(rows[0]);
}

std::vector<RuleGroup> list_rule_groups(
    db::Tx& tx, const std::optional<PrincipalId>& owner, const std::optional<RuleGroupId>& after, std::int64_t limit) {
  static const std::string sql = kColumns +
                                 "WHERE g.corp_id = $1 AND ($2::uuid IS NULL OR g.id > $2::uuid) AND ($3::uuid IS NULL "
                                 "OR g.id IN (SELECT o.rule_group FROM rule_group_owners o WHERE o.corp_id = $1 AND "
                                 "o.principal_id = $3::uuid)) ORDER BY g.id LIMIT $4";
  std::vector<RuleGroup> list;
  for (const auto& row : db::exec(tx, sql, tx.corp(), after, owner, limit))
    list.push_back(group_of(row));
  return list;
}

std::int64_t count_rule_groups(db::Tx& tx) {
  return db::number_of(db::exec(tx, "SELECT count(*) FROM rule_groups WHERE corp_id = $1", tx.corp())[0][0]);
}

void save_rule_group(db::Tx& tx, const RuleGroup& group) {
  std::vector<std::string> powers;
  for (const Power power : group.powers)
    powers.emplace_back(boost::describe::enum_to_string(power, ""));
  db::exec(
      tx,
      "INSERT INTO rule_groups (corp_id, id, name, departments, members, powers, created_by, created_at, updated_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (corp_id, id) DO UPDATE SET name = excluded.name, "
      "departments = excluded.departments, members = excluded.members, powers = excluded.powers, updated_at = "
      "excluded.updated_at",
      tx.corp(), group.id, group.name, literal(group.departments), db::array_literal(group.members),
      db::array_literal(powers), group.created_by, group.created_at, group.updated_at);
  const std::string owners = db::array_literal(group.owners);
  db::exec(
      tx,
      "DELETE FROM rule_group_owners WHERE corp_id = $1 AND rule_group = $2 AND NOT principal_id = ANY ($3::uuid[])",
      tx.corp(), group.id, owners);
  db::exec(
      tx,
      "INSERT INTO rule_group_owners (corp_id, rule_group, principal_id) SELECT $1, $2, o FROM unnest($3::uuid[]) AS o "
      "ON CONFLICT DO NOTHING",
      tx.corp(), group.id, owners);
}

void delete_rule_group(db::Tx& tx, const RuleGroupId& id) {
  db::exec(tx, "DELETE FROM rule_groups WHERE corp_id = $1 AND id = $2", tx.corp(), id);
}

Given given(db::Tx& tx, const PrincipalId& owner, Power power) {
  static const std::string groups =
      "FROM rule_group_owners o JOIN rule_groups g ON g.corp_id = $1 AND g.id = o.rule_group JOIN principals p ON "
      "p.corp_id = $1 AND p.id = o.principal_id AND p.status = 'active' WHERE o.corp_id = $1 AND o.principal_id = $2 "
      "AND "
      "$3 = ANY (g.powers)";
  static const std::string sql =
      "SELECT d.path, NULL::uuid FROM departments d WHERE d.corp_id = $1 AND d.number IN (SELECT "
      "unnest(g.departments) " +
      groups + ") UNION ALL SELECT NULL, m FROM (SELECT DISTINCT unnest(g.members) AS m " + groups +
      ") AS named ORDER BY 1, 2";
  Given found;
  for (const auto& row : db::exec(tx, sql, tx.corp(), owner, std::string(boost::describe::enum_to_string(power, "")))) {
    if (row[0].is_null())
      found.members.push_back(db::id_of<PrincipalId>(row[1]));
    else
      found.paths.push_back(db::text_of(row[0]));
  }
  return found;
}

std::vector<PrincipalId> unfit(db::Tx& tx, std::span<const PrincipalId> people, bool verified) {
  std::vector<PrincipalId> list;
  for (const auto& row : db::exec(
           tx,
           "SELECT p.id FROM principals p LEFT JOIN members m ON m.principal_id = p.id AND m.corp_id = $1 WHERE "
           "p.corp_id "
           "= $1 AND p.id = ANY ($2::uuid[]) AND (p.kind <> 'member' OR p.status <> 'active' OR ($3 AND m.verified_at "
           "IS "
           "NULL))",
           tx.corp(), db::array_literal(people), verified))
    list.push_back(db::id_of<PrincipalId>(row[0]));
  return list;
}

std::vector<std::int64_t> unknown_departments(db::Tx& tx, std::span<const std::int64_t> numbers) {
  return numbers_in(db::exec(
      tx,
      "SELECT n FROM unnest($2::bigint[]) AS n WHERE NOT EXISTS (SELECT 1 FROM departments d WHERE d.corp_id = $1 AND "
      "d.number = n)",
      tx.corp(), literal(numbers)));
}

std::vector<RuleGroupId> groups_around(db::Tx& tx, const PrincipalId& principal) {
  static const std::string sql =
      "SELECT g.id FROM rule_groups g WHERE g.corp_id = $1 AND (EXISTS (SELECT 1 FROM rule_group_owners o WHERE "
      "o.corp_id "
      "= $1 AND o.principal_id = $2 AND o.rule_group = g.id) OR " +
      kInRange + ")";
  std::vector<RuleGroupId> list;
  for (const auto& row : db::exec(tx, sql, tx.corp(), principal))
    list.push_back(db::id_of<RuleGroupId>(row[0]));
  return list;
}

std::vector<std::int64_t> foreign_tags(db::Tx& tx, std::span<const std::int64_t> tags, const PrincipalId& employee) {
  static const std::string sql =
      "SELECT c.number FROM contact_tags c JOIN contact_tag_groups w ON w.corp_id = $1 AND w.number = c.tag_group "
      "WHERE "
      "c.corp_id = $1 AND c.number = ANY ($3::integer[]) AND w.rule_group IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "
      "rule_groups g WHERE g.corp_id = $1 AND g.id = w.rule_group AND " +
      kInRange + ")";
  return numbers_in(db::exec(tx, sql, tx.corp(), employee, literal(tags)));
}

std::vector<std::int64_t> tag_groups_of(db::Tx& tx, const RuleGroupId& id) {
  return numbers_in(db::exec(
      tx, "SELECT number FROM contact_tag_groups WHERE corp_id = $1 AND rule_group = $2 ORDER BY number", tx.corp(),
      id));
}

}  // namespace weft::customers::store
