// SQL of welcome codes: of a code only a digest is kept.
#include "customers/welcome_codes/store.hpp"

#include <weft/base/crypto.hpp>
#include <weft/db/sql.hpp>

namespace weft::customers::store {

bool has_begun(db::Tx& tx, const Follow& follow) {
  return !db::exec(
              tx,
              "SELECT 1 FROM entries WHERE conversation_id = $1 AND corp_id = $2 AND kind = 'message' AND created_at "
              ">= "
              "$3 UNION ALL SELECT 1 FROM welcome_codes WHERE follow_id = $4 AND corp_id = $2 AND used_at >= $3 LIMIT "
              "1",
              follow.conversation, tx.corp(), follow.added_at, follow.id)
              .empty();
}

bool way_welcomes(db::Tx& tx, const WayId& way) {
  return !db::exec(
              tx, "SELECT 1 FROM contact_ways WHERE id = $1 AND corp_id = $2 AND welcome IS NOT NULL", way, tx.corp())
              .empty();
}

void insert_welcome_code(
    db::Tx& tx, const PrincipalId& app, const FollowId& follow, const std::string& code, Time expires_at) {
  db::exec(
      tx,
      "INSERT INTO welcome_codes (corp_id, code_hash, app_id, follow_id, expires_at) VALUES ($1, decode($2, 'hex'), "
      "$3, $4, $5)",
      tx.corp(), hex(sha256(code)), app, follow, expires_at);
}

std::optional<FollowId> welcome_of(db::Tx& tx, const PrincipalId& app, const std::string& code) {
  const auto rows = db::exec(
      tx,
      "SELECT follow_id FROM welcome_codes WHERE corp_id = $1 AND code_hash = decode($2, 'hex') AND app_id = $3 AND "
      "expires_at > $4",
      tx.corp(), hex(sha256(code)), app, tx.now());
  if (rows.empty()) return std::nullopt;
  return db::id_of<FollowId>(rows[0][0]);
}

void use_welcome_code(db::Tx& tx, const std::string& code) {
  db::exec(
      tx, "UPDATE welcome_codes SET used_at = $3 WHERE corp_id = $1 AND code_hash = decode($2, 'hex')", tx.corp(),
      hex(sha256(code)), tx.now());
}

std::int64_t purge_welcome_codes(db::Tx& tx, Time before, std::int64_t limit) {
  return db::exec(
             tx,
             "DELETE FROM welcome_codes WHERE corp_id = $1 AND code_hash IN (SELECT code_hash FROM welcome_codes WHERE "
             "corp_id = $1 AND expires_at < $2 LIMIT $3)",
             tx.corp(), before, limit)
      .affected_rows();
}

}  // namespace weft::customers::store
