// What an endpoint is told, and what becomes of one that does not take it.
#include "platform/webhooks/rules.hpp"
#include <weft/base/crypto.hpp>
#include <weft/base/hmac.hpp>
#include <weft/base/json.hpp>
#include <weft/conversations/told.hpp>

namespace weft::platform {
namespace {

using std::chrono::milliseconds;

constexpr int kAtOnce = 10;
constexpr double kJitter = 0.1;
constexpr std::size_t kKeyBytes = 32;

/// {"type","timestamp","data"}, in this order.
std::string envelope(const db::Delivery& delivery, const std::string& data) {
  std::string body = R"({"type":)";
  append_json_string(body, delivery.type);
  return body.append(R"(,"timestamp":")").append(to_rfc3339(delivery.at)).append(R"(","data":)").append(data) + "}";
}

std::string data_of(db::Tx& tx, const db::Delivery& delivery, const Webhook& webhook) {
  const bool of_log = delivery.type.starts_with("message.") || delivery.type == "conversation.entry";
  if (!of_log) return delivery.event.text;
  const Json event = Json::parse(delivery.event.text);
  const auto conversation = ConversationId::parse(event.at("conversation").get_ref<const std::string&>()).value();
  return conversations::told_of(tx, delivery.type, conversation, event.at("seq").get<Seq>(), webhook.contents);
}

db::Letter write(db::Tx& tx, const db::Delivery& delivery) {
  const auto row = store::find_webhook(tx, WebhookId(delivery.target));
  if (!row) throw db::Undeliverable("the webhook was deleted");
  if (!row->webhook.enabled && delivery.type != kPingEvent) throw db::Undeliverable("it was switched off");
  if (!row->key) throw db::Undeliverable("its secret was sealed with another key: rotate it");
  std::vector<std::string> keys = {*row->key};
  if (row->old_key && row->webhook.old_secret_until > tx.now()) keys.push_back(*row->old_key);
  db::Letter letter;
  letter.url = row->webhook.url;
  letter.body = envelope(delivery, data_of(tx, delivery, row->webhook));
  letter.headers = signed_headers(keys, delivery.id.str(), tx.now(), letter.body);
  letter.wants_answer = false;
  return letter;
}

/// True when it is not to be tried again.
bool refuse(db::Tx& tx, const db::Delivery& delivery, const db::Reply& reply, const WebhookRules& rules) {
  const WebhookId id(delivery.target);
  if (reply.status == 410) {
    switch_off(tx, id, Disabled::gone);
    return true;
  }
  const auto since = store::failing_since(tx, id);
  if (since && tx.now() - *since >= rules.disable_after) switch_off(tx, id, Disabled::failing);
  return delivery.type == kPingEvent && delivery.attempts >= kPingTries;
}

}  // namespace

std::vector<milliseconds> WebhookRules::usual_pauses() {
  using std::chrono::hours, std::chrono::minutes, std::chrono::seconds;
  return {seconds(5), minutes(1), minutes(5), minutes(30), hours(2), hours(6), hours(12), hours(24), hours(30)};
}

std::string make_key() {
  return random_bytes(kKeyBytes);
}

std::string secret_of(const std::string& key) {
  return "whsec_" + base64(key);
}

std::vector<std::pair<std::string, std::string>> signed_headers(
    const std::vector<std::string>& keys, const std::string& id, Time now, const std::string& body) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
  const std::string timestamp = std::to_string(seconds);
  std::string signatures;
  for (const std::string& key : keys) {
    const Digest digest = hmac_sha256(key, id + "." + timestamp + "." + body);
    if (!signatures.empty()) signatures += ' ';
    signatures += "v1," + base64({reinterpret_cast<const char*>(digest.data()), digest.size()});
  }
  return {{"webhook-id", id}, {"webhook-timestamp", timestamp}, {"webhook-signature", signatures}};
}

db::DeliveryKinds webhook_deliveries(const WebhookRules& rules) {
  db::DeliveryKind kind;
  kind.write = write;
  kind.refuse = [rules](db::Tx& tx, const db::Delivery& delivery, const db::Reply& reply) {
    return refuse(tx, delivery, reply, rules);
  };
  kind.at_once = kAtOnce;
  kind.pauses = rules.pauses;
  kind.jitter = kJitter;
  return {{kWebhookDelivery, kind}};
}

}  // namespace weft::platform
