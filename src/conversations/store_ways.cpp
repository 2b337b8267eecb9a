// SQL of what ends when people come into a group or go.
#include "conversations/store_ways.hpp"

#include <weft/db/sql.hpp>

namespace weft::conversations::store {

void settle_requests(
    db::Tx& tx, const ConversationId& group, std::span<const PrincipalId> people, const PrincipalId& by) {
  db::exec(
      tx,
      "UPDATE group_requests SET state = 'settled', decided_by = $3, decided_at = $4 WHERE conversation_id = $1 AND "
      "principal_id = ANY ($2::uuid[]) AND state = 'waiting'",
      group, db::array_literal(people), by, tx.now());
}

void end_links(db::Tx& tx, const ConversationId& group, std::span<const PrincipalId> makers) {
  db::exec(
      tx,
      "UPDATE group_links SET revoked_at = $3 WHERE conversation_id = $1 AND created_by = ANY ($2::uuid[]) AND "
      "revoked_at IS NULL",
      group, db::array_literal(makers), tx.now());
}

}  // namespace weft::conversations::store
