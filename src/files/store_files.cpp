// SQL of files, their contents and their uses.
#include "files/store.hpp"
#include "files/store_values.hpp"
#include <weft/base/json.hpp>

namespace weft::files::store {
namespace {

constexpr int kMostLostLooks = 3;

const std::string kFile =
    "SELECT f.id, f.name, c.size, c.type, encode(c.sha256, 'hex'), c.examined, c.width, c.height, c.duration_ms, "
    "array_to_json(c.thumbnails), f.created_at FROM files f JOIN file_contents c ON c.corp_id = f.corp_id AND "
    "c.sha256 = f.sha256 WHERE f.corp_id = $1 AND f.id = $2";

// A reader of the entry is a reader of its file: the same spans, and nothing of what was recalled.
const std::string kReadable =
    " AND ((f.owner_id = $3 AND NOT f.used) OR EXISTS (SELECT 1 FROM file_uses u JOIN participants p ON "
    "p.conversation_id = u.conversation_id AND p.principal_id = $3 WHERE u.file_id = f.id AND u.corp_id = $1 AND "
    "u.kind = 'message' AND NOT u.sealed AND ((u.seq >= p.joined_seq AND (p.left_seq IS NULL OR u.seq <= p.left_seq)) "
    "OR p.past @> u.seq)) OR EXISTS (SELECT 1 FROM file_uses u WHERE u.file_id = f.id AND u.corp_id = $1 AND "
    "u.kind <> 'message' AND u.principal_id = $3 AND u.needed IS NULL AND (u.expires_at IS NULL OR u.expires_at > "
    "$4)))";

File file_of(const db::Row& row) {
  File file;
  file.id = db::id_of<FileId>(row[0]);
  file.name = db::text_of(row[1]);
  file.size = db::number_of(row[2]);
  file.type = db::text_of(row[3]);
  file.sha256 = db::text_of(row[4]);
  file.examined = db::enum_of<Examined>(row[5]);
  file.width = optional_number(row[6]);
  file.height = optional_number(row[7]);
  file.duration_ms = optional_number(row[8]);
  file.thumbnails = Json::parse(row[9].c_str()).get<std::vector<std::string>>();
  file.created_at = db::time_of(row[10]);
  return file;
}

/// Somebody brings a content anew: what is said of it need not stay true for ever.
bool ask_again(db::Tx& tx, const Digest& sha256, Time before) {
  return !db::exec(
              tx,
              "UPDATE file_contents SET lost_looks = CASE examined WHEN 'unreadable' THEN 0 ELSE lost_looks END, "
              "examined = 'waiting', asked_at = $3 WHERE corp_id = $1 AND sha256 = decode($2, 'hex') AND (examined = "
              "'unreadable' OR (examined = 'waiting' AND asked_at < $4)) RETURNING 1",
              tx.corp(), hex(sha256), tx.now(), before)
              .empty();
}

std::string kind_of(Use::Kind kind) {
  return kind == Use::Kind::avatar ? "avatar" : "result";
}

}  // namespace

void lock_content(db::Tx& tx, const Digest& sha256) {
  db::exec(tx, "SELECT pg_advisory_xact_lock(hashtextextended($1 || $2, 0))", tx.corp().str(), hex(sha256));
}

bool content_exists(db::Tx& tx, const Digest& sha256) {
  return !db::exec(
              tx, "SELECT 1 FROM file_contents WHERE corp_id = $1 AND sha256 = decode($2, 'hex')", tx.corp(),
              hex(sha256))
              .empty();
}

std::vector<Digest> without_row(db::Tx& tx, const std::set<Digest>& digests) {
  std::vector<std::string> names;
  for (const Digest& digest : digests)
    names.push_back(hex(digest));
  std::vector<Digest> strays;
  for (const auto& row : db::exec(
           tx,
           "SELECT a.name FROM unnest($2::text[]) AS a (name) WHERE (SELECT count(*) FROM file_contents WHERE corp_id "
           "= $1 AND sha256 = decode(a.name, 'hex')) = 0",
           tx.corp(), db::array_literal(names)))
    strays.push_back(digest_of(row[0]));
  return strays;
}

bool insert_content(db::Tx& tx, const ContentRow& row, Time before) {
  const bool waits = row.examined == Examined::waiting;
  const auto fresh = db::exec(
      tx,
      "INSERT INTO file_contents (corp_id, sha256, size, type, examined, asked_at, created_at, by_customer) VALUES "
      "($1, "
      "decode($2, 'hex'), $3, $4, $5, $6, $6, $7) ON CONFLICT DO NOTHING RETURNING 1",
      tx.corp(), hex(row.sha256), row.size, row.type, word(row.examined), tx.now(), row.by_customer);
  if (fresh.empty()) return waits && ask_again(tx, row.sha256, before);
  db::exec(
      tx,
      "INSERT INTO file_usage AS u (corp_id, stored, customers) VALUES ($1, $2, CASE WHEN $3::boolean THEN $2::bigint "
      "ELSE 0 END) ON "
      "CONFLICT (corp_id) DO UPDATE SET stored = u.stored + excluded.stored, customers = u.customers + "
      "excluded.customers",
      tx.corp(), row.size, row.by_customer);
  return waits;
}

void insert_file(
    db::Tx& tx, const FileId& id, const Digest& sha256, const std::string& name, const PrincipalId& owner) {
  db::exec(
      tx,
      "INSERT INTO files (id, corp_id, sha256, name, owner_id, unused_since, created_at) VALUES ($1, $2, decode($3, "
      "'hex'), $4, $5, $6, $6)",
      id, tx.corp(), hex(sha256), name, owner, tx.now());
}

std::optional<File> find_readable(db::Tx& tx, const FileId& id, const PrincipalId& reader) {
  const auto rows = db::exec(tx, kFile + kReadable, tx.corp(), id, reader, tx.now());
  if (rows.empty()) return std::nullopt;
  return file_of(rows[0]);
}

std::optional<File> find_any(db::Tx& tx, const FileId& id) {
  const auto rows = db::exec(tx, kFile, tx.corp(), id);
  if (rows.empty()) return std::nullopt;
  return file_of(rows[0]);
}

std::vector<NeededRow> needed(db::Tx& tx, const FileId& id, const PrincipalId& reader) {
  std::vector<NeededRow> all;
  for (const auto& row : db::exec(
           tx,
           "SELECT r.permission, (SELECT coalesce(json_agg(coalesce(d.path, '')), '[]') FROM unnest(r.departments) n "
           "(number) LEFT JOIN departments d ON d.corp_id = $1 AND d.number = n.number) FROM file_uses u, "
           "jsonb_to_recordset(u.needed) r (permission text, departments integer[]) WHERE u.file_id = $2 AND u.corp_id "
           "= $1 AND u.kind = 'result' AND u.principal_id = $3 AND (u.expires_at IS NULL OR u.expires_at > $4)",
           tx.corp(), id, reader, tx.now()))
    all.push_back({db::enum_of<api::Permission>(row[0]), Json::parse(row[1].c_str()).get<std::vector<std::string>>()});
  return all;
}

std::vector<PrincipalId> portrayed(db::Tx& tx, const FileId& id) {
  std::vector<PrincipalId> all;
  for (const auto& row : db::exec(
           tx,
           "SELECT principal_id FROM file_uses WHERE file_id = $2 AND corp_id = $1 AND kind = 'avatar' AND (expires_at "
           "IS NULL OR expires_at > $3) LIMIT 100",
           tx.corp(), id, tx.now()))
    all.push_back(db::id_of<PrincipalId>(row[0]));
  return all;
}

std::vector<PrincipalId> readers_of_program(db::Tx& tx, const PrincipalId& owner) {
  const auto rows = db::exec(tx, "SELECT kind FROM principals WHERE corp_id = $1 AND id = $2", tx.corp(), owner);
  const std::string kind = rows.empty() ? "" : db::text_of(rows[0][0]);
  if (kind == "app") return {owner, PrincipalId(tx.corp().uuid())};
  return kind == "bot" ? std::vector{owner} : std::vector<PrincipalId>();
}

bool hold(db::Tx& tx, const FileId& id) {
  // Waits for a collector that is looking at the file; the second statement sees what has become of it.
  db::exec(
      tx, "UPDATE files SET unused_since = $3 WHERE corp_id = $1 AND id = $2 AND unused_since IS NOT NULL", tx.corp(),
      id, tx.now());
  return !db::exec(tx, "SELECT 1 FROM files WHERE corp_id = $1 AND id = $2", tx.corp(), id).empty();
}

void insert_use(db::Tx& tx, const FileId& id, const Use& use) {
  std::optional<std::string> needed;
  if (!use.needed.empty()) needed = to_json_text(use.needed);
  db::exec(
      tx,
      "INSERT INTO file_uses (file_id, corp_id, kind, principal_id, expires_at, needed) VALUES ($1, $2, $3, $4, $5, "
      "$6::jsonb) ON CONFLICT (principal_id, kind, file_id) WHERE kind <> 'message' DO UPDATE SET expires_at = "
      "excluded.expires_at",
      id, tx.corp(), kind_of(use.kind), use.principal, use.expires_at, needed);
  db::exec(tx, "UPDATE files SET used = true, unused_since = NULL WHERE corp_id = $1 AND id = $2", tx.corp(), id);
}

void delete_uses(db::Tx& tx, Use::Kind kind, const PrincipalId& principal, const FileId& file, bool all_but) {
  db::exec(
      tx,
      "WITH gone AS (DELETE FROM file_uses WHERE corp_id = $1 AND principal_id = $2 AND kind = $3 AND kind <> "
      "'message' AND (file_id = $4) <> $5 RETURNING file_id) UPDATE files f SET unused_since = $6 FROM gone WHERE "
      "f.corp_id = $1 AND f.id = gone.file_id",
      tx.corp(), principal, kind_of(kind), file, all_but, tx.now());
}

void release(db::Tx& tx, const ConversationId& conversation, Seq first, Seq last) {
  db::exec(
      tx,
      "WITH gone AS (DELETE FROM file_uses WHERE corp_id = $1 AND kind = 'message' AND conversation_id = $2 AND seq "
      "BETWEEN $3 AND $4 RETURNING file_id) UPDATE files f SET unused_since = $5 FROM gone WHERE f.corp_id = $1 AND "
      "f.id = gone.file_id",
      tx.corp(), conversation, first, last, tx.now());
}

void set_findings(db::Tx& tx, const Digest& sha256, const Findings& findings) {
  db::exec(
      tx,
      "UPDATE file_contents SET examined = $3, width = $4, height = $5, duration_ms = $6, thumbnails = $7::text[] "
      "WHERE corp_id = $1 AND sha256 = decode($2, 'hex')",
      tx.corp(), hex(sha256), word(findings.examined), findings.width, findings.height, findings.duration_ms,
      db::array_literal(findings.thumbnails));
}

void count_lost_look(db::Tx& tx, const Digest& sha256) {
  db::exec(
      tx,
      "UPDATE file_contents SET lost_looks = lost_looks + 1, examined = CASE WHEN lost_looks + 1 >= $3 THEN "
      "'unreadable' ELSE 'waiting' END WHERE corp_id = $1 AND sha256 = decode($2, 'hex') AND examined = 'waiting'",
      tx.corp(), hex(sha256), kMostLostLooks);
}

}  // namespace weft::files::store
