// SQL of groups that changed hands.
#include "customers/groups/transfer.hpp"
#include <weft/db/sql.hpp>

namespace weft::customers::group_store {

void insert_transfer(db::Tx& tx, const Transfer& transfer) {
  db::exec(
      tx,
      "INSERT INTO group_transfers (id, corp_id, conversation_id, kind, from_id, to_id, by_id, at) VALUES "
      "(gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7)",
      tx.corp(), transfer.group, boost::describe::enum_to_string(transfer.kind, ""), transfer.from, transfer.to,
      transfer.by, tx.now());
}

std::vector<Time> transfers_on_job(db::Tx& tx, const ConversationId& group, Time since) {
  std::vector<Time> times;
  for (const auto& row : db::exec(
           tx,
           "SELECT at FROM group_transfers WHERE conversation_id = $1 AND corp_id = $2 AND kind = 'on_job' AND at >= "
           "$3 "
           "ORDER BY at",
           group, tx.corp(), since))
    times.push_back(db::time_of(row[0]));
  return times;
}

std::int64_t transfers_from(db::Tx& tx, const PrincipalId& from, Time since) {
  return db::number_of(db::exec(
      tx, "SELECT count(*) FROM group_transfers WHERE corp_id = $1 AND from_id = $2 AND at >= $3", tx.corp(), from,
      since)[0][0]);
}

}  // namespace weft::customers::group_store
