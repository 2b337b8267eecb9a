// SQL of who came into the ranges of apps and who left them.
#include "platform/apps/ranges.hpp"
#include <weft/db/sql.hpp>

namespace weft::platform::store {
namespace {

/// Everybody who sees app $2 now: of the whole company ($3), or of its range.
const std::string kSeen =
    "WITH seen AS (SELECT p.id FROM members m JOIN principals p ON p.corp_id = $1 AND p.id = m.principal_id AND "
    "p.status IN ('active', 'not_activated') WHERE m.corp_id = $1 AND $3::boolean AND (SELECT a.enabled FROM apps a "
    "WHERE a.corp_id = $1 AND a.id = $2) UNION ALL SELECT p.id FROM weft_app_range($1, $2) AS r (id) JOIN principals p "
    "ON p.corp_id = $1 AND p.id = r.id AND p.kind = 'member' AND p.status IN ('active', 'not_activated') WHERE NOT "
    "$3::boolean AND (SELECT a.enabled FROM apps a WHERE a.corp_id = $1 AND a.id = $2)) ";

template <class IdType>
std::vector<IdType> ids_in(const db::Rows& rows) {
  std::vector<IdType> list;
  for (const auto& row : rows)
    list.push_back(db::id_of<IdType>(row[0]));
  return list;
}

/// Chats of these members ($2) with apps.
const std::string kChats =
    "SELECT c.app_id, c.conversation_id FROM app_chats c JOIN conversations v ON v.id = c.conversation_id AND "
    "v.corp_id "
    "= $1 WHERE c.corp_id = $1 AND c.principal_id = ANY ($2::uuid[]) AND ";

std::vector<AppChat> chats_in(const db::Rows& rows) {
  std::vector<AppChat> list;
  for (const auto& row : rows)
    list.push_back({db::id_of<PrincipalId>(row[0]), db::id_of<ConversationId>(row[1])});
  return list;
}

std::vector<AppMember> members_in(const db::Rows& rows) {
  std::vector<AppMember> list;
  for (const auto& row : rows)
    list.push_back({db::id_of<PrincipalId>(row[0]), db::id_of<PrincipalId>(row[1])});
  return list;
}

}  // namespace

std::vector<PrincipalId> newly_subscribed(db::Tx& tx, const AppRow& app, std::int64_t limit) {
  static const std::string sql =
      kSeen +
      "INSERT INTO app_chats AS c (corp_id, app_id, principal_id, subscribed) SELECT $1, $2, s.id, true FROM seen s "
      "WHERE NOT EXISTS (SELECT 1 FROM app_chats o WHERE o.corp_id = $1 AND o.app_id = $2 AND o.principal_id = s.id "
      "AND o.subscribed) ORDER BY s.id LIMIT $4 ON CONFLICT (corp_id, app_id, principal_id) DO UPDATE SET subscribed = "
      "true WHERE NOT c.subscribed RETURNING c.principal_id";
  return ids_in<PrincipalId>(db::exec(tx, sql, tx.corp(), app.id, app.everybody, limit));
}

std::vector<PrincipalId> newly_gone(db::Tx& tx, const AppRow& app, std::int64_t limit) {
  static const std::string sql =
      kSeen +
      "UPDATE app_chats c SET subscribed = false WHERE c.corp_id = $1 AND c.app_id = $2 AND c.principal_id IN (SELECT "
      "o.principal_id FROM app_chats o WHERE o.corp_id = $1 AND o.app_id = $2 AND o.subscribed AND o.principal_id NOT "
      "IN (SELECT id FROM seen) ORDER BY o.principal_id LIMIT $4) RETURNING c.principal_id";
  return ids_in<PrincipalId>(db::exec(tx, sql, tx.corp(), app.id, app.everybody, limit));
}

std::vector<ConversationId> to_close(db::Tx& tx, const AppRow& app, std::int64_t limit) {
  static const std::string sql =
      kSeen +
      "SELECT c.conversation_id FROM app_chats c JOIN conversations v ON v.id = c.conversation_id AND v.corp_id = $1 "
      "WHERE c.corp_id = $1 AND c.app_id = $2 AND v.dismissed_at IS NULL AND c.principal_id NOT IN (SELECT id FROM "
      "seen) ORDER BY 1 LIMIT $4";
  return ids_in<ConversationId>(db::exec(tx, sql, tx.corp(), app.id, app.everybody, limit));
}

std::vector<ConversationId> to_reopen(db::Tx& tx, const AppRow& app, std::int64_t limit) {
  static const std::string sql =
      kSeen +
      "SELECT c.conversation_id FROM app_chats c JOIN conversations v ON v.id = c.conversation_id AND v.corp_id = $1 "
      "WHERE c.corp_id = $1 AND c.app_id = $2 AND v.dismissed_at IS NOT NULL AND c.principal_id IN (SELECT id FROM "
      "seen) ORDER BY 1 LIMIT $4";
  return ids_in<ConversationId>(db::exec(tx, sql, tx.corp(), app.id, app.everybody, limit));
}

void subscribe_all(db::Tx& tx, const AppRow& app) {
  static const std::string sql = kSeen +
                                 "INSERT INTO app_chats (corp_id, app_id, principal_id, subscribed) SELECT $1, $2, "
                                 "s.id, true FROM seen s ORDER BY "
                                 "s.id ON CONFLICT (corp_id, app_id, principal_id) DO UPDATE SET subscribed = true";
  db::exec(tx, sql, tx.corp(), app.id, app.everybody);
}

std::vector<std::optional<PrincipalId>> take_changed(db::Tx& tx, std::int64_t limit) {
  std::vector<std::optional<PrincipalId>> list;
  for (const auto& row : db::exec(
           tx,
           "DELETE FROM app_range_changes WHERE corp_id = $1 AND number = ANY (ARRAY(SELECT number FROM "
           "app_range_changes "
           "WHERE corp_id = $1 ORDER BY number LIMIT $2 FOR UPDATE SKIP LOCKED)) RETURNING principal_id",
           tx.corp(), limit))
    list.push_back(db::optional_id<PrincipalId>(row[0]));
  return list;
}

std::vector<AppChat> to_close(db::Tx& tx, const std::vector<PrincipalId>& members) {
  return chats_in(db::exec(
      tx, kChats + "v.dismissed_at IS NULL AND NOT weft_app_shows($1, c.app_id, c.principal_id) ORDER BY 2", tx.corp(),
      db::array_literal(members)));
}

std::vector<AppChat> to_reopen(db::Tx& tx, const std::vector<PrincipalId>& members) {
  return chats_in(db::exec(
      tx, kChats + "v.dismissed_at IS NOT NULL AND weft_app_shows($1, c.app_id, c.principal_id) ORDER BY 2", tx.corp(),
      db::array_literal(members)));
}

std::vector<AppMember> newly_subscribed(db::Tx& tx, const std::vector<PrincipalId>& members) {
  return members_in(db::exec(
      tx,
      "INSERT INTO app_chats AS c (corp_id, app_id, principal_id, subscribed) SELECT $1, a.id, m.id, true FROM apps a, "
      "unnest($2::uuid[]) AS m (id) WHERE a.corp_id = $1 AND a.enabled AND a.callback_url IS NOT NULL AND NOT EXISTS "
      "(SELECT 1 FROM app_chats o WHERE o.corp_id = $1 AND o.app_id = a.id AND o.principal_id = m.id AND o.subscribed) "
      "AND weft_app_shows($1, a.id, m.id) ORDER BY 2, 3 ON CONFLICT (corp_id, app_id, principal_id) DO UPDATE SET "
      "subscribed = true WHERE NOT c.subscribed RETURNING c.app_id, c.principal_id",
      tx.corp(), db::array_literal(members)));
}

std::vector<AppMember> newly_gone(db::Tx& tx, const std::vector<PrincipalId>& members) {
  return members_in(db::exec(
      tx,
      "UPDATE app_chats c SET subscribed = false FROM apps a WHERE a.corp_id = $1 AND a.id = c.app_id AND a.enabled "
      "AND "
      "a.callback_url IS NOT NULL AND c.corp_id = $1 AND c.principal_id = ANY ($2::uuid[]) AND c.subscribed AND NOT "
      "weft_app_shows($1, c.app_id, c.principal_id) RETURNING c.app_id, c.principal_id",
      tx.corp(), db::array_literal(members)));
}

std::vector<PrincipalId> all_apps(db::Tx& tx) {
  return ids_in<PrincipalId>(db::exec(tx, "SELECT id FROM apps WHERE corp_id = $1 AND deleted_at IS NULL", tx.corp()));
}

}  // namespace weft::platform::store
