// Relations with customers: whether exactly one employee is in charge of each, and hand-overs are told of once.
#include "app/check_up.hpp"
#include <weft/db/sql.hpp>

namespace weft::app {
namespace {

struct Check {
  const char* name;
  const char* good;
  const char* sql;  ///< names what is wrong, a line for each
};

// Each over all companies; the first three of what is found are told.
constexpr Check kChecks[] = {
    {"customer owners", "every open chat with a customer has exactly one employee in charge, with the relation",
     "SELECT c.id::text || ' (open, in charge ' || count(f.id) || ')' FROM conversations c LEFT JOIN follows f ON "
     "f.conversation_id = c.id AND f.status = 'active' AND f.employee_id = c.owner_id WHERE c.kind = 'customer' AND "
     "c.dismissed_at IS NULL GROUP BY c.id HAVING count(f.id) <> 1 "
     "UNION ALL SELECT f.conversation_id::text || ' (relation ' || f.id || ' without it)' FROM follows f LEFT JOIN "
     "conversations c ON c.id = f.conversation_id WHERE f.status = 'active' AND (c.id IS NULL OR c.dismissed_at IS NOT "
     "NULL OR c.owner_id IS DISTINCT FROM f.employee_id) LIMIT 3"},
    {"customer chats", "the employee in charge of a chat is in it, and nobody else as owner",
     "SELECT c.id::text || ' (owners ' || count(p.principal_id) || ')' FROM conversations c LEFT JOIN participants p "
     "ON "
     "p.conversation_id = c.id AND p.left_seq IS NULL AND p.role = 'owner' WHERE c.kind = 'customer' GROUP BY c.id, "
     "c.owner_id HAVING count(p.principal_id) <> 1 OR bool_or(p.principal_id <> c.owner_id) LIMIT 3"},
    {"customer counts", "employees and companies have as many customers as counted",
     "SELECT l.principal_id::text || ' (counted ' || l.customers || ')' FROM service_loads l WHERE l.customers <> "
     "(SELECT count(*) FROM follows f WHERE f.corp_id = l.corp_id AND f.employee_id = l.principal_id AND f.status = "
     "'active') UNION ALL SELECT h.corp_id::text || ' (counted ' || h.customers || ')' FROM customer_heads h WHERE "
     "h.customers <> (SELECT count(*) FROM follows f WHERE f.corp_id = h.corp_id AND f.status = 'active') UNION ALL "
     "SELECT f.employee_id::text || ' (not counted)' FROM follows f WHERE f.status = 'active' AND NOT EXISTS (SELECT 1 "
     "FROM service_loads l WHERE l.corp_id = f.corp_id AND l.principal_id = f.employee_id) LIMIT 3"},
    {"customer groups", "groups with customers hold as many as counted, and who owns one is in it or known to be gone",
     "SELECT c.id::text || ' (counted ' || g.customers || ' of ' || c.member_count || CASE WHEN g.ownerless THEN ', "
     "without owner)' ELSE ')' END FROM customer_groups g JOIN conversations c ON c.id = g.conversation_id, LATERAL "
     "(SELECT count(*) AS people, count(*) FILTER (WHERE r.kind = 'external') AS customers, coalesce(bool_or(r.id = "
     "c.owner_id), false) AS owned FROM participants p JOIN principals r ON r.id = p.principal_id WHERE "
     "p.conversation_id = c.id AND p.left_seq IS NULL) n WHERE n.people <> c.member_count OR n.customers <> "
     "g.customers OR (c.dismissed_at IS NULL AND n.owned = g.ownerless) LIMIT 3"},
    {"hand-overs", "every hand-over that took effect is told of once",
     "SELECT coalesce(h.id::text, e.id) || ' (' || coalesce(h.status, 'unknown') || ', events ' || coalesce(e.count, "
     "0) "
     "|| ')' FROM hand_overs h FULL JOIN (SELECT detail ->> 'hand_over' AS id, count(*) AS count FROM contact_events "
     "WHERE kind = 'handed_over' AND detail ? 'hand_over' GROUP BY 1) e ON e.id = h.id::text WHERE coalesce(e.count, "
     "0) <> CASE h.status WHEN 'done' THEN 1 WHEN 'undone' THEN 2 ELSE 0 END LIMIT 3"},
};

}  // namespace

void check_relations(const Database& database, Findings& findings) {
  const auto connection = db::connect(database.owner_options("weft doctor"));
  using Snapshot = pqxx::transaction<pqxx::repeatable_read, pqxx::read_only>;
  Snapshot work(*connection);
  for (const Check& check : kChecks) {
    std::string wrong;
    for (const auto& row : work.exec(check.sql))
      wrong += (wrong.empty() ? "" : "; ") + row[0].as<std::string>();
    findings.push_back(
        wrong.empty()
            ? Finding{check.name, Health::ok, check.good, {}}
            : Finding{
                  check.name, Health::fail, wrong, "restore the last good backup, and tell the people who make Weft"});
  }
}

}  // namespace weft::app
