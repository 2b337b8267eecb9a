// webhook.deliveries, webhook.statistics, and telling again what has failed.
#include "platform/webhooks/replay.hpp"
#include "platform/webhooks/rules.hpp"
#include <weft/api/define.hpp>
#include <weft/api/paging.hpp>
#include <weft/base/json.hpp>
#include <weft/identity/access.hpp>

namespace weft::platform {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
constexpr auto kManage = api::Permission::webhooks_manage;
constexpr auto kLog = "webhook.deliveries";
constexpr std::int64_t kUsualDays = 7;

/// A delivery in the log: what it tells is masked.
struct WebhookDelivery {
  db::DeliveryId id;
  std::string type;
  db::DeliveryStatus status = db::DeliveryStatus::waiting;
  RawJson data;  ///< of texts only how long they are
  std::int64_t bytes = 0;
  std::int64_t attempts = 0;
  std::optional<std::int64_t> reply_status;  ///< of the last attempt
  std::optional<std::string> remark;
  std::optional<std::int64_t> took_ms;
  Time at;
  std::optional<Time> due_at;  ///< of the next attempt
  std::optional<Time> finished_at;
};
BOOST_DESCRIBE_STRUCT(
    WebhookDelivery, (),
    (id, type, status, data, bytes, attempts, reply_status, remark, took_ms, at, due_at, finished_at))

struct LogIn {
  WebhookId webhook;
  std::optional<db::DeliveryStatus> status;
  std::optional<Text<1, 64>> type;
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(LogIn, (), (webhook, status, type, limit, cursor))

struct ReplayIn {
  WebhookId webhook;
  db::DeliveryId delivery;
};
BOOST_DESCRIBE_STRUCT(ReplayIn, (), (webhook, delivery))

struct StatisticsIn {
  WebhookId webhook;
  std::optional<Int<1, 90>> days;
};
BOOST_DESCRIBE_STRUCT(StatisticsIn, (), (webhook, days))

struct WebhookDay {
  std::string day;  ///< UTC
  std::int64_t delivered = 0;
  std::int64_t refused = 0;  ///< attempts that were not accepted
  std::int64_t failed = 0;   ///< deliveries that were given up
  std::int64_t average_ms = 0;
};
BOOST_DESCRIBE_STRUCT(WebhookDay, (), (day, delivered, refused, failed, average_ms))

struct Statistics {
  std::int64_t waiting = 0;
  std::optional<Time> failing_since;  ///< nothing was accepted since then
  std::optional<Time> accepted_at;    ///< the last time that something was
  std::optional<Time> rests_until;    ///< it asked for a pause
  std::vector<WebhookDay> days;
};
BOOST_DESCRIBE_STRUCT(Statistics, (), (waiting, failing_since, accepted_at, rests_until, days))

WebhookDelivery view_of(const store::Logged& logged) {
  return {logged.id,       logged.type,         logged.status, {masked(logged.event)}, std::ssize(logged.event),
          logged.attempts, logged.reply_status, logged.remark, logged.took_ms,         logged.at,
          logged.due_at,   logged.finished_at};
}

using Log = api::Page<WebhookDelivery>;

Log log(db::Tx& tx, const Context&, const LogIn& in) {
  need_webhook(tx, in.webhook);
  store::LogFilter filter{in.status, {}, {}};
  if (in.type) filter.type = in.type->value;
  if (in.cursor) filter.before = api::cursor_number(api::decode_cursor(kLog, *in.cursor, 1)[0]);
  const std::int64_t limit = api::limit_of(in.limit);
  const auto page = api::make_page(
      store::log_of(tx, in.webhook, filter, limit + 1), limit, kLog,
      [](const store::Logged& last) { return std::vector{std::to_string(last.number)}; });
  Log out{{}, page.next_cursor};
  for (const store::Logged& logged : page.items)
    out.items.push_back(view_of(logged));
  return out;
}

WebhookDelivery replay(db::Tx& tx, const Context& context, const ReplayIn& in) {
  identity::require_company(tx, identity::begin_admin(tx, context.who(), kManage), kManage);
  need_on(need_webhook(tx, in.webhook).webhook);
  const auto before = store::find_logged(tx, in.webhook, in.delivery);
  if (!before) throw ApiError(Errc::not_found, "no such delivery", "delivery");
  if (!db::redeliver(tx, in.webhook.uuid(), in.delivery))
    throw ApiError(Errc::conflict, "it is on its way already", "delivery");
  WebhookDelivery after = view_of(store::find_logged(tx, in.webhook, in.delivery).value());
  identity::audit::append(
      tx, {identity::origin_of(context), "webhook.replay", in.delivery.str(),
           identity::audit::change(Json::parse(to_json_text(view_of(*before))), Json::parse(to_json_text(after)))});
  return after;
}

Statistics statistics(db::Tx& tx, const Context&, const StatisticsIn& in) {
  need_webhook(tx, in.webhook);
  const store::State state = store::state_of(tx, in.webhook);
  Statistics out{state.waiting, state.failing_since, state.accepted_at, {}, {}};
  if (state.rest_until && *state.rest_until > tx.now()) out.rests_until = state.rest_until;
  for (const store::Day& day : store::days_of(tx, in.webhook, in.days ? in.days->value : kUsualDays))
    out.days.push_back(
        {day.day, day.delivered, day.refused, day.failed, day.delivered > 0 ? day.ms / day.delivered : 0});
  return out;
}

}  // namespace

std::vector<api::Operation> log_operations() {
  const std::string one = "/api/v1/webhooks/{webhook}";
  std::vector<api::Operation> table;
  table.push_back(api::transactional<LogIn, Log>(
      Declaration(
          kLog, Method::get, one + "/deliveries", kManage,
          "What an endpoint was told, or is to be told, newest first; `failed` are the dead letters."),
      log));
  table.push_back(api::transactional<ReplayIn, WebhookDelivery>(
      Declaration(
          "webhook.replay", Method::post, one + "/deliveries/{delivery}/replay", kManage, "Tells something again."),
      replay));
  table.push_back(api::transactional<ReplayRange, Replaying>(
      Declaration(
          "webhook.replay_range", Method::post, one + "/replays", kManage,
          "Tells again what ended so within a time, in the order in which it was told: a job."),
      begin_replay));
  table.push_back(api::transactional<StatisticsIn, Statistics>(
      Declaration("webhook.statistics", Method::get, one + "/statistics", kManage, "How an endpoint does, by day."),
      statistics));
  return table;
}

}  // namespace weft::platform
