// SQL of what apps are told of the directory: its rows as they are when it is told.
#include "platform/apps/company_events.hpp"
#include <weft/base/json.hpp>
#include <weft/db/sql.hpp>

namespace weft::platform::store {

std::optional<TellableMember> find_tellable(db::Tx& tx, const PrincipalId& member) {
  const auto rows = db::exec(
      tx,
      "SELECT coalesce((SELECT o.userid FROM offboardings o WHERE o.corp_id = $1 AND o.principal_id = m.principal_id), "
      "m.userid), p.name, m.alias, m.title, m.gender, p.status, coalesce((SELECT json_agg(json_build_array("
      "d.department, d.leader) ORDER BY d.main DESC, d.department) FROM department_members d WHERE d.corp_id = $1 AND "
      "d.principal_id = m.principal_id), '[]'), coalesce((SELECT json_agg(json_build_array(f.name, m.fields ->> "
      "f.number::text, f.kind = 'link') ORDER BY f.position DESC, f.number) FROM member_fields f WHERE f.corp_id = $1 "
      "AND f.shown AND m.fields ? f.number::text), '[]') FROM members m JOIN principals p ON p.corp_id = $1 AND p.id = "
      "m.principal_id WHERE m.corp_id = $1 AND m.principal_id = $2",
      tx.corp(), member);
  if (rows.empty()) return std::nullopt;
  const auto row = rows[0];
  TellableMember told{
      db::text_of(row[0]),
      db::text_of(row[1]),
      db::text_of(row[2]),
      db::text_of(row[3]),
      db::text_of(row[4]),
      db::text_of(row[5]),
      {},
      {},
      {}};
  const Json attributes = Json::parse(db::text_of(row[7]));
  for (const Json& one : attributes)
    told.attributes.push_back({one.at(0).get<std::string>(), one.at(1).get<std::string>(), one.at(2).get<bool>()});
  const Json places = Json::parse(db::text_of(row[6]));
  for (const Json& place : places) {
    told.departments.push_back(place.at(0).get<std::int64_t>());
    told.leads.push_back(place.at(1).get<bool>());
  }
  return told;
}

std::optional<TellableDepartment> find_tellable(db::Tx& tx, std::int64_t department) {
  const auto rows = db::exec(
      tx, "SELECT name, coalesce(parent, 0), position FROM departments WHERE corp_id = $1 AND number = $2", tx.corp(),
      department);
  if (rows.empty()) return std::nullopt;
  return TellableDepartment{db::text_of(rows[0][0]), db::number_of(rows[0][1]), db::number_of(rows[0][2])};
}

std::vector<std::string> tellable_userids(db::Tx& tx, const std::vector<PrincipalId>& members) {
  std::vector<std::string> list;
  for (const auto& row : db::exec(
           tx,
           "SELECT coalesce(o.userid, m.userid) FROM members m LEFT JOIN offboardings o ON o.corp_id = $1 AND "
           "o.principal_id = m.principal_id WHERE m.corp_id = $1 AND m.principal_id = ANY ($2::uuid[]) ORDER BY 1",
           tx.corp(), db::array_literal(members)))
    list.push_back(db::text_of(row[0]));
  return list;
}

}  // namespace weft::platform::store
