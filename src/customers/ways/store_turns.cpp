// SQL of whose turn it is, and of what time it is where the company works.
#include "customers/ways/store.hpp"
#include <weft/db/sql.hpp>

namespace weft::customers::store {

std::vector<Candidate> candidates(
    db::Tx& tx, const WayId& way, const std::optional<ContactId>& contact, const std::string& day) {
  const auto rows = db::exec(
      tx,
      "WITH all_of_it AS (SELECT principal_id, position FROM contact_way_employees WHERE corp_id = $1 AND way_id = $2 "
      "UNION ALL SELECT dm.principal_id, 1000000 FROM contact_way_departments w JOIN departments t ON t.corp_id = "
      "w.corp_id AND t.number = w.department JOIN departments s ON s.corp_id = t.corp_id AND s.path ^@ t.path::text "
      "JOIN "
      "department_members dm ON dm.corp_id = s.corp_id AND dm.department = s.number WHERE w.corp_id = $1 AND w.way_id "
      "= "
      "$2), each AS (SELECT principal_id, min(position) AS position FROM all_of_it GROUP BY principal_id) SELECT "
      "e.principal_id, e.position, coalesce(l.customers, 0), CASE WHEN t.day = $4::date THEN t.given ELSE 0 END, "
      "t.last_at, f.status, c.ended_at IS NOT NULL FROM each e JOIN principals p ON p.id = e.principal_id AND "
      "p.corp_id = "
      "$1 AND p.status = 'active' LEFT JOIN service_loads l ON l.corp_id = $1 AND l.principal_id = "
      "e.principal_id LEFT JOIN contact_way_turns t ON t.corp_id = $1 AND t.way_id = $2 AND t.principal_id = "
      "e.principal_id LEFT JOIN follows f ON f.corp_id = $1 AND f.contact_id = $3 AND f.employee_id = e.principal_id "
      "LEFT "
      "JOIN customer_chats c ON c.conversation_id = f.conversation_id AND c.corp_id = $1 ORDER BY e.position, "
      "t.last_at "
      "NULLS FIRST, e.principal_id LIMIT 2000",
      tx.corp(), way, contact, day);
  std::vector<Candidate> list;
  for (const auto& row : rows) {
    Candidate one;
    one.employee = db::id_of<PrincipalId>(row[0]);
    one.position = db::number_of(row[1]);
    one.customers = db::number_of(row[2]);
    one.given = db::number_of(row[3]);
    one.last_at = db::optional_time(row[4]);
    if (!row[5].is_null()) one.before = db::enum_of<FollowStatus>(row[5]);
    one.ended = db::bool_of(row[6]);
    list.push_back(std::move(one));
  }
  return list;
}

bool serves(db::Tx& tx, const WayId& way, const PrincipalId& employee) {
  return db::bool_of(db::exec(
      tx,
      "SELECT EXISTS (SELECT 1 FROM contact_way_employees WHERE corp_id = $1 AND way_id = $2 AND principal_id = $3) OR "
      "EXISTS (SELECT 1 FROM department_members dm JOIN departments s ON s.corp_id = dm.corp_id AND s.number = "
      "dm.department JOIN contact_way_departments w ON w.corp_id = dm.corp_id AND w.way_id = $2 JOIN departments t ON "
      "t.corp_id = w.corp_id AND t.number = w.department WHERE dm.corp_id = $1 AND dm.principal_id = $3 AND s.path ^@ "
      "t.path::text)",
      tx.corp(), way, employee)[0][0]);
}

void take_turn(db::Tx& tx, const WayId& way, const PrincipalId& employee, const std::string& day) {
  db::exec(tx, "UPDATE contact_ways SET uses = uses + 1 WHERE id = $1 AND corp_id = $2", way, tx.corp());
  db::exec(
      tx,
      "INSERT INTO contact_way_turns AS t (corp_id, way_id, principal_id, day, given, last_at) VALUES ($1, $2, $3, "
      "$4::date, 1, $5) ON CONFLICT (corp_id, way_id, principal_id) DO UPDATE SET given = CASE WHEN t.day = $4::date "
      "THEN "
      "t.given + 1 ELSE 1 END, day = $4::date, last_at = $5",
      tx.corp(), way, employee, day, tx.now());
}

bool knows_zone(db::Tx& tx, const std::string& zone) {
  return !db::exec(tx, "SELECT 1 FROM pg_timezone_names WHERE name = $1", zone).empty();
}

LocalTime local_time(db::Tx& tx, const std::string& zone) {
  const auto row = db::exec(
      tx,
      "SELECT extract(isodow FROM t)::integer, (extract(hour FROM t) * 60 + extract(minute FROM t))::integer, "
      "t::date::text FROM (SELECT $1::timestamptz AT TIME ZONE $2::text AS t) x",
      tx.now(), zone)[0];
  return {row[0].as<int>(), row[1].as<int>(), db::text_of(row[2])};
}

}  // namespace weft::customers::store
