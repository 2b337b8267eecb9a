// Making, changing and deleting webhooks. Locks: the company's administrative line, the webhook, its target.
#include "platform/webhooks/rules.hpp"
#include <weft/base/json.hpp>
#include <weft/conversations/log.hpp>
#include <weft/db/announce.hpp>
#include <weft/identity/access.hpp>
#include <weft/platform/app_kinds.hpp>

#include <algorithm>

namespace weft::platform {
namespace {

constexpr auto kManage = api::Permission::webhooks_manage;
constexpr auto kOverlap = std::chrono::hours(24);
constexpr std::int64_t kMostPings = 5;

const std::vector<std::string> kScopes = {"direct", "group", "customer", "customer_group", "notes", "app"};

struct Ping {
  WebhookId webhook;
};
BOOST_DESCRIBE_STRUCT(Ping, (), (webhook))

std::string prefix_of(const std::string& kind) {
  return kind.substr(0, kind.find('.')) + ".*";
}

bool known(const api::EventKinds& kinds, const std::string& name) {
  return name == "*" || std::any_of(kinds.begin(), kinds.end(), [&](const api::EventKindSpec& kind) {
           return for_webhooks(kind) && (kind.name == name || prefix_of(kind.name) == name);
         });
}

std::vector<std::string> events_in(const Events& in, const WebhookParts& parts) {
  std::vector<std::string> events;
  for (std::size_t i = 0; i < in.size(); ++i) {
    const std::string& name = in.items[i].value;
    if (!known(parts.kinds(), name))
      refuse_field("events[" + std::to_string(i) + "]", "is no event: webhook.event_kinds lists them");
    if (std::find(events.begin(), events.end(), name) == events.end()) events.push_back(name);
  }
  return events;
}

std::vector<std::string> scopes_in(const Scopes& in) {
  std::vector<std::string> scopes;
  for (std::size_t i = 0; i < in.size(); ++i) {
    const std::string& name = in.items[i].value;
    if (std::find(kScopes.begin(), kScopes.end(), name) == kScopes.end())
      refuse_field(
          "conversation_kinds[" + std::to_string(i) + "]",
          "must be direct, group, customer, customer_group, notes or app");
    scopes.push_back(name);
  }
  return scopes;
}

std::string url_in(const std::string& url, const WebhookParts& parts) {
  const std::string trouble = parts.trouble_with ? parts.trouble_with(url) : "";
  if (!trouble.empty()) refuse_field("url", trouble);
  return url;
}

/// What people write is read in a place where no right of theirs is asked: that is for the owners to allow.
bool contents_in(const api::Caller& caller, bool contents) {
  if (contents && caller.role != api::Role::owner)
    throw ApiError(Errc::forbidden, "only an owner of the company lets others read what is written", "contents");
  return contents;
}

void listen(db::Tx& tx, const Webhook& webhook) {
  db::set_listener(
      tx, {webhook.id.uuid(), kWebhookDelivery, webhook.events, webhook.conversation_kinds, webhook.enabled});
}

void record(
    db::Tx& tx, const api::Context& by, const char* action, const WebhookId& id, const Json& before,
    const Json& after) {
  identity::audit::append(tx, {identity::origin_of(by), action, id.str(), identity::audit::change(before, after)});
}

store::WebhookRow lock(db::Tx& tx, const WebhookId& id) {
  auto row = store::lock_webhook(tx, id);
  if (!row) throw ApiError(Errc::not_found, "no such webhook", "webhook");
  return std::move(*row);
}

api::Caller begin(db::Tx& tx, const api::Context& by) {
  api::Caller caller = identity::begin_admin(tx, by.who(), kManage);
  identity::require_company(tx, caller, kManage);
  return caller;
}

void put_fields(Webhook& webhook, const UpdateWebhook& in, const api::Caller& caller, const WebhookParts& parts) {
  if (in.url) webhook.url = url_in(in.url->value, parts);
  if (in.description) webhook.description = in.description->value;
  if (in.events) webhook.events = events_in(*in.events, parts);
  if (in.conversation_kinds) webhook.conversation_kinds = scopes_in(*in.conversation_kinds);
  // Where contents go, and which, is theirs to say, too.
  if ((in.url || in.events || in.conversation_kinds) && webhook.contents) contents_in(caller, true);
  if (in.contents) webhook.contents = contents_in(caller, *in.contents);
}

/// On or off, and what that means for what waits.
void put_enabled(db::Tx& tx, Webhook& webhook, bool enabled) {
  if (enabled == webhook.enabled) return;
  webhook.enabled = enabled;
  webhook.disabled = enabled ? std::nullopt : std::optional(Disabled::by_hand);
  webhook.disabled_at = enabled ? std::nullopt : std::optional(tx.now());
  if (enabled) {
    db::unbury(tx, webhook.id.uuid());
  } else {
    db::bury(tx, webhook.id.uuid(), "it was switched off");
  }
}

}  // namespace

bool for_webhooks(const api::EventKindSpec& kind) {
  return !kind.name.starts_with(kAppKinds);
}

Json audited(const Webhook& webhook) {
  return Json::parse(to_json_text(webhook));
}

store::WebhookRow need_webhook(db::Tx& tx, const WebhookId& id) {
  auto row = store::find_webhook(tx, id);
  if (!row) throw ApiError(Errc::not_found, "no such webhook", "webhook");
  return std::move(*row);
}

WebhookWithSecret create_webhook(
    db::Tx& tx, const api::Context& by, const CreateWebhook& in, const WebhookParts& parts) {
  const api::Caller caller = begin(tx, by);
  if (store::count_webhooks(tx) >= kMostWebhooks) throw ApiError(Errc::conflict, "50 webhooks are enough");
  Webhook webhook;
  webhook.id = WebhookId::make();
  webhook.url = url_in(in.url.value, parts);
  if (in.description) webhook.description = in.description->value;
  webhook.events = events_in(in.events, parts);
  if (in.conversation_kinds) webhook.conversation_kinds = scopes_in(*in.conversation_kinds);
  webhook.contents = contents_in(caller, in.contents.value_or(false));
  webhook.created_by = caller.principal;
  webhook.created_at = webhook.changed_at = tx.now();
  put_enabled(tx, webhook, in.enabled.value_or(true));
  const std::string key = make_key();
  store::insert_webhook(tx, webhook, key);
  listen(tx, webhook);
  record(tx, by, "webhook.create", webhook.id, nullptr, audited(webhook));
  return {std::move(webhook), {secret_of(key)}};
}

Webhook update_webhook(db::Tx& tx, const api::Context& by, const UpdateWebhook& in, const WebhookParts& parts) {
  const api::Caller caller = begin(tx, by);
  const Webhook before = lock(tx, in.webhook).webhook;
  Webhook after = before;
  put_fields(after, in, caller, parts);
  if (in.enabled) put_enabled(tx, after, *in.enabled);
  after.changed_at = tx.now();
  store::update_webhook(tx, after);
  listen(tx, after);
  record(tx, by, "webhook.update", after.id, audited(before), audited(after));
  return after;
}

void delete_webhook(db::Tx& tx, const api::Context& by, const WebhookId& id) {
  begin(tx, by);
  const Webhook webhook = lock(tx, id).webhook;
  db::remove_listener(tx, id.uuid());
  store::delete_webhook(tx, id);
  db::bury(tx, id.uuid(), "the webhook was deleted");
  record(tx, by, "webhook.delete", id, audited(webhook), nullptr);
}

WebhookWithSecret rotate_secret(db::Tx& tx, const api::Context& by, const WebhookId& id) {
  const api::Caller caller = begin(tx, by);
  const store::WebhookRow before = lock(tx, id);
  contents_in(caller, before.webhook.contents);
  const std::string key = make_key();
  store::set_keys(tx, id, key, before.key, tx.now() + kOverlap);
  Webhook after = need_webhook(tx, id).webhook;
  record(tx, by, "webhook.rotate_secret", id, audited(before.webhook), audited(after));
  return {std::move(after), {secret_of(key)}};
}

void test_webhook(db::Tx& tx, const api::Context& by, const WebhookId& id) {
  begin(tx, by);
  const Webhook webhook = lock(tx, id).webhook;
  const auto number = store::free_ping(tx, id, kMostPings);
  if (!number) throw ApiError(Errc::rate_limited, "five tests of it are on their way", {}, 10);
  db::announce_to(tx, {kWebhookDelivery, id.uuid(), store::ping_line(*number), {to_json_text(Ping{id})}, kPingEvent});
  record(tx, by, "webhook.test", id, audited(webhook), audited(webhook));
}

void switch_off(db::Tx& tx, const WebhookId& id, Disabled why) {
  identity::audit::lock(tx);
  const auto row = store::lock_webhook(tx, id);
  if (!row || !row->webhook.enabled) return;
  Webhook after = row->webhook;
  after.enabled = false;
  after.disabled = why;
  after.disabled_at = tx.now();
  store::update_webhook(tx, after);
  listen(tx, after);
  const bool gone = why == Disabled::gone;
  db::bury(tx, id.uuid(), gone ? "the endpoint is gone (410)" : "nothing was accepted for days: it was switched off");
  const std::string reason = boost::describe::enum_to_string(why, "");
  const Json told = {{"webhook", id.str()}, {"description", after.description}, {"reason", reason}};
  conversations::tell_inboxes(tx, store::managers(tx), "webhook_disabled", after.created_by, told);
  identity::Origin server;
  server.address = "server";
  identity::audit::append(
      tx, {server, "webhook.switch_off", id.str(), identity::audit::change(audited(row->webhook), audited(after))});
}

api::EventKinds webhook_kinds() {
  return {api::event_kind<Ping>(kPingEvent, "Somebody tried a webhook out.")};
}

}  // namespace weft::platform
