// SQL of the company's list of groups.
#include "groups/store_admin.hpp"

#include <weft/db/sql.hpp>

namespace weft::groups::store {
namespace {

const std::string kColumns =
    "SELECT c.id, c.name, c.owner_id, c.member_count, c.message_count, c.created_at, c.active_at, c.dismissed_at IS "
    "NOT "
    "NULL, c.kind FROM conversations c ";

GroupRow row_of(const db::Row& row) {
  return {
      db::id_of<ConversationId>(row[0]),
      db::text_of(row[1]),
      db::optional_id<PrincipalId>(row[2]),
      db::number_of(row[3]),
      db::number_of(row[4]),
      db::time_of(row[5]),
      db::time_of(row[6]),
      db::bool_of(row[7]),
      db::enum_of<conversations::Kind>(row[8])};
}

}  // namespace

std::vector<GroupRow> list_groups(
    db::Tx& tx, const identity::Reach& reach, const GroupFilter& filter, const std::optional<ConversationId>& before,
    std::int64_t limit) {
  // A department is inside one of the tops when its path begins with that one's; the range is what an index can use.
  static const std::string sql =
      kColumns +
      "WHERE c.corp_id = $1 AND c.kind = 'group' AND c.id < $2 AND ($3 = '' OR position(lower($3) IN lower(c.name)) > "
      "0) AND ($4::uuid IS NULL OR c.owner_id = $4) AND ($5 OR "
      "c.dismissed_at IS NULL) AND ($6 OR EXISTS (SELECT 1 FROM department_members m JOIN departments d ON d.corp_id = "
      "m.corp_id AND d.number = m.department JOIN unnest($7::text[]) AS top (path) ON d.path >= top.path AND d.path < "
      "rtrim(top.path, '/') || '0' WHERE m.corp_id = $1 AND m.principal_id = c.owner_id)) ORDER BY c.id DESC LIMIT $8";
  std::vector<GroupRow> groups;
  for (const auto& row : db::exec(
           tx, sql, tx.corp(), db::first_before(before), filter.name, filter.owner, filter.dismissed, reach.company,
           db::array_literal(reach.paths), limit))
    groups.push_back(row_of(row));
  return groups;
}

std::optional<GroupRow> find_group(db::Tx& tx, const ConversationId& group) {
  static const std::string sql = kColumns +
                                 "WHERE c.id = $1 AND c.corp_id = $2 AND c.kind IN ('group', 'customer_group')";
  const auto rows = db::exec(tx, sql, group, tx.corp());
  if (rows.empty()) return std::nullopt;
  return row_of(rows[0]);
}

}  // namespace weft::groups::store
