// SQL of contacts and of who serves them.
#include "customers/contacts/store.hpp"

#include "customers/contacts/rows.hpp"
#include <weft/base/json.hpp>
#include <weft/db/arrays.hpp>

namespace weft::customers::store {
const std::string kFollow =
    "SELECT id, contact_id, employee_id, conversation_id, status, source, way_id, state, remark, description, company, "
    "array_to_json(phones), added_at, ended_at FROM follows ";

std::vector<Follow> follows_in(const db::Rows& rows) {
  std::vector<Follow> list;
  for (const auto& row : rows)
    list.push_back(
        {db::id_of<FollowId>(row[0]), db::id_of<ContactId>(row[1]), db::id_of<PrincipalId>(row[2]),
         db::id_of<ConversationId>(row[3]), db::enum_of<FollowStatus>(row[4]), db::enum_of<FollowSource>(row[5]),
         db::optional_id<WayId>(row[6]), db::text_of(row[7]), db::text_of(row[8]), db::text_of(row[9]),
         db::text_of(row[10]), Json::parse(row[11].c_str()).get<std::vector<std::string>>(), db::time_of(row[12]),
         db::optional_time(row[13])});
  return list;
}

namespace {

std::optional<Follow> first_of(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return std::move(follows_in(rows).front());
}

std::string numbers_literal(std::span<const std::int64_t> numbers) {
  return db::array_literal(std::vector<std::int64_t>(numbers.begin(), numbers.end()));
}

std::vector<std::int64_t> numbers_in(const db::Rows& rows) {
  std::vector<std::int64_t> numbers;
  for (const auto& row : rows)
    numbers.push_back(db::number_of(row[0]));
  return numbers;
}

}  // namespace

void insert_contact(db::Tx& tx, const ContactId& id, const NewContact& contact) {
  db::exec(
      tx,
      "WITH who AS (INSERT INTO principals (id, corp_id, kind, name, created_at) VALUES ($1, $2, 'external', $3, $4)) "
      "INSERT INTO contacts (principal_id, corp_id, type, language, first_way, first_state, first_at, last_way, "
      "last_state, last_at, consent_at, created_at) VALUES ($1, $2, $5, $6, $7, $8, $4, $7, $8, $4, CASE WHEN $9 THEN "
      "$4::timestamptz END, $4)",
      id, tx.corp(), contact.name, tx.now(), word(contact.type), contact.language, contact.touch.way,
      contact.touch.state, contact.consented);
}

void touch(db::Tx& tx, const ContactId& contact, const Touch& touch) {
  db::exec(
      tx, "UPDATE contacts SET last_way = $3, last_state = $4, last_at = $5 WHERE principal_id = $1 AND corp_id = $2",
      contact, tx.corp(), touch.way, touch.state, tx.now());
}

bool is_contact(db::Tx& tx, const ContactId& contact) {
  const auto rows = db::exec(
      tx,
      "SELECT 1 FROM contacts WHERE principal_id = $1 AND corp_id = $2 AND merged_into IS NULL AND erased_at IS NULL",
      contact, tx.corp());
  return !rows.empty();
}

bool hold_contact(db::Tx& tx, const ContactId& contact) {
  const auto rows = db::exec(
      tx,
      "SELECT 1 FROM contacts WHERE principal_id = $1 AND corp_id = $2 AND merged_into IS NULL AND erased_at IS NULL "
      "FOR SHARE",
      contact, tx.corp());
  return !rows.empty();
}

std::optional<Follow> find_follow(db::Tx& tx, const ContactId& contact, const PrincipalId& employee) {
  static const std::string sql = kFollow + "WHERE corp_id = $1 AND contact_id = $2 AND employee_id = $3";
  return first_of(db::exec(tx, sql, tx.corp(), contact, employee));
}

std::optional<Follow> load_follow(db::Tx& tx, const FollowId& follow) {
  static const std::string sql = kFollow + "WHERE id = $1 AND corp_id = $2";
  return first_of(db::exec(tx, sql, follow, tx.corp()));
}

std::optional<Follow> follow_of(db::Tx& tx, const ConversationId& chat) {
  static const std::string sql = kFollow + "WHERE conversation_id = $1 AND corp_id = $2 AND status = 'active'";
  return first_of(db::exec(tx, sql, chat, tx.corp()));
}

std::vector<Follow> follows_of(db::Tx& tx, const ContactId& contact) {
  static const std::string sql = kFollow +
                                 "WHERE corp_id = $1 AND contact_id = $2 ORDER BY added_at DESC, id DESC LIMIT 1000";
  return follows_in(db::exec(tx, sql, tx.corp(), contact));
}

std::optional<Follow> last_follow_of(db::Tx& tx, const ConversationId& chat) {
  static const std::string sql =
      kFollow + "WHERE conversation_id = $1 AND corp_id = $2 ORDER BY ended_at DESC NULLS FIRST, id DESC LIMIT 1";
  return first_of(db::exec(tx, sql, chat, tx.corp()));
}

void end_follow(db::Tx& tx, const FollowId& follow, FollowStatus status) {
  db::exec(
      tx, "UPDATE follows SET status = $3, ended_at = $4 WHERE id = $1 AND corp_id = $2", follow, tx.corp(),
      word(status), tx.now());
}

bool hold_active(db::Tx& tx, const FollowId& follow) {
  const auto rows = db::exec(
      tx, "SELECT status = 'active' FROM follows WHERE id = $1 AND corp_id = $2 FOR NO KEY UPDATE", follow, tx.corp());
  return !rows.empty() && db::bool_of(rows[0][0]);
}

void save_follow(db::Tx& tx, const Follow& follow) {
  db::exec(
      tx,
      "INSERT INTO follows (id, corp_id, contact_id, employee_id, conversation_id, status, source, way_id, state, "
      "remark, description, company, phones, added_at, ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, "
      "$12, $13::text[], $14, $15) ON CONFLICT (id) DO UPDATE SET conversation_id = $5, status = $6, source = $7, "
      "way_id = $8, state = $9, remark = $10, description = $11, company = $12, phones = $13::text[], added_at = $14, "
      "ended_at = $15",
      follow.id, tx.corp(), follow.contact, follow.employee, follow.conversation, word(follow.status),
      word(follow.source), follow.way, follow.state, follow.remark, follow.description, follow.company,
      db::array_literal(follow.phones), follow.added_at, follow.ended_at);
}

void insert_chat(db::Tx& tx, const ConversationId& chat) {
  db::exec(tx, "INSERT INTO customer_chats (conversation_id, corp_id) VALUES ($1, $2)", chat, tx.corp());
}

void copy_notes(db::Tx& tx, const FollowId& from, const FollowId& to) {
  db::exec(
      tx,
      "UPDATE follows t SET remark = CASE WHEN t.remark = '' THEN f.remark ELSE t.remark END, "
      "description = CASE WHEN t.description = '' THEN f.description ELSE t.description END, "
      "company = CASE WHEN t.company = '' THEN f.company ELSE t.company END, "
      "phones = CASE WHEN t.phones = '{}' THEN f.phones ELSE t.phones END "
      "FROM follows f WHERE f.id = $1 AND t.id = $2 AND t.corp_id = $3",
      from, to, tx.corp());
  db::exec(
      tx,
      "INSERT INTO follow_tags (corp_id, follow_id, tag) SELECT corp_id, $2, tag FROM follow_tags WHERE follow_id = $1 "
      "AND corp_id = $3 ON CONFLICT DO NOTHING",
      from, to, tx.corp());
}

std::vector<std::int64_t> unknown_tags(db::Tx& tx, std::span<const std::int64_t> numbers) {
  return numbers_in(db::exec(
      tx,
      "SELECT n FROM unnest($2::bigint[]) AS n WHERE NOT EXISTS (SELECT 1 FROM contact_tags t WHERE t.corp_id = $1 AND "
      "t.number = n)",
      tx.corp(), numbers_literal(numbers)));
}

std::vector<std::int64_t> add_tags(db::Tx& tx, const FollowId& follow, std::span<const std::int64_t> numbers) {
  return numbers_in(db::exec(
      tx,
      "INSERT INTO follow_tags (corp_id, follow_id, tag) SELECT $1, $2, n FROM unnest($3::bigint[]) AS n ON CONFLICT "
      "DO "
      "NOTHING RETURNING tag",
      tx.corp(), follow, numbers_literal(numbers)));
}

std::vector<std::int64_t> tags_of(db::Tx& tx, const FollowId& follow) {
  std::vector<std::int64_t> tags;
  for (const auto& row : db::exec(
           tx, "SELECT tag FROM follow_tags WHERE corp_id = $1 AND follow_id = $2 ORDER BY tag", tx.corp(), follow))
    tags.push_back(db::number_of(row[0]));
  return tags;
}

std::vector<std::int64_t> remove_tags(db::Tx& tx, const FollowId& follow, std::span<const std::int64_t> numbers) {
  return numbers_in(db::exec(
      tx, "DELETE FROM follow_tags WHERE corp_id = $1 AND follow_id = $2 AND tag = ANY ($3::bigint[]) RETURNING tag",
      tx.corp(), follow, numbers_literal(numbers)));
}

std::optional<ConversationId> notes_of(db::Tx& tx, const ConversationId& chat) {
  const auto rows = db::exec(
      tx, "SELECT notes_id FROM customer_chats WHERE conversation_id = $1 AND corp_id = $2", chat, tx.corp());
  if (rows.empty()) return std::nullopt;
  return db::optional_id<ConversationId>(rows[0][0]);
}

void set_notes(db::Tx& tx, const ConversationId& chat, const ConversationId& notes) {
  db::exec(
      tx, "UPDATE customer_chats SET notes_id = $3 WHERE conversation_id = $1 AND corp_id = $2", chat, tx.corp(),
      notes);
}

void insert_event(db::Tx& tx, const EventId& id, const ContactEvent& event) {
  db::exec(
      tx,
      "INSERT INTO contact_events (id, corp_id, contact_id, kind, at, employee_id, conversation_id, actor_id, detail) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb)",
      id, tx.corp(), event.contact, word(event.kind), tx.now(), event.employee, event.conversation, event.actor,
      event.detail.dump());
}

void insert_events(db::Tx& tx, std::span<const ContactEvent> events) {
  db::exec(
      tx,
      "INSERT INTO contact_events (id, corp_id, contact_id, kind, at, employee_id, conversation_id, actor_id, detail) "
      "SELECT u.i, $1, u.c, u.k, $2, u.e, u.v, u.a, u.d FROM unnest($3::uuid[], $4::uuid[], $5::text[], $6::uuid[], "
      "$7::uuid[], $8::uuid[], $9::jsonb[]) AS u(i, c, k, e, v, a, d)",
      tx.corp(), tx.now(), db::column(events, [](const ContactEvent&) { return EventId::make(); }),
      db::column(events, [](const ContactEvent& event) { return event.contact; }),
      db::column(events, [](const ContactEvent& event) { return word(event.kind); }),
      db::column(events, [](const ContactEvent& event) { return db::text_or_null(event.employee); }),
      db::column(events, [](const ContactEvent& event) { return db::text_or_null(event.conversation); }),
      db::column(events, [](const ContactEvent& event) { return db::text_or_null(event.actor); }),
      db::column(events, [](const ContactEvent& event) { return event.detail.dump(); }));
}

}  // namespace weft::customers::store
