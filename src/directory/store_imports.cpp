// SQL: imports and their rows.
#include "directory/store_imports.hpp"

#include <weft/base/json.hpp>
#include <weft/db/sql.hpp>

#include <algorithm>

namespace weft::directory::store {
namespace {

template <class Enum>
std::string name_of(Enum value) {
  return boost::describe::enum_to_string(value, "");
}

const std::string kImportColumns =
    "i.id, i.file_id, i.file_name, i.create_departments, i.status, i.job_id, i.adds, i.updates, i.unchanged, i.errors, "
    "i.applied, i.failed, (SELECT count(*) FROM import_departments d WHERE d.corp_id = i.corp_id AND d.import_id = "
    "i.id), "
    "to_json(i.ignored_columns)::text, i.created_by, i.created_at, i.columns::text, i.last_row, i.numbered";

ImportRecord record_of(const db::Row& row) {
  ImportRecord record;
  ImportView& view = record.view;
  view.id = db::id_of<ImportId>(row[0]);
  view.file = db::id_of<FileId>(row[1]);
  view.file_name = db::text_of(row[2]);
  view.create_departments = db::bool_of(row[3]);
  view.status = db::enum_of<ImportStatus>(row[4]);
  view.job = db::id_of<db::JobId>(row[5]);
  view.adds = db::number_of(row[6]);
  view.updates = db::number_of(row[7]);
  view.unchanged = db::number_of(row[8]);
  view.errors = db::number_of(row[9]);
  view.applied = db::number_of(row[10]);
  view.failed = db::number_of(row[11]);
  view.new_departments = db::number_of(row[12]);
  view.ignored_columns = read_json<std::vector<std::string>>(parse_json(db::text_of(row[13])));
  view.created_by = db::id_of<PrincipalId>(row[14]);
  view.created_at = db::time_of(row[15]);
  if (!row[16].is_null()) record.columns = RawJson{db::text_of(row[16])};
  record.last_row = db::number_of(row[17]);
  view.numbered = db::bool_of(row[18]);
  return record;
}

/// A list of texts as JSON: arrays of arrays do not fit unnest().
template <class T>
std::string json_of(const T& value) {
  return to_json_text(value);
}

struct Counts {
  std::int64_t adds = 0, updates = 0, unchanged = 0, errors = 0;
};

Counts count(const std::vector<JudgedRow>& rows) {
  Counts counts;
  for (const JudgedRow& row : rows) {
    if (row.action == ImportAction::add) ++counts.adds;
    if (row.action == ImportAction::update) ++counts.updates;
    if (row.action == ImportAction::unchanged) ++counts.unchanged;
    if (row.action == ImportAction::error) ++counts.errors;
  }
  return counts;
}

/// Wrong rows keep what names them only: their cells may hold anything.
std::string shown_userid(const JudgedRow& row) {
  const std::string& userid = row.parsed.wanted.userid;
  std::size_t size = std::min<std::size_t>(userid.size(), 64);
  while (size > 0 && size < userid.size() && (static_cast<unsigned char>(userid[size]) & 0xc0U) == 0x80)
    --size;
  return userid.substr(0, size);
}

void insert_rows(db::Tx& tx, const ImportId& id, const std::vector<JudgedRow>& rows) {
  std::vector<std::int64_t> numbers;
  std::vector<std::string> userids, actions, wanted, changes, problems;
  for (const JudgedRow& row : rows) {
    numbers.push_back(row.parsed.row);
    userids.push_back(shown_userid(row));
    actions.push_back(name_of(row.action));
    wanted.push_back(row.action == ImportAction::error ? "{}" : json_of(row.parsed.wanted));
    changes.push_back(json_of(row.changes));
    problems.push_back(json_of(row.parsed.problems));
  }
  db::exec(
      tx,
      "INSERT INTO import_rows (corp_id, import_id, row, userid, userid_key, action, wanted, changes, problems) "
      "SELECT $1, $2, r.n, r.userid, lower(r.userid COLLATE \"C\"), r.action, r.wanted::jsonb, "
      "ARRAY(SELECT jsonb_array_elements_text(r.changes::jsonb)), r.problems::jsonb "
      "FROM unnest($3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[]) "
      "AS r (n, userid, action, wanted, changes, problems)",
      tx.corp(), id, db::array_literal(numbers), db::array_literal(userids), db::array_literal(actions),
      db::array_literal(wanted), db::array_literal(changes), db::array_literal(problems));
}

}  // namespace

void insert_import(db::Tx& tx, const ImportView& import) {
  db::exec(
      tx,
      "INSERT INTO imports (id, corp_id, file_id, file_name, create_departments, status, job_id, created_by, "
      "created_at, numbered) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      import.id, tx.corp(), import.file, import.file_name, import.create_departments, name_of(import.status),
      import.job, import.created_by, import.created_at, import.numbered);
}

std::optional<ImportRecord> load_import(db::Tx& tx, const ImportId& id, bool lock) {
  const std::string select = "SELECT " + kImportColumns + " FROM imports i WHERE i.corp_id = $1 AND i.id = $2";
  const auto rows = db::exec(tx, lock ? select + " FOR NO KEY UPDATE OF i" : select, tx.corp(), id);
  if (rows.empty()) return std::nullopt;
  return record_of(rows[0]);
}

std::vector<ImportView> list_imports(
    db::Tx& tx, const PrincipalId& created_by, const std::optional<ImportId>& before, std::int64_t limit) {
  const auto rows = db::exec(
      tx,
      "SELECT " + kImportColumns +
          " FROM imports i WHERE i.corp_id = $1 AND i.created_by = $2 AND i.id < $3 ORDER BY i.id DESC LIMIT $4",
      tx.corp(), created_by, before ? before->str() : "ffffffff-ffff-ffff-ffff-ffffffffffff", limit);
  std::vector<ImportView> list;
  for (const auto& row : rows)
    list.push_back(record_of(row).view);
  return list;
}

void save_header(db::Tx& tx, const ImportId& id, const RawJson& columns, const std::vector<std::string>& ignored) {
  db::exec(
      tx, "UPDATE imports SET columns = $3, ignored_columns = $4::text[] WHERE corp_id = $1 AND id = $2", tx.corp(), id,
      columns, db::array_literal(ignored));
}

std::vector<std::string> staged_userids(db::Tx& tx, const ImportId& id, const std::vector<std::string>& userid_keys) {
  const auto rows = db::exec(
      tx, "SELECT userid_key FROM import_rows WHERE corp_id = $1 AND import_id = $2 AND userid_key = ANY ($3::text[])",
      tx.corp(), id, db::array_literal(userid_keys));
  std::vector<std::string> keys;
  for (const auto& row : rows)
    keys.push_back(db::text_of(row[0]));
  return keys;
}

void stage_rows(
    db::Tx& tx, const ImportId& id, const std::vector<JudgedRow>& rows, const std::set<std::string>& missing,
    std::int64_t last_row) {
  insert_rows(tx, id, rows);
  db::exec(
      tx,
      "INSERT INTO import_departments (corp_id, import_id, path_key, path) SELECT $1, $2, lower(normalize(p, NFKC)), p "
      "FROM unnest($3::text[]) p ON CONFLICT DO NOTHING",
      tx.corp(), id, db::array_literal(std::vector<std::string>(missing.begin(), missing.end())));
  const Counts counts = count(rows);
  db::exec(
      tx,
      "UPDATE imports SET adds = adds + $3, updates = updates + $4, unchanged = unchanged + $5, errors = errors + $6, "
      "last_row = $7 WHERE corp_id = $1 AND id = $2",
      tx.corp(), id, counts.adds, counts.updates, counts.unchanged, counts.errors, last_row);
}

void set_status(db::Tx& tx, const ImportId& id, ImportStatus status, const std::optional<db::JobId>& job) {
  db::exec(
      tx, "UPDATE imports SET status = $3, job_id = coalesce($4, job_id) WHERE corp_id = $1 AND id = $2", tx.corp(), id,
      name_of(status), job);
}

std::vector<ParsedRow> rows_to_apply(db::Tx& tx, const ImportId& id, std::int64_t after, std::int64_t limit) {
  const auto rows = db::exec(
      tx,
      "SELECT row, wanted::text FROM import_rows WHERE corp_id = $1 AND import_id = $2 AND row > $3 "
      "AND action IN ('add', 'update') ORDER BY row LIMIT $4",
      tx.corp(), id, after, limit);
  std::vector<ParsedRow> list;
  for (const auto& row : rows)
    list.push_back({db::number_of(row[0]), read_json<Wanted>(parse_json(db::text_of(row[1]))), {}});
  return list;
}

void settle_rows(db::Tx& tx, const ImportId& id, const std::vector<RowOutcome>& outcomes) {
  std::vector<std::int64_t> numbers;
  std::vector<std::string> words, problems;
  std::int64_t done = 0;
  for (const RowOutcome& outcome : outcomes) {
    numbers.push_back(outcome.row);
    words.emplace_back(outcome.problems.empty() ? "done" : "failed");
    problems.push_back(json_of(outcome.problems));
    done += outcome.problems.empty() ? 1 : 0;
  }
  db::exec(
      tx,
      "UPDATE import_rows r SET outcome = o.word, problems = o.problems::jsonb FROM unnest($3::bigint[], $4::text[], "
      "$5::text[]) AS o (n, word, problems) WHERE r.corp_id = $1 AND r.import_id = $2 AND r.row = o.n",
      tx.corp(), id, db::array_literal(numbers), db::array_literal(words), db::array_literal(problems));
  db::exec(
      tx, "UPDATE imports SET applied = applied + $3, failed = failed + $4 WHERE corp_id = $1 AND id = $2", tx.corp(),
      id, done, static_cast<std::int64_t>(outcomes.size()) - done);
}

std::vector<ImportRowView> list_rows(
    db::Tx& tx, const ImportId& id, const std::optional<ImportAction>& action, std::int64_t after, std::int64_t limit) {
  static const std::string select =
      "SELECT row, userid, action, to_json(changes)::text, problems::text, coalesce(outcome, 'waiting') FROM "
      "import_rows "
      "WHERE corp_id = $1 AND import_id = $2 AND row > $3 ";
  const auto rows = action ? db::exec(
                                 tx, select + "AND action = $5 ORDER BY row LIMIT $4", tx.corp(), id, after, limit,
                                 name_of(*action))
                           : db::exec(tx, select + "ORDER BY row LIMIT $4", tx.corp(), id, after, limit);
  std::vector<ImportRowView> list;
  for (const auto& row : rows) {
    ImportRowView view;
    view.row = db::number_of(row[0]);
    view.userid = db::text_of(row[1]);
    view.action = db::enum_of<ImportAction>(row[2]);
    view.changes = read_json<std::vector<std::string>>(parse_json(db::text_of(row[3])));
    view.problems = read_json<std::vector<Problem>>(parse_json(db::text_of(row[4])));
    view.state = db::enum_of<RowState>(row[5]);
    list.push_back(std::move(view));
  }
  return list;
}

std::vector<std::string> new_departments(db::Tx& tx, const ImportId& id, const std::string& after, std::int64_t limit) {
  const auto rows = db::exec(
      tx,
      "SELECT path FROM import_departments WHERE corp_id = $1 AND import_id = $2 AND path_key > lower(normalize($3, "
      "NFKC)) ORDER BY path_key LIMIT $4",
      tx.corp(), id, after, limit);
  std::vector<std::string> paths;
  for (const auto& row : rows)
    paths.push_back(db::text_of(row[0]));
  return paths;
}

namespace {

/// People who are here, and of whom no row of import $2 speaks.
const std::string kAbsent =
    "FROM members m JOIN principals p ON p.corp_id = $1 AND p.id = m.principal_id AND p.status <> 'left' WHERE "
    "m.corp_id = $1 AND NOT EXISTS (SELECT 1 FROM import_rows r WHERE r.corp_id = $1 AND r.import_id = $2 AND "
    "r.userid_key = m.userid_key)";

}  // namespace

std::int64_t count_absent(db::Tx& tx, const ImportId& id) {
  return db::number_of(db::exec(tx, "SELECT count(*) " + kAbsent, tx.corp(), id).at(0)[0]);
}

std::vector<PrincipalId> absent(db::Tx& tx, const ImportId& id, const PrincipalId& after, std::int64_t limit) {
  std::vector<PrincipalId> list;
  for (const auto& row : db::exec(
           tx, "SELECT m.principal_id " + kAbsent + " AND m.principal_id > $3 ORDER BY 1 LIMIT $4", tx.corp(), id,
           after, limit))
    list.push_back(db::id_of<PrincipalId>(row[0]));
  return list;
}

std::int64_t count_members(db::Tx& tx) {
  return db::number_of(
      db::exec(
          tx,
          "SELECT count(*) FROM members m JOIN principals p ON p.corp_id = $1 AND p.id = m.principal_id AND p.status "
          "<> 'left' WHERE m.corp_id = $1",
          tx.corp())
          .at(0)[0]);
}

std::int64_t purge_imports(db::Tx& tx, Time before, int limit) {
  const auto rows = db::exec(
      tx,
      "DELETE FROM imports WHERE corp_id = $1 AND id IN (SELECT id FROM imports WHERE corp_id = $1 AND created_at < $2 "
      "ORDER BY created_at LIMIT $3) RETURNING 1",
      tx.corp(), before, limit);
  return static_cast<std::int64_t>(rows.size());
}

}  // namespace weft::directory::store
