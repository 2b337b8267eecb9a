// SQL of what recipients want. Merged customers are one: what is said of one holds for all, also when they are parted.
#include "broadcasts/store.hpp"
#include <weft/db/sql.hpp>

#include <set>

namespace weft::broadcasts::store {
namespace {

/// The customer $2 of the company $1 as it is now, and everybody who is part of it.
const std::string kFamily =
    "WITH person AS (SELECT coalesce(merged_into, principal_id) AS id FROM contacts WHERE principal_id = $2 AND "
    "corp_id "
    "= $1), family AS MATERIALIZED (SELECT id FROM person UNION ALL SELECT m.principal_id FROM person p JOIN contacts "
    "m ON m.merged_into = p.id AND m.corp_id = $1) ";

}  // namespace

bool is_tag(db::Tx& tx, std::int64_t tag) {
  return !db::exec(tx, "SELECT 1 FROM tags WHERE corp_id = $1 AND number = $2", tx.corp(), tag).empty();
}

bool is_zone(db::Tx& tx, const std::string& zone) {
  // PostgreSQL reads a thousand files to list them, and they change with its version only.
  static const std::set<std::string> known = [&] {
    std::set<std::string> names;
    for (const auto& row : db::exec(tx, "SELECT name FROM pg_timezone_names"))
      names.insert(db::text_of(row[0]));
    return names;
  }();
  return known.count(zone) > 0;
}

Terms terms_of(db::Tx& tx, const customers::ContactId& contact) {
  static const std::string sql =
      kFamily +
      "SELECT coalesce(bool_or(t.refused_at IS NOT NULL), false), coalesce((array_agg(t.zone ORDER BY t.recipient_id = "
      "(SELECT id FROM person) DESC) FILTER (WHERE t.zone <> ''))[1], '') FROM broadcast_terms t WHERE t.corp_id = $1 "
      "AND t.recipient_id IN (SELECT id FROM family)";
  const auto rows = db::exec(tx, sql, tx.corp(), contact);
  return {db::bool_of(rows[0][0]), db::text_of(rows[0][1])};
}

bool refused_itself(db::Tx& tx, const customers::ContactId& contact) {
  static const std::string sql =
      kFamily +
      "SELECT 1 FROM broadcast_terms t WHERE t.corp_id = $1 AND t.recipient_id IN (SELECT id FROM family) AND "
      "t.refused_at IS NOT NULL AND t.refused_by IN (SELECT id FROM family) ORDER BY t.recipient_id FOR NO KEY UPDATE "
      "OF t";
  return !db::exec(tx, sql, tx.corp(), contact).empty();
}

void set_refused(db::Tx& tx, const customers::ContactId& contact, bool refused, const PrincipalId& by) {
  static const std::string sql =
      kFamily +
      "INSERT INTO broadcast_terms AS t (corp_id, recipient_id, refused_at, refused_by) SELECT $1, f.id, "
      "$3::timestamptz, CASE WHEN $4::uuid IN (SELECT id FROM family) THEN f.id ELSE $4::uuid END FROM family f ORDER "
      "BY f.id ON CONFLICT (corp_id, recipient_id) DO UPDATE SET refused_at = CASE WHEN excluded.refused_at IS NULL "
      "THEN NULL ELSE coalesce(t.refused_at, excluded.refused_at) END, refused_by = CASE WHEN t.refused_at IS NOT NULL "
      "AND excluded.refused_at IS NOT NULL AND t.refused_by = t.recipient_id THEN t.refused_by ELSE "
      "excluded.refused_by END";
  std::optional<Time> at;
  if (refused) at = tx.now();
  db::exec(tx, sql, tx.corp(), contact, at, by);
}

void set_zone(db::Tx& tx, const customers::ContactId& contact, const std::string& zone) {
  db::exec(
      tx,
      "INSERT INTO broadcast_terms (corp_id, recipient_id, zone) VALUES ($1, $2, $3) ON CONFLICT (corp_id, "
      "recipient_id) DO UPDATE SET zone = excluded.zone",
      tx.corp(), contact, zone);
}

}  // namespace weft::broadcasts::store
