// SQL of groups with customers as they stood at a time: how many people were in, and what had been said.
#include <weft/customers/figures.hpp>
#include <weft/db/sql.hpp>

namespace weft::customers {

std::map<PrincipalId, GroupTotals> group_totals(db::Tx& tx, std::span<const PrincipalId> owners, Time until) {
  std::map<PrincipalId, GroupTotals> totals;
  for (
      const auto& row : db::exec(
          tx,
          "SELECT g.owner_id, count(*), sum(m.members), count(*) FILTER (WHERE s.speakers > 0), sum(s.speakers), "
          "sum(coalesce(w.messages, 0)) FROM conversations g CROSS JOIN LATERAL (SELECT count(*) AS members FROM "
          "participants p LEFT JOIN entries j ON j.conversation_id = g.id AND j.seq = p.joined_seq LEFT JOIN entries l "
          "ON l.conversation_id = g.id AND l.seq = p.left_seq WHERE p.conversation_id = g.id AND "
          "coalesce(j.created_at, g.created_at) < $3 AND (p.left_seq IS NULL OR l.created_at >= $3)) m CROSS JOIN "
          "LATERAL (SELECT count(DISTINCT e.actor_id) AS speakers FROM entries e WHERE e.conversation_id = g.id AND "
          "e.kind = 'message' AND e.created_at < $3) s LEFT JOIN LATERAL (SELECT e.message_no AS messages FROM entries "
          "e WHERE e.conversation_id = g.id AND e.created_at < $3 ORDER BY e.seq DESC LIMIT 1) w ON true WHERE "
          "g.corp_id = $1 AND g.kind = 'customer_group' AND g.owner_id = ANY ($2::uuid[]) AND g.created_at < $3 AND "
          "(g.dismissed_at IS NULL OR g.dismissed_at >= $3) GROUP BY g.owner_id",
          tx.corp(), db::array_literal(owners), until))
    totals.emplace(
        db::id_of<PrincipalId>(row[0]), GroupTotals{
                                            db::number_of(row[1]), db::number_of(row[2]), db::number_of(row[3]),
                                            db::number_of(row[4]), db::number_of(row[5])});
  return totals;
}

}  // namespace weft::customers
