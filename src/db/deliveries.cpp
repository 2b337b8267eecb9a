// SQL of deliveries.
#include "db/deliveries.hpp"

#include <weft/base/json.hpp>
#include <weft/db/sql.hpp>

namespace weft::db {
namespace {

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
  return !exec(
              tx,
              "UPDATE deliveries SET status = 'waiting', attempts = 0, due_at = $4, lease = NULL, finished_at = NULL "
              "WHERE corp_id = $1 AND target_id = $2 AND id = $3 AND status <> 'waiting' RETURNING 1",
              tx.corp(), to_string(target), id, tx.now())
              .empty();
}

std::int64_t purge_deliveries(Tx& tx, std::chrono::hours age, int limit) {
  const auto rows = exec(
      tx,
      "DELETE FROM deliveries WHERE corp_id = $1 AND number IN (SELECT number FROM deliveries WHERE corp_id = $1 AND "
      "finished_at < $2 ORDER BY finished_at LIMIT $3) RETURNING 1",
      tx.corp(), tx.now() - age, limit);
  return static_cast<std::int64_t>(rows.size());
}

namespace store {

std::optional<Claimed> claim_delivery(Tx& tx, const std::vector<std::string>& kinds, std::chrono::milliseconds lease) {
  const auto rows = exec(
      tx,
      "SELECT o_number, o_corp, o_id, o_lease, o_kind, o_target, o_event, o_attempts, set_config('weft.corp', "
      "o_corp::text, true) FROM weft_claim_delivery($1, $2::text[], $3::bigint * interval '1 millisecond')",
      tx.now(), array_literal(kinds), static_cast<std::int64_t>(lease.count()));
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
  tx.entered(claimed.delivery.corp);
  return claimed;
}

bool finish_delivery(
    Tx& tx, const Claimed& claimed, DeliveryStatus status, const std::optional<int>& reply_status,
    const std::string& remark) {
  const std::string word = boost::describe::enum_to_string(status, "");
  return !exec(
              tx,
              "UPDATE deliveries SET status = $4, finished_at = $5, lease = NULL, reply_status = $6, remark = $7 WHERE "
              "corp_id = $1 AND number = $2 AND lease = $3 RETURNING 1",
              tx.corp(), claimed.delivery.number, claimed.lease, word, tx.now(), reply_status, text_or_null(remark))
              .empty();
}

bool put_off_delivery(
    Tx& tx, const Claimed& claimed, const std::optional<int>& reply_status, const std::string& remark,
    std::chrono::milliseconds pause) {
  return !exec(
              tx,
              "UPDATE deliveries SET due_at = $4, lease = NULL, reply_status = $5, remark = $6 WHERE corp_id = $1 AND "
              "number = $2 AND lease = $3 RETURNING 1",
              tx.corp(), claimed.delivery.number, claimed.lease, tx.now() + pause, reply_status, text_or_null(remark))
              .empty();
}

}  // namespace store
}  // namespace weft::db
