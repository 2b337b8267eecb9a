// SQL: departments and their members as one viewer sees them.
//
// A view is given to each statement whole ($n own, hidden, shown, hidden members, shown members); for who sees
// everything it holds nothing, and its conditions cost next to nothing.
#include "directory/store_columns.hpp"
#include "directory/store_departments.hpp"
#include <weft/identity/view_sql.hpp>

namespace weft::directory::store {
namespace {

using identity::View;
using identity::ViewParams;

std::vector<Node> nodes_of(const db::Rows& rows) {
  std::vector<Node> list;
  for (const auto& row : rows)
    list.push_back(node_of(row));
  return list;
}

std::vector<Listed> listed_of(const db::Rows& rows) {
  std::vector<Listed> list;
  for (const auto& row : rows)
    list.push_back(
        {db::id_of<PrincipalId>(row[0]), db::text_of(row[1]), db::bool_of(row[2]), db::bool_of(row[3]),
         db::number_of(row[4])});
  return list;
}

}  // namespace

std::vector<Node> children(
    db::Tx& tx, std::int64_t parent, const View& view, const std::optional<ChildPlace>& after, std::int64_t limit) {
  const ViewParams by(view);
  const ChildPlace from = after.value_or(ChildPlace{INT64_MAX, 0});
  return nodes_of(db::exec(
      tx,
      "SELECT " + kNode +
          " FROM departments d WHERE d.corp_id = $1 AND d.parent = $2 AND d.position <= $3 "
          "AND (d.position < $3 OR d.number > $4) AND weft_open(d.path, $5::text[], $6::text[], $7::text[]) "
          "ORDER BY d.position DESC, d.number LIMIT $8",
      tx.corp(), parent, from.position, from.number, by.own, by.hidden, by.shown, limit));
}

std::vector<Node> tops(db::Tx& tx, const View& view) {
  const ViewParams by(view);
  return nodes_of(db::exec(
      tx,
      "SELECT " + kNode +
          " FROM departments d LEFT JOIN departments p ON p.corp_id = $1 AND p.number = d.parent WHERE d.corp_id = $1 "
          "AND weft_open(d.path, $2::text[], $3::text[], $4::text[]) AND (p.path IS NULL OR NOT weft_open(p.path, "
          "$2::text[], $3::text[], $4::text[])) ORDER BY d.path LIMIT 200",
      tx.corp(), by.own, by.hidden, by.shown));
}

std::vector<Node> subtree(
    db::Tx& tx, const std::string& top, const View& view, const std::string& after, std::int64_t limit) {
  const ViewParams by(view);
  return nodes_of(db::exec(
      tx,
      "SELECT " + kNode +
          " FROM departments d WHERE d.corp_id = $1 AND d.path >= $2 AND d.path < weft_path_end($2) AND d.path > $3 "
          "AND weft_open(d.path, $4::text[], $5::text[], $6::text[]) ORDER BY d.path LIMIT $7",
      tx.corp(), top, after, by.own, by.hidden, by.shown, limit));
}

std::map<std::int64_t, Census> census(
    db::Tx& tx, const std::vector<std::int64_t>& numbers, const View& view, bool with_total) {
  static const std::string kSeen =
      "(dm.principal_id = ANY ($7::uuid[]) OR d.path ^@ ANY ($5::text[]) OR (dm.principal_id <> ALL ($6::uuid[]) AND "
      "weft_open(d.path, $3::text[], $4::text[], '{}')))";
  static const std::string kDirect =
      "SELECT d.number, count(dm.principal_id), "
      "EXISTS (SELECT 1 FROM departments c WHERE c.corp_id = $1 AND c.parent = d.number AND weft_open(c.path, "
      "$3::text[], $4::text[], $5::text[])), "
      "coalesce(string_agg(dm.principal_id::text, ',' ORDER BY dm.position DESC, dm.principal_id) FILTER (WHERE "
      "dm.leader), '') "
      "FROM departments d LEFT JOIN department_members dm ON dm.corp_id = $1 AND dm.department = d.number AND " +
      kSeen + " WHERE d.corp_id = $1 AND d.number = ANY ($2::integer[]) GROUP BY d.number, d.path";
  static const std::string kTotal =
      "SELECT t.number, count(DISTINCT dm.principal_id) FROM departments t "
      "JOIN departments d ON d.corp_id = $1 AND d.path >= t.path AND d.path < weft_path_end(t.path) "
      "JOIN department_members dm ON dm.corp_id = $1 AND dm.department = d.number "
      "WHERE t.corp_id = $1 AND t.number = ANY ($2::integer[]) AND " +
      kSeen + " GROUP BY t.number";
  const ViewParams by(view);
  const std::string list = db::array_literal(numbers);
  std::map<std::int64_t, Census> all;
  for (const auto& row :
       db::exec(tx, kDirect, tx.corp(), list, by.own, by.hidden, by.shown, by.hidden_members, by.shown_members)) {
    Census one;
    one.direct = db::number_of(row[1]);
    one.has_children = db::bool_of(row[2]);
    const std::string leaders = db::text_of(row[3]);
    for (std::size_t at = 0; at + 36 <= leaders.size(); at += 37)
      one.leaders.push_back(PrincipalId::parse(leaders.substr(at, 36)).value());
    all.emplace(db::number_of(row[0]), std::move(one));
  }
  if (!with_total) return all;
  for (const auto& row :
       db::exec(tx, kTotal, tx.corp(), list, by.own, by.hidden, by.shown, by.hidden_members, by.shown_members))
    all[db::number_of(row[0])].total = db::number_of(row[1]);
  return all;
}

std::vector<Listed> members_of(
    db::Tx& tx, const Node& department, const View& view, const std::optional<Listed>& after, std::int64_t limit) {
  const ViewParams by(view);
  const bool everybody = std::any_of(view.shown.begin(), view.shown.end(), [&](const std::string& start) {
    return department.path.starts_with(start);
  });
  const std::int64_t position = after ? after->position : INT64_MAX;
  const PrincipalId from = after ? after->principal : PrincipalId{};
  return listed_of(db::exec(
      tx,
      "SELECT dm.principal_id, m.userid_key, dm.main, dm.leader, dm.position FROM department_members dm "
      "JOIN members m ON m.principal_id = dm.principal_id WHERE dm.corp_id = $1 AND dm.department = $2 "
      "AND dm.position <= $3 AND (dm.position < $3 OR dm.principal_id > $4) "
      "AND ($5 OR dm.principal_id <> ALL ($6::uuid[]) OR dm.principal_id = ANY ($7::uuid[])) "
      "ORDER BY dm.position DESC, dm.principal_id LIMIT $8",
      tx.corp(), department.number, position, from, everybody, by.hidden_members, by.shown_members, limit));
}

std::vector<Listed> members_below(
    db::Tx& tx, const std::string& path, const View& view, const std::string& after, std::int64_t limit) {
  const ViewParams by(view);
  return listed_of(db::exec(
      tx,
      "WITH inside AS (SELECT dm.principal_id, bool_or(dm.main) AS main, bool_or(dm.leader) AS leader, "
      "max(dm.position) AS position FROM departments d JOIN department_members dm ON dm.corp_id = $1 AND "
      "dm.department = d.number WHERE d.corp_id = $1 AND d.path >= $2 AND d.path < weft_path_end($2) AND "
      "(dm.principal_id = ANY ($7::uuid[]) OR d.path ^@ ANY ($5::text[]) OR (dm.principal_id <> ALL ($6::uuid[]) AND "
      "weft_open(d.path, $3::text[], $4::text[], '{}'))) GROUP BY dm.principal_id) "
      "SELECT i.principal_id, m.userid_key, i.main, i.leader, i.position FROM inside i JOIN members m ON "
      "m.principal_id = i.principal_id WHERE m.userid_key > $8 ORDER BY m.userid_key LIMIT $9",
      tx.corp(), path, by.own, by.hidden, by.shown, by.hidden_members, by.shown_members, after, limit));
}

std::vector<Placement> placements(
    db::Tx& tx, const View& view, const std::string& after_key, std::int64_t after_department, std::int64_t limit) {
  const ViewParams by(view);
  std::vector<Placement> list;
  for (const auto& row : db::exec(
           tx,
           "SELECT m.userid, m.userid_key, dm.department FROM members m JOIN department_members dm ON dm.corp_id = $1 "
           "AND dm.principal_id = m.principal_id JOIN departments d ON d.corp_id = $1 AND d.number = dm.department "
           "WHERE m.corp_id = $1 AND (m.userid_key, dm.department) > ($7, $8) AND weft_open(d.path, $2::text[], "
           "$3::text[], $4::text[]) AND (dm.principal_id = ANY ($6::uuid[]) OR d.path ^@ ANY ($4::text[]) OR "
           "dm.principal_id <> ALL ($5::uuid[])) ORDER BY m.userid_key, dm.department LIMIT $9",
           tx.corp(), by.own, by.hidden, by.shown, by.hidden_members, by.shown_members, after_key, after_department,
           limit))
    list.push_back({db::text_of(row[0]), db::text_of(row[1]), db::number_of(row[2])});
  return list;
}

}  // namespace weft::directory::store
