// SQL of response codes: of a code only a digest is kept.
#include "platform/apps/codes.hpp"
#include <weft/base/crypto.hpp>
#include <weft/base/json.hpp>
#include <weft/db/sql.hpp>

namespace weft::platform {
namespace {

constexpr auto kCodeLife = std::chrono::hours(72);
constexpr std::size_t kCode = 24;  // bytes

}  // namespace

std::string make_response_code(
    db::Tx& tx, const PrincipalId& app, const AppMessageId& message, const std::optional<PrincipalId>& member) {
  const std::string code = base64url(random_bytes(kCode));
  if (member)  // a letter that is written again has another one
    db::exec(
        tx,
        "UPDATE app_response_codes SET used_at = $4 WHERE corp_id = $1 AND message_id = $2 AND principal_id = $3 AND "
        "used_at IS NULL",
        tx.corp(), message, *member, tx.now());
  db::exec(
      tx,
      "INSERT INTO app_response_codes (corp_id, code_hash, app_id, message_id, principal_id, expires_at) VALUES ($1, "
      "decode($2, 'hex'), $3, $4, $5, $6)",
      tx.corp(), hex(sha256(code)), app, message, member, tx.now() + kCodeLife);
  return code;
}

CodeOf use_response_code(db::Tx& tx, const PrincipalId& app, const std::string& code) {
  const auto rows = db::exec(
      tx,
      "UPDATE app_response_codes SET used_at = $4 WHERE corp_id = $1 AND code_hash = decode($2, 'hex') AND app_id = $3 "
      "AND used_at IS NULL AND expires_at > $4 RETURNING message_id, principal_id",
      tx.corp(), hex(sha256(code)), app, tx.now());
  if (rows.empty()) refuse_field("response_code", "is none of this app, was used, or is older than 72 hours");
  return {db::id_of<AppMessageId>(rows[0][0]), db::optional_id<PrincipalId>(rows[0][1])};
}

}  // namespace weft::platform
