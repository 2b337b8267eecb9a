// SQL of the walk over logs and of taking their old end off.
#include "groups/store_retention.hpp"

#include <weft/db/sql.hpp>

namespace weft::groups::store {

void line_up(db::Tx& tx) {
  db::exec(tx, "SELECT pg_advisory_xact_lock(hashtextextended('weft.retention ' || $1::text, 0))", tx.corp());
}

std::optional<bool> lock_any_group(db::Tx& tx, const ConversationId& group) {
  const auto rows = db::exec(
      tx,
      "SELECT dismissed_at IS NULL FROM conversations WHERE id = $1 AND kind IN ('group', 'customer_group') FOR NO KEY "
      "UPDATE",
      group);
  if (rows.empty()) return std::nullopt;
  return db::bool_of(rows[0][0]);
}

std::vector<Walked> walk(
    db::Tx& tx, conversations::Kind kind, const ConversationId& after, std::int64_t company_days, std::int64_t limit) {
  const auto rows = db::exec(
      tx,
      "SELECT c.id, coalesce(g.retention_days, $4::bigint) AS days, "
      "coalesce(g.retention_days, $4::bigint) > 0 AND e.created_at < $6::timestamptz - make_interval(days => "
      "coalesce(g.retention_days, $4::bigint)::integer) AND NOT EXISTS (SELECT 1 FROM legal_holds h WHERE h.corp_id = "
      "$1 AND h.lifted_at IS NULL AND (h.scope = 'company' OR (h.scope = 'conversation' AND h.conversation_id = c.id) "
      "OR (h.scope = 'person' AND EXISTS (SELECT 1 FROM participants p WHERE p.conversation_id = c.id AND "
      "p.principal_id = h.principal_id)))) "
      "FROM (SELECT id, coalesce(first_seq, 1) AS first_seq FROM conversations WHERE corp_id = $1 AND kind = $2 AND id "
      "> $3 ORDER BY id LIMIT $5) c LEFT JOIN group_rules g ON g.conversation_id = c.id LEFT JOIN entries e ON "
      "e.conversation_id = c.id AND e.seq = c.first_seq ORDER BY c.id",
      tx.corp(), boost::describe::enum_to_string(kind, ""), after, company_days, limit, tx.now());
  std::vector<Walked> walked;
  for (const auto& row : rows)
    walked.push_back(
        {db::id_of<ConversationId>(row[0]), !row[2].is_null() && db::bool_of(row[2]), db::number_of(row[1])});
  return walked;
}

std::optional<Piece> old_end(db::Tx& tx, const ConversationId& conversation, Time cutoff, std::int64_t limit) {
  // Who writes something about old entries that is not theirs (the index of search) locks the row FOR KEY SHARE.
  const auto head = db::exec(
      tx, "SELECT coalesce(first_seq, 1) FROM conversations WHERE id = $1 FOR UPDATE", conversation);
  if (head.empty()) return std::nullopt;
  const Seq first = head[0][0].as<Seq>();
  // Up to the first one that is young enough: a wall clock that was set back does not make a hole.
  const auto rows = db::exec(
      tx,
      "WITH batch AS (SELECT seq, message_no, created_at < $3 AS old FROM entries WHERE conversation_id = $1 AND seq "
      ">= $2 ORDER BY seq LIMIT $4) "
      "SELECT seq, message_no FROM batch WHERE old AND seq < coalesce((SELECT min(seq) FROM batch WHERE NOT old), "
      "9223372036854775807) ORDER BY seq DESC LIMIT 1",
      conversation, first, cutoff, limit);
  if (rows.empty()) return std::nullopt;
  return Piece{first, rows[0][0].as<Seq>(), db::number_of(rows[0][1])};
}

void take_off(db::Tx& tx, const ConversationId& conversation, const Piece& piece) {
  // Who left by one of these entries keeps what it said.
  db::exec(
      tx,
      "UPDATE participants p SET left_at = e.created_at, left_message_no = e.message_no, left_dismissed = e.kind = "
      "'dismissed' FROM entries e WHERE p.conversation_id = $1 AND p.left_seq BETWEEN $2 AND $3 AND e.conversation_id "
      "= $1 AND e.seq = p.left_seq",
      conversation, piece.first, piece.last);
  // A star or a hiding that is being written locks the entry: this waits for it, and the statements after see it.
  db::exec(
      tx, "DELETE FROM entries WHERE conversation_id = $1 AND seq BETWEEN $2 AND $3", conversation, piece.first,
      piece.last);
  db::exec(
      tx, "DELETE FROM reactions WHERE conversation_id = $1 AND seq BETWEEN $2 AND $3", conversation, piece.first,
      piece.last);
  db::exec(
      tx, "DELETE FROM pins WHERE conversation_id = $1 AND seq BETWEEN $2 AND $3", conversation, piece.first,
      piece.last);
  db::exec(
      tx, "DELETE FROM stars WHERE conversation_id = $1 AND seq BETWEEN $2 AND $3", conversation, piece.first,
      piece.last);
  db::exec(
      tx,
      "WITH gone AS (DELETE FROM hidden_entries WHERE conversation_id = $1 AND seq BETWEEN $2 AND $3 RETURNING "
      "principal_id) UPDATE participants p SET hidden_upto = NULL FROM (SELECT DISTINCT principal_id FROM gone) g "
      "WHERE "
      "p.conversation_id = $1 AND p.principal_id = g.principal_id AND p.hidden_upto <= $3",
      conversation, piece.first, piece.last);
  db::exec(
      tx, "UPDATE conversations SET first_seq = $2::bigint + 1, gone_messages = $3 WHERE id = $1", conversation,
      piece.last, piece.message_no);
  // Only now: the fence around sealed entries lets go what lies below first_seq.
  db::exec(
      tx, "DELETE FROM sealed_entries WHERE conversation_id = $1 AND seq BETWEEN $2 AND $3", conversation, piece.first,
      piece.last);
}

bool any_group_days(db::Tx& tx) {
  return !db::exec(tx, "SELECT 1 FROM group_rules WHERE corp_id = $1 AND retention_days > 0 LIMIT 1", tx.corp())
              .empty();
}

}  // namespace weft::groups::store
