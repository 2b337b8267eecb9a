// SQL of deliveries.
#include "db/deliveries.hpp"

#include <weft/base/json.hpp>
#include <weft/db/sql.hpp>

namespace weft::db {
namespace {

constexpr auto kDaysKept = std::chrono::hours(24 * 180);  // of the counts by day

const std::string kView =
    "SELECT number, id, status, event, attempts, reply_status, remark, created_at, CASE WHEN status = 'waiting' THEN "
    "due_at END, finished_at FROM deliveries WHERE corp_id = $1 AND target_id = $2 ";

DeliveryView view_of(const Row& row) {
  DeliveryView view;
  view.id = id_of<DeliveryId>(row[1]);
  view.status = enum_of<DeliveryStatus>(row[2]);
  view.event = {text_of(row[3])};
  view.attempts = row[4].as<int>();
  if (!row[5].is_null()) view.reply_status = number_of(row[5]);
  view.remark = optional_text(row[6]);
  view.created_at = time_of(row[7]);
  view.due_at = optional_time(row[8]);
  view.finished_at = optional_time(row[9]);
  return view;
}

/// Targets to which nothing was told for as long as deliveries are kept, and that listen to nothing any more.
const std::string kForgotten =
    "t.corp_id = $1 AND t.waiting = 0 AND t.buried IS NULL AND NOT EXISTS (SELECT 1 FROM listeners l WHERE l.target_id "
    "= t.target_id) AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.corp_id = $1 AND d.target_id = t.target_id)";

/// The relay stands still meanwhile: it must not count on a target that goes.
void purge_targets(Tx& tx, int limit) {
  if (exec(tx, "SELECT 1 FROM delivery_targets t WHERE " + kForgotten + " LIMIT 1", tx.corp()).empty()) return;
  const auto locked = exec(
      tx, "SELECT pg_try_advisory_xact_lock(36, ('outbox'::regclass::oid::bigint % 2147483647)::integer)");
  if (!bool_of(locked.at(0)[0])) return;  // another time
  exec(
      tx,
      "WITH gone AS (DELETE FROM delivery_targets WHERE target_id IN (SELECT t.target_id FROM delivery_targets t "
      "WHERE " +
          kForgotten +
          " LIMIT $2 FOR UPDATE SKIP LOCKED) RETURNING target_id), lines AS (DELETE FROM delivery_lines WHERE "
          "target_id IN (SELECT target_id FROM gone)) DELETE FROM delivery_days WHERE target_id IN (SELECT target_id "
          "FROM gone)",
      tx.corp(), limit);
}

/// Before its lines and deliveries, as relay and dispatcher do.
void lock_target(Tx& tx, const Uuid& target) {
  exec(
      tx, "SELECT 1 FROM delivery_targets WHERE corp_id = $1 AND target_id = $2 FOR NO KEY UPDATE", tx.corp(),
      to_string(target));
}

std::optional<std::string> text_or_null(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

}  // namespace

DeliveryPage list_deliveries(
    Tx& tx, const Uuid& target, const std::optional<DeliveryStatus>& status, const std::optional<std::int64_t>& before,
    std::int64_t limit) {
  std::optional<std::string> word;
  if (status) word = boost::describe::enum_to_string(*status, "");
  const auto rows = exec(
      tx, kView + "AND number < $3 AND ($4::text IS NULL OR status = $4) ORDER BY number DESC LIMIT $5", tx.corp(),
      to_string(target), before.value_or(INT64_MAX), word, limit + 1);
  DeliveryPage page;
  for (const auto& row : rows) {
    if (std::ssize(page.items) == limit) {
      page.next = number_of(rows[static_cast<Rows::size_type>(limit - 1)][0]);
      break;
    }
    page.items.push_back(view_of(row));
  }
  return page;
}

std::optional<DeliveryView> find_delivery(Tx& tx, const Uuid& target, const DeliveryId& id) {
  const auto rows = exec(tx, kView + "AND id = $3", tx.corp(), to_string(target), id);
  if (rows.empty()) return std::nullopt;
  return view_of(rows[0]);
}

bool redeliver(Tx& tx, const Uuid& target, const DeliveryId& id) {
  exec(
      tx,
      "INSERT INTO delivery_targets (target_id, corp_id, kind) SELECT target_id, corp_id, kind FROM deliveries WHERE "
      "corp_id = $1 AND target_id = $2 AND id = $3 ON CONFLICT (target_id) DO NOTHING",
      tx.corp(), to_string(target), id);
  lock_target(tx, target);
  return !exec(
              tx,
              "WITH again AS (UPDATE deliveries SET status = 'waiting', queue = line, attempts = 0, due_at = $4, lease "
              "= NULL, finished_at = NULL WHERE corp_id = $1 AND target_id = $2 AND id = $3 AND status <> 'waiting' "
              "RETURNING queue), lines AS (INSERT INTO delivery_lines (target_id, line, corp_id, due_at) SELECT $2, "
              "queue, $1, $4 FROM again ON CONFLICT (target_id, line) DO NOTHING) UPDATE delivery_targets SET waiting "
              "= waiting + 1, next_due = least(next_due, $4) WHERE corp_id = $1 AND target_id = $2 AND EXISTS (SELECT "
              "1 FROM again) RETURNING pg_notify('weft_hint', $5)",
              tx.corp(), to_string(target), id, tx.now(), kDeliveryHint)
              .empty();
}

void bury(Tx& tx, const Uuid& target, const std::string& remark) {
  exec(
      tx, "UPDATE delivery_targets SET buried = $3 WHERE corp_id = $1 AND target_id = $2", tx.corp(), to_string(target),
      remark);
}

void unbury(Tx& tx, const Uuid& target) {
  exec(
      tx,
      "UPDATE delivery_targets SET buried = NULL, silent = 0, failing_since = NULL, rest_until = NULL, next_due = "
      "least(next_due, $3) WHERE corp_id = $1 AND target_id = $2",
      tx.corp(), to_string(target), tx.now());
}

std::int64_t purge_deliveries(Tx& tx, std::chrono::hours age, int limit) {
  const auto rows = exec(
      tx,
      "DELETE FROM deliveries WHERE corp_id = $1 AND number IN (SELECT number FROM deliveries WHERE corp_id = $1 AND "
      "finished_at < $2 ORDER BY finished_at LIMIT $3) RETURNING 1",
      tx.corp(), tx.now() - age, limit);
  exec(
      tx, "DELETE FROM delivery_days WHERE corp_id = $1 AND day < ($2::timestamptz AT TIME ZONE 'UTC')::date",
      tx.corp(), tx.now() - kDaysKept);
  purge_targets(tx, limit);
  return static_cast<std::int64_t>(rows.size());
}

namespace store {

std::optional<Claimed> claim_delivery(Tx& tx, const Claims& claims) {
  const auto rows = exec(
      tx,
      "SELECT o_number, o_corp, o_id, o_lease, o_kind, o_target, o_event, o_attempts, o_type, o_line, o_at, "
      "set_config('weft.corp', o_corp::text, true) FROM weft_claim_delivery($1, $2::text[], $3::integer[], "
      "$4::integer[], $5::bigint * interval '1 millisecond', $6)",
      tx.now(), array_literal(claims.kinds), array_literal(claims.at_once), array_literal(claims.tries),
      static_cast<std::int64_t>(claims.lease.count()), claims.holder);
  if (rows.empty()) return std::nullopt;
  const Row row = rows[0];
  Claimed claimed;
  claimed.delivery.number = number_of(row[0]);
  claimed.delivery.corp = id_of<CorpId>(row[1]);
  claimed.delivery.id = id_of<DeliveryId>(row[2]);
  claimed.lease = text_of(row[3]);
  claimed.delivery.kind = text_of(row[4]);
  claimed.delivery.target = parse_uuid(text_of(row[5])).value();
  claimed.delivery.event = {text_of(row[6])};
  claimed.delivery.attempts = row[7].as<int>();
  claimed.delivery.type = text_of(row[8]);
  claimed.delivery.line = text_of(row[9]);
  claimed.delivery.at = time_of(row[10]);
  tx.entered(claimed.delivery.corp);
  return claimed;
}

std::optional<std::string> settle_delivery(Tx& tx, const Claimed& claimed, const Ending& ending) {
  std::optional<std::int64_t> took;
  if (ending.took) took = ending.took->count();
  const auto rows = exec(
      tx, "SELECT weft_settle_delivery($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)", tx.now(), claimed.delivery.number,
      claimed.lease, ending.status, ending.due, ending.answer, text_or_null(ending.remark), took, ending.rest_until,
      ending.relaxed);
  return optional_text(rows.at(0)[0]);
}

std::int64_t relay(Tx& tx, std::int64_t most, std::int64_t backlog) {
  return number_of(exec(tx, "SELECT weft_relay($1, $2, $3)", tx.now(), most, backlog).at(0)[0]);
}

bool bury_some(Tx& tx, std::int64_t most) {
  return bool_of(exec(tx, "SELECT weft_bury_deliveries($1, $2)", tx.now(), most).at(0)[0]);
}

void live_as(Tx& tx, std::int64_t holder) {
  exec(tx, "SELECT pg_advisory_lock_shared(37, $1)", holder);  // shared: a connection that just broke may hold it yet
}

std::int64_t take_back(Tx& tx, std::int64_t holder) {
  return number_of(exec(tx, "SELECT weft_take_back_deliveries($1, $2)", tx.now(), holder).at(0)[0]);
}

}  // namespace store
}  // namespace weft::db
