// SQL of quick replies, and of the departments that say whose they are.
#include "customers/library/store.hpp"
#include <weft/base/fold.hpp>
#include <weft/db/sql.hpp>

#include <set>
#include <sstream>

namespace weft::customers::library::store {
namespace {

const std::string kColumns =
    "SELECT id, home, folder, title, body, uses, created_by, created_at, updated_at, last_used_at FROM quick_replies ";

Reply reply_of(const db::Row& row) {
  return {
      db::id_of<ReplyId>(row[0]),
      db::text_of(row[1]),
      db::text_of(row[2]),
      db::text_of(row[3]),
      db::text_of(row[4]),
      db::number_of(row[5]),
      db::id_of<PrincipalId>(row[6]),
      db::time_of(row[7]),
      db::time_of(row[8]),
      db::optional_time(row[9])};
}

}  // namespace

std::vector<std::int64_t> chain_of(db::Tx& tx, const PrincipalId& principal) {
  std::set<std::int64_t> numbers;
  for (const auto& row : db::exec(
           tx,
           "SELECT d.path FROM department_members dm JOIN departments d ON d.corp_id = $1 AND d.number = dm.department "
           "WHERE dm.corp_id = $1 AND dm.principal_id = $2",
           tx.corp(), principal)) {
    std::istringstream path(db::text_of(row[0]));
    for (std::string part; std::getline(path, part, '/');)
      if (!part.empty()) numbers.insert(std::stoll(part));
  }
  return {numbers.begin(), numbers.end()};
}

bool leads(db::Tx& tx, const PrincipalId& principal, std::int64_t department) {
  return !db::exec(
              tx,
              "SELECT 1 FROM department_members dm JOIN departments mine ON mine.corp_id = $1 AND mine.number = "
              "dm.department JOIN departments d ON d.corp_id = $1 AND d.number = $3 WHERE dm.corp_id = $1 AND "
              "dm.principal_id = $2 AND dm.leader AND d.path ^@ mine.path LIMIT 1",
              tx.corp(), principal, department)
              .empty();
}

std::vector<std::int64_t> unknown_departments(db::Tx& tx, const std::vector<std::int64_t>& numbers) {
  std::vector<std::int64_t> unknown;
  for (const auto& row : db::exec(
           tx,
           "SELECT n FROM unnest($2::bigint[]) AS n WHERE NOT EXISTS (SELECT 1 FROM departments d WHERE d.corp_id = $1 "
           "AND d.number = n)",
           tx.corp(), db::array_literal(numbers)))
    unknown.push_back(db::number_of(row[0]));
  return unknown;
}

std::string company_name(db::Tx& tx) {
  return db::text_of(db::exec(tx, "SELECT name FROM companies WHERE id = $1", tx.corp()).at(0)[0]);
}

bool is_in(db::Tx& tx, const ConversationId& chat, const PrincipalId& principal) {
  return !db::exec(
              tx,
              "SELECT 1 FROM participants WHERE corp_id = $1 AND conversation_id = $2 AND principal_id = $3 AND "
              "left_seq "
              "IS NULL",
              tx.corp(), chat, principal)
              .empty();
}

std::vector<Reply> replies(db::Tx& tx, const ReplyFilter& filter) {
  static const std::string sql = kColumns +
                                 "WHERE corp_id = $1 AND home = ANY ($2::text[]) AND ($3::uuid IS NULL OR id > "
                                 "$3::uuid) AND ($4::text IS NULL OR folder = $4::text) AND ($5 = '' OR position($5 IN "
                                 "folded) > 0) ORDER BY id LIMIT $6";
  std::vector<Reply> list;
  for (const auto& row : db::exec(
           tx, sql, tx.corp(), db::array_literal(filter.homes), filter.after, filter.folder, filter.query,
           filter.limit))
    list.push_back(reply_of(row));
  return list;
}

std::optional<Reply> load_reply(db::Tx& tx, const ReplyId& id) {
  static const std::string sql = kColumns + "WHERE corp_id = $1 AND id = $2";
  const auto rows = db::exec(tx, sql, tx.corp(), id);
  if (rows.empty()) return std::nullopt;
  return reply_of(rows[0]);
}

void save_reply(db::Tx& tx, const Reply& reply) {
  db::exec(
      tx,
      "INSERT INTO quick_replies (corp_id, id, home, folder, title, body, folded, created_by, created_at, updated_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (corp_id, id) DO UPDATE SET folder = "
      "excluded.folder, title = excluded.title, body = excluded.body, folded = excluded.folded, updated_at = "
      "excluded.updated_at",
      tx.corp(), reply.id, reply.home, reply.folder, reply.title, reply.body, fold(reply.title + "\n" + reply.body),
      reply.created_by, reply.created_at, reply.updated_at);
}

void delete_reply(db::Tx& tx, const ReplyId& id) {
  db::exec(tx, "DELETE FROM quick_replies WHERE corp_id = $1 AND id = $2", tx.corp(), id);
}

std::int64_t count_replies(db::Tx& tx, const std::string& home) {
  return db::number_of(
      db::exec(tx, "SELECT count(*) FROM quick_replies WHERE corp_id = $1 AND home = $2", tx.corp(), home)[0][0]);
}

std::int64_t use_reply(db::Tx& tx, const ReplyId& id) {
  return db::number_of(db::exec(
                           tx,
                           "UPDATE quick_replies SET uses = uses + 1, last_used_at = $3 WHERE corp_id = $1 AND id = $2 "
                           "RETURNING uses",
                           tx.corp(), id, tx.now())
                           .at(0)[0]);
}

std::vector<Folder> folders(db::Tx& tx, const std::vector<std::string>& homes) {
  std::vector<Folder> list;
  for (const auto& row : db::exec(
           tx,
           "SELECT home, folder, count(*) FROM quick_replies WHERE corp_id = $1 AND home = ANY ($2::text[]) GROUP BY "
           "home, folder ORDER BY home, folder LIMIT 1000",
           tx.corp(), db::array_literal(homes)))
    list.push_back({db::text_of(row[0]), db::text_of(row[1]), db::number_of(row[2])});
  return list;
}

std::int64_t rename_folder(db::Tx& tx, const std::string& home, const std::string& folder, const std::string& name) {
  return static_cast<std::int64_t>(
      db::exec(
          tx, "UPDATE quick_replies SET folder = $4, updated_at = $5 WHERE corp_id = $1 AND home = $2 AND folder = $3",
          tx.corp(), home, folder, name, tx.now())
          .affected_rows());
}

}  // namespace weft::customers::library::store
