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

/// What the outside was told of a contact, or is going to be: kept for a while, so that it can be told again. As in the
/// timeline, nothing that somebody wrote is left in it.
void blank_told(db::Tx& tx, const ContactId& contact) {
  // The relay's lock: nothing moves from one table to the other between the two statements.
  db::exec(tx, "SELECT pg_advisory_xact_lock(36, ('outbox'::regclass::oid::bigint % 2147483647)::integer)");
  db::exec(
      tx,
      "UPDATE deliveries SET event = jsonb_set(event, '{detail}', CASE WHEN event -> 'detail' ? 'score' THEN "
      "jsonb_build_object('score', event -> 'detail' -> 'score') ELSE '{}' END) WHERE corp_id = $1 AND event ? "
      "'customer' AND event ->> 'customer' = $2 AND event ? 'detail'",
      tx.corp(), contact.str());
  db::exec(
      tx,
      "UPDATE outbox SET body = jsonb_set(body, '{detail}', CASE WHEN body -> 'detail' ? 'score' THEN "
      "jsonb_build_object('score', body -> 'detail' -> 'score') ELSE '{}' END) WHERE corp_id = $1 AND body ->> "
      "'customer' = $2 AND body ? 'detail'",
      tx.corp(), contact.str());
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

std::vector<ConversationId> told_logs(
    db::Tx& tx, std::span<const ContactId> contacts, const ConversationId& after, std::int64_t limit) {
  return ids_in(db::exec(
      tx,
      "SELECT id FROM (SELECT p.conversation_id AS id FROM participants p JOIN conversations v ON v.id = "
      "p.conversation_id WHERE p.principal_id = ANY ($2::uuid[]) AND v.corp_id = $1 AND v.kind = 'customer_group' "
      "UNION SELECT v.id FROM conversations v WHERE v.corp_id = $1 AND v.kind = 'inbox' AND v.owner_id = ANY "
      "(ARRAY(SELECT f.employee_id FROM follows f WHERE f.corp_id = $1 AND f.contact_id = ANY ($2::uuid[]) UNION "
      "SELECT r.employee_id FROM customer_requests r WHERE r.corp_id = $1 AND r.contact_id = ANY ($2::uuid[]) UNION "
      "SELECT e.employee_id FROM contact_events e WHERE e.corp_id = $1 AND e.contact_id = ANY ($2::uuid[]) AND e.kind "
      "IN "
      "('requested', 'shared')))) AS l "
      "WHERE id > $3 ORDER BY id LIMIT $4",
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

std::vector<KeptRequest> requests_of(db::Tx& tx, std::span<const ContactId> contacts) {
  std::vector<KeptRequest> list;
  for (const auto& row : db::exec(
           tx,
           "SELECT contact_id, employee_id, way_id, status, message, created_at, decided_at FROM customer_requests "
           "WHERE "
           "corp_id = $1 AND contact_id = ANY ($2::uuid[]) ORDER BY id",
           tx.corp(), db::array_literal(contacts)))
    list.push_back(
        {db::id_of<ContactId>(row[0]), db::id_of<PrincipalId>(row[1]), db::id_of<WayId>(row[2]), db::text_of(row[3]),
         db::text_of(row[4]), db::time_of(row[5]), db::optional_time(row[6])});
  return list;
}

std::vector<KeptOpen> opens_of(db::Tx& tx, std::span<const ContactId> contacts) {
  std::vector<KeptOpen> list;
  for (const auto& row : db::exec(
           tx,
           "SELECT o.contact_id, o.employee_id, c.title, o.version, o.at FROM content_opens o JOIN contents c ON "
           "c.corp_id "
           "= o.corp_id AND c.id = o.content_id WHERE o.corp_id = $1 AND o.contact_id = ANY ($2::uuid[]) ORDER BY o.id",
           tx.corp(), db::array_literal(contacts)))
    list.push_back(
        {db::id_of<ContactId>(row[0]), db::id_of<PrincipalId>(row[1]), db::text_of(row[2]), db::number_of(row[3]),
         db::time_of(row[4])});
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
      tx,
      "UPDATE customer_requests SET message = '', status = CASE WHEN status = 'accepted' THEN status ELSE 'refused' "
      "END, "
      "decided_at = coalesce(decided_at, $3) WHERE corp_id = $1 AND contact_id = $2",
      tx.corp(), contact, tx.now());
  blank_told(tx, contact);
  db::exec(tx, "DELETE FROM content_opens WHERE corp_id = $1 AND contact_id = $2", tx.corp(), contact);
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

bool has_to_erase(db::Tx& tx, const ConversationId& log, std::span<const ContactId> contacts) {
  return !db::exec(
              tx,
              "SELECT 1 FROM conversations WHERE id = $1 AND corp_id = $2 AND kind <> 'inbox' UNION ALL (SELECT 1 FROM "
              "entries WHERE conversation_id = $1 AND corp_id = $2 AND kind IN ('customer_requested', 'shared') AND "
              "body ->> 'contact' = ANY ($3::text[]) LIMIT 1)",
              log, tx.corp(), db::array_literal(contacts))
              .empty();
}

std::int64_t blank_notices(db::Tx& tx, const ConversationId& inbox, const ContactId& contact) {
  return static_cast<std::int64_t>(
      db::exec(
          tx,
          "UPDATE entries SET body = jsonb_set(jsonb_set(body, '{name}', '\"\"', false), '{message}', '\"\"', false) "
          "WHERE conversation_id = $1 AND corp_id = $3 AND kind IN ('customer_requested', 'shared') AND body ->> "
          "'contact' = $2",
          inbox, contact.str(), tx.corp())
          .affected_rows());
}

void blank_notes_name(db::Tx& tx, const ConversationId& log) {
  const auto notes = db::exec(
      tx, "UPDATE conversations SET name = 'Erased' WHERE id = $1 AND corp_id = $2 AND kind = 'notes' RETURNING 1", log,
      tx.corp());
  if (notes.empty()) return;
  db::exec(
      tx,
      "UPDATE participants SET left_name = 'Erased' WHERE conversation_id = $1 AND corp_id = $2 AND left_name IS NOT "
      "NULL",
      log, tx.corp());
}

std::vector<MadeFile> made_files(db::Tx& tx, const std::string& kind, std::span<const ContactId> contacts, Time since) {
  std::vector<MadeFile> files;
  for (const auto& row : db::exec(
           tx,
           "SELECT started_by, result ->> 'file' FROM jobs WHERE corp_id = $1 AND kind = $2 AND finished_at > $3 AND "
           "result ? 'file' AND started_by IS NOT NULL AND ($4 OR unique_key = ANY ($5::text[]))",
           tx.corp(), kind, since, contacts.empty(), db::array_literal(contacts)))
    files.push_back({db::id_of<PrincipalId>(row[0]), db::id_of<FileId>(row[1])});
  return files;
}

bool under_way(db::Tx& tx, const std::vector<std::string>& kinds) {
  const auto rows = db::exec(
      tx,
      "WITH idle AS (SELECT id FROM jobs WHERE corp_id = $1 AND kind = ANY ($2::text[]) AND status = 'waiting' AND "
      "unique_key IS NOT NULL FOR SHARE SKIP LOCKED) "
      "SELECT EXISTS (SELECT 1 FROM jobs WHERE corp_id = $1 AND kind = ANY ($2::text[]) AND status = 'waiting' AND "
      "unique_key IS NOT NULL AND id NOT IN (SELECT id FROM idle))",
      tx.corp(), db::array_literal(kinds));
  return db::bool_of(rows[0][0]);
}

}  // namespace weft::customers::store
