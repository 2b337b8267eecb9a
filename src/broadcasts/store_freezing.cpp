// SQL of freezing: who is meant becomes rows, each recipient once, with the one sender who writes to it.
#include "broadcasts/ledger.hpp"
#include <weft/customers/reach_sql.hpp>
#include <weft/db/sql.hpp>

namespace weft::broadcasts::ledger {
namespace {

/// Whether `who` is inside a reach: $7 company, $8 paths, $9 people.
std::string within(const std::string& who) {
  return "($7 OR " + who + " = ANY ($9::uuid[]) OR " + who +
         " IN (SELECT dm.principal_id FROM departments d JOIN department_members dm ON dm.corp_id = d.corp_id AND "
         "dm.department = d.number WHERE d.corp_id = $1 AND d.path ^@ ANY ($8::text[])))";
}

/// Whether `who` can be asked, and may sign what is sent.
std::string here(const std::string& who) {
  return "EXISTS (SELECT 1 FROM principals here WHERE here.id = " + who +
         " AND here.corp_id = $1 AND here.status = 'active')";
}

/// From `found` (recipient, sender, conversation, chatted_at, shared) into rows. $1 company, $2 broadcast, $3 its kind,
/// $4 due, $5 how many lanes.
const std::string kInsert =
    "INSERT INTO broadcast_recipients AS r (corp_id, broadcast_id, number, recipient_id, sender_id, conversation_id, "
    "chatted_at, shared, lane, state, own, due_at) SELECT $1, $2, s.base + row_number() OVER (ORDER BY f.recipient), "
    "f.recipient, f.sender, f.conversation, f.chatted_at, f.shared, (hashtext(f.sender::text) & 2147483647) % $5, "
    "CASE WHEN $3 = 'company' THEN 'held' ELSE 'waiting' END, $3 = 'own', $4::timestamptz FROM found f, (SELECT "
    "next_number - 1 AS base FROM broadcasts WHERE id = $2 AND "
    "corp_id = $1) s ON CONFLICT (broadcast_id, recipient_id) DO ";

const std::string kFollows =
    "WITH found AS MATERIALIZED (SELECT DISTINCT ON (f.contact_id) f.contact_id AS recipient, f.employee_id AS sender, "
    "f.conversation_id AS conversation, c.active_at AS chatted_at, least(count(*) OVER (PARTITION BY f.contact_id) - "
    "1, 1000) AS shared FROM follows f JOIN conversations c ON c.id = f.conversation_id WHERE f.id = ANY ($6::uuid[]) "
    "AND f.corp_id = $1 AND f.status = 'active' AND " +
    here("f.employee_id") + " ORDER BY f.contact_id, c.active_at DESC, f.id DESC) " + kInsert +
    "UPDATE SET shared = least(r.shared + 1 + excluded.shared, 1000), sender_id = CASE WHEN excluded.chatted_at > "
    "r.chatted_at THEN excluded.sender_id ELSE r.sender_id END, conversation_id = CASE WHEN excluded.chatted_at > "
    "r.chatted_at THEN excluded.conversation_id ELSE r.conversation_id END, lane = CASE WHEN excluded.chatted_at > "
    "r.chatted_at THEN excluded.lane ELSE r.lane END, chatted_at = greatest(excluded.chatted_at, r.chatted_at)";

/// Those of $6 that `found` has, and which of them are new.
std::string named(const std::string& found) {
  return "WITH found AS MATERIALIZED (" + found + "), added AS (" + kInsert +
         "NOTHING RETURNING recipient_id) SELECT u.r, f.recipient IS NOT NULL, a.recipient_id IS NOT NULL FROM "
         "unnest($6::uuid[]) WITH ORDINALITY AS u(r, i) LEFT JOIN found f ON f.recipient = u.r LEFT JOIN added a ON "
         "a.recipient_id = u.r ORDER BY u.i";
}

const std::string kCustomers = named(
    "SELECT DISTINCT ON (f.contact_id) f.contact_id AS recipient, f.employee_id AS sender, f.conversation_id AS "
    "conversation, c.active_at AS chatted_at, least(count(*) OVER (PARTITION BY f.contact_id) - 1, 1000) AS shared "
    "FROM follows f JOIN conversations c ON c.id = f.conversation_id WHERE f.corp_id = $1 AND f.contact_id = ANY "
    "($6::uuid[]) AND f.status = 'active' AND ($10::uuid IS NULL OR f.employee_id = $10) AND " +
    here("f.employee_id") + " AND " + within("f.employee_id") + " ORDER BY f.contact_id, c.active_at DESC, f.id DESC");

const std::string kGroups = named(
    "SELECT c.id AS recipient, c.owner_id AS sender, c.id AS conversation, c.active_at AS chatted_at, 0 AS shared FROM "
    "conversations c WHERE c.id = ANY ($6::uuid[]) AND c.corp_id = $1 AND c.kind = 'customer_group' AND c.dismissed_at "
    "IS NULL AND c.owner_id IS NOT NULL AND ($10::uuid IS NULL OR c.owner_id = $10) AND " +
    here("c.owner_id") + " AND " + within("c.owner_id"));

const std::string kEmployees = named(
    "SELECT p.id AS recipient, $10::uuid AS sender, c.id AS conversation, c.active_at AS chatted_at, 0 AS shared FROM "
    "principals p JOIN conversations c ON c.owner_id = p.id AND c.kind = 'inbox' WHERE p.id = ANY ($6::uuid[]) AND "
    "p.corp_id = $1 AND p.kind = 'member' AND p.status = 'active' AND " +
    within("p.id"));

/// Numbers are given out under the lock of the broadcast, which the caller holds.
void move_numbers(db::Tx& tx, const BroadcastId& id, std::size_t by) {
  db::exec(
      tx, "UPDATE broadcasts SET next_number = next_number + $3 WHERE id = $1 AND corp_id = $2", id, tx.corp(),
      static_cast<std::int64_t>(by));
}

template <class IdType>
std::vector<Named> freeze_named(
    db::Tx& tx, const std::string& sql, const Freezing& into, const std::vector<IdType>& ids,
    const customers::Reach& reach, const std::optional<PrincipalId>& sender) {
  const customers::ReachParams by(reach);
  std::vector<Named> answers;
  for (const auto& row : db::exec(
           tx, sql, tx.corp(), into.broadcast, word(into.kind), into.due_at, kLanes, db::array_literal(ids), by.company,
           by.paths, by.members, sender))
    answers.push_back({db::id_of<RecipientId>(row[0]), db::bool_of(row[1]), db::bool_of(row[2])});
  move_numbers(tx, into.broadcast, ids.size());
  return answers;
}

}  // namespace

void freeze_follows(db::Tx& tx, const Freezing& into, std::span<const customers::FollowId> follows) {
  db::exec(tx, kFollows, tx.corp(), into.broadcast, word(into.kind), into.due_at, kLanes, db::array_literal(follows));
  move_numbers(tx, into.broadcast, follows.size());
}

std::vector<Named> freeze_customers(
    db::Tx& tx, const Freezing& into, const std::vector<customers::ContactId>& contacts, const customers::Reach& reach,
    const std::optional<PrincipalId>& only) {
  return freeze_named(tx, kCustomers, into, contacts, reach, only);
}

std::vector<Named> freeze_groups(
    db::Tx& tx, const Freezing& into, const std::vector<ConversationId>& groups, const customers::Reach& reach,
    const std::optional<PrincipalId>& only) {
  return freeze_named(tx, kGroups, into, groups, reach, only);
}

std::vector<Named> freeze_employees(
    db::Tx& tx, const Freezing& into, const std::vector<PrincipalId>& employees, const PrincipalId& sender,
    const identity::Reach& reach) {
  return freeze_named(tx, kEmployees, into, employees, {reach, {}}, sender);
}

std::vector<ConversationId> groups_after(
    db::Tx& tx, const ConversationId& after, const std::vector<PrincipalId>& owners, const customers::Reach& reach,
    std::int64_t limit) {
  static const std::string sql =
      "SELECT g.conversation_id FROM customer_groups g JOIN conversations c ON c.id = g.conversation_id WHERE "
      "g.corp_id = $1 AND g.conversation_id > $2 AND c.kind = 'customer_group' AND c.dismissed_at IS NULL AND "
      "c.owner_id IS NOT NULL AND (cardinality($4::uuid[]) = 0 OR c.owner_id = ANY ($4::uuid[])) AND ($5 OR c.owner_id "
      "= ANY ($7::uuid[]) OR c.owner_id IN (SELECT dm.principal_id FROM departments d JOIN department_members dm ON "
      "dm.corp_id = d.corp_id AND dm.department = d.number WHERE d.corp_id = $1 AND d.path ^@ ANY ($6::text[]))) ORDER "
      "BY g.conversation_id LIMIT $3";
  const customers::ReachParams by(reach);
  std::vector<ConversationId> ids;
  for (const auto& row :
       db::exec(tx, sql, tx.corp(), after, limit, db::array_literal(owners), by.company, by.paths, by.members))
    ids.push_back(db::id_of<ConversationId>(row[0]));
  return ids;
}

std::vector<PrincipalId> employees_after(
    db::Tx& tx, const PrincipalId& after, const EmployeesIn& among, const identity::Reach& reach, std::int64_t limit) {
  static const std::string sql =
      "SELECT p.id FROM principals p WHERE p.corp_id = $1 AND p.id > $2 AND p.kind = 'member' AND p.status = 'active' "
      "AND (cardinality($4::bigint[]) = 0 OR EXISTS (SELECT 1 FROM department_members dm JOIN departments d ON "
      "d.corp_id = dm.corp_id AND d.number = dm.department JOIN departments r ON r.corp_id = d.corp_id AND r.number = "
      "ANY ($4::bigint[]) WHERE dm.corp_id = $1 AND dm.principal_id = p.id AND d.path ^@ r.path::text)) AND "
      "(cardinality($5::integer[]) = 0 OR weft_has_tag($1, p.id, $5::integer[])) AND ($6 OR EXISTS (SELECT 1 "
      "FROM department_members dm JOIN departments d "
      "ON d.corp_id = dm.corp_id AND d.number = dm.department WHERE dm.corp_id = $1 AND dm.principal_id = p.id AND "
      "d.path ^@ ANY ($7::text[]))) ORDER BY p.id LIMIT $3";
  const auto numbers = [](const auto& list) {
    std::vector<std::int64_t> plain;
    if (list)
      for (const auto& one : *list)
        plain.push_back(one.value);
    return db::array_literal(plain);
  };
  std::vector<PrincipalId> ids;
  for (const auto& row : db::exec(
           tx, sql, tx.corp(), after, limit, numbers(among.departments), numbers(among.tags), reach.company,
           db::array_literal(reach.paths)))
    ids.push_back(db::id_of<PrincipalId>(row[0]));
  return ids;
}

}  // namespace weft::broadcasts::ledger
