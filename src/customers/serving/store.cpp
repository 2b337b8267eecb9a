// SQL of who was verified, and of how many customers people have.
#include "customers/serving/store.hpp"

#include <weft/db/sql.hpp>

namespace weft::customers::store {

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

}  // namespace weft::customers::store
