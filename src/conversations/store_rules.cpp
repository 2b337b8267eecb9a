// SQL of the rules of groups: the row of group_rules, roles and silence.
#include "conversations/store_columns.hpp"
#include <weft/conversations/group_rules.hpp>

namespace weft::conversations {
namespace {

using store::enum_text;

std::vector<PrincipalId> principals_of(const db::Rows& rows) {
  std::vector<PrincipalId> ids;
  for (const auto& row : rows)
    ids.push_back(db::id_of<PrincipalId>(row[0]));
  return ids;
}

std::optional<std::int64_t> optional_number(const pqxx::field& field) {
  if (field.is_null()) return std::nullopt;
  return field.as<std::int64_t>();
}

}  // namespace

GroupRules load_rules(db::Tx& tx, const ConversationId& group) {
  const auto rows = db::exec(
      tx,
      "SELECT invite, rename, mention_all, confirm_invites, owner_only, member_limit, retention_days, notice, "
      "notice_by, notice_at FROM group_rules WHERE conversation_id = $1",
      group);
  GroupRules rules;
  if (rows.empty()) return rules;
  const auto row = rows[0];
  rules.invite = db::enum_of<Circle>(row[0]);
  rules.rename = db::enum_of<Circle>(row[1]);
  rules.mention_all = db::enum_of<Circle>(row[2]);
  rules.confirm_invites = row[3].as<bool>();
  rules.owner_only = row[4].as<bool>();
  rules.member_limit = optional_number(row[5]);
  rules.retention_days = optional_number(row[6]);
  if (!db::text_of(row[7]).empty())
    rules.notice = Notice{db::text_of(row[7]), db::id_of<PrincipalId>(row[8]), db::time_of(row[9])};
  return rules;
}

void save_rules(db::Tx& tx, const ConversationId& group, const GroupRules& rules) {
  db::exec(
      tx,
      "INSERT INTO group_rules (conversation_id, corp_id, invite, rename, mention_all, confirm_invites, owner_only, "
      "member_limit, retention_days) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (conversation_id) DO "
      "UPDATE SET invite = $3, rename = $4, mention_all = $5, confirm_invites = $6, owner_only = $7, member_limit = "
      "$8, retention_days = $9",
      group, tx.corp(), enum_text(rules.invite), enum_text(rules.rename), enum_text(rules.mention_all),
      rules.confirm_invites, rules.owner_only, rules.member_limit, rules.retention_days);
}

void save_notice(db::Tx& tx, const ConversationId& group, const Notice& notice) {
  db::exec(
      tx,
      "INSERT INTO group_rules (conversation_id, corp_id, notice, notice_by, notice_at) VALUES ($1, $2, $3, $4, $5) ON "
      "CONFLICT (conversation_id) DO UPDATE SET notice = $3, notice_by = $4, notice_at = $5",
      group, tx.corp(), notice.text, notice.by, notice.at);
}

std::vector<PrincipalId> managers(db::Tx& tx, const ConversationId& group, const GroupRules& rules) {
  return principals_of(db::exec(
      tx,
      "SELECT principal_id FROM participants WHERE conversation_id = $1 AND left_seq IS NULL AND (role = 'owner' OR "
      "(role = 'admin' AND NOT $2)) ORDER BY principal_id",
      group, rules.owner_only));
}

std::vector<PrincipalId> list_admins(db::Tx& tx, const ConversationId& group) {
  return principals_of(db::exec(
      tx,
      "SELECT principal_id FROM participants WHERE conversation_id = $1 AND left_seq IS NULL AND role = 'admin' "
      "ORDER BY joined_seq, principal_id",
      group));
}

std::vector<PrincipalId> set_standing(
    db::Tx& tx, const ConversationId& group, std::span<const PrincipalId> people, Standing standing) {
  return principals_of(db::exec(
      tx,
      "UPDATE participants SET role = $3::text, muted_until = NULL WHERE conversation_id = $1 AND principal_id = ANY "
      "($2::uuid[]) AND left_seq IS NULL AND role <> 'owner' AND role <> $3::text RETURNING principal_id",
      group, db::array_literal(people), enum_text(standing)));
}

std::vector<PrincipalId> set_muted(
    db::Tx& tx, const ConversationId& group, std::span<const PrincipalId> people, const std::optional<Time>& until) {
  return principals_of(db::exec(
      tx,
      "UPDATE participants SET muted_until = $3::timestamptz WHERE conversation_id = $1 AND principal_id = ANY "
      "($2::uuid[]) AND "
      "left_seq IS NULL AND role = 'member' AND muted_until IS DISTINCT FROM $3::timestamptz RETURNING principal_id",
      group, db::array_literal(people), until));
}

void set_mute_all(db::Tx& tx, const ConversationId& group, const std::optional<Time>& until) {
  db::exec(tx, "UPDATE conversations SET mute_all_until = $2 WHERE id = $1", group, until);
}

}  // namespace weft::conversations
