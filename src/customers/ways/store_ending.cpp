// SQL of chats that end by themselves.
#include "customers/ways/store_chats.hpp"
#include <weft/db/sql.hpp>

namespace weft::customers::store {
namespace {

std::optional<Time> first_time(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return db::time_of(rows[0][0]);
}

}  // namespace

void set_ending(db::Tx& tx, const ConversationId& chat, Time at, const std::optional<KeptGreeting>& closing) {
  db::exec(
      tx,
      "UPDATE customer_chats SET ends_at = $3, closing = $4::jsonb, ended_at = NULL, silent_until = NULL WHERE "
      "conversation_id = $1 AND corp_id = $2",
      chat, tx.corp(), at, closing);
}

void keep_open(db::Tx& tx, const ConversationId& chat) {
  db::exec(
      tx,
      "UPDATE customer_chats SET ends_at = NULL, closing = NULL, ended_at = NULL WHERE conversation_id = $1 AND "
      "corp_id = $2 AND (ends_at IS NOT NULL OR ended_at IS NOT NULL)",
      chat, tx.corp());
}

bool ends(db::Tx& tx, const ConversationId& chat) {
  return !db::exec(
              tx,
              "SELECT 1 FROM customer_chats WHERE conversation_id = $1 AND corp_id = $2 AND (ends_at IS NOT NULL OR "
              "ended_at IS NOT NULL)",
              chat, tx.corp())
              .empty();
}

void watch_silence(db::Tx& tx, const Follow& follow, Time until) {
  db::exec(
      tx,
      "UPDATE customer_chats SET silent_until = $3 WHERE conversation_id = $1 AND corp_id = $2 AND NOT EXISTS (SELECT "
      "1 "
      "FROM contact_ids i WHERE i.corp_id = $2 AND i.contact_id = $4 AND i.provider = 'site')",
      follow.conversation, tx.corp(), until, follow.contact);
}

void look_later(db::Tx& tx, const ConversationId& chat, Time until) {
  db::exec(
      tx, "UPDATE customer_chats SET silent_until = $3 WHERE conversation_id = $1 AND corp_id = $2", chat, tx.corp(),
      until);
}

void look_no_more(db::Tx& tx, const ConversationId& chat) {
  db::exec(
      tx, "UPDATE customer_chats SET silent_until = NULL WHERE conversation_id = $1 AND corp_id = $2", chat, tx.corp());
}

std::optional<Time> next_silent(db::Tx& tx) {
  return first_time(db::exec(
      tx,
      "SELECT silent_until FROM customer_chats WHERE corp_id = $1 AND silent_until IS NOT NULL ORDER BY silent_until "
      "LIMIT 1",
      tx.corp()));
}

bool is_silent(db::Tx& tx, const Follow& follow) {
  const bool noted = !follow.remark.empty() || !follow.description.empty() || !follow.company.empty() ||
                     !follow.phones.empty();
  if (noted) return false;
  return db::
      exec(tx,
           "SELECT 1 FROM entries WHERE conversation_id = $1 AND corp_id = $2 AND kind = 'message' AND (actor_id <> $3 "
           "OR created_at > $4::timestamptz + interval '1 minute') LIMIT 1",
           follow.conversation, tx.corp(), follow.employee, follow.added_at)
          .empty();
}

Time last_visit(db::Tx& tx, const ContactId& contact) {
  return db::time_of(
      db::exec(tx, "SELECT last_at FROM contacts WHERE principal_id = $1 AND corp_id = $2", contact, tx.corp())[0][0]);
}

std::vector<ConversationId> due_chats(db::Tx& tx, std::int64_t limit) {
  const auto rows = db::exec(
      tx,
      "(SELECT conversation_id FROM customer_chats WHERE corp_id = $1 AND ends_at <= $2 ORDER BY ends_at LIMIT $3) "
      "UNION (SELECT conversation_id FROM customer_chats WHERE corp_id = $1 AND silent_until <= $2 ORDER BY "
      "silent_until LIMIT $3) LIMIT $3",
      tx.corp(), tx.now(), limit);
  std::vector<ConversationId> list;
  for (const auto& row : rows)
    list.push_back(db::id_of<ConversationId>(row[0]));
  return list;
}

std::vector<EndingChat> due_among(db::Tx& tx, std::span<const ConversationId> chats) {
  const auto rows = db::exec(
      tx,
      "SELECT conversation_id, closing, ends_at IS NULL OR ends_at > $3 FROM customer_chats WHERE conversation_id = "
      "ANY "
      "($1::uuid[]) AND corp_id = $2 AND (ends_at <= $3 OR silent_until <= $3) ORDER BY conversation_id",
      db::array_literal(chats), tx.corp(), tx.now());
  std::vector<EndingChat> list;
  for (const auto& row : rows) {
    EndingChat one{db::id_of<ConversationId>(row[0]), {}, db::bool_of(row[2])};
    if (!row[1].is_null() && !one.silent) one.closing = KeptGreeting{db::text_of(row[1])};
    list.push_back(std::move(one));
  }
  return list;
}

std::optional<Time> next_ending(db::Tx& tx) {
  return first_time(db::exec(
      tx, "SELECT ends_at FROM customer_chats WHERE corp_id = $1 AND ends_at IS NOT NULL ORDER BY ends_at LIMIT 1",
      tx.corp()));
}

std::optional<EndingChat> ending_of(db::Tx& tx, const ConversationId& chat) {
  const auto rows = db::exec(
      tx, "SELECT closing FROM customer_chats WHERE conversation_id = $1 AND corp_id = $2 AND ends_at IS NOT NULL",
      chat, tx.corp());
  if (rows.empty()) return std::nullopt;
  EndingChat one{chat, {}, false};
  if (!rows[0][0].is_null()) one.closing = KeptGreeting{db::text_of(rows[0][0])};
  return one;
}

void mark_ended(db::Tx& tx, const ConversationId& chat) {
  db::exec(
      tx,
      "UPDATE customer_chats SET ends_at = NULL, closing = NULL, silent_until = NULL, ended_at = $3 WHERE "
      "conversation_id = $1 AND corp_id = $2",
      chat, tx.corp(), tx.now());
}

}  // namespace weft::customers::store
