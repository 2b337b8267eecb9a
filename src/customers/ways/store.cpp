// SQL of contact ways.
#include "customers/ways/store.hpp"

#include <weft/base/json.hpp>
#include <weft/db/sql.hpp>

namespace weft::customers::store {
namespace {

const std::string kWay =
    "SELECT w.id, w.code, w.title, w.remark, w.state, (SELECT coalesce(json_agg(e.principal_id ORDER BY e.position), "
    "'[]') FROM contact_way_employees e WHERE e.corp_id = w.corp_id AND e.way_id = w.id), (SELECT coalesce(json_agg("
    "d.department ORDER BY d.department), '[]') FROM contact_way_departments d WHERE d.corp_id = w.corp_id AND "
    "d.way_id "
    "= w.id), w.approval, w.exclusive, w.paused, w.balance, w.daily_cap, w.most_uses, w.uses, w.expires_at, "
    "w.chat_hours, w.closing, w.welcome, w.hours, w.backup_id, w.fallback_id, array_to_json(w.tags), w.created_by, "
    "w.created_at, w.changed_at, w.deleted_at FROM contact_ways w ";

std::optional<std::int64_t> optional_number(const pqxx::field& field) {
  if (field.is_null()) return std::nullopt;
  return db::number_of(field);
}

std::optional<KeptGreeting> greeting_in(const pqxx::field& field) {
  if (field.is_null()) return std::nullopt;
  return KeptGreeting{db::text_of(field)};
}

template <class T>
T json_in(const pqxx::field& field) {
  return read_json<T>(Json::parse(field.c_str()));
}

Way way_of(const db::Row& row) {
  Way way;
  way.id = db::id_of<WayId>(row[0]);
  way.code = db::text_of(row[1]);
  way.title = db::text_of(row[2]);
  way.remark = db::text_of(row[3]);
  way.state = db::text_of(row[4]);
  way.employees = json_in<std::vector<PrincipalId>>(row[5]);
  way.departments = json_in<std::vector<std::int64_t>>(row[6]);
  way.approval = db::bool_of(row[7]);
  way.exclusive = db::bool_of(row[8]);
  way.paused = db::bool_of(row[9]);
  way.balance = db::enum_of<Balance>(row[10]);
  way.daily_cap = optional_number(row[11]);
  way.most_uses = optional_number(row[12]);
  way.uses = db::number_of(row[13]);
  way.expires_at = db::optional_time(row[14]);
  way.chat_hours = optional_number(row[15]);
  way.kept_closing = greeting_in(row[16]);
  way.kept_welcome = greeting_in(row[17]);
  if (!row[18].is_null()) way.hours = json_in<OpeningHours>(row[18]);
  way.backup = db::optional_id<PrincipalId>(row[19]);
  way.fallback = db::optional_id<PrincipalId>(row[20]);
  way.tags = json_in<std::vector<std::int64_t>>(row[21]);
  way.created_by = db::id_of<PrincipalId>(row[22]);
  way.created_at = db::time_of(row[23]);
  way.changed_at = db::time_of(row[24]);
  way.deleted_at = db::optional_time(row[25]);
  return way;
}

std::vector<Way> ways_in(const db::Rows& rows) {
  std::vector<Way> ways;
  for (const auto& row : rows)
    ways.push_back(way_of(row));
  return ways;
}

std::optional<Way> one_in(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return way_of(rows[0]);
}

std::optional<std::string> json_text(const std::optional<OpeningHours>& hours) {
  if (!hours) return std::nullopt;
  return to_json_text(*hours);
}

std::string balance_word(Balance balance) {
  return boost::describe::enum_to_string(balance, "");
}

/// Files and their owners side by side, for two arrays.
std::pair<std::string, std::string> columns_of(const std::map<FileId, PrincipalId>& files) {
  std::vector<FileId> ids;
  std::vector<PrincipalId> owners;
  for (const auto& [file, owner] : files) {
    ids.push_back(file);
    owners.push_back(owner);
  }
  return {db::array_literal(ids), db::array_literal(owners)};
}

}  // namespace

void insert_way(db::Tx& tx, const Way& way) {
  db::exec(
      tx,
      "INSERT INTO contact_ways (id, corp_id, code, single, created_by, created_at, changed_at) VALUES ($1, $2, $3, "
      "$4, "
      "$5, $6, $6)",
      way.id, tx.corp(), way.code, way.single(), way.created_by, way.created_at);
  save_way(tx, way);
  put_servers(tx, way);
}

void save_way(db::Tx& tx, const Way& way) {
  db::exec(
      tx,
      "UPDATE contact_ways SET title = $3, remark = $4, state = $5, approval = $6, exclusive = $7, paused = $8, "
      "balance "
      "= $9, daily_cap = $10, most_uses = $11, expires_at = $12, chat_hours = $13, closing = $14::jsonb, welcome = "
      "$15::jsonb, hours = $16::jsonb, backup_id = $17, fallback_id = $18, tags = $19::integer[], changed_at = $20 "
      "WHERE "
      "id = $1 AND corp_id = $2",
      way.id, tx.corp(), way.title, way.remark, way.state, way.approval, way.exclusive, way.paused,
      balance_word(way.balance), way.daily_cap, way.most_uses, way.expires_at, way.chat_hours, way.kept_closing,
      way.kept_welcome, json_text(way.hours), way.backup, way.fallback, db::array_literal(way.tags), way.changed_at);
}

void put_servers(db::Tx& tx, const Way& way) {
  db::exec(tx, "DELETE FROM contact_way_employees WHERE corp_id = $1 AND way_id = $2", tx.corp(), way.id);
  db::exec(tx, "DELETE FROM contact_way_departments WHERE corp_id = $1 AND way_id = $2", tx.corp(), way.id);
  db::exec(
      tx,
      "INSERT INTO contact_way_employees (corp_id, way_id, principal_id, position) SELECT $1, $2, e, place FROM "
      "unnest($3::uuid[]) WITH ORDINALITY AS t(e, place)",
      tx.corp(), way.id, db::array_literal(way.employees));
  db::exec(
      tx,
      "INSERT INTO contact_way_departments (corp_id, way_id, department) SELECT $1, $2, d FROM unnest($3::integer[]) "
      "AS "
      "d",
      tx.corp(), way.id, db::array_literal(way.departments));
  db::exec(tx, "UPDATE contact_ways SET single = $3 WHERE id = $1 AND corp_id = $2", way.id, tx.corp(), way.single());
}

std::map<FileId, PrincipalId> put_files(db::Tx& tx, const WayId& way, const std::map<FileId, PrincipalId>& files) {
  const auto [ids, owners] = columns_of(files);
  const auto gone = db::exec(
      tx,
      "WITH gone AS (DELETE FROM contact_way_files WHERE corp_id = $1 AND way_id = $2 AND file_id <> ALL ($3::uuid[]) "
      "RETURNING file_id, owner_id) SELECT g.file_id, g.owner_id FROM gone g WHERE NOT EXISTS (SELECT 1 FROM "
      "contact_way_files o WHERE o.corp_id = $1 AND o.owner_id = g.owner_id AND o.file_id = g.file_id AND o.way_id <> "
      "$2)",
      tx.corp(), way, ids);
  db::exec(
      tx,
      "INSERT INTO contact_way_files (corp_id, way_id, file_id, owner_id) SELECT $1, $2, f, o FROM "
      "unnest($3::uuid[], $4::uuid[]) AS t(f, o) ON CONFLICT DO NOTHING",
      tx.corp(), way, ids, owners);
  std::map<FileId, PrincipalId> released;
  for (const auto& row : gone)
    released.emplace(db::id_of<FileId>(row[0]), db::id_of<PrincipalId>(row[1]));
  return released;
}

void delete_way(db::Tx& tx, const WayId& way) {
  db::exec(
      tx, "UPDATE contact_ways SET deleted_at = $3 WHERE id = $1 AND corp_id = $2 AND deleted_at IS NULL", way,
      tx.corp(), tx.now());
}

std::optional<Way> load_way(db::Tx& tx, const WayId& way) {
  static const std::string sql = kWay + "WHERE w.id = $1 AND w.corp_id = $2 AND w.deleted_at IS NULL";
  return one_in(db::exec(tx, sql, way, tx.corp()));
}

std::optional<Way> way_by_id(db::Tx& tx, const WayId& way) {
  static const std::string sql = kWay + "WHERE w.id = $1 AND w.corp_id = $2";
  return one_in(db::exec(tx, sql, way, tx.corp()));
}

std::optional<Way> way_by_code(db::Tx& tx, const std::string& code) {
  static const std::string sql = kWay + "WHERE w.corp_id = $1 AND w.code = $2";
  return one_in(db::exec(tx, sql, tx.corp(), code));
}

std::optional<Way> lock_way(db::Tx& tx, const WayId& way) {
  static const std::string sql = kWay +
                                 "WHERE w.id = $1 AND w.corp_id = $2 AND w.deleted_at IS NULL FOR NO KEY UPDATE OF w";
  return one_in(db::exec(tx, sql, way, tx.corp()));
}

std::vector<Way> list_ways(db::Tx& tx, const std::optional<WayId>& before, std::int64_t limit) {
  static const std::string sql =
      kWay + "WHERE w.corp_id = $1 AND w.id < $2 AND w.deleted_at IS NULL ORDER BY w.id DESC LIMIT $3";
  return ways_in(db::exec(tx, sql, tx.corp(), db::first_before(before), limit));
}

std::vector<Way> ways_of(
    db::Tx& tx, const PrincipalId& employee, const std::optional<WayId>& before, std::int64_t limit) {
  static const std::string sql = kWay +
                                 "JOIN contact_way_employees m ON m.corp_id = w.corp_id AND m.way_id = w.id WHERE "
                                 "m.corp_id = $1 AND m.principal_id "
                                 "= $2 AND m.way_id < $3 AND "
                                 "w.deleted_at IS NULL ORDER BY "
                                 "m.way_id DESC LIMIT $4";
  return ways_in(db::exec(tx, sql, tx.corp(), employee, db::first_before(before), limit));
}

std::int64_t count_own(db::Tx& tx, const PrincipalId& employee, std::int64_t most) {
  return db::number_of(db::exec(
      tx,
      "SELECT count(*) FROM (SELECT 1 FROM contact_way_employees m JOIN contact_ways w ON w.id = m.way_id WHERE "
      "m.corp_id = $1 AND m.principal_id = $2 AND w.single AND w.deleted_at IS NULL AND (w.expires_at IS NULL OR "
      "w.expires_at > $4) LIMIT $3) x",
      tx.corp(), employee, most, tx.now())[0][0]);
}

std::optional<std::string> open_code_of(db::Tx& tx, const PrincipalId& employee) {
  const auto rows = db::exec(
      tx,
      "SELECT w.code FROM contact_way_employees m JOIN contact_ways w ON w.id = m.way_id WHERE m.corp_id = $1 AND "
      "m.principal_id = $2 AND w.single AND NOT w.paused AND w.most_uses IS NULL AND w.deleted_at IS NULL AND "
      "(w.expires_at IS NULL OR w.expires_at > $3) ORDER BY m.way_id DESC LIMIT 1",
      tx.corp(), employee, tx.now());
  if (rows.empty()) return std::nullopt;
  return db::text_of(rows[0][0]);
}

std::int64_t change_count(db::Tx& tx, int change) {
  return db::number_of(db::exec(
      tx,
      "INSERT INTO customer_heads AS h (corp_id, ways) VALUES ($1, $2) ON CONFLICT (corp_id) DO UPDATE SET ways = "
      "h.ways + $2 RETURNING ways",
      tx.corp(), change)[0][0]);
}

std::int64_t count_temporary(db::Tx& tx, const std::string& day) {
  return db::number_of(db::exec(
      tx,
      "INSERT INTO customer_heads AS h (corp_id, temporary_day, temporary_ways) VALUES ($1, $2::date, 1) ON CONFLICT "
      "(corp_id) DO UPDATE SET temporary_ways = CASE WHEN h.temporary_day = $2::date THEN h.temporary_ways + 1 ELSE 1 "
      "END, temporary_day = $2::date RETURNING temporary_ways",
      tx.corp(), day)[0][0]);
}

std::vector<WayId> old_temporary(db::Tx& tx, Time before, int limit) {
  std::vector<WayId> list;
  for (const auto& row : db::exec(
           tx, "SELECT id FROM contact_ways WHERE corp_id = $1 AND chat_hours IS NOT NULL AND expires_at < $2 LIMIT $3",
           tx.corp(), before, limit))
    list.push_back(db::id_of<WayId>(row[0]));
  return list;
}

void purge_way(db::Tx& tx, const WayId& way) {
  db::exec(tx, "DELETE FROM contact_ways WHERE id = $1 AND corp_id = $2", way, tx.corp());
}

std::int64_t purge_ways(db::Tx& tx, Time before, int limit) {
  return db::
      exec(tx,
           "DELETE FROM contact_ways WHERE corp_id = $1 AND id IN (SELECT id FROM contact_ways WHERE corp_id = $1 AND "
           "deleted_at < $2 LIMIT $3)",
           tx.corp(), before, limit)
          .affected_rows();
}

}  // namespace weft::customers::store
