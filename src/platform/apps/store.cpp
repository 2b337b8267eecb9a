// SQL of apps.
#include "platform/apps/store.hpp"

#include <weft/base/json.hpp>
#include <weft/base/sealed.hpp>
#include <weft/db/sql.hpp>

namespace weft::platform::store {
namespace {

const std::string kColumns =
    "SELECT a.id, a.number, p.name, a.description, a.logo, a.home_url, a.everybody, a.enabled, encode(a.secret_hash, "
    "'hex'), a.secret_at, a.callback_style, a.callback_url, a.callback_token, a.callback_key, a.report_enter, "
    "a.menu::text, a.created_by, a.created_at, a.changed_at, array_to_json(a.callback_events), "
    "array_to_json(a.trusted_hosts) FROM apps a JOIN "
    "principals p ON p.corp_id = $1 AND p.id = "
    "a.id WHERE a.corp_id = $1 AND a.deleted_at IS NULL ";

/// What the secrets of a callback are sealed about.
std::string about(const PrincipalId& app) {
  return "app " + app.str();
}

std::optional<std::string> open_secret(const pqxx::field& field, const PrincipalId& app) {
  if (field.is_null()) return std::nullopt;
  return unseal(db::text_of(field), about(app));
}

AppRow app_of(const db::Row& row) {
  AppRow app;
  app.id = db::id_of<PrincipalId>(row[0]);
  app.number = db::number_of(row[1]);
  app.name = db::text_of(row[2]);
  app.description = db::text_of(row[3]);
  app.logo = db::optional_id<FileId>(row[4]);
  app.home_url = db::optional_text(row[5]);
  app.everybody = db::bool_of(row[6]);
  app.enabled = db::bool_of(row[7]);
  app.secret_hash = db::text_of(row[8]);
  app.secret_at = db::time_of(row[9]);
  if (!row[10].is_null())
    app.callback = CallbackRow{
        db::enum_of<CallbackStyle>(row[10]), db::text_of(row[11]), open_secret(row[12], app.id),
        open_secret(row[13], app.id), read_json<std::vector<CompanyEvent>>(Json::parse(db::text_of(row[19])))};
  app.report_enter = db::bool_of(row[14]);
  if (!row[15].is_null()) app.menu = RawJson{db::text_of(row[15])};
  app.created_by = db::id_of<PrincipalId>(row[16]);
  app.created_at = db::time_of(row[17]);
  app.changed_at = db::time_of(row[18]);
  app.trusted_hosts = Json::parse(db::text_of(row[20])).get<std::vector<std::string>>();
  return app;
}

std::optional<AppRow> first_of(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return app_of(rows[0]);
}

std::vector<AppRow> all_of(const db::Rows& rows) {
  std::vector<AppRow> list;
  for (const auto& row : rows)
    list.push_back(app_of(row));
  return list;
}

std::optional<std::string> text_of(const std::optional<FileId>& file) {
  if (!file) return std::nullopt;
  return file->str();
}

}  // namespace

std::int64_t next_number(db::Tx& tx) {
  return db::number_of(db::exec(
                           tx,
                           "INSERT INTO app_heads AS h (corp_id, next_app) VALUES ($1, 1000002) ON CONFLICT (corp_id) "
                           "DO UPDATE SET next_app = h.next_app + 1 RETURNING next_app - 1",
                           tx.corp())
                           .at(0)[0]);
}

std::int64_t count_apps(db::Tx& tx) {
  return db::number_of(
      db::exec(tx, "SELECT count(*) FROM apps WHERE corp_id = $1 AND deleted_at IS NULL", tx.corp()).at(0)[0]);
}

void insert_app(db::Tx& tx, const AppRow& app) {
  db::exec(
      tx, "INSERT INTO principals (id, corp_id, kind, name, created_at) VALUES ($1, $2, 'app', $3, $4)", app.id,
      tx.corp(), app.name, tx.now());
  db::exec(
      tx,
      "INSERT INTO apps (id, corp_id, number, description, logo, home_url, everybody, secret_hash, secret_at, "
      "report_enter, created_by, created_at, changed_at, trusted_hosts) VALUES ($1, $2, $3, $4, $5::uuid, $6, $7, "
      "decode($8, 'hex'), $9, $10, $11, $9, $9, $12::text[])",
      app.id, tx.corp(), app.number, app.description, text_of(app.logo), app.home_url, app.everybody, app.secret_hash,
      tx.now(), app.report_enter, app.created_by, db::array_literal(app.trusted_hosts));
}

std::optional<AppRow> find_app(db::Tx& tx, std::int64_t number) {
  static const std::string sql = kColumns + "AND a.number = $2";
  return first_of(db::exec(tx, sql, tx.corp(), number));
}

std::optional<AppRow> find_app(db::Tx& tx, const PrincipalId& id) {
  static const std::string sql = kColumns + "AND a.id = $2";
  return first_of(db::exec(tx, sql, tx.corp(), id));
}

std::optional<std::int64_t> number_of_secret(db::Tx& tx, const std::string& hash) {
  const auto rows = db::exec(
      tx, "SELECT number FROM apps WHERE corp_id = $1 AND secret_hash = decode($2, 'hex') AND deleted_at IS NULL",
      tx.corp(), hash);
  return rows.empty() ? std::nullopt : std::optional(db::number_of(rows[0][0]));
}

std::optional<AppRow> hold_app(db::Tx& tx, std::int64_t number) {
  static const std::string sql = kColumns + "AND a.number = $2 FOR SHARE OF a";
  return first_of(db::exec(tx, sql, tx.corp(), number));
}

std::optional<AppRow> lock_app(db::Tx& tx, std::int64_t number) {
  static const std::string sql = kColumns + "AND a.number = $2 FOR NO KEY UPDATE OF a";
  return first_of(db::exec(tx, sql, tx.corp(), number));
}

std::vector<AppRow> list_apps(db::Tx& tx, std::int64_t after, std::int64_t limit) {
  static const std::string sql = kColumns + "AND a.number > $2 ORDER BY a.number LIMIT $3";
  return all_of(db::exec(tx, sql, tx.corp(), after, limit));
}

std::vector<AppRow> list_shown(db::Tx& tx, const PrincipalId& member, std::int64_t after, std::int64_t limit) {
  static const std::string sql =
      kColumns + "AND a.enabled AND a.number > $2 AND weft_app_shows($1, a.id, $3) ORDER BY a.number LIMIT $4";
  return all_of(db::exec(tx, sql, tx.corp(), after, member, limit));
}

void save_app(db::Tx& tx, const AppRow& app) {
  db::exec(tx, "UPDATE principals SET name = $3 WHERE corp_id = $1 AND id = $2", tx.corp(), app.id, app.name);
  db::exec(
      tx,
      "UPDATE apps SET description = $3, logo = $4::uuid, home_url = $5, everybody = $6, report_enter = $7, changed_at "
      "= $8, trusted_hosts = $9::text[] WHERE corp_id = $1 AND id = $2",
      tx.corp(), app.id, app.description, text_of(app.logo), app.home_url, app.everybody, app.report_enter, tx.now(),
      db::array_literal(app.trusted_hosts));
}

void set_enabled(db::Tx& tx, const PrincipalId& app, bool enabled) {
  db::exec(
      tx, "UPDATE principals SET status = $3 WHERE corp_id = $1 AND id = $2", tx.corp(), app,
      enabled ? "active" : "disabled");
  db::exec(
      tx, "UPDATE apps SET enabled = $3, changed_at = $4 WHERE corp_id = $1 AND id = $2", tx.corp(), app, enabled,
      tx.now());
}

void set_secret(db::Tx& tx, const PrincipalId& app, const std::string& hash) {
  db::exec(
      tx, "UPDATE apps SET secret_hash = decode($3, 'hex'), secret_at = $4 WHERE corp_id = $1 AND id = $2", tx.corp(),
      app, hash, tx.now());
}

void set_callback(db::Tx& tx, const PrincipalId& app, const std::optional<CallbackRow>& callback) {
  std::optional<std::string> style, url, token, key;
  std::vector<std::string> events;
  if (callback) {
    style = boost::describe::enum_to_string(callback->style, "");
    url = callback->url;
    if (callback->token) token = seal(*callback->token, about(app));
    key = seal(callback->key.value(), about(app));
    for (const CompanyEvent event : callback->events)
      events.emplace_back(boost::describe::enum_to_string(event, ""));
  }
  db::exec(
      tx,
      "UPDATE apps SET callback_style = $3, callback_url = $4, callback_token = $5, callback_key = $6, changed_at = "
      "$7, "
      "callback_events = $8::text[] WHERE corp_id = $1 AND id = $2",
      tx.corp(), app, style, url, token, key, tx.now(), db::array_literal(events));
}

void set_menu(db::Tx& tx, const PrincipalId& app, const std::optional<RawJson>& menu) {
  db::exec(
      tx, "UPDATE apps SET menu = $3::jsonb, changed_at = $4 WHERE corp_id = $1 AND id = $2", tx.corp(), app, menu,
      tx.now());
}

void delete_app(db::Tx& tx, const PrincipalId& app) {
  db::exec(
      tx,
      "WITH gone AS (UPDATE apps SET deleted_at = $3, enabled = false, callback_style = NULL, callback_url = NULL, "
      "callback_token = NULL, callback_key = NULL, callback_events = '{}', menu = NULL WHERE corp_id = $1 AND id = $2) "
      "UPDATE principals SET "
      "status = 'left' WHERE corp_id = $1 AND id = $2",
      tx.corp(), app, tx.now());
}

std::optional<CorpId> find_company(db::Tx& tx, const std::string& handle) {
  const auto rows = db::exec(tx, "SELECT id FROM companies WHERE handle = $1", handle);
  if (rows.empty()) return std::nullopt;
  return db::id_of<CorpId>(rows[0][0]);
}

}  // namespace weft::platform::store
