// SQL: settings of companies.
#include "identity/store.hpp"
#include <weft/db/sql.hpp>

namespace weft::identity::store {

std::optional<std::string> settings(db::Tx& tx, const std::string& name) {
  const auto rows = db::exec(tx, "SELECT value::text FROM settings WHERE corp_id = $1 AND name = $2", tx.corp(), name);
  if (rows.empty()) return std::nullopt;
  return db::text_of(rows[0][0]);
}

void upsert_settings(db::Tx& tx, const std::string& name, const std::string& value) {
  db::exec(
      tx,
      "INSERT INTO settings (corp_id, name, value, changed_at) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT (corp_id, name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at",
      tx.corp(), name, value, tx.now());
}

}  // namespace weft::identity::store
