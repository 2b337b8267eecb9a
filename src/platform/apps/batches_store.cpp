// SQL of batches.
#include "platform/apps/batches.hpp"
#include <weft/base/sealed.hpp>
#include <weft/db/sql.hpp>

namespace weft::platform {
namespace {

constexpr auto kKept = std::chrono::hours(24 * 7);

std::string about(const BatchId& id) {
  return "batch " + id.str();
}

}  // namespace

std::optional<Batch> find_batch(db::Tx& tx, const BatchId& id, bool lock) {
  const std::string select =
      "SELECT app_id, kind, file_id, import_id, done, total, results::text, error, error_text, created_at, finished_at "
      "IS NOT NULL FROM app_batches WHERE corp_id = $1 AND id = $2";
  const auto rows = db::exec(tx, lock ? select + " FOR NO KEY UPDATE" : select, tx.corp(), id);
  if (rows.empty()) return std::nullopt;
  const auto row = rows[0];
  Batch batch;
  batch.id = id;
  batch.app = db::id_of<PrincipalId>(row[0]);
  batch.kind = db::enum_of<BatchKind>(row[1]);
  batch.file = db::id_of<FileId>(row[2]);
  if (!row[3].is_null()) batch.import = parse_uuid(db::text_of(row[3]));
  batch.done = db::number_of(row[4]);
  batch.total = db::number_of(row[5]);
  batch.results = RawJson{db::text_of(row[6])};
  batch.error = static_cast<int>(db::number_of(row[7]));
  batch.error_text = db::text_of(row[8]);
  batch.created_at = db::time_of(row[9]);
  batch.finished = db::bool_of(row[10]);
  return batch;
}

void advance_batch(db::Tx& tx, const BatchId& id, std::int64_t done, std::int64_t total, const RawJson& results) {
  db::exec(
      tx,
      "UPDATE app_batches SET done = $3, total = $4, results = CASE WHEN $5 = '[]' THEN results ELSE results || "
      "$5::jsonb END WHERE corp_id = $1 AND id = $2",
      tx.corp(), id, done, total, results);
}

std::int64_t purge_batches(db::Tx& tx, std::int64_t limit) {
  return static_cast<std::int64_t>(
      db::exec(
          tx,
          "DELETE FROM app_batches WHERE corp_id = $1 AND id IN (SELECT id FROM app_batches WHERE corp_id = $1 AND "
          "created_at < $2 ORDER BY created_at LIMIT $3)",
          tx.corp(), tx.now() - kKept, limit)
          .affected_rows());
}

namespace store {

void insert_batch(db::Tx& tx, const Batch& batch, const std::optional<BatchCallback>& callback) {
  std::optional<std::string> url, token, key, import;
  if (callback) {
    url = callback->url;
    token = seal(callback->token, about(batch.id));
    key = seal(callback->key, about(batch.id));
  }
  if (batch.import) import = to_string(*batch.import);
  db::exec(
      tx,
      "INSERT INTO app_batches (corp_id, id, app_id, kind, file_id, import_id, callback_url, callback_token, "
      "callback_key, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      tx.corp(), batch.id, batch.app, boost::describe::enum_to_string(batch.kind, ""), batch.file, import, url, token,
      key, batch.created_at);
}

std::optional<BatchCallback> callback_of(db::Tx& tx, const BatchId& id) {
  const auto rows = db::exec(
      tx,
      "SELECT callback_url, callback_token, callback_key FROM app_batches WHERE corp_id = $1 AND id = $2 AND "
      "callback_url IS NOT NULL",
      tx.corp(), id);
  if (rows.empty()) return std::nullopt;
  const auto token = unseal(db::text_of(rows[0][1]), about(id));
  const auto key = unseal(db::text_of(rows[0][2]), about(id));
  if (!token || !key) return std::nullopt;
  return BatchCallback{db::text_of(rows[0][0]), *token, *key};
}

bool has_callback(db::Tx& tx, const BatchId& id) {
  return !db::exec(
              tx, "SELECT 1 FROM app_batches WHERE corp_id = $1 AND id = $2 AND callback_url IS NOT NULL", tx.corp(),
              id)
              .empty();
}

void end_batch(db::Tx& tx, const BatchId& id, int error, const std::string& text) {
  db::exec(
      tx, "UPDATE app_batches SET error = $3, error_text = $4, finished_at = $5 WHERE corp_id = $1 AND id = $2",
      tx.corp(), id, error, text, tx.now());
}

}  // namespace store
}  // namespace weft::platform
