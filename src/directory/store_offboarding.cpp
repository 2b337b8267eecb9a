// SQL: who has left, and what is left of them.
#include "directory/store_offboarding.hpp"

#include "directory/store_columns.hpp"
#include <weft/base/json.hpp>

namespace weft::directory::store {
namespace {

const std::string kSelect =
    "SELECT principal_id, userid, actor_id, reason, departments, to_json(paths), started_at, finished_at, "
    "roles, invitations FROM "
    "offboardings WHERE corp_id = $1 ";

std::vector<Row> rows_of(const db::Rows& rows) {
  std::vector<Row> list;
  for (const auto& row : rows)
    list.push_back(
        {db::id_of<PrincipalId>(row[0]), db::text_of(row[1]), db::optional_id<PrincipalId>(row[2]), db::text_of(row[3]),
         db::text_of(row[4]), Json::parse(row[5].c_str()).get<std::vector<std::string>>(), db::time_of(row[6]),
         db::optional_time(row[7]), db::text_of(row[8]), db::number_of(row[9])});
  return list;
}

}  // namespace

void insert_offboarding(db::Tx& tx, const Leaving& leaving) {
  db::exec(
      tx,
      "INSERT INTO offboardings (corp_id, principal_id, userid, actor_id, reason, departments, paths, started_at, "
      "roles, invitations, hidden) VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7::text[], $8, $9::jsonb, $10, EXISTS "
      "(SELECT "
      "1 FROM visibility_rules WHERE corp_id = $1 AND kind = 'hide' AND to_member = $2))",
      tx.corp(), leaving.member, leaving.userid, leaving.actor, leaving.reason, leaving.departments,
      db::array_literal(leaving.paths), tx.now(), leaving.roles, leaving.invitations);
}

std::string roles_of(db::Tx& tx, const PrincipalId& member) {
  return db::text_of(db::exec(
      tx,
      "SELECT coalesce(json_agg(json_build_object('name', r.name, 'builtin', r.builtin, 'company', a.company, "
      "'departments', (SELECT coalesce(json_agg(s.department ORDER BY s.department), '[]') FROM role_scopes s WHERE "
      "s.corp_id = $1 AND s.principal_id = $2 AND s.role_id = a.role_id)) ORDER BY r.name), '[]') FROM "
      "role_assignments a JOIN roles r ON r.corp_id = a.corp_id AND r.id = a.role_id WHERE a.corp_id = $1 AND "
      "a.principal_id = $2",
      tx.corp(), member)[0][0]);
}

std::int64_t end_invitations(db::Tx& tx, const PrincipalId& member) {
  return db::exec(
             tx,
             "UPDATE invitations SET revoked_at = $3 WHERE corp_id = $1 AND created_by = $2 AND revoked_at IS NULL AND "
             "expires_at > $3 AND coalesce(uses_left, 1) > 0",
             tx.corp(), member, tx.now())
      .affected_rows();
}

void finish_offboarding(db::Tx& tx, const PrincipalId& member) {
  db::exec(
      tx, "UPDATE offboardings SET finished_at = $3 WHERE corp_id = $1 AND principal_id = $2", tx.corp(), member,
      tx.now());
}

void strip_member(db::Tx& tx, const PrincipalId& member) {
  db::exec(tx, "DELETE FROM tag_members WHERE corp_id = $1 AND principal_id = $2", tx.corp(), member);
  db::exec(tx, "DELETE FROM role_assignments WHERE corp_id = $1 AND principal_id = $2", tx.corp(), member);
  db::exec(
      tx,
      "UPDATE members SET mobile_key = NULL, email_key = NULL, password_hash = NULL, administers = false WHERE corp_id "
      "= $1 AND "
      "principal_id = $2",
      tx.corp(), member);
}

void rename_userid(db::Tx& tx, const PrincipalId& member, const std::string& userid) {
  db::exec(tx, "UPDATE members SET userid = $3 WHERE corp_id = $1 AND principal_id = $2", tx.corp(), member, userid);
}

std::vector<GroupRow> groups_of(db::Tx& tx, const PrincipalId& member, std::int64_t limit) {
  std::vector<GroupRow> list;
  for (const auto& row : db::exec(
           tx,
           "SELECT c.id, c.owner_id = $2 FROM participants p JOIN conversations c ON c.id = p.conversation_id "
           "WHERE p.corp_id = $1 AND p.principal_id = $2 AND p.left_seq IS NULL AND c.kind IN ('group', "
           "'customer_group') AND "
           "c.dismissed_at "
           "IS NULL ORDER BY c.id LIMIT $3",
           tx.corp(), member, limit))
    list.push_back({db::id_of<ConversationId>(row[0]), !row[1].is_null() && db::bool_of(row[1])});
  return list;
}

std::optional<PrincipalId> owner_of(db::Tx& tx, const ConversationId& group) {
  const auto rows = db::exec(
      tx, "SELECT owner_id FROM conversations WHERE corp_id = $1 AND id = $2 AND dismissed_at IS NULL", tx.corp(),
      group);
  if (rows.empty()) return std::nullopt;
  return db::optional_id<PrincipalId>(rows[0][0]);
}

void insert_left_group(
    db::Tx& tx, const PrincipalId& member, const GroupRow& group, const std::optional<PrincipalId>& heir) {
  db::exec(
      tx,
      "INSERT INTO offboarding_groups (corp_id, principal_id, conversation_id, owned, heir_id, left_at) VALUES ($1, "
      "$2, "
      "$3, $4, $5, $6) ON CONFLICT DO NOTHING",
      tx.corp(), member, group.conversation, group.owned, heir, tx.now());
}

std::optional<Row> offboarding(db::Tx& tx, const PrincipalId& member) {
  auto rows = rows_of(db::exec(tx, kSelect + "AND principal_id = $2", tx.corp(), member));
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

std::vector<Row> offboardings(
    db::Tx& tx, const std::optional<std::vector<std::string>>& within, const std::optional<Departed>& after,
    std::int64_t limit) {
  std::optional<std::string> tops;
  if (within) tops = db::array_literal(*within);
  std::optional<Time> before;
  PrincipalId from;
  if (after) {
    before = after->started_at;
    from = after->member;
  }
  return rows_of(db::exec(
      tx,
      kSelect +
          "AND started_at <= coalesce($2, 'infinity'::timestamptz) AND ($2::timestamptz IS NULL OR started_at < $2 OR "
          "principal_id > $3) AND ($4::text[] IS NULL OR EXISTS (SELECT 1 FROM unnest(paths) AS a(path) WHERE a.path "
          "^@ "
          "ANY ($4::text[]))) ORDER BY started_at DESC, principal_id LIMIT $5",
      tx.corp(), before, from, tops, limit));
}

Counts counts(db::Tx& tx, const PrincipalId& member) {
  const auto row = db::exec(
      tx,
      "SELECT count(*), count(*) FILTER (WHERE owned), (SELECT count(*) FROM participants p JOIN conversations c ON "
      "c.id = p.conversation_id WHERE p.corp_id = $1 AND p.principal_id = $2 AND p.left_seq IS NULL AND c.kind = "
      "'direct') FROM offboarding_groups WHERE corp_id = $1 AND principal_id = $2",
      tx.corp(), member)[0];
  return {db::number_of(row[0]), db::number_of(row[1]), db::number_of(row[2])};
}

std::vector<LeftGroup> left_groups(
    db::Tx& tx, const PrincipalId& member, const ConversationId& after, std::int64_t limit) {
  std::vector<LeftGroup> list;
  for (const auto& row : db::exec(
           tx,
           "SELECT g.conversation_id, c.name, g.owned, g.heir_id, g.left_at FROM offboarding_groups g JOIN "
           "conversations "
           "c ON c.id = g.conversation_id WHERE g.corp_id = $1 AND g.principal_id = $2 AND g.conversation_id > $3 "
           "ORDER BY g.conversation_id LIMIT $4",
           tx.corp(), member, after, limit))
    list.push_back(
        {db::id_of<ConversationId>(row[0]), db::text_of(row[1]), db::bool_of(row[2]),
         db::optional_id<PrincipalId>(row[3]), db::time_of(row[4])});
  return list;
}

std::vector<LeftChat> left_chats(
    db::Tx& tx, const PrincipalId& member, const ConversationId& after, std::int64_t limit) {
  std::vector<LeftChat> list;
  for (const auto& row : db::exec(
           tx,
           "SELECT c.id, o.principal_id, c.message_count, c.active_at FROM participants p JOIN conversations c ON c.id "
           "= "
           "p.conversation_id JOIN participants o ON o.conversation_id = c.id AND o.principal_id <> $2 "
           "WHERE p.corp_id = $1 AND p.principal_id = $2 AND p.left_seq IS NULL AND c.kind = 'direct' AND c.id > $3 "
           "ORDER BY c.id LIMIT $4",
           tx.corp(), member, after, limit))
    list.push_back(
        {db::id_of<ConversationId>(row[0]), db::id_of<PrincipalId>(row[1]), db::number_of(row[2]),
         db::time_of(row[3])});
  return list;
}

}  // namespace weft::directory::store
