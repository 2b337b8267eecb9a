// SQL of groups with customers as they stood at some times: how many people were in, and what had been said.
#include <weft/customers/figures.hpp>
#include <weft/db/sql.hpp>

namespace weft::customers {
namespace {

const std::string kOwned =
    "conversations g WHERE g.corp_id = $1 AND g.kind = 'customer_group' AND g.owner_id = ANY ($2::uuid[])";

/// Each log is read once: what first happened between which two of the times is added up along them. `n` is the first
/// of the times before which something was.
const std::string kTotals =
    "WITH times AS (SELECT t.until, t.n::integer FROM unnest($3::timestamptz[]) WITH ORDINALITY AS t (until, n)), "
    "owned AS MATERIALIZED (SELECT g.id, g.owner_id, g.created_at, g.dismissed_at FROM " +
    kOwned +
    "), said AS MATERIALIZED (SELECT e.conversation_id AS id, e.actor_id, width_bucket(e.created_at, "
    "$3::timestamptz[]) + 1 AS n, max(e.message_no) AS messages, bool_or(e.kind = 'message') AS wrote FROM entries e "
    "WHERE e.conversation_id IN (SELECT o.id FROM owned o) GROUP BY 1, 2, 3), "
    "heard AS (SELECT s.id, s.n, max(s.messages) AS messages FROM said s GROUP BY 1, 2), "
    "began AS (SELECT f.id, f.n, count(*) AS speakers FROM (SELECT s.id, min(s.n) AS n FROM said s WHERE s.wrote "
    "GROUP BY s.id, s.actor_id) f GROUP BY 1, 2), "
    "moved AS (SELECT m.id, m.n, sum(m.change) AS members FROM (SELECT o.id, c.n, c.change FROM owned o JOIN "
    "participants p ON p.conversation_id = o.id CROSS JOIN LATERAL (VALUES (width_bucket(coalesce((SELECT j.created_at "
    "FROM entries j WHERE j.conversation_id = o.id AND j.seq = p.joined_seq), o.created_at), $3::timestamptz[]) + 1, "
    "1), (CASE WHEN p.left_seq IS NOT NULL THEN width_bucket(coalesce(p.left_at, (SELECT l.created_at FROM entries l "
    "WHERE l.conversation_id = o.id AND l.seq = p.left_seq), o.created_at), $3::timestamptz[]) + 1 END, -1)) AS c (n, "
    "change) WHERE c.n IS NOT NULL) m GROUP BY 1, 2) "
    "SELECT x.n, x.owner_id, count(*), sum(x.members), count(*) FILTER (WHERE x.speakers > 0), sum(x.speakers), "
    "sum(x.messages) FROM (SELECT o.owner_id, o.created_at, o.dismissed_at, t.n, t.until, coalesce(sum(m.members) "
    "OVER w, 0) AS members, coalesce(sum(b.speakers) OVER w, 0) AS speakers, coalesce(max(h.messages) OVER w, 0) AS "
    "messages FROM owned o CROSS JOIN times t LEFT JOIN moved m ON m.id = o.id AND m.n = t.n LEFT JOIN began b ON b.id "
    "= o.id AND b.n = t.n LEFT JOIN heard h ON h.id = o.id AND h.n = t.n WINDOW w AS (PARTITION BY o.id ORDER BY t.n)) "
    "x WHERE x.created_at < x.until AND (x.dismissed_at IS NULL OR x.dismissed_at >= x.until) GROUP BY 1, 2";

void need_few_entries(db::Tx& tx, const std::string& owners) {
  static const std::string sql = "SELECT coalesce(sum(g.head_seq - coalesce(g.first_seq, 1) + 1), 0)::bigint FROM " +
                                 kOwned;
  if (db::number_of(db::exec(tx, sql, tx.corp(), owners)[0][0]) > kTotalledEntries)
    throw ApiError(
        Errc::payload_too_large, "the groups of these people have too many messages to be read at once; name fewer",
        "owners");
}

}  // namespace

std::vector<std::map<PrincipalId, GroupTotals>> group_totals(
    db::Tx& tx, std::span<const PrincipalId> owners, const std::vector<Time>& untils) {
  const std::string ids = db::array_literal(owners);
  need_few_entries(tx, ids);
  std::vector<std::string> times;
  for (const Time until : untils)
    times.push_back(to_rfc3339(until));
  std::vector<std::map<PrincipalId, GroupTotals>> totals(untils.size());
  for (const auto& row : db::exec(tx, kTotals, tx.corp(), ids, db::array_literal(times)))
    totals.at(static_cast<std::size_t>(db::number_of(row[0])) - 1)
        .emplace(
            db::id_of<PrincipalId>(row[1]), GroupTotals{
                                                db::number_of(row[2]), db::number_of(row[3]), db::number_of(row[4]),
                                                db::number_of(row[5]), db::number_of(row[6])});
  return totals;
}

}  // namespace weft::customers
