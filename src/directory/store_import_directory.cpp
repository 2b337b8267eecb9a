// SQL: the directory as an import reads and writes it, a batch at a time.
#include "directory/store_imports.hpp"
#include <weft/base/json.hpp>
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

std::map<std::string, PrincipalId> owners(const db::Rows& rows) {
  std::map<std::string, PrincipalId> found;
  for (const auto& row : rows)
    found.emplace(db::text_of(row[0]), db::id_of<PrincipalId>(row[1]));
  return found;
}

}  // namespace

std::string root_name(db::Tx& tx) {
  return db::text_of(db::exec(tx, "SELECT name FROM departments WHERE corp_id = $1 AND number = 1", tx.corp())[0][0]);
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

std::map<std::int64_t, std::string> department_paths(db::Tx& tx) {
  std::map<std::int64_t, std::string> paths;
  for (const auto& row : db::exec(tx, "SELECT number, full_name FROM departments WHERE corp_id = $1", tx.corp()))
    paths.emplace(db::number_of(row[0]), db::text_of(row[1]));
  return paths;
}

std::map<std::int64_t, std::string> field_values(const std::string& json) {
  const Json stored = Json::parse(json);
  std::map<std::int64_t, std::string> values;
  for (const auto& [number, value] : stored.items())
    values[std::stoll(number)] = value.get<std::string>();
  return values;
}

std::map<std::string, Known> members_by_userid(db::Tx& tx, const std::vector<std::string>& userid_keys) {
  const auto rows = db::exec(
      tx,
      "SELECT m.userid_key, m.principal_id, p.name, m.title, p.status, m.administers, d.number, d.path, d.full_name, "
      "dm.main, "
      "dm.leader, dm.position, m.alias, m.mobile, m.telephone, m.email, m.gender, m.name_en, m.fields FROM members m "
      "JOIN "
      "principals p ON "
      "p.corp_id = m.corp_id AND p.id = m.principal_id "
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
    known.administers = db::bool_of(row[5]);
    known.alias = db::text_of(row[12]);
    known.mobile = db::text_of(row[13]);
    known.telephone = db::text_of(row[14]);
    known.email = db::text_of(row[15]);
    known.gender = db::enum_of<Gender>(row[16]);
    known.name_en = db::text_of(row[17]);
    known.fields = field_values(db::text_of(row[18]));
    if (row[6].is_null()) continue;
    KnownPlace place = place_of(row, 6);
    place.main = db::bool_of(row[9]);
    place.leader = db::bool_of(row[10]);
    place.position = db::number_of(row[11]);
    known.places.push_back(std::move(place));
  }
  return found;
}

std::map<std::string, PrincipalId> owners_of_mobiles(db::Tx& tx, const std::vector<std::string>& keys) {
  return owners(db::exec(
      tx, "SELECT mobile_key, principal_id FROM members WHERE corp_id = $1 AND mobile_key = ANY ($2::text[])",
      tx.corp(), db::array_literal(keys)));
}

std::map<std::string, PrincipalId> owners_of_emails(db::Tx& tx, const std::vector<std::string>& keys) {
  return owners(db::exec(
      tx, "SELECT email_key, principal_id FROM members WHERE corp_id = $1 AND email_key = ANY ($2::text[])", tx.corp(),
      db::array_literal(keys)));
}

void write_profiles(db::Tx& tx, const std::vector<ProfileRow>& rows) {
  std::vector<PrincipalId> ids;
  for (const ProfileRow& row : rows)
    ids.push_back(row.id);
  const auto column = [&](std::string ProfileRow::*member) {
    std::vector<std::string> texts;
    for (const ProfileRow& row : rows)
      texts.push_back(row.*member);
    return db::array_literal(texts);
  };
  db::exec(
      tx,
      "WITH wanted AS (SELECT * FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], "
      "$8::text[], $9::text[], $10::text[], $11::text[], $12::text[]) AS w (id, name, title, alias, mobile, "
      "mobile_key, telephone, "
      "email, email_key, gender, fields)), named AS ("
      "UPDATE principals p SET name = w.name FROM wanted w WHERE p.corp_id = $1 AND p.id = w.id AND p.name <> w.name) "
      "UPDATE members m SET title = w.title, alias = w.alias, mobile = w.mobile, mobile_key = nullif(w.mobile_key, "
      "''), "
      "telephone = w.telephone, email = w.email, email_key = nullif(w.email_key, ''), gender = w.gender, fields = "
      "w.fields::jsonb "
      "FROM wanted w WHERE m.corp_id = $1 AND m.principal_id = w.id",
      tx.corp(), db::array_literal(ids), column(&ProfileRow::name), column(&ProfileRow::title),
      column(&ProfileRow::alias), column(&ProfileRow::mobile), column(&ProfileRow::mobile_key),
      column(&ProfileRow::telephone), column(&ProfileRow::email), column(&ProfileRow::email_key),
      column(&ProfileRow::gender), column(&ProfileRow::fields));
}

}  // namespace weft::directory::store
