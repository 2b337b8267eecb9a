// SQL of webhooks: what they were told, and how they do.
#include "platform/webhooks/store.hpp"
#include <weft/base/json.hpp>
#include <weft/db/sql.hpp>

namespace weft::platform::store {
namespace {

const std::string kLogged =
    "SELECT number, id, type, status, event::text, attempts, reply_status, remark, ms, coalesce(at, created_at), CASE "
    "WHEN status = 'waiting' THEN due_at END, finished_at FROM deliveries WHERE corp_id = $1 AND target_id = $2 ";

std::optional<std::int64_t> optional_number(const pqxx::field& field) {
  if (field.is_null()) return std::nullopt;
  return db::number_of(field);
}

Logged logged_of(const db::Row& row) {
  Logged logged;
  logged.number = db::number_of(row[0]);
  logged.id = db::id_of<db::DeliveryId>(row[1]);
  logged.type = row[2].c_str();
  logged.status = db::enum_of<db::DeliveryStatus>(row[3]);
  logged.event = row[4].c_str();
  logged.attempts = db::number_of(row[5]);
  logged.reply_status = optional_number(row[6]);
  logged.remark = db::optional_text(row[7]);
  logged.took_ms = optional_number(row[8]);
  logged.at = db::time_of(row[9]);
  logged.due_at = db::optional_time(row[10]);
  logged.finished_at = db::optional_time(row[11]);
  return logged;
}

}  // namespace

std::string ping_line(std::int64_t number) {
  return "ping " + std::to_string(number);
}

std::optional<std::int64_t> free_ping(db::Tx& tx, const WebhookId& id, std::int64_t most) {
  const auto rows = db::exec(
      tx,
      "SELECT n FROM generate_series(1, $3::bigint) n WHERE NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.corp_id = "
      "$1 AND d.target_id = $2 AND d.queue = 'ping ' || n AND d.status = 'waiting') AND NOT EXISTS (SELECT 1 FROM "
      "outbox o WHERE o.corp_id = $1 AND o.target_id = $2 AND o.line = 'ping ' || n) ORDER BY n LIMIT 1",
      tx.corp(), id, most);
  if (rows.empty()) return std::nullopt;
  return db::number_of(rows[0][0]);
}

std::optional<Time> failing_since(db::Tx& tx, const WebhookId& id) {
  return state_of(tx, id).failing_since;
}

std::vector<Logged> log_of(db::Tx& tx, const WebhookId& id, const LogFilter& filter, std::int64_t limit) {
  static const std::string page = "AND number < $3 AND ($4::text IS NULL OR type = $4) ORDER BY number DESC LIMIT $5";
  static const std::string all = kLogged + page, waiting = kLogged + "AND status = 'waiting' " + page,
                           failed = kLogged + "AND status = 'failed' " + page,
                           delivered = kLogged + "AND status = 'delivered' " + page;
  const std::string* sql = &all;
  if (filter.status == db::DeliveryStatus::waiting) sql = &waiting;
  if (filter.status == db::DeliveryStatus::failed) sql = &failed;
  if (filter.status == db::DeliveryStatus::delivered) sql = &delivered;
  std::vector<Logged> list;
  for (const auto& row : db::exec(tx, *sql, tx.corp(), id, filter.before.value_or(INT64_MAX), filter.type, limit))
    list.push_back(logged_of(row));
  return list;
}

std::optional<Logged> find_logged(db::Tx& tx, const WebhookId& id, const db::DeliveryId& delivery) {
  const auto rows = db::exec(tx, kLogged + "AND id = $3", tx.corp(), id, delivery);
  if (rows.empty()) return std::nullopt;
  return logged_of(rows[0]);
}

std::vector<Found> in_range(db::Tx& tx, const WebhookId& id, const Range& range, std::int64_t limit) {
  std::vector<Found> list;
  for (const auto& row : db::exec(
           tx,
           "SELECT number, id FROM deliveries WHERE corp_id = $1 AND target_id = $2 AND number > $3 AND status = $4 "
           "AND "
           "created_at >= $5 AND created_at < $6 ORDER BY number LIMIT $7",
           tx.corp(), id, range.after, range.status, range.from, range.to, limit))
    list.push_back({db::number_of(row[0]), db::id_of<db::DeliveryId>(row[1])});
  return list;
}

bool replays(db::Tx& tx, const WebhookId& id) {
  return !db::exec(
              tx, "SELECT 1 FROM jobs WHERE corp_id = $1 AND kind = $2 AND unique_key = $3 AND status = 'waiting'",
              tx.corp(), kReplayJob, id.str())
              .empty();
}

std::vector<Day> days_of(db::Tx& tx, const WebhookId& id, std::int64_t days) {
  std::vector<Day> list;
  for (const auto& row : db::exec(
           tx,
           "SELECT day, delivered, refused, failed, ms FROM delivery_days WHERE corp_id = $1 AND target_id = $2 AND "
           "day "
           "> ($3::timestamptz AT TIME ZONE 'UTC')::date - $4::integer ORDER BY day",
           tx.corp(), id, tx.now(), days))
    list.push_back(
        {db::text_of(row[0]), db::number_of(row[1]), db::number_of(row[2]), db::number_of(row[3]),
         db::number_of(row[4])});
  return list;
}

State state_of(db::Tx& tx, const WebhookId& id) {
  const auto rows = db::exec(
      tx,
      "SELECT waiting, failing_since, accepted_at, rest_until FROM delivery_targets WHERE corp_id = $1 AND target_id = "
      "$2",
      tx.corp(), id);
  if (rows.empty()) return {};
  const auto row = rows[0];
  return {db::number_of(row[0]), db::optional_time(row[1]), db::optional_time(row[2]), db::optional_time(row[3])};
}

}  // namespace weft::platform::store
