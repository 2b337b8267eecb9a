// SQL of legal holds.
#include "groups/store_retention.hpp"
#include <weft/db/sql.hpp>

namespace weft::groups::store {
namespace {

const std::string kColumns =
    "id, scope, conversation_id, principal_id, reason, set_by, set_at, lifted_by, lifted_at FROM legal_holds ";

Hold hold_of(const db::Row& row) {
  Hold hold;
  hold.id = db::id_of<HoldId>(row[0]);
  hold.scope = db::enum_of<HoldScope>(row[1]);
  hold.conversation = db::optional_id<ConversationId>(row[2]);
  hold.principal = db::optional_id<PrincipalId>(row[3]);
  hold.reason = db::text_of(row[4]);
  hold.set_by = db::id_of<PrincipalId>(row[5]);
  hold.set_at = db::time_of(row[6]);
  hold.lifted_by = db::optional_id<PrincipalId>(row[7]);
  hold.lifted_at = db::optional_time(row[8]);
  return hold;
}

}  // namespace

void insert_hold(db::Tx& tx, const Hold& hold) {
  db::exec(
      tx,
      "INSERT INTO legal_holds (id, corp_id, scope, conversation_id, principal_id, reason, set_by, set_at) VALUES ($1, "
      "$2, $3, $4, $5, $6, $7, $8)",
      hold.id, tx.corp(), boost::describe::enum_to_string(hold.scope, ""), hold.conversation, hold.principal,
      hold.reason, hold.set_by, hold.set_at);
}

std::optional<Hold> find_hold(db::Tx& tx, const HoldId& hold) {
  static const std::string sql = "SELECT " + kColumns + "WHERE corp_id = $1 AND id = $2";
  const auto rows = db::exec(tx, sql, tx.corp(), hold);
  if (rows.empty()) return std::nullopt;
  return hold_of(rows[0]);
}

std::vector<Hold> list_holds(db::Tx& tx, const std::optional<HoldId>& before, std::int64_t limit) {
  static const std::string sql = "SELECT " + kColumns + "WHERE corp_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
  std::vector<Hold> holds;
  for (const auto& row : db::exec(tx, sql, tx.corp(), db::first_before(before), limit))
    holds.push_back(hold_of(row));
  return holds;
}

bool lift_hold(db::Tx& tx, const HoldId& hold, const PrincipalId& by) {
  return !db::exec(
              tx,
              "UPDATE legal_holds SET lifted_by = $3, lifted_at = $4 WHERE corp_id = $1 AND id = $2 AND lifted_at IS "
              "NULL RETURNING 1",
              tx.corp(), hold, by, tx.now())
              .empty();
}

bool conversation_exists(db::Tx& tx, const ConversationId& conversation) {
  return !db::exec(tx, "SELECT 1 FROM conversations WHERE id = $1 AND kind <> 'inbox'", conversation).empty();
}

bool held(db::Tx& tx, const ConversationId& conversation) {
  return !db::exec(
              tx,
              "SELECT 1 FROM legal_holds h WHERE h.corp_id = $1 AND h.lifted_at IS NULL AND (h.scope = 'company' OR "
              "(h.scope = 'conversation' AND h.conversation_id = $2) OR (h.scope = 'person' AND EXISTS (SELECT 1 FROM "
              "participants p WHERE p.conversation_id = $2 AND p.principal_id = h.principal_id))) LIMIT 1",
              tx.corp(), conversation)
              .empty();
}

bool held_person(db::Tx& tx, const PrincipalId& principal) {
  return !db::exec(
              tx,
              "SELECT 1 FROM legal_holds h WHERE h.corp_id = $1 AND h.lifted_at IS NULL AND (h.scope = 'company' OR "
              "(h.scope = 'person' AND h.principal_id = $2)) LIMIT 1",
              tx.corp(), principal)
              .empty();
}

}  // namespace weft::groups::store
