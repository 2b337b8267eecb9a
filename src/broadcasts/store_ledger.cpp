// SQL of sending: recipients are taken in chunks, looked at under the locks, and brought to their end.
#include "broadcasts/ledger.hpp"
#include "broadcasts/quota.hpp"
#include <weft/db/arrays.hpp>

namespace weft::broadcasts::ledger {
namespace {

/// Of nobody: stands for what is absent in an array of ids.
const ConversationId kNowhere;

/// Where the sender reaches the recipient now. Who that is by now is asked for apart, so that the relation is found by
/// both ends: joined, all customers of the sender are read for each recipient.
const std::string kChatOfCustomer =
    "(SELECT CASE WHEN f.status = 'active' THEN f.conversation_id END FROM follows f WHERE f.corp_id = $2 AND "
    "f.employee_id = r.sender_id AND f.contact_id = (SELECT coalesce(m.merged_into, m.principal_id) FROM contacts m "
    "WHERE m.principal_id = r.recipient_id AND m.corp_id = $2))";
const std::string kChatOfGroup = "r.recipient_id";
const std::string kInbox =
    "(SELECT c.id FROM conversations c WHERE c.owner_id = r.recipient_id AND c.kind = 'inbox' AND c.corp_id = $2)";

std::string rows_with(const std::string& chat, const std::string& more, const std::string& where) {
  return "SELECT r.number, r.due_at, r.recipient_id, r.sender_id, " + chat + more +
         " FROM broadcast_recipients r WHERE r.broadcast_id = $1 AND r.corp_id = $2 AND " + where;
}

/// The lane's next rows.
const std::string kDue =
    "r.lane = $3 AND r.state = 'waiting' AND (r.due_at, r.number) > ($4::timestamptz, $5::bigint) AND r.due_at <= $6 "
    "ORDER BY r.due_at, r.number LIMIT $7 FOR NO KEY UPDATE OF r SKIP LOCKED";
const std::string kOpen = "r.number > $3 AND r.state IN ('held', 'waiting') ORDER BY r.number LIMIT $4";

/// One statement for each target.
struct ByTarget {
  std::string customers, groups, employees;
  const std::string& of(Target target) const {
    return target == Target::customers ? customers : target == Target::customer_groups ? groups : employees;
  }
};
const ByTarget kTake{
    rows_with(kChatOfCustomer, "", kDue), rows_with(kChatOfGroup, "", kDue), rows_with(kInbox, "", kDue)};
const ByTarget kLook{
    rows_with(kChatOfCustomer, ", r.shared", kOpen), rows_with(kChatOfGroup, ", r.shared", kOpen),
    rows_with(kInbox, ", r.shared", kOpen)};

Due due_of(const db::Row& row) {
  return {
      db::number_of(row[0]), db::time_of(row[1]), db::id_of<RecipientId>(row[2]), db::id_of<PrincipalId>(row[3]),
      db::optional_id<ConversationId>(row[4])};
}

/// Who a recipient is by now, and whether others were merged into that person.
const std::string kItself = "CROSS JOIN LATERAL (SELECT u.r AS id, false AS merged) w ";
const std::string kPerson =
    "CROSS JOIN LATERAL (SELECT n.id, EXISTS (SELECT 1 FROM contacts m WHERE m.corp_id = $1 AND m.merged_into = n.id) "
    "AS merged FROM (SELECT coalesce(m.merged_into, m.principal_id) AS id FROM contacts m WHERE m.principal_id = u.r "
    "AND m.corp_id = $1 OFFSET 0) n OFFSET 0) w ";

/// Rows of a table about a person (its id and whether it is merged in `of`) and about all who were merged into it, one
/// after the other by their ids. Not gathered in an array: making one takes longer than all that is read with it. And
/// used as `= ANY (ids)` it may end up as a filter: while the database still takes the table for empty, every recipient
/// would read all rows of the company.
std::string about(
    const std::string& of, const std::string& table, const std::string& columns, const std::string& where) {
  const std::string rows = "SELECT " + columns + " FROM " + table + " k WHERE k.corp_id = $1 AND k.recipient_id = ";
  return "(" + rows + of + ".id" + where + " UNION ALL SELECT o.* FROM contacts m CROSS JOIN LATERAL (" + rows +
         "m.principal_id" + where + " OFFSET 0) o WHERE " + of +
         ".merged AND m.corp_id = $1 AND m.merged_into = " + of + ".id)";
}

/// Which days it is at the recipient's, and what it got in them. $1 company, $2 when, $3 numbers, $4 recipients, $5
/// senders, $6 conversations, $7 and $8 minutes of the day, $9 the zone of who has none of its own. $10 the broadcast.
/// What the calendar says is computed once for each zone, not for each recipient: it is most of the work otherwise.
std::string standing_with(const std::string& columns, const std::string& person, const std::string& joins) {
  return "WITH u AS MATERIALIZED (SELECT u.n, u.r, u.s, u.c, w.id, w.merged, t.refused, coalesce(t.zone, $9) AS zone "
         "FROM unnest($3::bigint[], $4::uuid[], $5::uuid[], $6::uuid[]) AS u(n, r, s, c) " +
         person +
         "CROSS JOIN LATERAL (SELECT bool_or(o.refused_at IS NOT NULL) AS refused, coalesce(max(o.zone) FILTER (WHERE "
         "o.zone <> '' AND o.recipient_id = w.id), max(o.zone) FILTER (WHERE o.zone <> '')) AS zone FROM " +
         about("w", "broadcast_terms", "k.recipient_id, k.refused_at, k.zone", "") +
         " o) t), "
         "z AS MATERIALIZED (SELECT d.zone, x.today, x.week, x.month, x.minute >= $7 AND x.minute < $8 AS open, "
         "((x.today + CASE WHEN x.minute < $7 THEN 0 ELSE 1 END)::timestamp + make_interval(mins => $7)) AT TIME ZONE "
         "d.zone AS opens_at, extract(day FROM x.month + interval '1 month - 1 day')::bigint AS days, (x.today + "
         "1)::timestamp AT TIME ZONE d.zone AS next_day, (x.week + interval '7 days') AT TIME ZONE d.zone AS "
         "next_week, (x.month + interval '1 month') AT TIME ZONE d.zone AS next_month FROM (SELECT y.zone, "
         "$2::timestamptz AT TIME ZONE y.zone AS at FROM (SELECT DISTINCT zone FROM u) y) d CROSS JOIN LATERAL (SELECT "
         "d.at::date AS today, date_trunc('week', d.at)::date AS week, date_trunc('month', d.at)::date AS month, "
         "(extract(hour FROM d.at) * 60 + extract(minute FROM d.at))::integer AS minute) x) SELECT u.n, " +
         columns + ", u.id, u.merged AND EXISTS (SELECT 1 FROM " +
         about("u", "broadcast_recipients", "k.recipient_id", " AND k.broadcast_id = $10 AND k.state = 'sent'") +
         " o WHERE o.recipient_id <> u.r), s.status = 'active', coalesce(u.refused, false), z.open, z.opens_at, "
         "z.today, q.today, q.week, q.month, q.own_today, q.company_month, z.days, z.next_day, z.next_week, "
         "z.next_month FROM u JOIN z ON z.zone = u.zone CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE b.day >= "
         "z.today) AS today, count(*) FILTER (WHERE b.day >= z.week) AS week, count(*) FILTER (WHERE b.day >= z.month) "
         "AS month, count(*) FILTER (WHERE b.own AND b.day >= z.today) AS own_today, count(*) FILTER (WHERE NOT b.own "
         "AND b.day >= z.month) AS company_month FROM " +
         about(
             "u", "broadcast_recipients", "k.day, k.own", " AND k.state = 'sent' AND k.day >= least(z.month, z.week)") +
         " b) q " + joins;
}

const ByTarget kStanding{
    standing_with(
        "coalesce(f.status = 'active' AND f.conversation_id = u.c, false), coalesce(f.status = 'active' AND "
        "f.conversation_id <> u.c, false), coalesce(f.status = 'lost', false), p.name, s.name, coalesce(f.state, '')",
        kPerson,
        "JOIN principals p ON p.id = u.id AND p.corp_id = $1 JOIN principals s ON s.id = u.s AND s.corp_id = $1 LEFT "
        "JOIN follows f ON f.corp_id = $1 AND f.contact_id = u.id AND f.employee_id = u.s"),
    standing_with(
        "coalesce(c.owner_id = u.s AND c.dismissed_at IS NULL, false), false, false, coalesce(c.name, ''), s.name, ''",
        kItself,
        "JOIN principals s ON s.id = u.s AND s.corp_id = $1 LEFT JOIN conversations c ON c.id = u.r AND c.corp_id = "
        "$1"),
    standing_with(
        "p.status = 'active', false, false, p.name, s.name, ''", kItself,
        "JOIN principals p ON p.id = u.r AND p.corp_id = $1 JOIN principals s ON s.id = u.s AND s.corp_id = $1")};

Standing standing_of(const db::Row& row) {
  Standing one;
  one.served = db::bool_of(row[1]);
  one.elsewhere = db::bool_of(row[2]);
  one.blocked = db::bool_of(row[3]);
  one.name = db::text_of(row[4]);
  one.sender_name = db::text_of(row[5]);
  one.state = db::text_of(row[6]);
  one.person = db::id_of<RecipientId>(row[7]);
  one.got = db::bool_of(row[8]);
  one.sender = db::bool_of(row[9]);
  one.opted_out = db::bool_of(row[10]);
  one.open = db::bool_of(row[11]);
  one.opens_at = db::time_of(row[12]);
  one.day = db::text_of(row[13]);
  one.today = db::number_of(row[14]);
  one.week = db::number_of(row[15]);
  one.month = db::number_of(row[16]);
  one.own_today = db::number_of(row[17]);
  one.company_month = db::number_of(row[18]);
  one.days_in_month = db::number_of(row[19]);
  one.next_day = db::time_of(row[20]);
  one.next_week = db::time_of(row[21]);
  one.next_month = db::time_of(row[22]);
  return one;
}

}  // namespace

std::vector<Due> take(
    db::Tx& tx, const Broadcast& broadcast, std::int64_t lane, const Place& after, std::int64_t limit) {
  std::vector<Due> list;
  for (const auto& row : db::exec(
           tx, kTake.of(broadcast.target), broadcast.id, tx.corp(), lane, after.due, after.number, tx.now(), limit))
    list.push_back(due_of(row));
  return list;
}

std::vector<Open> look(db::Tx& tx, const Broadcast& broadcast, std::int64_t after, std::int64_t limit) {
  std::vector<Open> list;
  for (const auto& row : db::exec(tx, kLook.of(broadcast.target), broadcast.id, tx.corp(), after, limit))
    list.push_back({due_of(row), db::number_of(row[5])});
  return list;
}

std::optional<Time> next_due(db::Tx& tx, const BroadcastId& id, std::int64_t lane) {
  const auto rows = db::exec(
      tx,
      "SELECT due_at FROM broadcast_recipients WHERE broadcast_id = $1 AND corp_id = $2 AND lane = $3 AND state = "
      "'waiting' ORDER BY due_at, number LIMIT 1",
      id, tx.corp(), lane);
  if (rows.empty()) return std::nullopt;
  return db::time_of(rows[0][0]);
}

/// Who was deleted by a clean-up between the two statements is put there again.
void lock_terms(db::Tx& tx, std::span<const Due> due) {
  const std::string recipients = db::column(due, [](const Due& one) { return one.recipient; });
  for (;;) {
    const auto people = db::exec(
        tx,
        "WITH people AS MATERIALIZED (SELECT DISTINCT coalesce(m.merged_into, u.r) AS id FROM unnest($2::uuid[]) AS "
        "u(r) LEFT JOIN contacts m ON m.principal_id = u.r AND m.corp_id = $1), fresh AS (INSERT INTO broadcast_terms "
        "(corp_id, recipient_id) SELECT $1, p.id FROM people p ORDER BY p.id ON CONFLICT DO NOTHING) SELECT id FROM "
        "people",
        tx.corp(), recipients);
    std::vector<RecipientId> ids;
    for (const auto& row : people)
      ids.push_back(db::id_of<RecipientId>(row[0]));
    const auto locked = db::exec(
        tx,
        "SELECT 1 FROM (SELECT id FROM unnest($2::uuid[]) AS u(id) ORDER BY id) people CROSS JOIN LATERAL (SELECT 1 "
        "FROM broadcast_terms t WHERE t.corp_id = $1 AND t.recipient_id = people.id FOR NO KEY UPDATE) locked",
        tx.corp(), db::array_literal(ids));
    if (locked.size() == people.size()) return;
  }
}

std::map<std::int64_t, Standing> standings(
    db::Tx& tx, const Broadcast& broadcast, std::span<const Due> due, Time at, const std::string& zone) {
  const DayTime hours = day_time(broadcast.hours);
  std::map<std::int64_t, Standing> found;
  for (const auto& row : db::exec(
           tx, kStanding.of(broadcast.target), tx.corp(), at,
           db::column(due, [](const Due& one) { return one.number; }),
           db::column(due, [](const Due& one) { return one.recipient; }),
           db::column(due, [](const Due& one) { return one.sender; }),
           db::column(due, [](const Due& one) { return one.conversation.value_or(kNowhere); }), hours.from, hours.until,
           zone, broadcast.id))
    found.emplace(db::number_of(row[0]), standing_of(row));
  return found;
}

void settle(db::Tx& tx, const BroadcastId& id, std::span<const Outcome> outcomes) {
  using Text = std::optional<std::string>;
  const auto of_sent = [](const Outcome& one, auto value) { return one.state == State::sent ? Text(value) : Text(); };
  db::exec(
      tx,
      "WITH u AS MATERIALIZED (SELECT * FROM unnest($4::bigint[], $5::text[], $6::uuid[], $7::text[], "
      "$8::timestamptz[], $9::timestamptz[], $10::date[], $11::bigint[], $12::bigint[]) AS u(n, s, v, r, d, a, y, f, "
      "l)), settled AS (UPDATE broadcast_recipients b SET state = u.s, conversation_id = coalesce(u.v, "
      "b.conversation_id), reason = u.r, due_at = coalesce(u.d, b.due_at), allowed_at = u.a, day = u.y, sent_at = CASE "
      "WHEN u.s = 'sent' THEN $3::timestamptz END, first_seq = u.f, last_seq = u.l FROM u WHERE b.broadcast_id = $1 "
      "AND b.number = u.n AND b.corp_id = $2 AND b.state = 'waiting' RETURNING b.sender_id, b.state) UPDATE "
      "broadcast_tasks t SET sent = t.sent + c.sent, refused = t.refused + c.refused, failed = t.failed + c.failed, "
      "skipped = t.skipped + c.skipped FROM (SELECT sender_id, count(*) FILTER (WHERE state = 'sent') AS sent, "
      "count(*) FILTER (WHERE state = 'refused') AS refused, count(*) FILTER (WHERE state = 'failed') AS failed, "
      "count(*) FILTER (WHERE state = 'skipped') AS skipped FROM settled GROUP BY sender_id) c WHERE t.broadcast_id = "
      "$1 AND t.sender_id = c.sender_id AND t.corp_id = $2",
      id, tx.corp(), tx.now(), db::column(outcomes, [](const Outcome& one) { return one.number; }),
      db::column(outcomes, [](const Outcome& one) { return word(one.state); }),
      db::column(outcomes, [](const Outcome& one) { return db::text_or_null(one.conversation); }),
      db::column(outcomes, [](const Outcome& one) { return one.reason ? Text(word(*one.reason)) : Text(); }),
      db::column(outcomes, [](const Outcome& one) { return db::text_or_null(one.due_at); }),
      db::column(outcomes, [](const Outcome& one) { return db::text_or_null(one.allowed_at); }),
      db::column(outcomes, [&](const Outcome& one) { return of_sent(one, one.day); }),
      db::column(outcomes, [&](const Outcome& one) { return of_sent(one, std::to_string(one.first)); }),
      db::column(outcomes, [&](const Outcome& one) { return of_sent(one, std::to_string(one.last)); }));
}

}  // namespace weft::broadcasts::ledger
