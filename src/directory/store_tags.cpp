// SQL: tags and who has them.
#include "directory/store_columns.hpp"
#include "directory/store_fields.hpp"
#include <weft/identity/view_sql.hpp>

namespace weft::directory::store {
namespace {

std::vector<PrincipalId> first_column(const db::Rows& rows) {
  std::vector<PrincipalId> list;
  for (const auto& row : rows)
    list.push_back(db::id_of<PrincipalId>(row[0]));
  return list;
}

std::vector<std::int64_t> numbers_in(const db::Rows& rows) {
  std::vector<std::int64_t> list;
  for (const auto& row : rows)
    list.push_back(db::number_of(row[0]));
  return list;
}

/// A member tm.principal_id is seen, with the view in $3 to $7.
const std::string kSeen =
    "(tm.principal_id = ANY ($7::uuid[]) OR EXISTS (SELECT 1 FROM department_members dm JOIN departments d ON "
    "d.corp_id "
    "= $1 AND d.number = dm.department WHERE dm.corp_id = $1 AND dm.principal_id = tm.principal_id AND (d.path ^@ ANY "
    "($5::text[]) OR (dm.principal_id <> ALL ($6::uuid[]) AND weft_open(d.path, $3::text[], $4::text[], '{}')))))";

}  // namespace

std::optional<std::string> tag_name(db::Tx& tx, std::int64_t number) {
  const auto rows = db::exec(tx, "SELECT name FROM tags WHERE corp_id = $1 AND number = $2", tx.corp(), number);
  if (rows.empty()) return std::nullopt;
  return db::text_of(rows[0][0]);
}

bool tag_name_taken(db::Tx& tx, const std::string& name, std::int64_t except) {
  return !db::exec(
              tx, "SELECT 1 FROM tags WHERE corp_id = $1 AND name_key = lower(normalize($2, NFKC)) AND number <> $3",
              tx.corp(), name, except)
              .empty();
}

std::int64_t tag_count(db::Tx& tx) {
  return db::number_of(db::exec(tx, "SELECT tag_count FROM directory_heads WHERE corp_id = $1", tx.corp()).at(0)[0]);
}

std::optional<std::int64_t> take_tag_number(db::Tx& tx, const std::optional<std::int64_t>& wanted) {
  if (!wanted)
    return db::number_of(
        db::exec(
            tx,
            "UPDATE directory_heads SET next_tag = next_tag + 1, tag_count = tag_count + 1 WHERE corp_id "
            "= $1 RETURNING next_tag - 1",
            tx.corp())
            .at(0)[0]);
  const auto known = db::exec(
      tx,
      "SELECT 1 FROM tags WHERE corp_id = $1 AND number = $2 UNION ALL SELECT 1 FROM tags_gone WHERE corp_id = $1 AND "
      "number = $2",
      tx.corp(), *wanted);
  if (!known.empty()) return std::nullopt;
  db::exec(
      tx,
      "UPDATE directory_heads SET next_tag = greatest(next_tag, $2 + 1), tag_count = tag_count + 1 WHERE corp_id = $1",
      tx.corp(), *wanted);
  return *wanted;
}

void insert_tag(db::Tx& tx, std::int64_t number, const std::string& name) {
  db::exec(
      tx, "INSERT INTO tags (corp_id, number, name, created_at) VALUES ($1, $2, $3, $4)", tx.corp(), number, name,
      tx.now());
}

void rename_tag(db::Tx& tx, std::int64_t number, const std::string& name) {
  db::exec(tx, "UPDATE tags SET name = $3 WHERE corp_id = $1 AND number = $2", tx.corp(), number, name);
}

void delete_tag(db::Tx& tx, std::int64_t number) {
  db::exec(tx, "DELETE FROM tag_members WHERE corp_id = $1 AND tag = $2", tx.corp(), number);
  db::exec(tx, "DELETE FROM tag_departments WHERE corp_id = $1 AND tag = $2", tx.corp(), number);
  db::exec(tx, "DELETE FROM tags WHERE corp_id = $1 AND number = $2", tx.corp(), number);
  db::exec(tx, "INSERT INTO tags_gone (corp_id, number) VALUES ($1, $2)", tx.corp(), number);
  db::exec(tx, "UPDATE directory_heads SET tag_count = tag_count - 1 WHERE corp_id = $1", tx.corp());
}

std::vector<Tag> tags(db::Tx& tx, const identity::View& view, std::int64_t after, std::int64_t limit) {
  const identity::ViewParams by(view);
  std::vector<Tag> list;
  for (const auto& row : db::exec(
           tx,
           "SELECT t.number, t.name, (SELECT count(*) FROM tag_members tm WHERE tm.corp_id = $1 AND tm.tag = t.number "
           "AND " +
               kSeen + ") FROM tags t WHERE t.corp_id = $1 AND t.number > $2 ORDER BY t.number LIMIT $8",
           tx.corp(), after, by.own, by.hidden, by.shown, by.hidden_members, by.shown_members, limit))
    list.push_back({db::number_of(row[0]), db::text_of(row[1]), db::number_of(row[2])});
  return list;
}

std::vector<PrincipalId> tag_members(
    db::Tx& tx, std::int64_t tag, const identity::View& view, const PrincipalId& after, std::int64_t limit) {
  const identity::ViewParams by(view);
  return first_column(db::exec(
      tx,
      "SELECT tm.principal_id FROM tag_members tm WHERE tm.corp_id = $1 AND tm.tag = $2 AND tm.principal_id > $8 AND " +
          kSeen + " ORDER BY tm.principal_id LIMIT $9",
      tx.corp(), tag, by.own, by.hidden, by.shown, by.hidden_members, by.shown_members, after, limit));
}

std::vector<Node> tag_departments(
    db::Tx& tx, std::int64_t tag, const identity::View& view, std::int64_t after, std::int64_t limit) {
  const identity::ViewParams by(view);
  std::vector<Node> nodes;
  for (const auto& row : db::exec(
           tx,
           "SELECT " + kNode +
               " FROM tag_departments g JOIN departments d ON d.corp_id = $1 AND d.number = g.department WHERE "
               "g.corp_id = $1 AND g.tag = $2 AND g.department > $6 AND weft_open(d.path, $3::text[], $4::text[], "
               "$5::text[]) ORDER BY g.department LIMIT $7",
           tx.corp(), tag, by.own, by.hidden, by.shown, after, limit))
    nodes.push_back(node_of(row));
  return nodes;
}

std::vector<PrincipalId> mark(db::Tx& tx, std::int64_t tag, std::span<const PrincipalId> members) {
  return first_column(db::exec(
      tx,
      "INSERT INTO tag_members (corp_id, tag, principal_id) SELECT $1, $2, id FROM unnest($3::uuid[]) AS a(id) "
      "ON CONFLICT DO NOTHING RETURNING principal_id",
      tx.corp(), tag, db::array_literal(members)));
}

std::vector<PrincipalId> unmark(db::Tx& tx, std::int64_t tag, std::span<const PrincipalId> members) {
  return first_column(db::exec(
      tx,
      "DELETE FROM tag_members WHERE corp_id = $1 AND tag = $2 AND principal_id = ANY ($3::uuid[]) RETURNING "
      "principal_id",
      tx.corp(), tag, db::array_literal(members)));
}

std::int64_t departments_marked(db::Tx& tx, std::int64_t tag) {
  return db::number_of(
      db::exec(tx, "SELECT count(*) FROM tag_departments WHERE corp_id = $1 AND tag = $2", tx.corp(), tag).at(0)[0]);
}

std::vector<std::int64_t> mark_departments(db::Tx& tx, std::int64_t tag, const std::vector<std::int64_t>& numbers) {
  return numbers_in(db::exec(
      tx,
      "INSERT INTO tag_departments (corp_id, tag, department) SELECT $1, $2, n FROM unnest($3::integer[]) AS a(n) ON "
      "CONFLICT DO NOTHING RETURNING department",
      tx.corp(), tag, db::array_literal(numbers)));
}

std::vector<std::int64_t> unmark_departments(db::Tx& tx, std::int64_t tag, const std::vector<std::int64_t>& numbers) {
  return numbers_in(db::exec(
      tx,
      "DELETE FROM tag_departments WHERE corp_id = $1 AND tag = $2 AND department = ANY ($3::integer[]) RETURNING "
      "department",
      tx.corp(), tag, db::array_literal(numbers)));
}

}  // namespace weft::directory::store
