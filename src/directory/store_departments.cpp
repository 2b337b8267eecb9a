// SQL: departments as the rules change them.
#include "directory/store_departments.hpp"

#include "directory/store_columns.hpp"

namespace weft::directory::store {

std::optional<Node> department(db::Tx& tx, std::int64_t number) {
  const auto rows = db::exec(
      tx, "SELECT " + kNode + " FROM departments d WHERE d.corp_id = $1 AND d.number = $2", tx.corp(), number);
  if (rows.empty()) return std::nullopt;
  return node_of(rows[0]);
}

bool has_child_named(db::Tx& tx, std::int64_t parent, const std::string& name, std::int64_t except) {
  return !db::exec(
              tx,
              "SELECT 1 FROM departments WHERE corp_id = $1 AND parent = $2 AND name_key = lower(normalize($3, NFKC)) "
              "AND number <> $4",
              tx.corp(), parent, name, except)
              .empty();
}

std::optional<std::int64_t> take_department_number(db::Tx& tx, const std::optional<std::int64_t>& wanted) {
  if (!wanted) {
    const auto rows = db::exec(
        tx,
        "UPDATE directory_heads SET next_department = next_department + 1, department_count = department_count + 1 "
        "WHERE corp_id = $1 RETURNING next_department - 1",
        tx.corp());
    return db::number_of(rows.at(0)[0]);
  }
  const auto known = db::exec(
      tx,
      "SELECT 1 FROM departments WHERE corp_id = $1 AND number = $2 UNION ALL "
      "SELECT 1 FROM departments_gone WHERE corp_id = $1 AND number = $2",
      tx.corp(), *wanted);
  if (!known.empty()) return std::nullopt;
  db::exec(
      tx,
      "UPDATE directory_heads SET next_department = greatest(next_department, $2 + 1), "
      "department_count = department_count + 1 WHERE corp_id = $1",
      tx.corp(), *wanted);
  return *wanted;
}

void count_departments(db::Tx& tx, std::int64_t change) {
  db::exec(
      tx, "UPDATE directory_heads SET department_count = department_count + $2 WHERE corp_id = $1", tx.corp(), change);
}

std::int64_t department_count(db::Tx& tx) {
  return db::number_of(
      db::exec(tx, "SELECT department_count FROM directory_heads WHERE corp_id = $1", tx.corp()).at(0)[0]);
}

std::int64_t next_department(db::Tx& tx) {
  return db::number_of(
      db::exec(tx, "SELECT next_department FROM directory_heads WHERE corp_id = $1", tx.corp()).at(0)[0]);
}

std::vector<Node> departments_from(db::Tx& tx, std::int64_t number) {
  std::vector<Node> nodes;
  for (const auto& row : db::exec(
           tx, "SELECT " + kNode + " FROM departments d WHERE d.corp_id = $1 AND d.number >= $2 ORDER BY d.number",
           tx.corp(), number))
    nodes.push_back(node_of(row));
  return nodes;
}

void insert_department(db::Tx& tx, const Node& node) {
  db::exec(
      tx,
      "INSERT INTO departments (corp_id, number, parent, path, level, name, full_name, name_en, position, created_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      tx.corp(), node.number, node.parent, node.path, node.level, node.name, node.full_name, node.name_en,
      node.position, tx.now());
}

void update_department(db::Tx& tx, const Node& node) {
  db::exec(
      tx, "UPDATE departments SET name = $3, name_en = $4, position = $5 WHERE corp_id = $1 AND number = $2", tx.corp(),
      node.number, node.name, node.name_en, node.position);
}

void set_parent(db::Tx& tx, std::int64_t number, std::int64_t parent) {
  db::exec(tx, "UPDATE departments SET parent = $3 WHERE corp_id = $1 AND number = $2", tx.corp(), number, parent);
}

void rewrite_subtree(db::Tx& tx, const Node& before, const Node& after) {
  db::exec(
      tx,
      "UPDATE departments SET path = $3 || substr(path, length($2) + 1), level = level + $4, full_name = $6 || "
      "substr(full_name, length($5) + 1) "
      "WHERE corp_id = $1 AND path >= $2 AND path < weft_path_end($2)",
      tx.corp(), before.path, after.path, after.level - before.level, before.full_name, after.full_name);
}

void rewrite_departures(db::Tx& tx, const std::string& before, const std::string& after) {
  db::exec(
      tx,
      "UPDATE offboardings SET paths = ARRAY(SELECT CASE WHEN p.path ^@ $2 THEN $3 || substr(p.path, length($2) + 1) "
      "ELSE p.path END FROM unnest(paths) WITH ORDINALITY p (path, n) ORDER BY p.n) WHERE corp_id = $1 AND EXISTS "
      "(SELECT 1 FROM unnest(paths) p (path) WHERE p.path ^@ $2)",
      tx.corp(), before, after);
}

std::int64_t deepest_level(db::Tx& tx, const std::string& path) {
  const auto rows = db::exec(
      tx, "SELECT max(level) FROM departments WHERE corp_id = $1 AND path >= $2 AND path < weft_path_end($2)",
      tx.corp(), path);
  return db::number_of(rows.at(0)[0]);
}

bool has_children(db::Tx& tx, std::int64_t number) {
  return !db::exec(tx, "SELECT 1 FROM departments WHERE corp_id = $1 AND parent = $2 LIMIT 1", tx.corp(), number)
              .empty();
}

bool has_members(db::Tx& tx, std::int64_t number) {
  return !db::exec(
              tx, "SELECT 1 FROM department_members WHERE corp_id = $1 AND department = $2 LIMIT 1", tx.corp(), number)
              .empty();
}

void delete_department(db::Tx& tx, std::int64_t number) {
  db::exec(
      tx, "DELETE FROM visibility_rules WHERE corp_id = $1 AND (from_department = $2 OR to_department = $2)", tx.corp(),
      number);
  db::exec(tx, "DELETE FROM tag_departments WHERE corp_id = $1 AND department = $2", tx.corp(), number);
  db::exec(tx, "DELETE FROM departments WHERE corp_id = $1 AND number = $2", tx.corp(), number);
  db::exec(tx, "INSERT INTO departments_gone (corp_id, number) VALUES ($1, $2)", tx.corp(), number);
}

std::optional<std::int64_t> department_at(db::Tx& tx, const std::string& path, bool create) {
  const auto rows = create ? db::exec(tx, "SELECT weft_department_at($1, $2, $3)", tx.corp(), path, tx.now())
                           : db::exec(tx, "SELECT weft_find_department($1, $2)", tx.corp(), path);
  if (rows.at(0)[0].is_null()) return std::nullopt;
  return db::number_of(rows[0][0]);
}

}  // namespace weft::directory::store
