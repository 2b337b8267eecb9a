// SQL of the collector.
#include "files/store.hpp"
#include "files/store_values.hpp"
#include <weft/files/backup_lock.hpp>

namespace weft::files::store {

bool may_remove(db::Tx& tx) {
  return db::bool_of(db::exec(tx, "SELECT pg_try_advisory_xact_lock_shared($1)", kBackupLock)[0][0]);
}

std::int64_t end_uses(db::Tx& tx, int limit) {
  return db::
      exec(tx,
           "WITH over AS (SELECT ctid FROM file_uses WHERE corp_id = $1 AND expires_at < $2 LIMIT $3), gone AS (DELETE "
           "FROM file_uses WHERE ctid = ANY (ARRAY (SELECT ctid FROM over)) AND corp_id = $1 RETURNING file_id) "
           "UPDATE files f SET unused_since = $2 FROM gone WHERE f.corp_id = $1 AND f.id = gone.file_id RETURNING 1",
           tx.corp(), tx.now(), limit)
          .affected_rows();
}

Removed delete_unused_files(db::Tx& tx, Time before, int limit) {
  // Locked first and looked at afterwards, by a newer snapshot: who attaches or holds one of them either came first,
  // and is seen, or waits, and finds the file gone.
  std::vector<FileId> ids;
  for (const auto& row : db::exec(
           tx,
           "SELECT id FROM files WHERE corp_id = $1 AND unused_since < $2 ORDER BY unused_since LIMIT $3 FOR UPDATE "
           "SKIP LOCKED",
           tx.corp(), before, limit))
    ids.push_back(db::id_of<FileId>(row[0]));
  Removed removed;
  if (ids.empty()) return removed;
  removed.more = static_cast<int>(ids.size()) == limit;
  const std::string list = db::array_literal(ids);
  db::exec(
      tx,
      "UPDATE files f SET unused_since = NULL WHERE f.corp_id = $1 AND f.id = ANY ($2::uuid[]) AND EXISTS (SELECT 1 "
      "FROM file_uses u WHERE u.file_id = f.id AND u.corp_id = $1)",
      tx.corp(), list);
  for (const auto& row : db::exec(
           tx,
           "DELETE FROM files WHERE corp_id = $1 AND id = ANY ($2::uuid[]) AND unused_since IS NOT NULL RETURNING "
           "encode(sha256, 'hex')",
           tx.corp(), list))
    removed.contents.push_back(digest_of(row[0]));
  return removed;
}

bool delete_content(db::Tx& tx, const Digest& sha256) {
  return !db::exec(
              tx,
              "WITH gone AS (DELETE FROM file_contents c WHERE c.corp_id = $1 AND c.sha256 = decode($2, 'hex') AND NOT "
              "EXISTS (SELECT 1 FROM files f WHERE f.corp_id = $1 AND f.sha256 = decode($2, 'hex')) RETURNING size, "
              "by_customer) UPDATE file_usage u SET stored = u.stored - gone.size, customers = u.customers - CASE WHEN "
              "gone.by_customer THEN gone.size ELSE 0 END FROM gone WHERE u.corp_id = $1 RETURNING 1",
              tx.corp(), hex(sha256))
              .empty();
}

std::vector<ContentRow> ask_for_waiting(db::Tx& tx, Time before, int limit) {
  std::vector<ContentRow> all;
  for (const auto& row : db::exec(
           tx,
           "WITH taken AS (SELECT sha256 FROM file_contents WHERE corp_id = $1 AND examined = 'waiting' AND asked_at "
           "< $2 ORDER BY asked_at LIMIT $3 FOR UPDATE SKIP LOCKED) UPDATE file_contents c SET asked_at = $4 FROM "
           "taken WHERE c.corp_id = $1 AND c.sha256 = taken.sha256 RETURNING encode(c.sha256, 'hex'), c.size, c.type",
           tx.corp(), before, limit, tx.now()))
    all.push_back({digest_of(row[0]), db::number_of(row[1]), db::text_of(row[2]), Examined::waiting});
  return all;
}

bool end_waiting(db::Tx& tx, int limit) {
  return db::exec(
             tx,
             "WITH taken AS (SELECT sha256 FROM file_contents WHERE corp_id = $1 AND examined = 'waiting' ORDER BY "
             "asked_at LIMIT $2 FOR UPDATE SKIP LOCKED) UPDATE file_contents c SET examined = 'done' FROM taken WHERE "
             "c.corp_id = $1 AND c.sha256 = taken.sha256 RETURNING 1",
             tx.corp(), limit)
             .size() == static_cast<std::size_t>(limit);
}

}  // namespace weft::files::store
