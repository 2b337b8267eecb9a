// SQL of carrying out and erasing what is kept about a contact.
#include "customers/privacy/store.hpp"

#include <weft/db/sql.hpp>

namespace weft::customers::store {
namespace {

std::vector<ConversationId> ids_in(const db::Rows& rows) {
  std::vector<ConversationId> ids;
  for (const auto& row : rows)
    ids.push_back(db::id_of<ConversationId>(row[0]));
  return ids;
}

}  // namespace

std::vector<ConversationId> logs_of(
    db::Tx& tx, std::span<const ContactId> contacts, const ConversationId& after, std::int64_t limit) {
  return ids_in(db::exec(
      tx,
      "WITH chats AS (SELECT c.id FROM conversations c WHERE c.corp_id = $1 AND c.customer_id = ANY ($2::uuid[])), "
      "logs "
      "AS (SELECT id FROM chats UNION SELECT k.notes_id FROM chats JOIN customer_chats k ON k.conversation_id = "
      "chats.id "
      "WHERE k.notes_id IS NOT NULL) SELECT v.id FROM logs JOIN conversations v ON v.id = logs.id WHERE v.corp_id = $1 "
      "AND v.id > $3 AND coalesce(v.first_seq, 1) <= v.head_seq ORDER BY v.id LIMIT $4",
      tx.corp(), db::array_literal(contacts), after, limit));
}

std::vector<ConversationId> groups_of(
    db::Tx& tx, std::span<const ContactId> contacts, const ConversationId& after, std::int64_t limit) {
  return ids_in(db::exec(
      tx,
      "SELECT DISTINCT p.conversation_id FROM participants p JOIN conversations v ON v.id = p.conversation_id WHERE "
      "p.principal_id = ANY ($2::uuid[]) AND v.corp_id = $1 AND v.kind = 'customer_group' AND p.conversation_id > $3 "
      "ORDER BY 1 LIMIT $4",
      tx.corp(), db::array_literal(contacts), after, limit));
}

std::vector<LoggedEntry> logged(
    db::Tx& tx, const ConversationId& conversation, const std::optional<ContactId>& only, Seq after,
    std::int64_t limit) {
  std::vector<LoggedEntry> list;
  for (const auto& row : db::exec(
           tx,
           "SELECT seq, kind, actor_id, created_at, body FROM entries WHERE conversation_id = $1 AND seq > $2 AND "
           "($3::uuid IS NULL OR (actor_id = $3 AND kind IN ('message', 'edit'))) ORDER BY seq LIMIT $4",
           conversation, after, only, limit))
    list.push_back(
        {row[0].as<Seq>(),
         db::text_of(row[1]),
         db::id_of<PrincipalId>(row[2]),
         db::time_of(row[3]),
         {db::text_of(row[4])}});
  return list;
}

void blank_contact(db::Tx& tx, const ContactId& contact) {
  db::exec(
      tx, "UPDATE principals SET name = 'Erased', status = 'left' WHERE id = $1 AND corp_id = $2", contact, tx.corp());
  db::exec(
      tx,
      "UPDATE contacts SET avatar = '', company = '', position = '', gender = 'unknown', language = '', fields = '{}', "
      "first_state = '', last_state = '', erased_at = $3 WHERE principal_id = $1 AND corp_id = $2",
      contact, tx.corp(), tx.now());
  db::exec(tx, "DELETE FROM contact_ids WHERE corp_id = $1 AND contact_id = $2", tx.corp(), contact);
  db::exec(
      tx,
      "DELETE FROM follow_tags WHERE corp_id = $1 AND follow_id IN (SELECT f.id FROM follows f WHERE f.corp_id = $1 "
      "AND "
      "f.contact_id = $2)",
      tx.corp(), contact);
  db::exec(
      tx,
      "UPDATE follows SET remark = '', description = '', company = '', phones = '{}', state = '' WHERE corp_id = $1 "
      "AND "
      "contact_id = $2",
      tx.corp(), contact);
  db::exec(
      tx,
      "UPDATE contact_events SET detail = CASE WHEN detail ? 'score' THEN jsonb_build_object('score', detail -> "
      "'score') ELSE '{}' END WHERE corp_id = $1 AND contact_id = $2",
      tx.corp(), contact);
  db::exec(
      tx, "UPDATE hand_overs SET message = '' WHERE corp_id = $1 AND contact_id = $2 AND message <> ''", tx.corp(),
      contact);
}

std::int64_t blank_messages(db::Tx& tx, const ConversationId& group, const ContactId& contact) {
  return static_cast<std::int64_t>(
      db::exec(
          tx,
          "UPDATE entries SET body = CASE WHEN kind = 'message' THEN '{\"kind\": \"recalled\"}' ELSE jsonb_set(body, "
          "'{body}', '{\"kind\": \"recalled\"}') END WHERE conversation_id = $1 AND actor_id = $2 AND corp_id = $3 AND "
          "kind IN ('message', 'edit')",
          group, contact, tx.corp())
          .affected_rows());
}

}  // namespace weft::customers::store
