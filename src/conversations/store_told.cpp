// SQL of what is told to others outside.
#include "conversations/store_told.hpp"

#include "conversations/store_columns.hpp"

namespace weft::conversations::store {

std::optional<ToldEntry> find_told(db::Tx& tx, const ConversationId& conversation, Seq seq) {
  static const std::string sql = "SELECT c.kind, p.kind, " + kEntryColumns +
                                 " FROM conversations c LEFT JOIN entries e ON e.conversation_id = c.id AND e.seq = $3 "
                                 "LEFT JOIN principals p ON p.id = e.actor_id WHERE c.corp_id = $1 AND c.id = $2";
  const auto rows = db::exec(tx, sql, tx.corp(), conversation, seq);
  if (rows.empty()) return std::nullopt;
  const auto row = rows[0];
  ToldEntry told{row[0].c_str(), {}, db::text_of(row[1])};
  if (!row[2].is_null()) told.entry = entry_of(row, 2);
  return told;
}

}  // namespace weft::conversations::store
