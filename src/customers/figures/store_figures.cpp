// SQL: what is read of the days. Each of the two tables of employees is summed up by itself, and put beside the other.
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

/// In the order of Sums.
const std::string kSums =
    "sum(requests) AS requests, sum(added) AS added, sum(lost) AS lost, sum(ratings) AS ratings, sum(score) AS score, "
    "sum(chats) AS chats, sum(messages) AS messages, sum(asked) AS asked, sum(replied) AS replied, sum(waited_ms) AS "
    "waited_ms ";

/// What the scope reads, one row or two for each `key`: each table is summed up by itself, which halves the work.
std::string summed_by(const std::string& key, const std::string& who = {}) {
  const std::string rest = " x WHERE corp_id = $1 AND day BETWEEN $2::date AND $3::date AND " + who + kInside +
                           " GROUP BY " + key;
  return "(SELECT " + key +
         ", sum(requests) AS requests, sum(added) AS added, sum(lost) AS lost, sum(ratings) AS ratings, sum(score) AS "
         "score, 0 AS chats, 0 AS messages, 0 AS asked, 0 AS replied, 0 AS waited_ms FROM contact_days" +
         rest + " UNION ALL SELECT " + key +
         ", 0, 0, 0, 0, 0, sum(chats), sum(messages), sum(asked), sum(replied), sum(waited_ms) FROM chat_days" + rest +
         ") s ";
}

std::string summed_days(const std::string& who = {}) {
  return "SELECT day, " + kSums + "FROM " + summed_by("day", who) + "GROUP BY day ORDER BY day";
}

/// Both sums of each p.id, by the keys of the tables: there is nothing to sort.
const std::string kOfEach =
    "CROSS JOIN LATERAL (SELECT sum(requests) AS requests, sum(added) AS added, sum(lost) AS lost, "
    "sum(ratings) AS ratings, sum(score) AS score FROM contact_days d WHERE d.corp_id = $1 AND d.employee_id = p.id "
    "AND "
    "d.day BETWEEN $2::date AND $3::date) c CROSS JOIN LATERAL (SELECT sum(chats) AS chats, "
    "sum(messages) AS messages, sum(asked) AS asked, sum(replied) AS replied, sum(waited_ms) AS waited_ms FROM "
    "chat_days d WHERE d.corp_id = $1 AND d.employee_id = p.id AND d.day BETWEEN $2::date AND $3::date) m ";

/// The next employee of the two tables after another one.
std::string next_after(const std::string& employee) {
  const auto first = [&](const std::string& table) {
    return "(SELECT t.employee_id FROM " + table + " t WHERE t.corp_id = $1 AND t.employee_id > " + employee +
           " ORDER BY t.employee_id LIMIT 1)";
  };
  return "least(" + first("contact_days") + ", " + first("chat_days") + ")";
}

std::string any_day(const std::string& table) {
  return "EXISTS (SELECT 1 FROM " + table +
         " t WHERE t.corp_id = $1 AND t.employee_id = x.employee_id AND t.day BETWEEN $2::date AND $3::date)";
}

