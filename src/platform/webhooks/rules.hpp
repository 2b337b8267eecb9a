// What may be done with webhooks, and what becomes of those that do not answer.
#pragma once
#include "platform/webhooks/store.hpp"
#include <weft/base/fields.hpp>
#include <weft/base/told_once.hpp>
#include <weft/identity/audit.hpp>

#include <boost/describe.hpp>

namespace weft::platform {

using Events = List<Text<1, 64>, 1, 100>;
using Scopes = List<Text<1, 32>, 0, 10>;

struct CreateWebhook {
  Text<1, 2048> url;
  std::optional<Text<0, 200>> description;
  Events events;
  std::optional<Scopes> conversation_kinds;
  std::optional<bool> contents;
  std::optional<bool> enabled;
};
BOOST_DESCRIBE_STRUCT(CreateWebhook, (), (url, description, events, conversation_kinds, contents, enabled))

struct UpdateWebhook {
  WebhookId webhook;
  std::optional<Text<1, 2048>> url;
  std::optional<Text<0, 200>> description;
  std::optional<Events> events;
  std::optional<Scopes> conversation_kinds;
  std::optional<bool> contents;
  std::optional<bool> enabled;
};
BOOST_DESCRIBE_STRUCT(UpdateWebhook, (), (webhook, url, description, events, conversation_kinds, contents, enabled))

/// An endpoint and its secret, which is shown this once.
struct WebhookWithSecret {
  Webhook webhook;
  ToldOnce secret;
};
BOOST_DESCRIBE_STRUCT(WebhookWithSecret, (), (webhook, secret))

/// Raise invalid_argument with the field, not_found, conflict (too many of them).
WebhookWithSecret create_webhook(
    db::Tx& tx, const api::Context& by, const CreateWebhook& in, const WebhookParts& parts);
Webhook update_webhook(db::Tx& tx, const api::Context& by, const UpdateWebhook& in, const WebhookParts& parts);
void delete_webhook(db::Tx& tx, const api::Context& by, const WebhookId& id);
WebhookWithSecret rotate_secret(db::Tx& tx, const api::Context& by, const WebhookId& id);
/// Tells it a webhook.ping, also while it is switched off.
void test_webhook(db::Tx& tx, const api::Context& by, const WebhookId& id);

inline constexpr auto kPingEvent = "webhook.ping";
/// A test is over when it has failed so often: who made it does not wait for days.
inline constexpr int kPingTries = 4;

/// Apps are told what concerns them; webhooks hear nothing of it.
bool for_webhooks(const api::EventKindSpec& kind);

store::WebhookRow need_webhook(db::Tx& tx, const WebhookId& id);

/// The server itself switches one off: its managers are told. In the company's administrative line.
void switch_off(db::Tx& tx, const WebhookId& id, Disabled why);

/// Without secrets: what the audit log keeps.
Json audited(const Webhook& webhook);

/// What signs, and how its owner is shown it: "whsec_" and base64.
std::string make_key();
std::string secret_of(const std::string& key);
/// The letter's three headers: webhook-id, webhook-timestamp, webhook-signature with one for each key.
std::vector<std::pair<std::string, std::string>> signed_headers(
    const std::vector<std::string>& keys, const std::string& id, Time now, const std::string& body);

/// What happened, for the log: ids, numbers and words of the protocol; of everything else how long it is.
std::string masked(const std::string& event);

/// webhook.deliveries, webhook.replay ...
std::vector<api::Operation> log_operations();

}  // namespace weft::platform
