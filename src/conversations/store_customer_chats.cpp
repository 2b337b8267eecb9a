// SQL of chats with customers.
#include "conversations/store_customer_chats.hpp"

#include <weft/db/sql.hpp>

namespace weft::conversations::store {

void set_customer(db::Tx& tx, const ConversationId& chat, const PrincipalId& customer) {
  db::exec(tx, "UPDATE conversations SET customer_id = $2 WHERE id = $1", chat, customer);
}

std::vector<PrincipalId> seat(
    db::Tx& tx, const ConversationId& conversation, std::span<const PrincipalId> principals, Seq head,
    std::int64_t message_count) {
  const auto rows = db::exec(
      tx,
      "WITH present AS (SELECT principal_id FROM participants WHERE conversation_id = $1 AND principal_id = ANY "
      "($3::uuid[]) AND left_seq IS NULL), "
      "seated AS (INSERT INTO participants AS p (conversation_id, principal_id, corp_id, joined_seq, read_seq, "
      "read_count) SELECT $1, who, $2, 1, $4, $5 FROM unnest($3::uuid[]) AS who ORDER BY who "
      "ON CONFLICT (conversation_id, principal_id) DO UPDATE SET joined_seq = 1, left_seq = NULL, past = '{}', "
      "role = CASE WHEN p.left_seq IS NULL THEN p.role ELSE 'member' END, "
      "read_seq = CASE WHEN p.left_seq IS NULL THEN p.read_seq ELSE $4 END, "
      "read_count = CASE WHEN p.left_seq IS NULL THEN p.read_count ELSE $5 END, "
      "left_name = NULL, left_owner = NULL, left_member_count = NULL, left_message_seq = NULL, left_at = NULL, "
      "left_message_no = NULL, left_dismissed = NULL RETURNING p.principal_id) "
      "SELECT s.principal_id FROM seated s WHERE NOT EXISTS (SELECT 1 FROM present e WHERE e.principal_id = "
      "s.principal_id) ORDER BY 1",
      conversation, tx.corp(), db::array_literal(principals), head, message_count);
  std::vector<PrincipalId> fresh;
  for (const auto& row : rows)
    fresh.push_back(db::id_of<PrincipalId>(row[0]));
  if (fresh.empty()) return fresh;
  db::exec(
      tx, "UPDATE conversations SET member_count = member_count + $2 WHERE id = $1", conversation,
      static_cast<std::int64_t>(fresh.size()));
  return fresh;
}

void read_as_far_as(db::Tx& tx, const ConversationId& chat, const PrincipalId& to, const PrincipalId& from) {
  db::exec(
      tx,
      "UPDATE participants p SET read_seq = o.read_seq, read_count = o.read_count FROM participants o WHERE "
      "p.conversation_id = $1 AND p.principal_id = $2 AND o.conversation_id = $1 AND o.principal_id = $3",
      chat, to, from);
}

std::vector<PrincipalId> take_place(
    db::Tx& tx, const ConversationId& conversation, const PrincipalId& from, const PrincipalId& to) {
  const auto rows = db::exec(
      tx,
      "INSERT INTO participants AS p (conversation_id, principal_id, corp_id, joined_seq, past, read_seq, read_count, "
      "muted_until, notify, pinned) SELECT conversation_id, $3, corp_id, joined_seq, past, read_seq, read_count, "
      "muted_until, notify, pinned FROM participants WHERE conversation_id = $1 AND principal_id = $2 AND left_seq IS "
      "NULL ON CONFLICT (conversation_id, principal_id) DO UPDATE SET joined_seq = excluded.joined_seq, left_seq = "
      "NULL, role = 'member', read_seq = greatest(p.read_seq, excluded.read_seq), read_count = greatest(p.read_count, "
      "excluded.read_count), left_name = NULL, left_owner = NULL, left_member_count = NULL, left_message_seq = NULL, "
      "left_at = NULL, left_message_no = NULL, left_dismissed = NULL, past = p.past + excluded.past + "
      "int8multirange(int8range(p.joined_seq, p.left_seq, '[]')) WHERE p.left_seq IS NOT NULL RETURNING principal_id",
      conversation, from, to);
  if (!rows.empty())
    db::exec(tx, "UPDATE conversations SET member_count = member_count + 1 WHERE id = $1", conversation);
  std::vector<PrincipalId> fresh;
  for (const auto& row : rows)
    fresh.push_back(db::id_of<PrincipalId>(row[0]));
  return fresh;
}

void reopen(db::Tx& tx, const ConversationId& chat) {
  db::exec(tx, "UPDATE conversations SET dismissed_at = NULL WHERE id = $1", chat);
}

}  // namespace weft::conversations::store
