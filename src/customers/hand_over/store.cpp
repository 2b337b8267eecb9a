// SQL of hand-overs.
#include "customers/hand_over/store.hpp"

#include "customers/contacts/rows.hpp"
#include <weft/base/json.hpp>
#include <weft/db/sql.hpp>

namespace weft::customers::store {
namespace {

const std::string kHandOver =
    "SELECT id, kind, follow_id, contact_id, conversation_id, from_id, to_id, status, reason, message, begun_by, "
    "bulk_id, begun_at, effective_at, ended_at, merged, undo_until, undone_at FROM hand_overs ";

std::vector<HandOver> hand_overs_in(const db::Rows& rows) {
  std::vector<HandOver> list;
  for (const auto& row : rows)
    list.push_back(
        {db::id_of<HandOverId>(row[0]), db::enum_of<HandOverKind>(row[1]), db::id_of<FollowId>(row[2]),
         db::id_of<ContactId>(row[3]), db::id_of<ConversationId>(row[4]), db::id_of<PrincipalId>(row[5]),
         db::id_of<PrincipalId>(row[6]), db::enum_of<HandOverStatus>(row[7]), db::text_of(row[8]), db::text_of(row[9]),
         db::id_of<PrincipalId>(row[10]), db::optional_id<db::JobId>(row[11]), db::time_of(row[12]),
         db::time_of(row[13]), db::optional_time(row[14]), db::bool_of(row[15]), db::optional_time(row[16]),
         db::optional_time(row[17])});
  return list;
}

}  // namespace

void insert_hand_over(db::Tx& tx, const HandOver& hand_over) {
  db::exec(
      tx,
      "INSERT INTO hand_overs (id, corp_id, kind, follow_id, contact_id, conversation_id, from_id, to_id, status, "
      "message, begun_by, bulk_id, begun_at, effective_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, "
      "$13, $14)",
      hand_over.id, tx.corp(), word(hand_over.kind), hand_over.follow, hand_over.contact, hand_over.conversation,
      hand_over.from, hand_over.to, word(hand_over.status), hand_over.message, hand_over.begun_by, hand_over.bulk,
      hand_over.begun_at, hand_over.effective_at);
}

std::optional<HandOver> load_hand_over(db::Tx& tx, const HandOverId& id) {
  static const std::string sql = kHandOver + "WHERE id = $1 AND corp_id = $2";
  auto found = hand_overs_in(db::exec(tx, sql, id, tx.corp()));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

void settle_hand_over(db::Tx& tx, const HandOver& hand_over) {
  db::exec(
      tx,
      "UPDATE hand_overs SET status = $3, reason = $4, ended_at = $5, merged = $6, undo_until = $7, undone_at = $8 "
      "WHERE id = $1 AND corp_id = $2",
      hand_over.id, tx.corp(), word(hand_over.status), hand_over.reason, hand_over.ended_at, hand_over.merged,
      hand_over.undo_until, hand_over.undone_at);
}

std::map<ContactId, Follow> active_follows(
    db::Tx& tx, const PrincipalId& employee, std::span<const ContactId> contacts) {
  static const std::string sql =
      kFollow + "WHERE corp_id = $1 AND employee_id = $2 AND contact_id = ANY ($3::uuid[]) AND status = 'active'";
  std::map<ContactId, Follow> found;
  for (Follow& follow : follows_in(db::exec(tx, sql, tx.corp(), employee, db::array_literal(contacts))))
    found.emplace(follow.contact, std::move(follow));
  return found;
}

std::set<std::pair<PrincipalId, ContactId>> served(db::Tx& tx, std::span<const ContactId> contacts) {
  std::set<std::pair<PrincipalId, ContactId>> pairs;
  for (const auto& row : db::exec(
           tx,
           "SELECT employee_id, contact_id FROM follows WHERE corp_id = $1 AND contact_id = ANY ($2::uuid[]) AND "
           "status "
           "= 'active'",
           tx.corp(), db::array_literal(contacts)))
    pairs.emplace(db::id_of<PrincipalId>(row[0]), db::id_of<ContactId>(row[1]));
  return pairs;
}

std::set<FollowId> being_handed_over(db::Tx& tx, std::span<const FollowId> follows) {
  std::set<FollowId> found;
  for (const auto& row : db::exec(
           tx,
           "SELECT follow_id FROM hand_overs WHERE corp_id = $1 AND follow_id = ANY ($2::uuid[]) AND status = "
           "'waiting'",
           tx.corp(), db::array_literal(follows)))
    found.insert(db::id_of<FollowId>(row[0]));
  return found;
}

std::vector<Try> tries(db::Tx& tx, std::span<const ContactId> contacts, Time since) {
  std::vector<Try> list;
  for (const auto& row : db::exec(
           tx,
           "SELECT contact_id, kind, status, begun_at FROM hand_overs WHERE corp_id = $1 AND contact_id = ANY "
           "($2::uuid[]) AND begun_at >= $3 ORDER BY contact_id, id",
           tx.corp(), db::array_literal(contacts), since))
    list.push_back(
        {db::id_of<ContactId>(row[0]), db::enum_of<HandOverKind>(row[1]), db::enum_of<HandOverStatus>(row[2]),
         db::time_of(row[3])});
  return list;
}

std::vector<HandOver> due_hand_overs(db::Tx& tx, std::int64_t limit) {
  static const std::string sql =
      kHandOver + "WHERE corp_id = $1 AND status = 'waiting' AND effective_at <= $2 ORDER BY effective_at, id LIMIT $3";
  return hand_overs_in(db::exec(tx, sql, tx.corp(), tx.now(), limit));
}

std::optional<Time> next_due(db::Tx& tx) {
  const auto rows = db::exec(
      tx,
      "SELECT effective_at FROM hand_overs WHERE corp_id = $1 AND status = 'waiting' ORDER BY effective_at, id LIMIT 1",
      tx.corp());
  if (rows.empty()) return std::nullopt;
  return db::time_of(rows[0][0]);
}

std::vector<HandOver> waiting_for(db::Tx& tx, const PrincipalId& employee, std::int64_t limit) {
  static const std::string sql = kHandOver +
                                 "WHERE corp_id = $1 AND to_id = $2 AND status = 'waiting' ORDER BY id LIMIT $3";
  return hand_overs_in(db::exec(tx, sql, tx.corp(), employee, limit));
}

std::vector<HandOver> waiting_of_contact(db::Tx& tx, const ContactId& contact) {
  static const std::string sql = kHandOver +
                                 "WHERE corp_id = $1 AND contact_id = $2 AND status = 'waiting' ORDER BY id LIMIT 100";
  return hand_overs_in(db::exec(tx, sql, tx.corp(), contact));
}

std::vector<HandOver> list_hand_overs(db::Tx& tx, const ListFilter& filter, std::int64_t limit) {
  static const std::string rest =
      "AND id < $3 AND ($4::text IS NULL OR status = $4) AND ($5::uuid IS NULL OR to_id = $5) "
      "AND ($6::uuid IS NULL OR contact_id = $6) ORDER BY id DESC LIMIT $7";
  static const std::string of_from = kHandOver + "WHERE corp_id = $1 AND from_id = $2 " + rest;
  static const std::string of_to = kHandOver + "WHERE corp_id = $1 AND to_id = $2 " + rest;
  static const std::string of_contact = kHandOver + "WHERE corp_id = $1 AND contact_id = $2 " + rest;
  static const std::string of_all = kHandOver + "WHERE corp_id = $1 AND $2::uuid IS NULL " + rest;
  const std::string before = db::first_before(filter.before);
  std::optional<std::string> status;
  if (filter.status) status = word(*filter.status);
  const auto run = [&](const std::string& sql, const std::optional<PrincipalId>& key) {
    return hand_overs_in(db::exec(tx, sql, tx.corp(), key, before, status, filter.to, filter.contact, limit));
  };
  if (filter.from) return run(of_from, filter.from);
  if (filter.to) return run(of_to, filter.to);
  if (filter.contact) return run(of_contact, filter.contact);
  return run(of_all, std::nullopt);
}

std::vector<HandOver> chain(db::Tx& tx, const ContactId& contact) {
  static const std::string sql =
      kHandOver +
      "WHERE corp_id = $1 AND contact_id = $2 AND status IN ('done', 'undone') ORDER BY ended_at, id LIMIT 1000";
  return hand_overs_in(db::exec(tx, sql, tx.corp(), contact));
}

std::optional<Departure> departure(db::Tx& tx, const PrincipalId& employee) {
  const auto rows = db::exec(
      tx, "SELECT started_at, to_json(paths) FROM offboardings WHERE corp_id = $1 AND principal_id = $2", tx.corp(),
      employee);
  if (rows.empty()) return std::nullopt;
  return Departure{db::time_of(rows[0][0]), Json::parse(rows[0][1].c_str()).get<std::vector<std::string>>()};
}

}  // namespace weft::customers::store
