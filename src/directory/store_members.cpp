// SQL: what is known of members, and where they stand.
#include "directory/store_members.hpp"

#include "directory/store_columns.hpp"
#include <weft/identity/view_sql.hpp>

namespace weft::directory::store {
namespace {

std::vector<PrincipalId> first_column(const db::Rows& rows) {
  std::vector<PrincipalId> list;
  for (const auto& row : rows)
    list.push_back(db::id_of<PrincipalId>(row[0]));
  return list;
}

std::optional<PrincipalId> first_of(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return db::id_of<PrincipalId>(rows[0][0]);
}

/// One column of rows as an array literal.
template <class Get>
std::string column(const std::vector<PlaceRow>& rows, Get get) {
  std::vector<std::int64_t> numbers;
  for (const PlaceRow& row : rows)
    numbers.push_back(static_cast<std::int64_t>(get(row.place)));
  return db::array_literal(numbers);
}

}  // namespace

std::optional<Profile> profile(db::Tx& tx, const PrincipalId& member) {
  auto found = profiles(tx, std::span(&member, 1));
  if (found.empty()) return std::nullopt;
  return std::move(found.begin()->second);
}

std::map<PrincipalId, Profile> profiles(db::Tx& tx, std::span<const PrincipalId> members) {
  std::map<PrincipalId, Profile> all;
  for (const auto& row : db::exec(
           tx,
           "SELECT p.status, m.userid, p.name, m.title, m.name_en, m.alias, m.mobile, m.email, m.telephone, m.gender, "
           "m.avatar, m.fields, m.principal_id FROM members m JOIN principals p ON p.id = m.principal_id "
           "WHERE m.corp_id = $1 AND m.principal_id = ANY ($2::uuid[])",
           tx.corp(), db::array_literal(members)))
    all.emplace(
        db::id_of<PrincipalId>(row[12]),
        Profile{
            db::enum_of<identity::PrincipalStatus>(row[0]), db::text_of(row[1]), db::text_of(row[2]),
            db::text_of(row[3]), db::text_of(row[4]), db::text_of(row[5]), db::text_of(row[6]), db::text_of(row[7]),
            db::text_of(row[8]), db::enum_of<Gender>(row[9]), db::optional_text(row[10]), db::text_of(row[11])});
  return all;
}

void update_profile(
    db::Tx& tx, const PrincipalId& member, const Profile& profile, const std::optional<std::string>& mobile_key,
    const std::optional<std::string>& email_key) {
  db::exec(
      tx,
      "UPDATE members SET title = $3, name_en = $4, alias = $5, mobile = $6, mobile_key = $7, email = $8, "
      "email_key = $9, telephone = $10, gender = $11, avatar = $12::uuid, fields = $13::jsonb "
      "WHERE corp_id = $1 AND principal_id = $2",
      tx.corp(), member, profile.title, profile.name_en, profile.alias, profile.mobile, mobile_key, profile.email,
      email_key, profile.telephone, enum_text(profile.gender), profile.avatar, profile.fields);
  db::exec(
      tx, "UPDATE principals SET name = $3 WHERE corp_id = $1 AND id = $2 AND name <> $3", tx.corp(), member,
      profile.name);
}

bool mobile_taken(db::Tx& tx, const std::string& key, const PrincipalId& except) {
  return !db::exec(
              tx, "SELECT 1 FROM members WHERE corp_id = $1 AND mobile_key = $2 AND principal_id <> $3", tx.corp(), key,
              except)
              .empty();
}

bool email_taken(db::Tx& tx, const std::string& key, const PrincipalId& except) {
  return !db::exec(
              tx, "SELECT 1 FROM members WHERE corp_id = $1 AND email_key = $2 AND principal_id <> $3", tx.corp(), key,
              except)
              .empty();
}

std::vector<PlaceRow> places(db::Tx& tx, std::span<const PrincipalId> members) {
  const auto rows = db::exec(
      tx,
      "SELECT dm.principal_id, dm.department, dm.main, dm.leader, dm.position, d.path, d.full_name "
      "FROM department_members dm JOIN departments d ON d.corp_id = dm.corp_id AND d.number = dm.department "
      "WHERE dm.corp_id = $1 AND dm.principal_id = ANY ($2::uuid[]) ORDER BY dm.main DESC, dm.department",
      tx.corp(), db::array_literal(members));
  std::vector<PlaceRow> list;
  for (const auto& row : rows)
    list.push_back(
        {db::id_of<PrincipalId>(row[0]),
         {db::number_of(row[1]), db::bool_of(row[2]), db::bool_of(row[3]), db::number_of(row[4])},
         db::text_of(row[5]),
         db::text_of(row[6])});
  return list;
}

std::vector<std::int64_t> known_departments(db::Tx& tx, const std::vector<std::int64_t>& numbers) {
  std::vector<std::int64_t> known;
  for (const auto& row : db::exec(
           tx, "SELECT number FROM departments WHERE corp_id = $1 AND number = ANY ($2::integer[])", tx.corp(),
           db::array_literal(numbers)))
    known.push_back(db::number_of(row[0]));
  return known;
}

std::optional<PrincipalId> not_here(db::Tx& tx, const std::vector<PrincipalId>& members) {
  const auto rows = db::exec(
      tx,
      "SELECT a.id FROM unnest($2::uuid[]) AS a(id) LEFT JOIN principals p ON p.id = a.id AND p.corp_id = $1 "
      "AND p.kind = 'member' WHERE coalesce(p.status, 'left') = 'left' LIMIT 1",
      tx.corp(), db::array_literal(members));
  if (rows.empty()) return std::nullopt;
  return db::id_of<PrincipalId>(rows[0][0]);
}

void replace_places(db::Tx& tx, const std::vector<PlaceRow>& rows, const std::vector<PrincipalId>& members) {
  std::vector<PrincipalId> ids;
  for (const PlaceRow& row : rows)
    ids.push_back(row.member);
  const std::string whom = db::array_literal(ids);
  const std::string where = column(rows, [](const Place& place) { return place.department; });
  const std::string mains = column(rows, [](const Place& place) { return place.main ? 1 : 0; });
  // No member has two main departments at any moment, hence the main ones that end are ended first.
  db::exec(
      tx, "UPDATE department_members SET main = false WHERE corp_id = $1 AND principal_id = ANY ($2::uuid[]) AND main",
      tx.corp(), db::array_literal(members));
  db::exec(
      tx,
      "DELETE FROM department_members dm WHERE dm.corp_id = $1 AND dm.principal_id = ANY ($2::uuid[]) AND NOT EXISTS "
      "(SELECT 1 FROM unnest($3::uuid[], $4::integer[]) AS n(id, department) WHERE n.id = dm.principal_id AND "
      "n.department = dm.department)",
      tx.corp(), db::array_literal(members), whom, where);
  db::exec(
      tx,
      "INSERT INTO department_members (corp_id, principal_id, department, main, leader, position) "
      "SELECT $1, n.id, n.department, n.main = 1, n.leader = 1, n.position FROM unnest($2::uuid[], $3::integer[], "
      "$4::integer[], $5::integer[], $6::bigint[]) AS n(id, department, main, leader, position) "
      "ON CONFLICT (corp_id, principal_id, department) DO UPDATE SET main = excluded.main, leader = excluded.leader, "
      "position = excluded.position",
      tx.corp(), whom, where, mains, column(rows, [](const Place& place) { return place.leader ? 1 : 0; }),
      column(rows, [](const Place& place) { return place.position; }));
  db::exec(
      tx,
      "UPDATE members m SET main_department = n.department FROM unnest($2::uuid[], $3::integer[], $4::integer[]) AS "
      "n(id, department, main) WHERE m.corp_id = $1 AND m.principal_id = n.id AND n.main = 1 AND m.main_department IS "
      "DISTINCT FROM n.department",
      tx.corp(), whom, where, mains);
}

void set_leaders(db::Tx& tx, std::int64_t department, std::span<const PrincipalId> leaders) {
  db::exec(
      tx,
      "UPDATE department_members SET leader = principal_id = ANY ($3::uuid[]) WHERE corp_id = $1 AND department = $2 "
      "AND leader <> (principal_id = ANY ($3::uuid[]))",
      tx.corp(), department, db::array_literal(leaders));
}

std::vector<PrincipalId> leaders(db::Tx& tx, std::int64_t department) {
  return first_column(db::exec(
      tx,
      "SELECT principal_id FROM department_members WHERE corp_id = $1 AND department = $2 AND leader "
      "ORDER BY principal_id",
      tx.corp(), department));
}

std::vector<PrincipalId> inside(db::Tx& tx, std::int64_t department, std::span<const PrincipalId> members) {
  return first_column(db::exec(
      tx,
      "SELECT principal_id FROM department_members WHERE corp_id = $1 AND department = $2 AND principal_id = ANY "
      "($3::uuid[])",
      tx.corp(), department, db::array_literal(members)));
}

void clear_places(db::Tx& tx, const PrincipalId& member) {
  db::exec(tx, "DELETE FROM department_members WHERE corp_id = $1 AND principal_id = $2", tx.corp(), member);
  db::exec(tx, "UPDATE members SET main_department = NULL WHERE corp_id = $1 AND principal_id = $2", tx.corp(), member);
}

std::vector<std::int64_t> tags_of(db::Tx& tx, const PrincipalId& member) {
  std::vector<std::int64_t> tags;
  for (const auto& row : db::exec(
           tx, "SELECT tag FROM tag_members WHERE corp_id = $1 AND principal_id = $2 ORDER BY tag", tx.corp(), member))
    tags.push_back(db::number_of(row[0]));
  return tags;
}

std::map<PrincipalId, std::vector<std::int64_t>> tags_of(db::Tx& tx, std::span<const PrincipalId> members) {
  std::map<PrincipalId, std::vector<std::int64_t>> tags;
  for (const auto& row : db::exec(
           tx,
           "SELECT principal_id, tag FROM tag_members WHERE corp_id = $1 AND principal_id = ANY ($2::uuid[]) ORDER BY "
           "tag",
           tx.corp(), db::array_literal(members)))
    tags[db::id_of<PrincipalId>(row[0])].push_back(db::number_of(row[1]));
  return tags;
}

std::optional<PrincipalId> with_mobile(db::Tx& tx, const std::string& key) {
  return first_of(
      db::exec(tx, "SELECT principal_id FROM members WHERE corp_id = $1 AND mobile_key = $2 LIMIT 1", tx.corp(), key));
}

std::optional<PrincipalId> with_email(db::Tx& tx, const std::string& key) {
  return first_of(
      db::exec(tx, "SELECT principal_id FROM members WHERE corp_id = $1 AND email_key = $2 LIMIT 1", tx.corp(), key));
}

std::vector<Unkeyed> without_keys(db::Tx& tx, int limit) {
  std::vector<Unkeyed> list;
  for (const auto& row : db::exec(
           tx,
           "SELECT m.principal_id, p.name FROM members m JOIN principals p ON p.id = m.principal_id "
           "WHERE m.corp_id = $1 AND NOT m.keyed ORDER BY m.principal_id LIMIT $2",
           tx.corp(), limit))
    list.push_back({db::id_of<PrincipalId>(row[0]), db::text_of(row[1])});
  return list;
}

// Ranges of two indexes: what it costs depends on who is found. U+10FFFF sorts after every character of a name.
std::vector<PrincipalId> search(
    db::Tx& tx, const identity::View& view, const std::string& key, const std::string& after, std::int64_t limit) {
  const identity::ViewParams by(view);
  return first_column(db::exec(
      tx,
      "WITH found AS (SELECT principal_id FROM members WHERE corp_id = $1 AND userid_key >= $2 AND userid_key < ($2 || "
      "chr(1114111)) COLLATE \"C\" UNION SELECT principal_id FROM member_keys WHERE corp_id = $1 AND key >= $2 AND key "
      "< ($2 || chr(1114111)) COLLATE \"C\") "
      "SELECT f.principal_id FROM found f JOIN members m ON m.principal_id = f.principal_id JOIN principals p ON p.id "
      "= f.principal_id WHERE m.userid_key > $8 AND p.status <> 'left' AND (f.principal_id = ANY ($7::uuid[]) OR "
      "EXISTS "
      "(SELECT 1 FROM department_members dm JOIN departments d ON d.corp_id = $1 AND d.number = dm.department "
      "WHERE dm.corp_id = $1 AND dm.principal_id = f.principal_id AND (d.path ^@ ANY ($5::text[]) OR (f.principal_id "
      "<> ALL ($6::uuid[]) AND weft_open(d.path, $3::text[], $4::text[], '{}'))))) ORDER BY m.userid_key LIMIT $9",
      tx.corp(), key, by.own, by.hidden, by.shown, by.hidden_members, by.shown_members, after, limit));
}

}  // namespace weft::directory::store
