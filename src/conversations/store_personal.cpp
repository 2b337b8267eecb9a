// SQL of stars and hidden messages.
#include "conversations/store_personal.hpp"

#include "conversations/store_columns.hpp"

namespace weft::conversations::store {

bool can_see_message(
    db::Tx& tx, const ConversationId& conversation, const PrincipalId& principal, Seq seq, Hidden hidden) {
  static const std::string sql =
      "SELECT 1 FROM participants p JOIN entries e ON e.conversation_id = p.conversation_id WHERE p.conversation_id = "
      "$1 AND p.principal_id = $2 AND e.conversation_id = $1 AND e.seq = $3 AND e.kind = 'message' AND " +
      kInSpan + " AND ($4 OR NOT " + kHidden + ")";
  return !db::exec(tx, sql, conversation, principal, seq, hidden == Hidden::counted).empty();
}

std::int64_t count_stars(db::Tx& tx, const PrincipalId& principal) {
  return db::exec(tx, "SELECT count(*) FROM stars WHERE principal_id = $1", principal)[0][0].as<std::int64_t>();
}

bool set_star(db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& principal, bool starred) {
  static const std::string add =
      "WITH target AS (SELECT e.seq FROM entries e WHERE e.conversation_id = $1 AND e.seq = $3 AND e.kind = 'message' "
      "FOR KEY SHARE) "
      "INSERT INTO stars (principal_id, conversation_id, seq, corp_id, starred_at) "
      "SELECT $2, $1, e.seq, $4, $5 FROM target e, participants p WHERE p.conversation_id = $1 AND p.principal_id = $2 "
      "AND " +
      kInSpan + " AND NOT " + kHidden + " ON CONFLICT DO NOTHING RETURNING 1";
  if (starred) return !db::exec(tx, add, conversation, principal, seq, tx.corp(), tx.now()).empty();
  return !db::exec(
              tx, "DELETE FROM stars WHERE principal_id = $2 AND conversation_id = $1 AND seq = $3 RETURNING 1",
              conversation, principal, seq)
              .empty();
}

std::vector<Star> list_stars(
    db::Tx& tx, const PrincipalId& principal, const std::optional<StarKey>& after, std::int64_t limit) {
  static const auto sql = [](const std::string& where) {
    return "SELECT s.conversation_id, s.starred_at, " + kEntryColumns +
           " FROM stars s JOIN participants p ON p.conversation_id = s.conversation_id AND p.principal_id = "
           "s.principal_id JOIN entries e ON e.conversation_id = s.conversation_id AND e.seq = s.seq WHERE "
           "s.principal_id = $1 AND " +
           kInSpan + where + " ORDER BY s.starred_at DESC, s.conversation_id DESC, s.seq DESC LIMIT $2";
  };
  static const std::string first = sql("");
  static const std::string next = sql(
      " AND (s.starred_at, s.conversation_id, s.seq) < ($3::timestamptz, $4::uuid, $5::bigint)");
  const auto rows = after ? db::exec(tx, next, principal, limit, after->starred_at, after->conversation, after->seq)
                          : db::exec(tx, first, principal, limit);
  std::vector<Star> stars;
  for (const auto& row : rows)
    stars.push_back({db::id_of<ConversationId>(row[0]), db::time_of(row[1]), entry_of(row, 2)});
  return stars;
}

bool hide_message(db::Tx& tx, const ConversationId& conversation, Seq seq, const PrincipalId& principal) {
  // The edits are found by what they sealed, as for a recall.
  static const std::string sql =
      "WITH target AS (SELECT e.seq FROM entries e WHERE e.conversation_id = $1 AND e.seq = $3 AND e.kind = 'message' "
      "FOR KEY SHARE), seen AS (SELECT e.seq FROM target e, participants p WHERE p.conversation_id = $1 AND "
      "p.principal_id = $2 AND " +
      kInSpan +
      "), edits AS (SELECT e.seq FROM seen, sealed_entries s JOIN entries e ON e.conversation_id = s.conversation_id "
      "AND "
      "e.seq = s.sealed_seq WHERE s.conversation_id = $1 AND s.seq = $3 AND e.kind = 'edit'), "
      "added AS (INSERT INTO hidden_entries (conversation_id, principal_id, seq, corp_id, message) "
      "SELECT $1::uuid, $2::uuid, seq, $4::uuid, true FROM seen UNION ALL SELECT $1, $2, seq, $4, false FROM edits "
      "ON CONFLICT DO NOTHING RETURNING seq) "
      "UPDATE participants SET hidden_upto = greatest(hidden_upto, (SELECT max(seq) FROM added)) "
      "WHERE conversation_id = $1 AND principal_id = $2 AND EXISTS (SELECT 1 FROM added WHERE seq = $3) RETURNING 1";
  return !db::exec(tx, sql, conversation, principal, seq, tx.corp()).empty();
}

}  // namespace weft::conversations::store