Sums sums_of(const db::Row& row, int at) {
  const auto next = [&] {
    const auto& cell = row[at++];
    return cell.is_null() ? 0 : db::number_of(cell);  // of no rows
  };
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

std::vector<PrincipalId> people(
    db::Tx& tx, const Scope& scope, const std::optional<PrincipalId>& after, std::int64_t limit) {
  static const std::string sql =
      "WITH RECURSIVE walk(employee_id) AS (SELECT " +
      next_after("coalesce($9::uuid, '00000000-0000-0000-0000-000000000000')") + " UNION ALL SELECT " +
      next_after("w.employee_id") +
      " FROM walk w WHERE w.employee_id IS NOT NULL) SELECT x.employee_id FROM walk x WHERE x.employee_id IS NOT NULL "
      "AND (" +
      any_day("contact_days") + " OR " + any_day("chat_days") + ") AND " + kInside +
      " ORDER BY x.employee_id LIMIT $10";
  std::vector<PrincipalId> list;
  for (const auto& row : read(tx, sql, scope, after, limit))
    list.push_back(db::id_of<PrincipalId>(row[0]));
  return list;
}

std::vector<PersonSums> sums_of_each(db::Tx& tx, const Scope& scope, std::span<const PrincipalId> people) {
  static const std::string sql =
      "SELECT p.id, requests, added, lost, ratings, score, chats, messages, asked, replied, waited_ms FROM "
      "unnest($4::uuid[]) AS p(id) " +
      kOfEach + "ORDER BY p.id";
  std::vector<PersonSums> list;
  for (const auto& row :
       db::exec(tx, sql, tx.corp(), to_text(scope.from), to_text(scope.to), db::array_literal(people)))
    list.push_back({db::id_of<PrincipalId>(row[0]), sums_of(row, 1)});
  return list;
}

std::vector<PersonDaySums> days_of_each(db::Tx& tx, const Scope& scope, std::span<const PrincipalId> people) {
  static const std::string rest =
      " WHERE corp_id = $1 AND employee_id = ANY ($4::uuid[]) AND day BETWEEN $2::date AND $3::date";
  static const std::string sql =
      "SELECT employee_id, day, " + kSums +
      "FROM (SELECT employee_id, day, requests, added, lost, ratings, score, 0 AS chats, 0 AS messages, 0 AS asked, 0 "
      "AS replied, 0 AS waited_ms FROM contact_days" +
      rest +
      " UNION ALL SELECT employee_id, day, 0, 0, 0, 0, 0, chats, messages, asked, replied, waited_ms FROM chat_days" +
      rest + ") d GROUP BY employee_id, day ORDER BY employee_id, day";
  std::vector<PersonDaySums> list;
  for (const auto& row :
       db::exec(tx, sql, tx.corp(), to_text(scope.from), to_text(scope.to), db::array_literal(people)))
    list.push_back({db::id_of<PrincipalId>(row[0]), db::text_of(row[1]), sums_of(row, 2)});
  return list;
}

std::vector<DaySums> by_day(db::Tx& tx, const Scope& scope) {
  static const std::string all = summed_days();
  static const std::string named = summed_days("employee_id = ANY ($7::uuid[]) AND ");  // by the key, not by the day
  std::vector<DaySums> list;
  for (const auto& row : read(tx, scope.employees ? named : all, scope))
    list.push_back({db::text_of(row[0]), sums_of(row, 1)});
  return list;
}

std::vector<TeamSums> by_team(db::Tx& tx, const Scope& scope, std::int64_t department) {
  static const std::string sql =
      "WITH people AS MATERIALIZED (SELECT employee_id, " + kSums + "FROM " + summed_by("employee_id") +
      "GROUP BY employee_id), teams AS (SELECT DISTINCT t.number, t.name, t.position, dm.principal_id FROM departments "
      "t JOIN departments d ON d.corp_id = t.corp_id AND d.path ^@ t.path JOIN department_members dm ON dm.corp_id = "
      "d.corp_id AND dm.department = d.number WHERE t.corp_id = $1 AND (t.number = $9 OR t.parent = $9)) SELECT "
      "t.number, t.name, " +
      kSums +
      ", count(*) FROM teams t JOIN people p ON p.employee_id = t.principal_id GROUP BY t.number, t.name, t.position "
      "ORDER BY t.number <> $9, t.position DESC, t.number";
  // Its plan is made without knowing how many rows there are: sorted, they would go through files.
  db::exec(tx, "SET LOCAL enable_sort = off");
  std::vector<TeamSums> list;
  for (const auto& row : read(tx, sql, scope, department))
    list.push_back({db::number_of(row[0]), db::text_of(row[1]), db::number_of(row[12]), sums_of(row, 2)});
  db::exec(tx, "SET LOCAL enable_sort = on");
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
