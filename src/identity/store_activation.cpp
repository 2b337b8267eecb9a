// SQL: activation codes.
#include "identity/store_activation.hpp"

#include <weft/db/sql.hpp>

namespace weft::identity::store {

std::optional<PrincipalId> activation(db::Tx& tx, const std::string& code_hash) {
  const auto rows = db::exec(
      tx,
      "SELECT principal_id FROM activations WHERE corp_id = $1 AND code_hash = decode($2, 'hex') AND expires_at > $3",
      tx.corp(), code_hash, tx.now());
  if (rows.empty()) return std::nullopt;
  return db::id_of<PrincipalId>(rows[0][0]);
}

void replace_activation(
    db::Tx& tx, const PrincipalId& member, const std::string& code_hash, const std::optional<PrincipalId>& by,
    Time expires_at) {
  db::exec(
      tx,
      "INSERT INTO activations (corp_id, code_hash, principal_id, created_by, created_at, expires_at) "
      "VALUES ($1, decode($2, 'hex'), $3, $4, $5, $6) ON CONFLICT (corp_id, principal_id) DO UPDATE SET "
      "code_hash = excluded.code_hash, created_by = excluded.created_by, created_at = excluded.created_at, "
      "expires_at = excluded.expires_at",
      tx.corp(), code_hash, member, by, tx.now(), expires_at);
}

void delete_activation(db::Tx& tx, const PrincipalId& member) {
  db::exec(tx, "DELETE FROM activations WHERE corp_id = $1 AND principal_id = $2", tx.corp(), member);
}

void delete_activations_by(db::Tx& tx, const PrincipalId& maker) {
  db::exec(tx, "DELETE FROM activations WHERE corp_id = $1 AND created_by = $2", tx.corp(), maker);
}

std::int64_t delete_ended_activations(db::Tx& tx, int limit) {
  const auto rows = db::exec(
      tx,
      "DELETE FROM activations WHERE corp_id = $1 AND code_hash IN (SELECT code_hash FROM activations WHERE corp_id = "
      "$1 "
      "AND expires_at < $2 ORDER BY expires_at LIMIT $3) RETURNING 1",
      tx.corp(), tx.now(), limit);
  return static_cast<std::int64_t>(rows.size());
}

}  // namespace weft::identity::store
