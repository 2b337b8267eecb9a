// SQL: the directory as an import reads and writes it, a batch at a time.
#include "directory/store_imports.hpp"
#include <weft/db/sql.hpp>

namespace weft::directory::store {
namespace {

KnownPlace place_of(const db::Row& row, int first) {
  KnownPlace place;
  place.number = db::number_of(row[first]);
  place.path = db::text_of(row[first + 1]);
  place.full_name = db::text_of(row[first + 2]);
  return place;
}

std::string flags(std::span<const Membership> memberships, bool Membership::*flag) {
  std::vector<std::int64_t> numbers;
  for (const Membership& membership : memberships)
    numbers.push_back(membership.*flag ? 1 : 0);
  return db::array_literal(numbers);
}

}  // namespace

std::string root_name(db::Tx& tx) {
  return db::text_of(db::exec(tx, "SELECT name FROM departments WHERE corp_id = $1 AND number = 1", tx.corp())[0][0]);
}

std::int64_t count_departments(db::Tx& tx) {
  const auto rows = db::exec(tx, "SELECT department_count FROM directory_heads WHERE corp_id = $1", tx.corp());
  return db::number_of(rows[0][0]);
}

std::map<std::string, KnownPlace> departments_at(db::Tx& tx, const std::vector<std::string>& paths) {
  const auto rows = db::exec(
      tx,
      "SELECT a.path, d.number, d.path, d.full_name FROM unnest($2::text[]) AS a (path) JOIN departments d "
      "ON lower(normalize(d.full_name, NFKC)) = lower(normalize(a.path, NFKC)) WHERE d.corp_id = $1",
      tx.corp(), db::array_literal(paths));
  std::map<std::string, KnownPlace> found;
  for (const auto& row : rows)
    found.emplace(db::text_of(row[0]), place_of(row, 1));
  return found;
}

std::map<std::string, Known> members_by_userid(db::Tx& tx, const std::vector<std::string>& userid_keys) {
  const auto rows = db::exec(
      tx,
      "SELECT m.userid_key, m.principal_id, p.name, m.title, p.status, m.role, d.number, d.path, d.full_name, dm.main, "
      "dm.leader FROM members m JOIN principals p ON p.corp_id = m.corp_id AND p.id = m.principal_id "
      "LEFT JOIN department_members dm ON dm.corp_id = m.corp_id AND dm.principal_id = m.principal_id "
      "LEFT JOIN departments d ON d.corp_id = dm.corp_id AND d.number = dm.department "
      "WHERE m.corp_id = $1 AND m.userid_key = ANY ($2::text[]) ORDER BY m.userid_key, dm.main DESC, dm.department",
      tx.corp(), db::array_literal(userid_keys));
  std::map<std::string, Known> found;
  for (const auto& row : rows) {
    Known& known = found[db::text_of(row[0])];
    known.id = db::id_of<PrincipalId>(row[1]);
    known.name = db::text_of(row[2]);
    known.title = db::text_of(row[3]);
    known.status = db::enum_of<identity::PrincipalStatus>(row[4]);
    known.role = db::enum_of<api::Role>(row[5]);
    if (row[6].is_null()) continue;
    KnownPlace place = place_of(row, 6);
    place.main = db::bool_of(row[9]);
    place.leader = db::bool_of(row[10]);
    known.places.push_back(std::move(place));
  }
  return found;
}

std::int64_t make_department(db::Tx& tx, const std::string& path) {
  return db::number_of(db::exec(tx, "SELECT weft_department_at($1, $2, $3)", tx.corp(), path, tx.now())[0][0]);
}

void rename_members(db::Tx& tx, std::span<const JudgedRow* const> rows) {
  std::vector<PrincipalId> ids;
  std::vector<std::string> names, titles;
  for (const JudgedRow* row : rows) {
    ids.push_back(row->known->id);
    names.push_back(row->parsed.wanted.name);
    titles.push_back(row->parsed.wanted.title.value_or(row->known->title));
  }
  db::exec(
      tx,
      "WITH wanted AS (SELECT * FROM unnest($2::uuid[], $3::text[], $4::text[]) AS w (id, name, title)), named AS ("
      "UPDATE principals p SET name = w.name FROM wanted w WHERE p.corp_id = $1 AND p.id = w.id AND p.name <> w.name) "
      "UPDATE members m SET title = w.title FROM wanted w WHERE m.corp_id = $1 AND m.principal_id = w.id AND m.title "
      "<> "
      "w.title",
      tx.corp(), db::array_literal(ids), db::array_literal(names), db::array_literal(titles));
}

void set_memberships(db::Tx& tx, std::span<const PrincipalId> members, std::span<const Membership> memberships) {
  std::vector<PrincipalId> ids;
  std::vector<std::int64_t> departments;
  for (const Membership& membership : memberships) {
    ids.push_back(membership.member);
    departments.push_back(membership.department);
  }
  const std::string wanted = db::array_literal(ids), numbers = db::array_literal(departments);
  // The main one of before first: a member has one at any moment.
  db::exec(
      tx, "UPDATE department_members SET main = false WHERE corp_id = $1 AND principal_id = ANY ($2::uuid[]) AND main",
      tx.corp(), db::array_literal(members));
  db::exec(
      tx,
      "DELETE FROM department_members dm WHERE corp_id = $1 AND principal_id = ANY ($2::uuid[]) AND NOT EXISTS ("
      "SELECT 1 FROM unnest($3::uuid[], $4::int[]) AS w (id, department) WHERE w.id = dm.principal_id AND w.department "
      "= "
      "dm.department)",
      tx.corp(), db::array_literal(members), wanted, numbers);
  db::exec(
      tx,
      "INSERT INTO department_members (corp_id, department, principal_id, main, leader) "
      "SELECT $1, w.department, w.id, w.main = 1, w.leader = 1 "
      "FROM unnest($2::uuid[], $3::int[], $4::int[], $5::int[]) AS w (id, department, main, leader) "
      "ON CONFLICT (corp_id, principal_id, department) DO UPDATE SET main = excluded.main, leader = excluded.leader",
      tx.corp(), wanted, numbers, flags(memberships, &Membership::main), flags(memberships, &Membership::leader));
  db::exec(
      tx,
      "UPDATE members m SET main_department = dm.department FROM department_members dm WHERE m.corp_id = $1 "
      "AND m.principal_id = ANY ($2::uuid[]) AND dm.corp_id = $1 AND dm.principal_id = m.principal_id AND dm.main "
      "AND m.main_department IS DISTINCT FROM dm.department",
      tx.corp(), db::array_literal(members));
}

}  // namespace weft::directory::store
