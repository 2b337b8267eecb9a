// SQL: members in the order of their userids, with all their departments.
#include "directory/store_export.hpp"

#include "directory/store_imports.hpp"
#include <weft/db/sql.hpp>

namespace weft::directory::store {
namespace {

const std::string kMembers =
    "SELECT m.userid_key, m.userid, p.id, p.name, m.title, p.status, m.fields, m.alias, m.mobile, m.telephone, "
    "m.email, "
    "m.gender FROM "
    "members m "
    "JOIN principals p ON p.corp_id = m.corp_id AND p.id = m.principal_id "
    "WHERE m.corp_id = $1 AND m.userid_key > $2 AND p.status <> 'left' ";

const std::string kPlaces =
    ") SELECT s.userid_key, s.userid, s.id, s.name, s.title, s.status, s.fields, d.number, d.path, d.full_name, "
    "dm.main, "
    "dm.leader, s.alias, s.mobile, s.telephone, s.email, s.gender FROM page s LEFT JOIN department_members dm ON "
    "dm.corp_id = $1 AND dm.principal_id = s.id "
    "LEFT JOIN departments d ON d.corp_id = $1 AND d.number = dm.department "
    "ORDER BY s.userid_key, dm.main DESC, dm.department";

const std::string kAll = "WITH page AS MATERIALIZED (" + kMembers + "ORDER BY m.userid_key LIMIT $3" + kPlaces;

const std::string kSubtree =
    "WITH page AS MATERIALIZED (" + kMembers +
    "AND EXISTS (SELECT 1 FROM department_members x JOIN departments y ON y.corp_id = $1 AND y.number = x.department "
    "WHERE x.corp_id = $1 AND x.principal_id = p.id AND y.path >= $4 AND y.path < $5) "
    "ORDER BY m.userid_key LIMIT $3" +
    kPlaces;

}  // namespace

std::vector<ExportedMember> members_after(
    db::Tx& tx, const std::string& after, const std::string& path, std::int64_t limit) {
  std::string beyond = path;
  if (!beyond.empty()) beyond.back() = '0';  // follows '/'
  const auto rows = path.empty() ? db::exec(tx, kAll, tx.corp(), after, limit)
                                 : db::exec(tx, kSubtree, tx.corp(), after, limit, path, beyond);
  std::vector<ExportedMember> members;
  for (const auto& row : rows) {
    if (members.empty() || members.back().userid_key != row[0].c_str()) {
      Known known;
      known.id = db::id_of<PrincipalId>(row[2]);
      known.name = db::text_of(row[3]);
      known.title = db::text_of(row[4]);
      known.status = db::enum_of<identity::PrincipalStatus>(row[5]);
      known.fields = field_values(db::text_of(row[6]));
      known.alias = db::text_of(row[12]);
      known.mobile = db::text_of(row[13]);
      known.telephone = db::text_of(row[14]);
      known.email = db::text_of(row[15]);
      known.gender = db::enum_of<Gender>(row[16]);
      members.push_back({db::text_of(row[1]), db::text_of(row[0]), std::move(known)});
    }
    if (row[7].is_null()) continue;
    members.back().known.places.push_back(
        {db::number_of(row[7]), db::text_of(row[8]), db::text_of(row[9]), db::bool_of(row[10]), db::bool_of(row[11]),
         0});
  }
  return members;
}

std::string path_of(db::Tx& tx, std::int64_t department) {
  const auto rows = db::exec(
      tx, "SELECT path FROM departments WHERE corp_id = $1 AND number = $2", tx.corp(), department);
  return rows.empty() ? "" : db::text_of(rows[0][0]);
}

}  // namespace weft::directory::store
