// SQL of merging contacts and undoing it.
#include "customers/merging/store.hpp"

#include <weft/base/json.hpp>
#include <weft/db/sql.hpp>

namespace weft::customers::store {
namespace {

template <class Id>
std::vector<Id> ids_in(const db::Rows& rows) {
  std::vector<Id> ids;
  for (const auto& row : rows)
    ids.push_back(db::id_of<Id>(row[0]));
  return ids;
}

}  // namespace

void insert_merge(db::Tx& tx, const Merge& merge, const PrincipalId& by) {
  db::exec(
      tx,
      "INSERT INTO contact_merges (id, corp_id, contact_id, other_id, merged_by, merged_at, moved) VALUES ($1, $2, $3, "
      "$4, $5, $6, $7::jsonb)",
      merge.id, tx.corp(), merge.contact, merge.other, by, tx.now(), to_json_text(merge.moved));
}

std::optional<Merge> standing_merge(db::Tx& tx, const ContactId& other) {
  const auto rows = db::exec(
      tx, "SELECT id, contact_id, moved FROM contact_merges WHERE corp_id = $1 AND other_id = $2 AND undone_at IS NULL",
      tx.corp(), other);
  if (rows.empty()) return std::nullopt;
  return Merge{
      db::id_of<MergeId>(rows[0][0]), db::id_of<ContactId>(rows[0][1]), other,
      read_json<Moved>(parse_json(db::text_of(rows[0][2])))};
}

void end_merge(db::Tx& tx, const MergeId& merge, const PrincipalId& by) {
  db::exec(
      tx, "UPDATE contact_merges SET undone_by = $3, undone_at = $4 WHERE id = $1 AND corp_id = $2", merge, tx.corp(),
      by, tx.now());
}

void forget_moved(db::Tx& tx, const ContactId& contact) {
  for (const char* const sql :
       {"UPDATE contact_merges SET moved = $3::jsonb WHERE corp_id = $1 AND contact_id = $2",
        "UPDATE contact_merges SET moved = $3::jsonb WHERE corp_id = $1 AND other_id = $2"})
    db::exec(tx, sql, tx.corp(), contact, to_json_text(Moved{}));
}

void set_merged(db::Tx& tx, const ContactId& contact, const std::optional<ContactId>& into) {
  db::exec(
      tx, "UPDATE contacts SET merged_into = $3 WHERE principal_id = $1 AND corp_id = $2", contact, tx.corp(), into);
}

bool lock_contacts(db::Tx& tx, const ContactId& a, const ContactId& b) {
  const std::vector<ContactId> both{a, b};
  return db::exec(
             tx,
             "SELECT 1 FROM contacts WHERE principal_id = ANY ($1::uuid[]) AND corp_id = $2 AND erased_at IS NULL "
             "ORDER "
             "BY principal_id FOR NO KEY UPDATE",
             db::array_literal(both), tx.corp())
             .size() == 2;
}

std::vector<ConversationId> chats_of(db::Tx& tx, const ContactId& contact) {
  return ids_in<ConversationId>(db::exec(
      tx, "SELECT id FROM conversations WHERE corp_id = $1 AND customer_id = $2 ORDER BY id", tx.corp(), contact));
}

std::vector<ConversationId> groups_in(db::Tx& tx, const ContactId& contact) {
  return ids_in<ConversationId>(db::exec(
      tx,
      "SELECT p.conversation_id FROM participants p JOIN conversations v ON v.id = p.conversation_id WHERE "
      "p.principal_id = $1 AND p.left_seq IS NULL AND v.corp_id = $2 AND v.kind = 'customer_group' ORDER BY 1",
      contact, tx.corp()));
}

void give_follows(db::Tx& tx, const std::vector<FollowId>& follows, const std::vector<ContactId>& contacts) {
  db::exec(
      tx,
      "UPDATE follows f SET contact_id = w.contact FROM unnest($2::uuid[], $3::uuid[]) AS w(follow, contact) WHERE "
      "f.id = w.follow AND f.corp_id = $1",
      tx.corp(), db::array_literal(follows), db::array_literal(contacts));
}

void move_hand_overs(db::Tx& tx, const ContactId& from, const ContactId& to, const std::vector<ConversationId>& chats) {
  db::exec(
      tx,
      "UPDATE hand_overs SET contact_id = $3 WHERE corp_id = $1 AND contact_id = $2 AND conversation_id = ANY "
      "($4::uuid[])",
      tx.corp(), from, to, db::array_literal(chats));
}

std::vector<OutsideId> move_ids(
    db::Tx& tx, const ContactId& from, const ContactId& to, const std::optional<std::vector<OutsideId>>& only) {
  std::vector<std::string> providers, values;
  for (const OutsideId& id : only.value_or(std::vector<OutsideId>{})) {
    providers.push_back(id.provider);
    values.push_back(id.value);
  }
  std::vector<OutsideId> moved;
  for (const auto& row : db::exec(
           tx,
           "UPDATE contact_ids SET contact_id = $3 WHERE corp_id = $1 AND contact_id = $2 AND ($4 OR (provider, value) "
           "IN (SELECT p, v FROM unnest($5::text[], $6::text[]) AS w(p, v))) RETURNING provider, value",
           tx.corp(), from, to, !only.has_value(), db::array_literal(providers), db::array_literal(values)))
    moved.push_back({{db::text_of(row[0])}, {db::text_of(row[1])}});
  return moved;
}

/// Whom the contact $3 has asked, or is served by.
const std::string kKnown =
    "ARRAY(SELECT o.employee_id FROM customer_requests o WHERE o.corp_id = $1 AND o.contact_id = $3 AND o.status IN "
    "('waiting', 'ignored') UNION ALL SELECT f.employee_id FROM follows f WHERE f.corp_id = $1 AND f.contact_id = $3 "
    "AND f.ended_at IS NULL)";

std::vector<RequestId> end_requests(db::Tx& tx, const ContactId& from, const ContactId& to, const PrincipalId& by) {
  static const std::string sql =
      "UPDATE customer_requests SET status = 'refused', decided_at = $4, decided_by = $5 WHERE corp_id = $1 AND "
      "contact_id = $2 AND status = 'waiting' AND employee_id = ANY (" +
      kKnown + ") RETURNING id";
  return ids_in<RequestId>(db::exec(tx, sql, tx.corp(), from, to, tx.now(), by));
}

std::vector<RequestId> move_requests(
    db::Tx& tx, const ContactId& from, const ContactId& to, const std::optional<std::vector<RequestId>>& only) {
  static const std::string sql =
      "UPDATE customer_requests SET contact_id = $3 WHERE corp_id = $1 AND contact_id = $2 AND ($4 OR id = ANY "
      "($5::uuid[])) AND NOT (status IN ('waiting', 'ignored') AND employee_id = ANY (" +
      kKnown + ")) RETURNING id";
  return ids_in<RequestId>(db::exec(
      tx, sql, tx.corp(), from, to, !only.has_value(), db::array_literal(only.value_or(std::vector<RequestId>{}))));
}

void revive_requests(db::Tx& tx, const std::vector<RequestId>& requests) {
  db::exec(
      tx,
      "UPDATE customer_requests r SET status = 'waiting', decided_at = NULL, decided_by = NULL WHERE r.id = ANY "
      "($2::uuid[]) AND r.corp_id = $1 AND r.status = 'refused' AND NOT EXISTS (SELECT 1 FROM customer_requests o "
      "WHERE "
      "o.corp_id = $1 AND o.contact_id = r.contact_id AND o.employee_id = r.employee_id AND o.status IN ('waiting', "
      "'ignored'))",
      tx.corp(), db::array_literal(requests));
}

void save_touches(db::Tx& tx, const ContactId& contact, const TouchedAt& first, const TouchedAt& last) {
  db::exec(
      tx,
      "UPDATE contacts SET first_way = $3, first_state = $4, first_at = $5, last_way = $6, last_state = $7, last_at = "
      "$8 WHERE principal_id = $1 AND corp_id = $2",
      contact, tx.corp(), first.way, first.state, first.at, last.way, last.state, last.at);
}

bool share_consent(db::Tx& tx, const ContactId& from, const ContactId& to) {
  return !db::exec(
              tx,
              "UPDATE contacts t SET consent_at = f.consent_at, consent_version = f.consent_version FROM contacts f "
              "WHERE t.principal_id = $3 AND t.corp_id = $1 AND t.consent_at IS NULL AND f.principal_id = $2 AND "
              "f.corp_id = $1 AND f.consent_at IS NOT NULL RETURNING 1",
              tx.corp(), from, to)
              .empty();
}

void unshare_consent(db::Tx& tx, const ContactId& from, const ContactId& to) {
  db::exec(
      tx,
      "UPDATE contacts t SET consent_at = NULL, consent_version = 0 FROM contacts f WHERE t.principal_id = $3 AND "
      "t.corp_id = $1 AND f.principal_id = $2 AND f.corp_id = $1 AND t.consent_at = f.consent_at",
      tx.corp(), from, to);
}

}  // namespace weft::customers::store
