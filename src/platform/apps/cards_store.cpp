// SQL of template cards.
#include "platform/apps/cards_store.hpp"

#include <weft/db/sql.hpp>

namespace weft::platform::store {
namespace {

const std::string kCard =
    "SELECT m.id, m.app_id, r.principal_id, coalesce(r.body, m.body)::text, r.acted::text, r.recalled OR m.recalled_at "
    "IS NOT NULL FROM app_message_recipients r JOIN app_messages m ON m.corp_id = $1 AND m.id = r.message_id WHERE "
    "r.corp_id = $1 AND m.kind = 'template_card' ";

std::optional<CardRow> card_in(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  const auto row = rows[0];
  CardRow card;
  card.message = db::id_of<AppMessageId>(row[0]);
  card.app = db::id_of<PrincipalId>(row[1]);
  card.member = db::id_of<PrincipalId>(row[2]);
  card.body = {db::text_of(row[3])};
  if (!row[4].is_null()) card.acted = RawJson{db::text_of(row[4])};
  card.recalled = db::bool_of(row[5]);
  return card;
}

}  // namespace

std::optional<CardRow> lock_card(db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& member) {
  static const std::string sql =
      kCard + "AND r.conversation_id = $2 AND r.seq = $3 AND r.principal_id = $4 FOR NO KEY UPDATE OF r";
  return card_in(db::exec(tx, sql, tx.corp(), conversation, seq, member));
}

std::optional<CardRow> find_card(db::Tx& tx, const AppMessageId& message, const PrincipalId& member) {
  static const std::string sql = kCard + "AND r.message_id = $2 AND r.principal_id = $3";
  return card_in(db::exec(tx, sql, tx.corp(), message, member));
}

void set_acted(db::Tx& tx, const AppMessageId& message, const PrincipalId& member, const RawJson& acted) {
  db::exec(
      tx,
      "UPDATE app_message_recipients SET acted = $4::jsonb, acted_at = $5 WHERE corp_id = $1 AND message_id = $2 AND "
      "principal_id = $3",
      tx.corp(), message, member, acted, tx.now());
}

std::int64_t insert_change(db::Tx& tx, const CardChange& change) {
  return db::number_of(db::exec(
                           tx,
                           "INSERT INTO app_card_changes (corp_id, message_id, body, button, created_at) VALUES ($1, "
                           "$2, $3::jsonb, $4, $5) RETURNING number",
                           tx.corp(), change.message, change.body, change.button, tx.now())
                           .at(0)[0]);
}

std::optional<CardChange> find_change(db::Tx& tx, std::int64_t number) {
  const auto rows = db::exec(
      tx, "SELECT number, message_id, body::text, button FROM app_card_changes WHERE number = $2 AND corp_id = $1",
      tx.corp(), number);
  if (rows.empty()) return std::nullopt;
  CardChange change{db::number_of(rows[0][0]), db::id_of<AppMessageId>(rows[0][1]), {}, db::optional_text(rows[0][3])};
  if (!rows[0][2].is_null()) change.body = RawJson{db::text_of(rows[0][2])};
  return change;
}

std::int64_t mark_changing(db::Tx& tx, const CardChange& change, const TargetRows& targets, bool all) {
  return db::number_of(db::exec(
                           tx,
                           "WITH wanted AS (SELECT unnest($4::uuid[]) AS id UNION SELECT m.principal_id FROM "
                           "departments top JOIN departments d ON d.corp_id = $1 AND d.path >= top.path AND d.path < "
                           "left(top.path, -1) || '0' JOIN department_members m ON m.corp_id = $1 AND m.department = "
                           "d.number WHERE top.corp_id = $1 AND top.number = ANY ($5::integer[]) UNION SELECT "
                           "weft_tagged($1, $6::integer[])), marked AS "
                           "(UPDATE app_message_recipients r SET change = $3 WHERE r.corp_id = $1 AND r.message_id = "
                           "$2 AND r.outcome = 'sent' AND NOT r.recalled AND ($7::boolean OR r.principal_id IN (SELECT "
                           "id FROM wanted)) RETURNING 1) SELECT count(*) FROM marked",
                           tx.corp(), change.message, change.number, db::array_literal(targets.members),
                           db::array_literal(targets.departments), db::array_literal(targets.tags), all)
                           .at(0)[0]);
}

std::vector<ChangingRow> changing(db::Tx& tx, const CardChange& change, std::int64_t limit) {
  std::vector<ChangingRow> list;
  for (const auto& row : db::exec(
           tx,
           "SELECT r.principal_id, r.conversation_id, r.seq, coalesce(r.body, m.body)::text FROM "
           "app_message_recipients r JOIN app_messages m ON m.corp_id = $1 AND m.id = r.message_id WHERE r.corp_id = "
           "$1 AND r.change = $2 ORDER BY r.principal_id LIMIT $3 FOR NO KEY UPDATE OF r",
           tx.corp(), change.number, limit))
    list.push_back(
        {db::id_of<PrincipalId>(row[0]), db::id_of<ConversationId>(row[1]), row[2].as<Seq>(), {db::text_of(row[3])}});
  return list;
}

void save_changed(db::Tx& tx, const CardChange& change, const PrincipalId& member, const RawJson& body) {
  db::exec(
      tx,
      "UPDATE app_message_recipients SET body = $4::jsonb, change = NULL, acted = NULL WHERE corp_id = $1 AND "
      "message_id = $2 AND principal_id = $3",
      tx.corp(), change.message, member, body);
}

}  // namespace weft::platform::store
