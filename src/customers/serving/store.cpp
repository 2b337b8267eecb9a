// SQL of who was verified, and of how many customers people have.
#include "customers/serving/store.hpp"

#include <weft/customers/reach_sql.hpp>
#include <weft/db/sql.hpp>

namespace weft::customers::store {
namespace {

/// Whether one of the member's departments is below one of these.
std::string below(const std::string& tops) {
  return "EXISTS (SELECT 1 FROM department_members dm JOIN departments d ON d.corp_id = dm.corp_id AND d.number = "
         "dm.department JOIN " +
         tops + " ON d.path ^@ t.path WHERE dm.corp_id = $1 AND dm.principal_id = p.id)";
}

}  // namespace

std::optional<Time> lock_verified(db::Tx& tx, const PrincipalId& member) {
  const auto rows = db::exec(
      tx, "SELECT verified_at FROM members WHERE principal_id = $1 AND corp_id = $2 FOR NO KEY UPDATE", member,
      tx.corp());
  if (rows.empty()) return std::nullopt;
  return db::optional_time(rows[0][0]);
}

void set_verified(db::Tx& tx, const PrincipalId& member, const std::optional<Time>& at) {
  db::exec(tx, "UPDATE members SET verified_at = $3 WHERE principal_id = $1 AND corp_id = $2", member, tx.corp(), at);
}

std::map<PrincipalId, std::int64_t> loads(db::Tx& tx, std::span<const PrincipalId> members) {
  std::map<PrincipalId, std::int64_t> found;
  for (const auto& row : db::exec(
           tx,
           "SELECT principal_id, customers FROM service_loads WHERE corp_id = $1 AND principal_id = ANY ($2::uuid[])",
           tx.corp(), db::array_literal(members)))
    found.emplace(db::id_of<PrincipalId>(row[0]), db::number_of(row[1]));
  return found;
}

std::map<PrincipalId, Time> verified(db::Tx& tx, std::span<const PrincipalId> members) {
  std::map<PrincipalId, Time> found;
  for (const auto& row : db::exec(
           tx,
           "SELECT principal_id, verified_at FROM members WHERE principal_id = ANY ($2::uuid[]) AND corp_id = $1 AND "
           "verified_at IS NOT NULL",
           tx.corp(), db::array_literal(members)))
    found.emplace(db::id_of<PrincipalId>(row[0]), db::time_of(row[1]));
  return found;
}

std::vector<MayServe> may_serve(
    db::Tx& tx, const Serving& rules, const Reach& reach, const PrincipalId& after, std::int64_t limit) {
  static const std::string sql =
      "SELECT p.id, m.userid FROM members m JOIN principals p ON p.id = m.principal_id WHERE m.corp_id = $1 AND p.id > "
      "$2 AND "
      "p.status = 'active' AND (m.verified_at IS NOT NULL OR NOT $3::boolean) AND (p.id = ANY ($4::uuid[]) OR " +
      below("(SELECT r.path::text FROM departments r WHERE r.corp_id = $1 AND r.number = ANY ($5::bigint[])) AS t") +
      ") AND ($6::boolean OR p.id = ANY ($8::uuid[]) OR " + below("unnest($7::text[]) AS t(path)") +
      ") ORDER BY p.id LIMIT $9";
  std::vector<std::int64_t> departments;
  for (const auto& department : rules.departments)
    departments.push_back(department);
  const ReachParams in(reach);
  std::vector<MayServe> found;
  for (const auto& row : db::exec(
           tx, sql, tx.corp(), after, rules.verified, db::array_literal(rules.members.items),
           db::array_literal(departments), in.company, in.paths, in.members, limit))
    found.push_back({db::id_of<PrincipalId>(row[0]), db::text_of(row[1])});
  return found;
}

}  // namespace weft::customers::store
