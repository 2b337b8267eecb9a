// SQL of groups that apps made.
#include "platform/apps/groups_store.hpp"

#include <weft/db/sql.hpp>

namespace weft::platform::store {

bool insert_group(db::Tx& tx, const GroupRow& group) {
  return !db::exec(
              tx,
              "INSERT INTO app_groups (corp_id, chat, app_id, conversation_id, created_at) VALUES ($1, $2, $3, $4, $5) "
              "ON CONFLICT (corp_id, chat) DO NOTHING RETURNING 1",
              tx.corp(), group.chat, group.app, group.conversation, tx.now())
              .empty();
}

std::optional<GroupRow> find_group(db::Tx& tx, const PrincipalId& app, const std::string& chat) {
  const auto rows = db::exec(
      tx,
      "SELECT chat, app_id, conversation_id, created_at FROM app_groups WHERE corp_id = $1 AND chat = $2 AND app_id = "
      "$3",
      tx.corp(), chat, app);
  if (rows.empty()) return std::nullopt;
  return GroupRow{
      db::text_of(rows[0][0]), db::id_of<PrincipalId>(rows[0][1]), db::id_of<ConversationId>(rows[0][2]),
      db::time_of(rows[0][3])};
}

std::int64_t groups_since(db::Tx& tx, Time since) {
  return db::number_of(
      db::exec(tx, "SELECT count(*) FROM app_groups WHERE corp_id = $1 AND created_at >= $2", tx.corp(), since)
          .at(0)[0]);
}

std::int64_t take_change(db::Tx& tx) {
  return db::number_of(db::exec(
                           tx,
                           "INSERT INTO app_group_hours AS h (corp_id, hour, changes) VALUES ($1, date_trunc('hour', "
                           "$2::timestamptz), 1) ON CONFLICT (corp_id, hour) DO UPDATE SET changes = h.changes + 1 "
                           "RETURNING changes",
                           tx.corp(), tx.now())
                           .at(0)[0]);
}

Time midnight(db::Tx& tx, const std::string& day, const std::string& zone) {
  return db::time_of(db::exec(tx, "SELECT ($1::date::timestamp AT TIME ZONE $2::text)", day, zone).at(0)[0]);
}

std::vector<std::string> userids(db::Tx& tx, const std::vector<PrincipalId>& people) {
  std::vector<std::string> list;
  for (const auto& row : db::exec(
           tx,
           "SELECT m.userid FROM unnest($2::uuid[]) WITH ORDINALITY AS u (id, n) JOIN members m ON m.corp_id = $1 AND "
           "m.principal_id = u.id ORDER BY u.n",
           tx.corp(), db::array_literal(people)))
    list.push_back(db::text_of(row[0]));
  return list;
}

}  // namespace weft::platform::store
