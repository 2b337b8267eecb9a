// SQL of who may serve customers, and of how many they have.
#include "customers/contacts/store.hpp"
#include <weft/db/sql.hpp>

namespace weft::customers::store {
namespace {

constexpr auto kInactive = std::chrono::days(365);  // without signing in

}  // namespace

std::map<PrincipalId, Server> servers(db::Tx& tx, std::span<const PrincipalId> employees, const Serving& rules) {
  std::vector<std::int64_t> departments;
  for (const auto& department : rules.departments)
    departments.push_back(department);
  const auto rows = db::exec(
      tx,
      "SELECT p.id, p.status, coalesce(m.last_sign_in_at, p.created_at) < $5, m.verified_at IS NOT NULL, p.id = ANY "
      "($4::uuid[]) OR EXISTS (SELECT 1 FROM "
      "department_members dm JOIN departments d ON d.corp_id = dm.corp_id AND d.number = dm.department JOIN "
      "departments "
      "r ON r.corp_id = d.corp_id AND r.number = ANY ($3::bigint[]) WHERE dm.corp_id = $2 AND dm.principal_id = p.id "
      "AND "
      "d.path ^@ r.path::text), coalesce(l.customers, 0) FROM members m JOIN principals p ON p.id = m.principal_id "
      "LEFT "
      "JOIN service_loads l ON l.corp_id = $2 AND l.principal_id = p.id WHERE m.principal_id = ANY ($1::uuid[]) AND "
      "m.corp_id = $2",
      db::array_literal(employees), tx.corp(), db::array_literal(departments), db::array_literal(rules.members.items),
      tx.now() - kInactive);
  std::map<PrincipalId, Server> found;
  for (const auto& row : rows)
    found.emplace(
        db::id_of<PrincipalId>(row[0]),
        Server{
            db::text_of(row[1]), db::bool_of(row[2]), db::bool_of(row[3]), db::bool_of(row[4]), db::number_of(row[5])});
  return found;
}

void verify(db::Tx& tx, std::span<const PrincipalId> members) {
  db::exec(
      tx, "UPDATE members SET verified_at = $3 WHERE principal_id = ANY ($1::uuid[]) AND corp_id = $2",
      db::array_literal(members), tx.corp(), tx.now());
}

std::int64_t relations(db::Tx& tx) {
  const auto rows = db::exec(tx, "SELECT customers FROM customer_heads WHERE corp_id = $1", tx.corp());
  return rows.empty() ? 0 : db::number_of(rows[0][0]);
}

void lock_loads(db::Tx& tx, std::span<const PrincipalId> employees) {
  db::exec(
      tx,
      "INSERT INTO service_loads (corp_id, principal_id) SELECT $1, e FROM unnest($2::uuid[]) AS e ORDER BY e ON "
      "CONFLICT DO NOTHING",
      tx.corp(), db::array_literal(employees));
  db::exec(
      tx,
      "SELECT 1 FROM service_loads WHERE corp_id = $1 AND principal_id = ANY ($2::uuid[]) ORDER BY principal_id FOR NO "
      "KEY UPDATE",
      tx.corp(), db::array_literal(employees));
}

}  // namespace weft::customers::store
