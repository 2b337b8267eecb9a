// SQL of what is thrown away: what apps sent long ago, and what counted how often they did.
#include <weft/db/sql.hpp>
#include <weft/platform/apps.hpp>

namespace weft::platform {
namespace {

constexpr auto kKept = std::chrono::hours(24 * 180);

}  // namespace

std::int64_t purge_apps(db::Tx& tx, std::int64_t limit) {
  const auto some = std::max<std::int64_t>(1, limit / 100);  // each with its recipients
  const auto messages = db::exec(
      tx,
      "DELETE FROM app_messages WHERE corp_id = $1 AND id IN (SELECT id FROM app_messages WHERE corp_id = $1 AND "
      "created_at < $2 ORDER BY created_at LIMIT $3)",
      tx.corp(), tx.now() - kKept, some);
  const auto codes = db::exec(
      tx,
      "DELETE FROM app_response_codes WHERE corp_id = $1 AND code_hash IN (SELECT code_hash FROM app_response_codes "
      "WHERE corp_id = $1 AND expires_at < $2 ORDER BY expires_at LIMIT $3)",
      tx.corp(), tx.now(), limit);
  db::exec(tx, "DELETE FROM app_sign_ins WHERE corp_id = $1 AND expires_at < $2", tx.corp(), tx.now());
  db::exec(
      tx, "DELETE FROM app_days WHERE corp_id = $1 AND day < ($2::timestamptz)::date", tx.corp(), tx.now() - kKept);
  db::exec(tx, "DELETE FROM app_group_hours WHERE corp_id = $1 AND hour < $2", tx.corp(), tx.now() - kKept);
  const auto gone = static_cast<std::int64_t>(messages.affected_rows());
  return gone == some ? limit : gone + static_cast<std::int64_t>(codes.affected_rows());
}

}  // namespace weft::platform
