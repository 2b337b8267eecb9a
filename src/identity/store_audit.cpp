// SQL: the audit log and its head.
#include "identity/store.hpp"
#include <weft/db/sql.hpp>

namespace weft::identity::store {
namespace {

const std::string kAuditColumns =
    "seq, at, actor, action, target, detail::text, address, request_id, encode(hash, 'hex'), "
    "(extract(epoch FROM at) * 1000000)::bigint, encode(prev_hash, 'hex')";

AuditRecord record_of(const db::Row& row) {
  AuditRecord record;
  record.row = {row[0].as<std::int64_t>(), db::time_of(row[1]), std::nullopt,
                db::text_of(row[3]),       db::text_of(row[4]), {db::text_of(row[5])},
                db::text_of(row[6]),       db::text_of(row[7]), db::text_of(row[8])};
  if (!row[2].is_null()) record.row.actor = db::id_of<PrincipalId>(row[2]);
  record.at_us = row[9].as<std::int64_t>();
  record.prev_hash = db::text_of(row[10]);
  return record;
}

Head head_of(const db::Rows& rows) {
  if (rows.empty()) throw std::logic_error("the company has no audit chain");
  return {rows[0][0].as<std::int64_t>(), db::text_of(rows[0][1]), db::text_of(rows[0][2])};
}

}  // namespace

Head lock_head(db::Tx& tx, const std::string& detail) {
  return head_of(db::exec(
      tx, "SELECT seq, encode(hash, 'hex'), $2::jsonb::text FROM audit_heads WHERE corp_id = $1 FOR UPDATE", tx.corp(),
      detail));
}

Head read_head(db::Tx& tx) {
  return head_of(db::exec(tx, "SELECT seq, encode(hash, 'hex'), '{}' FROM audit_heads WHERE corp_id = $1", tx.corp()));
}

void insert_audit(db::Tx& tx, const AuditRecord& record) {
  const AuditRow& row = record.row;
  db::exec(
      tx,
      "WITH head AS (UPDATE audit_heads SET seq = $2, hash = decode($11, 'hex') WHERE corp_id = $1) "
      "INSERT INTO audit_log (corp_id, seq, at, actor, action, target, detail, address, request_id, prev_hash, hash) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, decode($10, 'hex'), decode($11, 'hex'))",
      tx.corp(), row.seq, row.at, row.actor, row.action, row.target, row.detail, row.address, row.request_id,
      record.prev_hash, row.hash);
}

std::vector<AuditRecord> audit_after(db::Tx& tx, std::int64_t seq, int limit) {
  const auto rows = db::exec(
      tx, "SELECT " + kAuditColumns + " FROM audit_log WHERE corp_id = $1 AND seq > $2 ORDER BY seq LIMIT $3",
      tx.corp(), seq, limit);
  std::vector<AuditRecord> list;
  for (const auto& row : rows)
    list.push_back(record_of(row));
  return list;
}

std::vector<AuditRow> audit_before(db::Tx& tx, std::int64_t seq, std::int64_t limit) {
  const auto rows = db::exec(
      tx, "SELECT " + kAuditColumns + " FROM audit_log WHERE corp_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3",
      tx.corp(), seq, limit);
  std::vector<AuditRow> list;
  for (const auto& row : rows)
    list.push_back(record_of(row).row);
  return list;
}

}  // namespace weft::identity::store
