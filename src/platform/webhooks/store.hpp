// SQL of webhooks.
#pragma once
#include <weft/db/tx.hpp>
#include <weft/platform/webhooks.hpp>

#include <optional>
#include <vector>

namespace weft::platform::store {

/// An endpoint with what signs its letters. That is absent when it was sealed with another key.
struct WebhookRow {
  Webhook webhook;
  std::optional<std::string> key;
  std::optional<std::string> old_key;
};

void insert_webhook(db::Tx& tx, const Webhook& webhook, const std::string& key);
std::vector<Webhook> list_webhooks(db::Tx& tx);
std::optional<WebhookRow> find_webhook(db::Tx& tx, const WebhookId& id);
std::optional<WebhookRow> lock_webhook(db::Tx& tx, const WebhookId& id);
std::int64_t count_webhooks(db::Tx& tx);
/// All but its keys.
void update_webhook(db::Tx& tx, const Webhook& webhook);
void set_keys(
    db::Tx& tx, const WebhookId& id, const std::string& key, const std::optional<std::string>& old_key,
    const std::optional<Time>& old_until);
void delete_webhook(db::Tx& tx, const WebhookId& id);

/// A number from 1 to `most` that no ping of it has that is still on its way; absent when they all have one.
std::optional<std::int64_t> free_ping(db::Tx& tx, const WebhookId& id, std::int64_t most);
std::string ping_line(std::int64_t number);
/// Since when nothing has been accepted though it was tried.
std::optional<Time> failing_since(db::Tx& tx, const WebhookId& id);
/// Who is to hear of an endpoint that was switched off: who may manage them, some at most.
std::vector<PrincipalId> managers(db::Tx& tx);

/// A delivery for the log.
struct Logged {
  std::int64_t number = 0;
  db::DeliveryId id;
  std::string type;
  db::DeliveryStatus status = db::DeliveryStatus::waiting;
  std::string event;
  std::int64_t attempts = 0;
  std::optional<std::int64_t> reply_status;
  std::optional<std::string> remark;
  std::optional<std::int64_t> took_ms;
  Time at;
  std::optional<Time> due_at, finished_at;
};
struct LogFilter {
  std::optional<db::DeliveryStatus> status;
  std::optional<std::string> type;
  std::optional<std::int64_t> before;
};
std::vector<Logged> log_of(db::Tx& tx, const WebhookId& id, const LogFilter& filter, std::int64_t limit);
std::optional<Logged> find_logged(db::Tx& tx, const WebhookId& id, const db::DeliveryId& delivery);

struct Range {
  Time from, to;
  std::string status;
  std::int64_t after = 0;  ///< number of the last one that was looked at
};
struct Found {
  std::int64_t number = 0;
  db::DeliveryId id;
};
/// Deliveries of the range in their order, after `after`.
std::vector<Found> in_range(db::Tx& tx, const WebhookId& id, const Range& range, std::int64_t limit);

/// Whether a range is being told to it again.
bool replays(db::Tx& tx, const WebhookId& id);

struct Day {
  std::string day;
  std::int64_t delivered = 0, refused = 0, failed = 0, ms = 0;
};
std::vector<Day> days_of(db::Tx& tx, const WebhookId& id, std::int64_t days);
struct State {
  std::int64_t waiting = 0;
  std::optional<Time> failing_since, accepted_at, rest_until;
};
State state_of(db::Tx& tx, const WebhookId& id);

}  // namespace weft::platform::store
