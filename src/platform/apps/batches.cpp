// Batches: kept, ended, and told of.
#include "platform/apps/batches.hpp"

#include "platform/apps/callback.hpp"
#include "platform/apps/xml.hpp"
#include <weft/db/announce.hpp>
#include <weft/db/notify.hpp>

#include <algorithm>

namespace weft::platform {
namespace {

constexpr auto kBatchDelivery = "app.batch";
constexpr std::size_t kMostUrl = 2048, kMostToken = 32;
constexpr std::chrono::milliseconds kPauses[] = {
    std::chrono::seconds(1), std::chrono::seconds(5), std::chrono::seconds(15)};

/// The app with the callback that is told.
store::AppRow told_app(db::Tx& tx, const Batch& batch) {
  auto app = store::find_app(tx, batch.app);
  if (!app) throw db::Undeliverable("the app was deleted");
  if (store::has_callback(tx, batch.id)) {
    const auto callback = store::callback_of(tx, batch.id);
    if (!callback) throw db::Undeliverable("its secret was sealed with another key");
    app->callback = store::CallbackRow{CallbackStyle::xml, callback->url, callback->token, callback->key};
  }
  if (!app->enabled) throw db::Undeliverable("the app is disabled");
  if (!app->callback || app->callback->style != CallbackStyle::xml || !app->callback->token || !app->callback->key)
    throw db::Undeliverable("the app has no such callback any more");
  return std::move(*app);
}

/// https://developer.work.weixin.qq.com/document/path/90973
std::string xml_of(const Batch& batch, const std::string& corp, Time at) {
  XmlWriter xml;
  xml.open("xml").text("ToUserName", corp).text("FromUserName", "sys");
  xml.number(
      "CreateTime", static_cast<long long>(std::chrono::floor<std::chrono::seconds>(at.time_since_epoch()).count()));
  xml.text("MsgType", "event").text("Event", "batch_job_result");
  xml.open("BatchJob").text("JobId", batch.id.str());
  xml.text("JobType", boost::describe::enum_to_string(batch.kind, ""));
  xml.number("ErrCode", static_cast<long long>(batch.error));
  xml.text("ErrMsg", batch.error == 0 ? "ok" : batch.error_text);
  return xml.done();
}

db::Letter write(db::Tx& tx, const db::Delivery& delivery) {
  const auto batch = find_batch(tx, BatchId(delivery.target));
  if (!batch) throw db::Undeliverable("the job is not there any more");
  const store::AppRow app = told_app(tx, *batch);
  const std::string corp = corp_name(tx);
  return sealed_letter(*app.callback, corp, app.number, xml_of(*batch, corp, delivery.at), tx.now());
}

}  // namespace

Batch make_batch(db::Tx& tx, Batch batch, const std::optional<BatchCallback>& callback) {
  if (callback) check_batch_callback(*callback);
  batch.id = BatchId::make();
  batch.created_at = tx.now();
  store::insert_batch(tx, batch, callback);
  return batch;
}

void finish_batch(db::Tx& tx, const BatchId& id, int error, const std::string& text) {
  store::end_batch(tx, id, error, text);
  const auto batch = find_batch(tx, id);
  const auto app = batch ? store::find_app(tx, batch->app) : std::nullopt;
  if (!app || !app->enabled) return;
  const bool own = app->callback && app->callback->style == CallbackStyle::xml;
  if (!own && !store::has_callback(tx, id)) return;
  db::announce_to(tx, {kBatchDelivery, id.uuid(), id.str(), RawJson{"{}"}, "app.batch"});
  db::notify(tx, db::kDeliveryHint);
}

db::DeliveryKinds batch_deliveries() {
  db::DeliveryKind kind;
  kind.write = write;
  // As WeCom: whoever answers, whatever it says, is not asked again.
  kind.refuse = [](db::Tx&, const db::Delivery&, const db::Reply& reply) { return reply.status != 0; };
  kind.pauses.assign(std::begin(kPauses), std::end(kPauses));
  return {{kBatchDelivery, kind}};
}

void check_batch_callback(const BatchCallback& callback) {
  const bool web = callback.url.starts_with("http://") || callback.url.starts_with("https://");
  if (!web || callback.url.size() > kMostUrl) throw ApiError(Errc::invalid_argument, "must be an address", "url");
  const auto known = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const std::string& token = callback.token;
  if (token.empty() || token.size() > kMostToken || !std::all_of(token.begin(), token.end(), known))
    throw ApiError(Errc::invalid_argument, "must be 1 to 32 letters and digits", "token");
  if (!is_encoding_key(callback.key))
    throw ApiError(Errc::invalid_argument, "must be 43 letters and digits", "encodingaeskey");
}

}  // namespace weft::platform
