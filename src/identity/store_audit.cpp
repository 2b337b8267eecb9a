// SQL: the audit log and its head.
#include "identity/store.hpp"
#include <weft/db/sql.hpp>

namespace weft::identity::store {
namespace {

const std::string kAuditColumns =
    "seq, at, actor, action, target, detail::text, address, request_id, encode(hash, 'hex') AS hash_hex, "
    "(extract(epoch FROM at) * 1000000)::bigint AS at_us, encode(prev_hash, 'hex') AS prev_hex";

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

constexpr int kLookedAt = 5000;

/// The rows of a window of the log that fit, and how far the window went; a row of NULLs when none fits.
std::string matching(const std::string& index_condition) {
  return "WITH w AS MATERIALIZED (SELECT * FROM audit_log WHERE corp_id = $1 AND seq < $2 AND seq >= $3 " +
         index_condition +
         "ORDER BY seq DESC LIMIT $10) SELECT f.*, l.lowest, l.looked FROM (SELECT min(seq) AS lowest, "
         "count(*) AS looked FROM w) l LEFT JOIN (SELECT " +
         kAuditColumns +
         " FROM w WHERE ($4::uuid IS NULL OR actor = $4) AND starts_with(action, $5::text) AND ($6::text IS NULL OR "
         "target = $6) AND ($7::timestamptz IS NULL OR at >= $7) AND ($8::timestamptz IS NULL OR at < $8) ORDER BY seq "
         "DESC LIMIT $9) f ON true ORDER BY f.seq DESC";
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

std::vector<std::string> audited_addresses(
    db::Tx& tx, const std::string& action, const std::string& target, Time since) {
  std::vector<std::string> addresses;
  for (const auto& row : db::exec(
           tx,
           "SELECT l.address FROM (SELECT action, address, at FROM audit_log WHERE corp_id = $1 AND target = $2 ORDER "
           "BY seq DESC LIMIT 100) l WHERE l.action = $3 AND l.at > $4",
           tx.corp(), target, action, since))
    addresses.push_back(db::text_of(row[0]));
  return addresses;
}

std::vector<std::string> as_stored(db::Tx& tx, const std::vector<std::string>& details) {
  const auto rows = db::exec(
      tx, "SELECT d::jsonb::text FROM unnest($1::text[]) WITH ORDINALITY AS a (d, i) ORDER BY i",
      db::array_literal(details));
  std::vector<std::string> texts;
  for (const auto& row : rows)
    texts.push_back(db::text_of(row[0]));
  return texts;
}

void insert_audits(db::Tx& tx, std::span<const AuditRecord> records) {
  std::vector<std::int64_t> seqs;
  std::vector<std::string> actors, actions, targets, details, addresses, requests, befores, hashes;
  for (const AuditRecord& record : records) {
    const AuditRow& row = record.row;
    seqs.push_back(row.seq);
    actors.push_back(row.actor ? row.actor->str() : "");
    actions.push_back(row.action);
    targets.push_back(row.target);
    details.push_back(row.detail.text);
    addresses.push_back(row.address);
    requests.push_back(row.request_id);
    befores.push_back(record.prev_hash);
    hashes.push_back(row.hash);
  }
  db::exec(
      tx,
      "WITH head AS (UPDATE audit_heads SET seq = $2, hash = decode($3, 'hex') WHERE corp_id = $1) "
      "INSERT INTO audit_log (corp_id, seq, at, actor, action, target, detail, address, request_id, prev_hash, hash) "
      "SELECT $1, r.seq, $4, nullif(r.actor, '')::uuid, r.action, r.target, r.detail::jsonb, r.address, r.request, "
      "decode(r.before, 'hex'), decode(r.hash, 'hex') FROM unnest($5::bigint[], $6::text[], $7::text[], $8::text[], "
      "$9::text[], $10::text[], $11::text[], $12::text[], $13::text[]) AS r (seq, actor, action, target, detail, "
      "address, request, before, hash) ORDER BY r.seq",
      tx.corp(), records.back().row.seq, records.back().row.hash, records.back().row.at, db::array_literal(seqs),
      db::array_literal(actors), db::array_literal(actions), db::array_literal(targets), db::array_literal(details),
      db::array_literal(addresses), db::array_literal(requests), db::array_literal(befores), db::array_literal(hashes));
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

AuditFound audit_matching(db::Tx& tx, const AuditFilter& filter, std::int64_t limit) {
  // Three statements and not one with OR: each walks one index backwards and stops.
  static const std::string by_actor = matching("AND actor = $4 ");
  static const std::string by_target = matching("AND target = $6 ");
  static const std::string by_seq = matching("");
  const std::string& sql = filter.actor ? by_actor : filter.target ? by_target : by_seq;
  const auto rows = db::exec(
      tx, sql, tx.corp(), filter.end, filter.first, filter.actor, filter.action, filter.target, filter.from, filter.to,
      limit, kLookedAt);
  AuditFound found;
  for (const auto& row : rows)
    if (!row[0].is_null()) found.rows.push_back(record_of(row).row);
  if (!rows.empty() && !rows[0]["lowest"].is_null()) {
    found.lowest = db::number_of(rows[0]["lowest"]);
    found.more = db::number_of(rows[0]["looked"]) >= kLookedAt;
  }
  return found;
}

std::optional<std::int64_t> audit_seq_at(db::Tx& tx, Time at) {
  const auto rows = db::exec(
      tx, "SELECT seq FROM audit_log WHERE corp_id = $1 AND at >= $2 ORDER BY at, seq LIMIT 1", tx.corp(), at);
  if (rows.empty()) return std::nullopt;
  return db::number_of(rows[0][0]);
}

}  // namespace weft::identity::store
