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

std::set<ConversationId> inherited_among(db::Tx& tx, std::span<const ConversationId> groups) {
  std::set<ConversationId> found;
  for (const auto& row : db::exec(
           tx,
           "SELECT conversation_id FROM (SELECT DISTINCT ON (conversation_id) conversation_id, kind FROM "
           "group_transfers "
           "WHERE conversation_id = ANY ($2::uuid[]) AND corp_id = $1 ORDER BY conversation_id, at DESC) t WHERE kind "
           "= "
           "'resigned'",
           tx.corp(), db::array_literal(groups)))
    found.insert(db::id_of<ConversationId>(row[0]));
  return found;
}

std::int64_t transfers_from(db::Tx& tx, const PrincipalId& from, Time since) {
  return db::number_of(db::exec(
      tx, "SELECT count(*) FROM group_transfers WHERE corp_id = $1 AND from_id = $2 AND at >= $3", tx.corp(), from,
      since)[0][0]);
}

std::vector<Inside> inside_of(db::Tx& tx, const ConversationId& group, const std::string& provider) {
  std::vector<Inside> list;
  for (const auto& row : db::exec(
           tx,
           "SELECT p.principal_id, r.kind = 'external', r.name, p.role = 'admin', coalesce(e.created_at, "
           "c.created_at), "
           "coalesce(e.actor_id, p.principal_id), coalesce((SELECT v.detail ->> 'state' FROM contact_events v WHERE "
           "v.corp_id = $1 AND v.contact_id = p.principal_id AND v.kind = 'joined_group' AND v.conversation_id = $2 "
           "ORDER BY v.id DESC LIMIT 1), ''), coalesce((SELECT i.value FROM contact_ids i WHERE i.corp_id = $1 AND "
           "i.contact_id = p.principal_id AND i.provider = $3 LIMIT 1), '') FROM participants p JOIN principals r ON "
           "r.id = p.principal_id JOIN "
           "conversations c ON c.id = p.conversation_id LEFT JOIN entries e ON e.conversation_id = p.conversation_id "
           "AND e.seq = p.joined_seq WHERE p.conversation_id = $2 AND p.corp_id = $1 AND p.left_seq IS NULL ORDER BY "
           "p.joined_seq, p.principal_id",
           tx.corp(), group, provider))
    list.push_back(
        {db::id_of<PrincipalId>(row[0]), db::bool_of(row[1]), db::text_of(row[2]), db::bool_of(row[3]),
         db::time_of(row[4]), db::id_of<PrincipalId>(row[5]), db::text_of(row[6]), db::text_of(row[7])});
  return list;
}

}  // namespace weft::customers::group_store
