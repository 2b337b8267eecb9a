// SQL of the api room: remembered answers.
#include "api/store.hpp"

#include <weft/db/sql.hpp>

namespace weft::api::store {

std::optional<Remembered> claim(db::Tx& tx, const Caller& caller, const std::string& key, const std::string& digest) {
  // ON CONFLICT waits for a concurrent claim to commit or roll back, which is exactly the order we want.
  const auto claimed = db::exec(
      tx,
      "INSERT INTO idempotency_keys (corp_id, principal_id, key, digest, created_at) VALUES ($1, $2, $3, $4, $5) "
      "ON CONFLICT (principal_id, key) DO NOTHING RETURNING 1",
      caller.corp, caller.principal, key, digest, tx.now());
  if (!claimed.empty()) return std::nullopt;
  auto known = find(tx, caller, key);
  if (!known) throw ApiError(Errc::busy, "the first use of this key is being forgotten; try again", {}, 1);
  return known;
}

std::optional<Remembered> find(db::Tx& tx, const Caller& caller, const std::string& key) {
  const auto rows = db::exec(
      tx, "SELECT digest, answer FROM idempotency_keys WHERE principal_id = $1 AND key = $2", caller.principal, key);
  if (rows.empty()) return std::nullopt;
  return Remembered{db::text_of(rows[0][0]), db::text_of(rows[0][1])};
}

void set_answer(db::Tx& tx, const Caller& caller, const std::string& key, const std::string& answer) {
  db::exec(
      tx, "UPDATE idempotency_keys SET answer = $3 WHERE principal_id = $1 AND key = $2", caller.principal, key,
      answer);
}

std::int64_t purge(db::Tx& tx, int limit) {
  const auto rows = db::exec(
      tx,
      "DELETE FROM idempotency_keys WHERE (principal_id, key) IN (SELECT principal_id, key FROM idempotency_keys "
      "WHERE created_at < $1::timestamptz - interval '24 hours' LIMIT $2 FOR UPDATE SKIP LOCKED)",
      tx.now(), limit);
  return static_cast<std::int64_t>(rows.affected_rows());
}

}  // namespace weft::api::store
