// SQL of what happened with a contact.
#include "customers/records/store.hpp"
#include <weft/db/sql.hpp>

namespace weft::customers::store {
namespace {}  // namespace

std::vector<TimelineEvent> events(db::Tx& tx, const Timeline& timeline) {
  std::vector<TimelineEvent> list;
  for (const auto& row : db::exec(
           tx,
           "SELECT id, kind, at, employee_id, conversation_id, actor_id, detail FROM contact_events WHERE corp_id = $1 "
           "AND contact_id = ANY ($2::uuid[]) AND id < $3 AND (cardinality($4::text[]) = 0 OR kind = ANY ($4::text[])) "
           "AND ($5 OR employee_id IS NULL OR employee_id = $6 OR conversation_id = ANY ($7::uuid[])) ORDER BY id DESC "
           "LIMIT $8",
           tx.corp(), db::array_literal(timeline.contacts), db::first_before(timeline.before),
           db::array_literal(timeline.kinds), timeline.all, timeline.employee, db::array_literal(timeline.chats),
           timeline.limit))
    list.push_back(
        {db::id_of<EventId>(row[0]),
         db::enum_of<EventKind>(row[1]),
         db::time_of(row[2]),
         db::optional_id<PrincipalId>(row[3]),
         db::optional_id<ConversationId>(row[4]),
         db::optional_id<PrincipalId>(row[5]),
         {db::text_of(row[6])}});
  return list;
}

std::map<FollowId, PrincipalId> who_added(db::Tx& tx, std::span<const FollowId> follows) {
  std::map<FollowId, PrincipalId> found;
  for (const auto& row : db::exec(
           tx,
           "SELECT f.id, coalesce(e.actor_id, h.begun_by) FROM follows f CROSS JOIN LATERAL (SELECT actor_id, detail "
           "FROM contact_events WHERE corp_id = $1 AND contact_id = f.contact_id AND employee_id = f.employee_id AND "
           "kind IN ('added', 'handed_over') ORDER BY id DESC LIMIT 1) e LEFT JOIN hand_overs h ON h.corp_id = $1 AND "
           "h.id = (e.detail ->> 'hand_over')::uuid WHERE f.corp_id = $1 AND f.id = ANY ($2::uuid[])",
           tx.corp(), db::array_literal(follows)))
    if (const auto who = db::optional_id<PrincipalId>(row[1])) found.emplace(db::id_of<FollowId>(row[0]), *who);
  return found;
}

}  // namespace weft::customers::store
