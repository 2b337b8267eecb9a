// SQL of how often apps write, and of what became of it for each member.
#include "platform/apps/messages_store.hpp"
#include <weft/base/json.hpp>
#include <weft/db/sql.hpp>

namespace weft::platform::store {

std::int64_t take_of_day(db::Tx& tx, const PrincipalId& app, const std::string& day, std::int64_t count) {
  return db::number_of(db::exec(
                           tx,
                           "INSERT INTO app_days AS d (corp_id, app_id, day, person_messages) VALUES ($1, $2, $3, $4) "
                           "ON CONFLICT (corp_id, app_id, day) DO UPDATE SET person_messages = d.person_messages + $4 "
                           "RETURNING person_messages",
                           tx.corp(), app, day, count)
                           .at(0)[0]);
}

std::int64_t taken_of_day(db::Tx& tx, const PrincipalId& app, const std::string& day, int before) {
  return db::number_of(db::exec(
                           tx,
                           "SELECT coalesce(sum(person_messages), 0)::bigint FROM app_days WHERE corp_id = $1 AND "
                           "app_id = $2 AND day = $3::date - $4::integer",
                           tx.corp(), app, day, before)
                           .at(0)[0]);
}

void give_back(db::Tx& tx, const AppMessageId& message, std::int64_t count) {
  if (count == 0) return;
  db::exec(
      tx,
      "UPDATE app_days d SET person_messages = greatest(0, d.person_messages - $3) FROM app_messages m WHERE m.corp_id "
      "= $1 AND m.id = $2 AND d.corp_id = $1 AND d.app_id = m.app_id AND d.day = m.day",
      tx.corp(), message, count);
}

std::int64_t count_accounts(db::Tx& tx) {
  return db::number_of(
      db::exec(tx, "SELECT count(*) FROM members WHERE corp_id = $1 AND main_department IS NOT NULL", tx.corp())
          .at(0)[0]);
}

Time next_midnight(db::Tx& tx, const std::string& day, const std::string& zone) {
  return db::time_of(db::exec(tx, "SELECT (($1::date + 1)::timestamp AT TIME ZONE $2::text)", day, zone).at(0)[0]);
}

std::vector<PrincipalId> open_recipients(db::Tx& tx, const AppMessageId& message, std::int64_t limit) {
  std::vector<PrincipalId> list;
  for (const auto& row : db::exec(
           tx,
           "SELECT principal_id FROM app_message_recipients WHERE corp_id = $1 AND message_id = $2 AND outcome IS NULL "
           "ORDER BY principal_id LIMIT $3",
           tx.corp(), message, limit))
    list.push_back(db::id_of<PrincipalId>(row[0]));
  return list;
}

std::vector<Turn> take_turns(
    db::Tx& tx, const PrincipalId& app, const std::vector<PrincipalId>& members, const AppLimits& limits) {
  const std::string ids = db::array_literal(members);
  db::exec(
      tx,
      "INSERT INTO app_chats (corp_id, app_id, principal_id) SELECT $1, $2, m FROM unnest($3::uuid[]) AS m ORDER BY m "
      "ON CONFLICT (corp_id, app_id, principal_id) DO NOTHING",
      tx.corp(), app, ids);
  const auto rows = db::exec(
      tx,
      "WITH old AS (SELECT principal_id, conversation_id, CASE WHEN minute_at = date_trunc('minute', $4::timestamptz) "
      "THEN minute_count ELSE 0 END AS m, CASE WHEN hour_at = date_trunc('hour', $4::timestamptz) THEN hour_count ELSE "
      "0 END AS h FROM app_chats WHERE corp_id = $1 AND app_id = $2 AND principal_id = ANY ($3::uuid[]) ORDER BY "
      "principal_id FOR NO KEY UPDATE), judged AS (SELECT *, CASE WHEN NOT weft_app_shows($1, $2, principal_id) THEN "
      "'out_of_range' WHEN $5::integer > 0 AND m >= $5 THEN 'minute_limit' WHEN $6::integer > 0 AND h >= $6 THEN "
      "'hour_limit' ELSE 'sent' END AS outcome FROM old), moved AS (UPDATE app_chats c SET minute_at = "
      "date_trunc('minute', $4::timestamptz), minute_count = j.m + 1, hour_at = date_trunc('hour', $4::timestamptz), "
      "hour_count = j.h + 1 FROM judged j WHERE c.corp_id = $1 AND c.app_id = $2 AND c.principal_id = j.principal_id "
      "AND j.outcome = 'sent') SELECT principal_id, conversation_id, outcome FROM judged ORDER BY conversation_id",
      tx.corp(), app, ids, tx.now(), limits.member_minute.value, limits.member_hour.value);
  std::vector<Turn> turns;
  for (const auto& row : rows)
    turns.push_back(
        {db::id_of<PrincipalId>(row[0]), db::optional_id<ConversationId>(row[1]), db::enum_of<AppOutcome>(row[2])});
  return turns;
}

void save_results(db::Tx& tx, const AppMessageId& message, const std::vector<Result>& results) {
  Json list = Json::array();
  for (const Result& result : results)
    list.push_back(
        {{"p", result.member.str()},
         {"o", boost::describe::enum_to_string(result.outcome, "")},
         {"c", result.conversation ? Json(result.conversation->str()) : Json()},
         {"s", result.seq > 0 ? Json(result.seq) : Json()}});
  db::exec(
      tx,
      "WITH given AS (SELECT * FROM jsonb_to_recordset($3::jsonb) AS u (p uuid, o text, c uuid, s bigint)), saved AS "
      "(UPDATE app_message_recipients r SET outcome = g.o, conversation_id = g.c, seq = g.s FROM given g WHERE "
      "r.corp_id = $1 AND r.message_id = $2 AND r.principal_id = g.p) UPDATE app_messages SET sent = sent + (SELECT "
      "count(*) FROM given WHERE o = 'sent'), dropped = dropped + (SELECT count(*) FROM given WHERE o <> 'sent') WHERE "
      "corp_id = $1 AND id = $2",
      tx.corp(), message, list.dump());
  db::exec(
      tx,
      "UPDATE app_messages SET state = 'sent', finished_at = $3 WHERE corp_id = $1 AND id = $2 AND state = 'sending' "
      "AND sent + dropped >= wanted",
      tx.corp(), message, tx.now());
}

}  // namespace weft::platform::store
