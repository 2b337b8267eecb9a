// SQL of visits.
#include "customers/visits/store.hpp"

#include <weft/base/sealed.hpp>
#include <weft/db/sql.hpp>

namespace weft::customers::store {
namespace {

/// What the secrets of a company's site are sealed about.
std::string about(const CorpId& corp) {
  return "site " + corp.str();
}

}  // namespace

std::optional<Visitor> visitor(db::Tx& tx, const PrincipalId& who) {
  const auto rows = db::exec(
      tx,
      "SELECT c.principal_id, p.name, c.last_way, c.last_at, c.consent_version, EXISTS (SELECT 1 FROM contact_ids i "
      "WHERE i.corp_id = $2 AND i.contact_id = c.principal_id AND i.provider = 'site') FROM contacts f JOIN contacts c "
      "ON c.principal_id = coalesce(f.merged_into, f.principal_id) AND c.corp_id = f.corp_id JOIN principals p ON p.id "
      "= c.principal_id WHERE f.principal_id = $1 AND f.corp_id = $2 AND c.erased_at IS NULL AND c.merged_into IS NULL "
      "AND p.status = 'active'",
      who, tx.corp());
  if (rows.empty()) return std::nullopt;
  const auto row = rows[0];
  return Visitor{db::id_of<ContactId>(row[0]), db::text_of(row[1]),   db::optional_id<WayId>(row[2]),
                 db::time_of(row[3]),          db::number_of(row[4]), db::bool_of(row[5])};
}

void lock_visitor(db::Tx& tx, const ContactId& contact) {
  db::exec(tx, "SELECT 1 FROM contacts WHERE principal_id = $1 AND corp_id = $2 FOR NO KEY UPDATE", contact, tx.corp());
}

std::optional<ContactId> contact_at_site(db::Tx& tx, const std::string& id) {
  const auto rows = db::exec(
      tx, "SELECT contact_id FROM contact_ids WHERE corp_id = $1 AND provider = 'site' AND value = $2", tx.corp(), id);
  if (rows.empty()) return std::nullopt;
  return db::id_of<ContactId>(rows[0][0]);
}

bool put_at_site(db::Tx& tx, const std::string& id, const ContactId& contact) {
  return !db::exec(
              tx,
              "INSERT INTO contact_ids (corp_id, provider, value, contact_id) VALUES ($1, 'site', $2, $3) ON CONFLICT "
              "DO "
              "NOTHING RETURNING 1",
              tx.corp(), id, contact)
              .empty();
}

void agree(db::Tx& tx, const ContactId& contact, std::int64_t version) {
  db::exec(
      tx, "UPDATE contacts SET consent_at = $3, consent_version = $4 WHERE principal_id = $1 AND corp_id = $2", contact,
      tx.corp(), tx.now(), version);
}

void rename_contact(db::Tx& tx, const ContactId& contact, const std::string& name) {
  db::exec(
      tx, "UPDATE principals SET name = $3 WHERE id = $1 AND corp_id = $2 AND kind = 'external' AND name <> $3",
      contact, tx.corp(), name);
}

void set_language(db::Tx& tx, const ContactId& contact, const std::string& language) {
  db::exec(
      tx, "UPDATE contacts SET language = $3 WHERE principal_id = $1 AND corp_id = $2 AND language <> $3", contact,
      tx.corp(), language);
}

std::optional<ConversationId> exclusive_chat(db::Tx& tx, const ContactId& contact) {
  const auto rows = db::exec(
      tx,
      "SELECT f.conversation_id FROM follows f JOIN contact_ways w ON w.id = f.way_id AND w.corp_id = f.corp_id WHERE "
      "f.corp_id = $1 AND f.contact_id = $2 AND f.status = 'active' AND w.exclusive LIMIT 1",
      tx.corp(), contact);
  if (rows.empty()) return std::nullopt;
  return db::id_of<ConversationId>(rows[0][0]);
}

std::vector<std::string> site_secrets(db::Tx& tx) {
  std::vector<std::string> secrets;
  for (const auto& row :
       db::exec(tx, "SELECT secret FROM site_secrets WHERE corp_id = $1 ORDER BY number DESC", tx.corp()))
    if (auto secret = unseal(db::text_of(row[0]), about(tx.corp()))) secrets.push_back(std::move(*secret));
  return secrets;
}

std::int64_t seal_site_secrets(db::Tx& tx) {
  const auto rows = db::exec(
      tx,
      "SELECT number, secret FROM site_secrets WHERE corp_id = $1 AND NOT starts_with(secret, 'sealed1:') FOR UPDATE",
      tx.corp());
  for (const auto& row : rows)
    db::exec(
        tx, "UPDATE site_secrets SET secret = $3 WHERE corp_id = $1 AND number = $2", tx.corp(), db::number_of(row[0]),
        seal(db::text_of(row[1]), about(tx.corp())));
  return std::ssize(rows);
}

void add_site_secret(db::Tx& tx, const std::string& secret, int keep) {
  const auto number = db::number_of(db::exec(
      tx,
      "INSERT INTO site_secrets (corp_id, number, secret, created_at) SELECT $1, coalesce(max(number), 0) + 1, $2, $3 "
      "FROM site_secrets WHERE corp_id = $1 RETURNING number",
      tx.corp(), seal(secret, about(tx.corp())), tx.now())[0][0]);
  db::exec(tx, "DELETE FROM site_secrets WHERE corp_id = $1 AND number <= $2", tx.corp(), number - keep);
}

std::vector<CardRow> card_rows(db::Tx& tx, std::span<const PrincipalId> employees) {
  const auto rows = db::exec(
      tx,
      "SELECT p.id, p.name, m.title, m.verified_at IS NOT NULL, p.status IN ('active', 'not_activated'), m.avatar FROM "
      "members m "
      "JOIN principals p ON p.id = m.principal_id WHERE m.principal_id = ANY ($1::uuid[]) AND m.corp_id = $2",
      db::array_literal(employees), tx.corp());
  std::vector<CardRow> list;
  for (const auto& row : rows)
    list.push_back(
        {db::id_of<PrincipalId>(row[0]), db::text_of(row[1]), db::text_of(row[2]), db::bool_of(row[3]),
         db::bool_of(row[4]), db::optional_id<FileId>(row[5])});
  return list;
}

bool sees_card(db::Tx& tx, const ContactId& customer, const PrincipalId& employee) {
  return db::bool_of(db::exec(
      tx,
      "SELECT EXISTS (SELECT 1 FROM follows WHERE corp_id = $1 AND contact_id = $2 AND employee_id = $3) OR EXISTS "
      "(SELECT 1 FROM customer_requests WHERE corp_id = $1 AND contact_id = $2 AND employee_id = $3) OR EXISTS (SELECT "
      "1 FROM participants a JOIN participants b ON b.conversation_id = a.conversation_id AND b.corp_id = $1 AND "
      "b.principal_id = $3 AND b.left_seq IS NULL WHERE a.corp_id = $1 AND a.principal_id = $2 AND a.left_seq IS NULL)",
      tx.corp(), customer, employee)[0][0]);
}

CompanyRow company(db::Tx& tx) {
  const auto row = db::exec(tx, "SELECT name, verified_at IS NOT NULL FROM companies WHERE id = $1", tx.corp()).at(0);
  return {db::text_of(row[0]), db::bool_of(row[1])};
}

void set_verified(db::Tx& tx, bool verified) {
  const std::optional<Time> at = verified ? std::optional(tx.now()) : std::nullopt;
  db::exec(tx, "UPDATE companies SET verified_at = $2 WHERE id = $1", tx.corp(), at);
}

std::vector<ChatRow> chat_rows(db::Tx& tx, std::span<const ConversationId> chats) {
  const auto rows = db::exec(
      tx,
      "SELECT conversation_id, ends_at, rated FROM customer_chats WHERE conversation_id = ANY ($1::uuid[]) AND corp_id "
      "= "
      "$2",
      db::array_literal(chats), tx.corp());
  std::vector<ChatRow> list;
  for (const auto& row : rows) {
    ChatRow chat{db::id_of<ConversationId>(row[0]), db::optional_time(row[1]), {}};
    if (!row[2].is_null()) chat.rated = db::number_of(row[2]);
    list.push_back(std::move(chat));
  }
  return list;
}

std::int64_t ratings_since(db::Tx& tx, const ContactId& contact, const ConversationId& chat, Time since) {
  const auto rows = db::exec(
      tx,
      "SELECT count(*) FROM contact_events WHERE corp_id = $1 AND contact_id = $2 AND kind = 'rated' AND "
      "conversation_id = $3 AND at > $4",
      tx.corp(), contact, chat, since);
  return db::number_of(rows[0][0]);
}

void set_rated(db::Tx& tx, const ConversationId& chat, std::int64_t score) {
  db::exec(
      tx, "UPDATE customer_chats SET rated = $3 WHERE conversation_id = $1 AND corp_id = $2", chat, tx.corp(), score);
}

std::vector<GroupRow> groups_of(db::Tx& tx, const ContactId& contact) {
  const auto rows = db::exec(
      tx,
      "SELECT c.id, c.name FROM participants p JOIN conversations c ON c.id = p.conversation_id AND c.corp_id = $1 "
      "WHERE "
      "p.principal_id = $2 AND p.corp_id = $1 AND p.left_seq IS NULL AND c.kind = 'customer_group' ORDER BY "
      "c.active_at "
      "DESC LIMIT 200",
      tx.corp(), contact);
  std::vector<GroupRow> list;
  for (const auto& row : rows)
    list.push_back({db::id_of<ConversationId>(row[0]), db::text_of(row[1])});
  return list;
}

}  // namespace weft::customers::store
