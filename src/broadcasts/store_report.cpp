// SQL of what became of recipients: who was reached, who has read, who wrote back.
#include "broadcasts/report.hpp"
#include <weft/db/sql.hpp>

namespace weft::broadcasts::store {
namespace {

/// Of a sent row `b`: by the customer, or by one of the group's; by the employee whose inbox it is.
const std::string kRead =
    "EXISTS (SELECT 1 FROM participants p JOIN principals who ON who.id = p.principal_id AND who.corp_id = b.corp_id "
    "WHERE p.conversation_id = b.conversation_id AND p.corp_id = b.corp_id AND (who.kind = 'external' OR who.id = "
    "b.recipient_id) AND p.read_seq >= b.last_seq)";
const std::string kReplied =
    "EXISTS (SELECT 1 FROM entries e JOIN principals who ON who.id = e.actor_id AND who.corp_id = b.corp_id WHERE "
    "e.conversation_id = b.conversation_id AND e.seq > b.last_seq AND e.kind = 'message' AND who.kind = 'external' AND "
    "e.corp_id = b.corp_id)";
const std::string kDelivered =
    "EXISTS (SELECT 1 FROM sessions s WHERE s.corp_id = b.corp_id AND s.principal_id = coalesce((SELECT m.merged_into "
    "FROM contacts m WHERE m.principal_id = b.recipient_id AND m.corp_id = b.corp_id), b.recipient_id) AND "
    "s.last_seen_at >= b.sent_at)";

std::string if_sent(const std::string& test) {
  return "CASE WHEN b.state = 'sent' THEN " + test + " ELSE false END";
}

std::string list_by(const std::string& name, const std::string& joins, const std::string& read) {
  return "SELECT b.number, b.recipient_id, " + name +
         ", b.sender_id, s.name, b.state, b.reason, b.allowed_at, CASE "
         "WHEN b.state = 'waiting' THEN b.due_at END, b.conversation_id, b.first_seq, b.sent_at, " +
         if_sent(kDelivered) + ", " + if_sent(read) + ", " + if_sent(kReplied) +
         ", b.shared FROM broadcast_recipients b JOIN principals s ON s.id = b.sender_id AND s.corp_id = $2 " + joins +
         " WHERE b.broadcast_id = $1 AND b.corp_id = $2 AND b.number > $3 AND ($4::uuid IS NULL OR b.sender_id = $4) "
         "AND ($5::text IS NULL OR b.state = $5) ORDER BY b.number LIMIT $6";
}

const std::string kPeople = "LEFT JOIN principals n ON n.id = b.recipient_id AND n.corp_id = $2";
const std::string kOfPeople = list_by("coalesce(n.name, '')", kPeople, kRead);
const std::string kOfGroups = list_by(
    "coalesce(c.name, '')", "LEFT JOIN conversations c ON c.id = b.recipient_id AND c.corp_id = $2", kRead);

RecipientView view_of(const db::Row& row) {
  RecipientView one;
  one.number = db::number_of(row[0]);
  one.recipient = db::id_of<RecipientId>(row[1]);
  one.name = db::text_of(row[2]);
  one.sender = db::id_of<PrincipalId>(row[3]);
  one.sender_name = db::text_of(row[4]);
  one.state = db::enum_of<State>(row[5]);
  if (!row[6].is_null()) one.reason = db::enum_of<Reason>(row[6]);
  one.allowed_at = db::optional_time(row[7]);
  one.due_at = db::optional_time(row[8]);
  one.conversation = db::optional_id<ConversationId>(row[9]);
  if (!row[10].is_null()) one.seq = db::number_of(row[10]);
  one.sent_at = db::optional_time(row[11]);
  one.delivered = db::bool_of(row[12]);
  one.read = db::bool_of(row[13]);
  one.replied = db::bool_of(row[14]);
  one.delivered = one.delivered || one.read || one.replied;
  one.shared = db::number_of(row[15]);
  return one;
}

}  // namespace

std::vector<RecipientView> recipients(
    db::Tx& tx, const Broadcast& broadcast, const RecipientFilter& filter, std::int64_t limit) {
  std::optional<std::string> state;
  if (filter.state) state = word(*filter.state);
  std::vector<RecipientView> list;
  for (const auto& row : db::exec(
           tx, broadcast.target == Target::customer_groups ? kOfGroups : kOfPeople, broadcast.id, tx.corp(),
           filter.after, filter.sender, state, limit))
    list.push_back(view_of(row));
  return list;
}

std::optional<std::int64_t> measure(db::Tx& tx, const Broadcast& broadcast, std::int64_t after, std::int64_t limit) {
  static const std::string sql =
      "WITH page AS MATERIALIZED (SELECT * FROM broadcast_recipients WHERE broadcast_id = $1 AND corp_id = $2 AND "
      "number > $3 ORDER BY number LIMIT $4), seen AS MATERIALIZED (SELECT b.number, b.sender_id, b.read AS had_read, "
      "b.replied AS had_replied, b.read OR " +
      kRead + " OR " + kReplied + " AS read, b.replied OR " + kReplied +
      " AS replied FROM page b WHERE b.state = 'sent' AND NOT b.replied), changed AS (UPDATE broadcast_recipients r "
      "SET read = seen.read, replied = seen.replied FROM seen WHERE r.broadcast_id = $1 AND r.number = seen.number AND "
      "r.corp_id = $2 AND (seen.read <> r.read OR seen.replied <> r.replied) RETURNING r.number), counted AS (UPDATE "
      "broadcast_tasks t SET read = t.read + c.read, replied = t.replied + c.replied FROM (SELECT s.sender_id, "
      "count(*) FILTER (WHERE s.read AND NOT s.had_read) AS read, count(*) FILTER (WHERE s.replied AND NOT "
      "s.had_replied) AS replied FROM seen s JOIN changed USING (number) GROUP BY s.sender_id) c WHERE t.broadcast_id "
      "= $1 AND t.sender_id = c.sender_id AND t.corp_id = $2) SELECT max(number) FROM page";
  const auto rows = db::exec(tx, sql, broadcast.id, tx.corp(), after, limit);
  if (rows.empty() || rows[0][0].is_null()) return std::nullopt;
  return db::number_of(rows[0][0]);
}

}  // namespace weft::broadcasts::store
