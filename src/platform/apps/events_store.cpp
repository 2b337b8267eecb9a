// SQL of what letters to apps say: the message as the log has it now, and the company's handle.
#include "platform/apps/callback.hpp"
#include <weft/db/sql.hpp>

namespace weft::platform {

std::optional<store::Written> store::find_written(db::Tx& tx, const ConversationId& conversation, Seq seq) {
  const auto rows = db::exec(
      tx,
      "SELECT actor_id, created_at, body::text FROM entries WHERE conversation_id = $1 AND seq = $2 AND kind = "
      "'message'",
      conversation, seq);
  if (rows.empty()) return std::nullopt;
  return Written{db::id_of<PrincipalId>(rows[0][0]), db::time_of(rows[0][1]), {db::text_of(rows[0][2])}};
}

std::string corp_name(db::Tx& tx) {
  return db::text_of(db::exec(tx, "SELECT handle FROM companies WHERE id = $1", tx.corp()).at(0)[0]);
}

}  // namespace weft::platform
