// SQL: what is read of the days. The two tables of employees are one list of rows with zeros where the other one
// counts.
#include "customers/figures/store.hpp"
#include <weft/customers/reach_sql.hpp>
#include <weft/db/sql.hpp>

namespace weft::customers::figures::store {
namespace {

// $1 company, $2 and $3 the days, $4 to $6 the reach, $7 employees or null, $8 the path of a department or null.
const std::string kInside =
    "($4::boolean OR x.employee_id = ANY ($6::uuid[]) OR x.employee_id IN (SELECT dm.principal_id FROM departments d "
    "JOIN "
    "department_members dm ON dm.corp_id = d.corp_id AND dm.department = d.number JOIN unnest($5::text[]) AS top ON "
    "d.path ^@ top WHERE d.corp_id = $1)) AND ($7::uuid[] IS NULL OR x.employee_id = ANY ($7::uuid[])) AND ($8::text "
    "IS "
    "NULL OR x.employee_id IN (SELECT dm.principal_id FROM departments d JOIN department_members dm ON dm.corp_id = "
    "d.corp_id AND dm.department = d.number WHERE d.corp_id = $1 AND d.path ^@ $8::text))";

const std::string kRows =
    "(SELECT employee_id, day, requests, added, lost, ratings, score, 0 AS chats, 0 AS messages, 0 AS asked, 0 AS "
    "replied, 0::bigint AS waited_ms FROM contact_days WHERE corp_id = $1 AND day BETWEEN $2::date AND $3::date UNION "
    "ALL "
    "SELECT employee_id, day, 0, 0, 0, 0, 0, chats, messages, asked, replied, waited_ms FROM chat_days WHERE corp_id = "
    "$1 "
    "AND day BETWEEN $2::date AND $3::date) x ";

const std::string kSums =
    "sum(requests), sum(added), sum(lost), sum(ratings), sum(score), sum(chats), sum(messages), sum(asked), "
    "sum(replied), sum(waited_ms)::bigint ";

Sums sums_of(const db::Row& row, int at) {
  const auto next = [&] { return db::number_of(row[at++]); };
  Sums sums;
  sums.requests = next();
  sums.added = next();
  sums.lost = next();
  sums.ratings = next();
  sums.score = next();
  sums.chats = next();
  sums.messages = next();
  sums.asked = next();
  sums.replied = next();
  sums.waited_ms = next();
  return sums;
}

GroupSums group_sums_of(const db::Row& row) {
  return {
      db::number_of(row[1]), db::number_of(row[2]), db::number_of(row[3]), db::number_of(row[4]),
      db::number_of(row[5])};
}

/// A statement with the eight parameters of a scope, and more.
template <class... More>
db::Rows read(db::Tx& tx, const std::string& sql, const Scope& scope, const More&... more) {
  const ReachParams reach(scope.reach);
  std::optional<std::string> employees;
  if (scope.employees) employees = db::array_literal(*scope.employees);
  return db::exec(
      tx, sql, tx.corp(), to_text(scope.from), to_text(scope.to), reach.company, reach.paths, reach.members, employees,
      scope.path, more...);
}

}  // namespace

std::vector<PersonSums> by_employee(
    db::Tx& tx, const Scope& scope, const std::optional<PrincipalId>& after, std::int64_t limit) {
  static const std::string sql = "SELECT x.employee_id, " + kSums + "FROM " + kRows + "WHERE " + kInside +
                                 " AND ($9::uuid IS NULL OR x.employee_id > $9::uuid) GROUP BY x.employee_id ORDER BY "
                                 "x.employee_id LIMIT $10";
  std::vector<PersonSums> list;
  for (const auto& row : read(tx, sql, scope, after, limit))
    list.push_back({db::id_of<PrincipalId>(row[0]), sums_of(row, 1)});
  return list;
}

std::vector<DaySums> by_day(db::Tx& tx, const Scope& scope) {
  static const std::string sql = "SELECT x.day, " + kSums + "FROM " + kRows + "WHERE " + kInside +
                                 " GROUP BY x.day ORDER BY x.day";
  std::vector<DaySums> list;
  for (const auto& row : read(tx, sql, scope))
    list.push_back({db::text_of(row[0]), sums_of(row, 1)});
  return list;
}

std::vector<PersonDaySums> by_employee_and_day(
    db::Tx& tx, const Scope& scope, const PrincipalId& employee, const std::string& day, std::int64_t limit) {
  static const std::string sql =
      "SELECT x.employee_id, x.day, " + kSums + "FROM " + kRows + "WHERE " + kInside +
      " AND (x.employee_id, x.day) > ($9::uuid, $10::date) GROUP BY x.employee_id, x.day ORDER "
      "BY x.employee_id, x.day LIMIT $11";
  std::vector<PersonDaySums> list;
  for (const auto& row : read(tx, sql, scope, employee, day, limit))
    list.push_back({db::id_of<PrincipalId>(row[0]), db::text_of(row[1]), sums_of(row, 2)});
  return list;
}

std::vector<TeamSums> by_team(db::Tx& tx, const Scope& scope, std::int64_t department) {
  static const std::string sql =
      "WITH people AS MATERIALIZED (SELECT x.employee_id, sum(requests) AS requests, sum(added) AS added, sum(lost) AS "
      "lost, sum(ratings) AS ratings, sum(score) AS score, sum(chats) AS chats, sum(messages) AS messages, sum(asked) "
      "AS "
      "asked, sum(replied) AS replied, sum(waited_ms) AS waited_ms FROM " +
      kRows + "WHERE " + kInside +
      " GROUP BY x.employee_id), teams AS (SELECT DISTINCT t.number, t.name, t.position, t.parent, dm.principal_id "
      "FROM "
      "departments t JOIN departments d ON d.corp_id = t.corp_id AND d.path ^@ t.path JOIN department_members dm ON "
      "dm.corp_id = d.corp_id AND dm.department = d.number WHERE t.corp_id = $1 AND (t.number = $9 OR t.parent = $9)) "
      "SELECT t.number, t.name, " +
      kSums +
      ", count(*) FROM teams t JOIN people p ON p.employee_id = t.principal_id GROUP BY t.number, t.name, t.position "
      "ORDER BY t.number <> $9, t.position DESC, t.number";
  std::vector<TeamSums> list;
  for (const auto& row : read(tx, sql, scope, department))
    list.push_back({db::number_of(row[0]), db::text_of(row[1]), db::number_of(row[12]), sums_of(row, 2)});
  return list;
}

std::vector<OwnerSums> groups_by_owner(
    db::Tx& tx, const Scope& scope, const std::optional<PrincipalId>& after, std::int64_t limit) {
  static const std::string sql =
      "SELECT x.employee_id, sum(groups), sum(active), sum(joins), sum(leaves), sum(messages) FROM (SELECT owner_id AS "
      "employee_id, groups, active, joins, leaves, messages FROM customer_group_days WHERE corp_id = $1 AND day "
      "BETWEEN "
      "$2::date AND $3::date) x WHERE " +
      kInside +
      " AND ($9::uuid IS NULL OR x.employee_id > $9::uuid) GROUP BY x.employee_id ORDER BY x.employee_id LIMIT $10";
  std::vector<OwnerSums> list;
  for (const auto& row : read(tx, sql, scope, after, limit))
    list.push_back({db::id_of<PrincipalId>(row[0]), group_sums_of(row)});
  return list;
}

std::vector<GroupDaySums> groups_by_day(db::Tx& tx, const Scope& scope) {
  static const std::string sql =
      "SELECT x.day, sum(groups), sum(active), sum(joins), sum(leaves), sum(messages) FROM (SELECT owner_id AS "
      "employee_id, day, groups, active, joins, leaves, messages FROM customer_group_days WHERE corp_id = $1 AND day "
      "BETWEEN $2::date AND $3::date) x WHERE " +
      kInside + " GROUP BY x.day ORDER BY x.day";
  std::vector<GroupDaySums> list;
  for (const auto& row : read(tx, sql, scope))
    list.push_back({db::text_of(row[0]), group_sums_of(row)});
  return list;
}

std::optional<std::string> path_of(db::Tx& tx, std::int64_t department) {
  const auto rows = db::exec(
      tx, "SELECT path FROM departments WHERE corp_id = $1 AND number = $2", tx.corp(), department);
  if (rows.empty()) return std::nullopt;
  return db::text_of(rows[0][0]);
}

}  // namespace weft::customers::figures::store
