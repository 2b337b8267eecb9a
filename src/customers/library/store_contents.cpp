// SQL of contents and their versions.
#include "customers/library/store.hpp"
#include <weft/base/json.hpp>
#include <weft/db/sql.hpp>

namespace weft::customers::library::store {
namespace {

const std::string kColumns =
    "SELECT id, kind, title, version, everybody, array_to_json(departments), array_to_json(members), opens, "
    "created_by, "
    "created_at, updated_at, deleted_at IS NOT NULL FROM contents ";

// $2 whether the reader sees all, $3 who it is, $4 its departments.
const std::string kSeen = "($2::boolean OR everybody OR $3 = ANY (members) OR departments && $4::integer[]) ";

Content content_of(const db::Row& row) {
  Content content;
  content.id = db::id_of<ContentId>(row[0]);
  content.kind = db::enum_of<ContentKind>(row[1]);
  content.title = db::text_of(row[2]);
  content.version = db::number_of(row[3]);
  content.everybody = db::bool_of(row[4]);
  content.departments = Json::parse(row[5].c_str()).get<std::vector<std::int64_t>>();
  for (const Json& member : Json::parse(row[6].c_str()))
    content.members.push_back(PrincipalId::parse(member.get<std::string>()).value());
  content.opens = db::number_of(row[7]);
  content.created_by = db::id_of<PrincipalId>(row[8]);
  content.created_at = db::time_of(row[9]);
  content.updated_at = db::time_of(row[10]);
  content.deleted = db::bool_of(row[11]);
  return content;
}

Version version_of(const db::Row& row) {
  return {db::number_of(row[0]), RawJson{db::text_of(row[1])}, db::id_of<PrincipalId>(row[2]), db::time_of(row[3])};
}

}  // namespace

std::vector<Content> contents(db::Tx& tx, const ContentFilter& filter) {
  static const std::string sql =
      kColumns + "WHERE corp_id = $1 AND deleted_at IS NULL AND " + kSeen +
      "AND ($5::uuid IS NULL OR id < $5::uuid) AND ($6::text IS NULL OR kind = $6::text) AND "
      "($7 = '' OR position($7 IN folded) > 0) ORDER BY id DESC LIMIT $8";
  std::optional<std::string> kind;
  if (filter.kind) kind = boost::describe::enum_to_string(*filter.kind, "");
  std::vector<Content> list;
  for (const auto& row : db::exec(
           tx, sql, tx.corp(), filter.reader.all, filter.reader.principal, db::array_literal(filter.reader.departments),
           filter.before, kind, filter.query, filter.limit))
    list.push_back(content_of(row));
  return list;
}

std::optional<Content> load_content(db::Tx& tx, const ContentId& id, const Reader& reader) {
  static const std::string sql = kColumns + "WHERE corp_id = $1 AND id = $5 AND " + kSeen;
  const auto rows = db::exec(
      tx, sql, tx.corp(), reader.all, reader.principal, db::array_literal(reader.departments), id);
  if (rows.empty()) return std::nullopt;
  return content_of(rows[0]);
}

std::int64_t count_contents(db::Tx& tx) {
  return db::number_of(
      db::exec(tx, "SELECT count(*) FROM contents WHERE corp_id = $1 AND deleted_at IS NULL", tx.corp())[0][0]);
}

void save_content(db::Tx& tx, const Content& content, const std::string& folded) {
  db::exec(
      tx,
      "INSERT INTO contents (corp_id, id, kind, title, folded, version, everybody, departments, members, created_by, "
      "created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (corp_id, id) DO "
      "UPDATE SET title = excluded.title, folded = excluded.folded, version = excluded.version, everybody = "
      "excluded.everybody, departments = excluded.departments, members = excluded.members, updated_at = "
      "excluded.updated_at, deleted_at = CASE WHEN $13 THEN excluded.updated_at END",
      tx.corp(), content.id, boost::describe::enum_to_string(content.kind, ""), content.title, folded, content.version,
      content.everybody, db::array_literal(content.departments), db::array_literal(content.members), content.created_by,
      content.created_at, content.updated_at, content.deleted);
}

void insert_version(db::Tx& tx, const ContentId& content, const Version& version) {
  db::exec(
      tx,
      "INSERT INTO content_versions (corp_id, content_id, version, body, created_by, created_at) VALUES ($1, $2, $3, "
      "$4, $5, $6)",
      tx.corp(), content, version.version, version.body, version.created_by, version.created_at);
}

std::optional<Version> load_version(db::Tx& tx, const ContentId& content, std::int64_t version) {
  const auto rows = db::exec(
      tx,
      "SELECT version, body, created_by, created_at FROM content_versions WHERE corp_id = $1 AND content_id = $2 AND "
      "version = $3",
      tx.corp(), content, version);
  if (rows.empty()) return std::nullopt;
  return version_of(rows[0]);
}

std::vector<Version> versions(db::Tx& tx, const ContentId& content, std::int64_t before, std::int64_t limit) {
  std::vector<Version> list;
  for (const auto& row : db::exec(
           tx,
           "SELECT version, body, created_by, created_at FROM content_versions WHERE corp_id = $1 AND content_id = $2 "
           "AND version < $3 ORDER BY version DESC LIMIT $4",
           tx.corp(), content, before, limit))
    list.push_back(version_of(row));
  return list;
}

}  // namespace weft::customers::library::store
