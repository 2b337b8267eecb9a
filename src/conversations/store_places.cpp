// SQL of what is read of a log by who had another's place in it.
#include <weft/conversations/places.hpp>
#include <weft/db/sql.hpp>

namespace weft::conversations {

std::string spans_of_gone(db::Tx& tx, const ConversationId& conversation, const PrincipalId& principal) {
  const auto rows = db::exec(
      tx,
      "SELECT past + int8multirange(int8range(joined_seq, left_seq, '[]')) FROM participants WHERE conversation_id = "
      "$1 AND principal_id = $2 AND left_seq IS NOT NULL",
      conversation, principal);
  return rows.empty() ? "{}" : db::text_of(rows[0][0]);
}

void keep_spans(
    db::Tx& tx, const ConversationId& conversation, const PrincipalId& principal, const std::string& spans) {
  db::exec(
      tx,
      "UPDATE participants SET past = past - $3::int8multirange WHERE conversation_id = $1 AND principal_id = $2 AND "
      "left_seq IS NULL",
      conversation, principal, spans);
}

void reduce_to_spans(
    db::Tx& tx, const ConversationId& conversation, const PrincipalId& principal, const std::string& spans) {
  db::exec(
      tx,
      "UPDATE participants SET joined_seq = left_seq, past = $3::int8multirange, left_message_seq = NULL WHERE "
      "conversation_id = $1 AND principal_id = $2 AND left_seq IS NOT NULL",
      conversation, principal, spans);
}

}  // namespace weft::conversations
