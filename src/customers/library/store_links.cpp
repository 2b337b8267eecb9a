// SQL of links to contents, and of who opened them.
#include "customers/library/store.hpp"
#include <weft/db/sql.hpp>

namespace weft::customers::library::store {
namespace {

const std::string kLink =
    "SELECT id, content_id, employee_id, contact_id, opens, created_at, last_opened_at FROM content_links ";

Link link_of(const db::Row& row) {
  return {db::id_of<ContentLinkId>(row[0]), db::id_of<ContentId>(row[1]), db::id_of<PrincipalId>(row[2]),
          db::id_of<PrincipalId>(row[3]),   db::number_of(row[4]),        db::time_of(row[5]),
          db::optional_time(row[6])};
}

}  // namespace

void insert_link(db::Tx& tx, const Link& link, const std::string& code_hash) {
  db::exec(
      tx,
      "INSERT INTO content_links (corp_id, id, code_hash, content_id, employee_id, contact_id, created_at) VALUES ($1, "
      "$2, decode($3, 'hex'), $4, $5, $6, $7)",
      tx.corp(), link.id, code_hash, link.content, link.employee, link.contact, link.created_at);
}

std::optional<Link> find_link(db::Tx& tx, const std::string& code_hash) {
  static const std::string sql = kLink + "WHERE corp_id = $1 AND code_hash = decode($2, 'hex')";
  const auto rows = db::exec(tx, sql, tx.corp(), code_hash);
  if (rows.empty()) return std::nullopt;
  return link_of(rows[0]);
}

std::vector<Link> links(
    db::Tx& tx, const std::optional<PrincipalId>& employee, const std::optional<ContentId>& content,
    const std::optional<ContentLinkId>& before, std::int64_t limit) {
  static const std::string tail =
      "AND ($3::uuid IS NULL OR id < $3::uuid) AND ($4::uuid IS NULL OR content_id = $4::uuid) ORDER BY id DESC LIMIT "
      "$5";
  static const std::string of_employee = kLink + "WHERE corp_id = $1 AND employee_id = $2 " + tail;
  static const std::string of_content = kLink + "WHERE corp_id = $1 AND content_id = $2 " + tail;
  const auto rows = employee ? db::exec(tx, of_employee, tx.corp(), *employee, before, content, limit)
                             : db::exec(tx, of_content, tx.corp(), content.value(), before, content, limit);
  std::vector<Link> list;
  for (const auto& row : rows)
    list.push_back(link_of(row));
  return list;
}

bool open_link(db::Tx& tx, const Link& link, std::int64_t version) {
  const auto counted = db::exec(
      tx,
      "UPDATE content_links SET opens = opens + 1, last_opened_at = $3 WHERE corp_id = $1 AND id = $2 AND "
      "(last_opened_at IS NULL OR last_opened_at <= $3::timestamptz - interval '1 minute') RETURNING 1",
      tx.corp(), link.id, tx.now());
  if (counted.empty()) return false;
  db::exec(tx, "UPDATE contents SET opens = opens + 1 WHERE corp_id = $1 AND id = $2", tx.corp(), link.content);
  db::exec(
      tx,
      "INSERT INTO content_opens (corp_id, id, link_id, content_id, employee_id, contact_id, version, at) VALUES ($1, "
      "$2, $3, $4, $5, $6, $7, $8)",
      tx.corp(), ContentOpenId::make(), link.id, link.content, link.employee, link.contact, version, tx.now());
  return true;
}

std::vector<Open> opens(
    db::Tx& tx, const ContentId& content, const std::optional<PrincipalId>& employee,
    const std::optional<ContentOpenId>& before, std::int64_t limit) {
  static const std::string head =
      "SELECT id, link_id, employee_id, contact_id, version, at FROM content_opens WHERE corp_id = $1 AND content_id = "
      "$2 AND ($3::uuid IS NULL OR id < $3::uuid) ";
  static const std::string all = head + "ORDER BY id DESC LIMIT $4";
  static const std::string own = head + "AND employee_id = $5 ORDER BY id DESC LIMIT $4";
  const auto rows = employee ? db::exec(tx, own, tx.corp(), content, before, limit, *employee)
                             : db::exec(tx, all, tx.corp(), content, before, limit);
  std::vector<Open> list;
  for (const auto& row : rows)
    list.push_back(
        {db::id_of<ContentOpenId>(row[0]), db::id_of<ContentLinkId>(row[1]), db::id_of<PrincipalId>(row[2]),
         db::id_of<PrincipalId>(row[3]), db::number_of(row[4]), db::time_of(row[5])});
  return list;
}

}  // namespace weft::customers::library::store
