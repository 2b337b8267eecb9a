// SQL of uploads under way, and of the room a company has.
#include "files/store.hpp"
#include "files/store_values.hpp"

namespace weft::files::store {
namespace {

const std::string kUploadColumns =
    "id, owner_id, name, size, encode(sha256, 'hex'), purpose, received, file_id, expires_at, by_customer";

UploadRow upload_of(const db::Row& row) {
  UploadRow upload;
  upload.id = db::id_of<UploadId>(row[0]);
  upload.owner = db::id_of<PrincipalId>(row[1]);
  upload.name = db::text_of(row[2]);
  upload.size = db::number_of(row[3]);
  if (!row[4].is_null()) upload.sha256 = digest_of(row[4]);
  upload.purpose = db::enum_of<Purpose>(row[5]);
  upload.received = db::number_of(row[6]);
  upload.file = db::optional_id<FileId>(row[7]);
  upload.expires_at = db::time_of(row[8]);
  upload.by_customer = db::bool_of(row[9]);
  return upload;
}

}  // namespace

bool reserve(db::Tx& tx, std::int64_t bytes, const Room& room) {
  db::exec(tx, "INSERT INTO file_usage (corp_id) VALUES ($1) ON CONFLICT DO NOTHING", tx.corp());
  return db::exec(
             tx,
             "UPDATE file_usage SET reserved = reserved + $2, customers = customers + CASE WHEN $4::boolean THEN "
             "$2::bigint ELSE 0 END "
             "WHERE corp_id = $1 AND ($3::bigint = 0 OR stored + reserved + $2 <= $3) AND (NOT $4::boolean OR "
             "$5::bigint = 0 OR "
             "customers + $2 <= $5) RETURNING 1",
             tx.corp(), bytes, room.quota, room.by_customer, room.customers)
             .size() > 0;
}

void unreserve(db::Tx& tx, std::int64_t bytes, bool by_customer) {
  db::exec(
      tx,
      "UPDATE file_usage SET reserved = reserved - $2, customers = customers - CASE WHEN $3::boolean THEN $2::bigint "
      "ELSE 0 END WHERE "
      "corp_id = $1",
      tx.corp(), bytes, by_customer);
}

bool has_open_chat(db::Tx& tx, const PrincipalId& customer) {
  return !db::exec(
              tx,
              "SELECT 1 FROM participants p JOIN conversations c ON c.id = p.conversation_id AND c.corp_id = $1 WHERE "
              "p.principal_id = $2 AND p.corp_id = $1 AND p.left_seq IS NULL AND c.kind IN ('customer', "
              "'customer_group') AND c.dismissed_at IS NULL LIMIT 1",
              tx.corp(), customer)
              .empty();
}

std::int64_t brought_since(db::Tx& tx, const PrincipalId& owner, Time since) {
  return db::number_of(db::exec(
      tx, "SELECT coalesce(sum(size), 0)::bigint FROM uploads WHERE corp_id = $1 AND owner_id = $2 AND created_at > $3",
      tx.corp(), owner, since)[0][0]);
}

Usage usage(db::Tx& tx) {
  const auto rows = db::exec(tx, "SELECT stored, reserved, customers FROM file_usage WHERE corp_id = $1", tx.corp());
  if (rows.empty()) return {};
  return {db::number_of(rows[0][0]), db::number_of(rows[0][1]), db::number_of(rows[0][2])};
}

void insert_upload(db::Tx& tx, const UploadRow& row) {
  db::exec(
      tx,
      "INSERT INTO uploads (id, corp_id, owner_id, name, size, sha256, purpose, created_at, expires_at, "
      "by_customer) VALUES ($1, $2, $3, $4, $5, decode($6, 'hex'), $7, $8, $9, $10)",
      row.id, tx.corp(), row.owner, row.name, row.size,
      row.sha256 ? std::optional<std::string>(hex(*row.sha256)) : std::nullopt, word(row.purpose), tx.now(),
      row.expires_at, row.by_customer);
}

std::int64_t count_uploads(db::Tx& tx, const PrincipalId& owner) {
  return db::number_of(db::exec(
      tx, "SELECT count(*) FROM uploads WHERE corp_id = $1 AND owner_id = $2 AND file_id IS NULL", tx.corp(),
      owner)[0][0]);
}

std::optional<UploadRow> find_upload(db::Tx& tx, const UploadId& id, bool lock) {
  const std::string query = "SELECT " + kUploadColumns + " FROM uploads WHERE corp_id = $1 AND id = $2";
  const auto rows = lock ? db::exec(tx, query + " FOR UPDATE", tx.corp(), id) : db::exec(tx, query, tx.corp(), id);
  if (rows.empty()) return std::nullopt;
  return upload_of(rows[0]);
}

bool advance(db::Tx& tx, const UploadId& id, std::int64_t from, std::int64_t to) {
  return db::exec(
             tx,
             "UPDATE uploads SET received = $4 WHERE corp_id = $1 AND id = $2 AND received = $3 AND file_id IS NULL "
             "AND $4 <= size RETURNING 1",
             tx.corp(), id, from, to)
             .size() > 0;
}

void settle_size(db::Tx& tx, const UploadRow& row, std::int64_t size) {
  db::exec(tx, "UPDATE uploads SET size = $3 WHERE corp_id = $1 AND id = $2", tx.corp(), row.id, size);
  unreserve(tx, row.size - size, row.by_customer);
}

void finish_upload(db::Tx& tx, const UploadId& id, const FileId& file) {
  db::exec(tx, "UPDATE uploads SET file_id = $3 WHERE corp_id = $1 AND id = $2", tx.corp(), id, file);
}

void delete_upload(db::Tx& tx, const UploadId& id) {
  db::exec(tx, "DELETE FROM uploads WHERE corp_id = $1 AND id = $2", tx.corp(), id);
}

std::vector<UploadRow> expired_uploads(db::Tx& tx, int limit) {
  std::vector<UploadRow> all;
  for (const auto& row : db::exec(
           tx,
           "SELECT " + kUploadColumns +
               " FROM uploads WHERE corp_id = $1 AND expires_at < $2 ORDER BY expires_at LIMIT $3 FOR UPDATE SKIP "
               "LOCKED",
           tx.corp(), tx.now(), limit))
    all.push_back(upload_of(row));
  return all;
}

bool upload_exists(db::Tx& tx, const UploadId& id) {
  return !db::exec(tx, "SELECT 1 FROM uploads WHERE corp_id = $1 AND id = $2", tx.corp(), id).empty();
}

}  // namespace weft::files::store
