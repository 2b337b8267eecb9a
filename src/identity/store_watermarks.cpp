// SQL: watermarks and the keys of companies.
#include "identity/store_watermarks.hpp"

#include <weft/base/crypto.hpp>
#include <weft/db/sql.hpp>

namespace weft::identity::store {

std::string company_secret(db::Tx& tx, const std::string& name, const std::string& fresh) {
  const std::string select = "SELECT encode(secret, 'hex') FROM company_secrets WHERE corp_id = $1 AND name = $2";
  auto rows = db::exec(tx, select, tx.corp(), name);
  if (rows.empty()) {
    db::exec(
        tx,
        "INSERT INTO company_secrets (corp_id, name, secret, created_at) VALUES ($1, $2, decode($3, 'hex'), $4) ON "
        "CONFLICT (corp_id, name) DO NOTHING",
        tx.corp(), name, hex(fresh), tx.now());
    rows = db::exec(tx, select, tx.corp(), name);
  }
  return db::text_of(rows.at(0)[0]);
}

Viewer viewer(db::Tx& tx, const PrincipalId& member) {
  const auto rows = db::exec(
      tx,
      "SELECT p.name, coalesce(m.userid, ''), coalesce(m.mobile, '') FROM principals p LEFT JOIN members "
      "m ON "
      "m.principal_id = p.id WHERE p.corp_id = $1 AND p.id = $2",
      tx.corp(), member);
  if (rows.empty()) return {};
  return {db::text_of(rows[0][0]), db::text_of(rows[0][1]), db::text_of(rows[0][2])};
}

std::optional<IssuedToken> issued_token(db::Tx& tx, const std::string& token) {
  const auto rows = db::exec(
      tx,
      "SELECT principal_id, day::text, issued_at FROM watermark_tokens WHERE corp_id = $1 AND token = $2 COLLATE \"C\"",
      tx.corp(), token);
  if (rows.empty()) return std::nullopt;
  return IssuedToken{db::id_of<PrincipalId>(rows[0][0]), db::text_of(rows[0][1]), db::time_of(rows[0][2])};
}

bool insert_token(db::Tx& tx, const std::string& token, const PrincipalId& principal, const std::string& day) {
  const auto rows = db::exec(
      tx,
      "INSERT INTO watermark_tokens (corp_id, token, principal_id, day, issued_at) VALUES ($1, $2, $3, $4::date, $5) "
      "ON "
      "CONFLICT (corp_id, token) DO NOTHING RETURNING 1",
      tx.corp(), token, principal, day, tx.now());
  return !rows.empty();
}

std::int64_t delete_tokens(db::Tx& tx, Time before, int limit) {
  const auto rows = db::exec(
      tx,
      "DELETE FROM watermark_tokens WHERE corp_id = $1 AND token IN (SELECT token FROM watermark_tokens WHERE corp_id "
      "= "
      "$1 AND day < ($2::timestamptz AT TIME ZONE 'UTC')::date ORDER BY day LIMIT $3)",
      tx.corp(), before, limit);
  return static_cast<std::int64_t>(rows.affected_rows());
}

}  // namespace weft::identity::store
