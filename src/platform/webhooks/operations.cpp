// webhook.*: the endpoints.
#include "platform/webhooks/rules.hpp"
#include <weft/api/define.hpp>

namespace weft::platform {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
constexpr auto kManage = api::Permission::webhooks_manage;

struct WebhookIn {
  WebhookId webhook;
};
BOOST_DESCRIBE_STRUCT(WebhookIn, (), (webhook))

struct WebhookList {
  std::vector<Webhook> items;
};
BOOST_DESCRIBE_STRUCT(WebhookList, (), (items))

struct EventKindView {
  std::string name;
  std::string summary;
  RawJson schema;
};
BOOST_DESCRIBE_STRUCT(EventKindView, (), (name, summary, schema))

struct EventKindList {
  std::vector<EventKindView> items;
};
BOOST_DESCRIBE_STRUCT(EventKindList, (), (items))

EventKindList catalogue(const api::EventKinds& kinds) {
  EventKindList list;
  for (const api::EventKindSpec& kind : kinds)
    if (for_webhooks(kind)) list.items.push_back({kind.name, kind.summary, {kind.schema->dump()}});
  return list;
}

const std::string kAll = "/api/v1/webhooks", kOne = kAll + "/{webhook}";

void add_changes(std::vector<api::Operation>& table, const WebhookParts& parts) {
  table.push_back(api::transactional<CreateWebhook, WebhookWithSecret>(
      Declaration(
          "webhook.create", Method::post, kAll, kManage,
          "An endpoint that is told what happens; its secret is shown this once."),
      [parts](db::Tx& tx, const Context& context, const CreateWebhook& in) {
        return create_webhook(tx, context, in, parts);
      }));
  table.push_back(api::transactional<UpdateWebhook, Webhook>(
      Declaration(
          "webhook.update", Method::patch, kOne, kManage,
          "Changes an endpoint, or switches it on or off. What it misses while it is off is kept as failed."),
      [parts](db::Tx& tx, const Context& context, const UpdateWebhook& in) {
        return update_webhook(tx, context, in, parts);
      }));
  table.push_back(api::transactional<WebhookIn, api::Nothing>(
      Declaration("webhook.delete", Method::del, kOne, kManage, "Takes an endpoint away, with what waits for it."),
      [](db::Tx& tx, const Context& context, const WebhookIn& in) {
        delete_webhook(tx, context, in.webhook);
        return api::Nothing{};
      }));
  table.push_back(api::transactional<WebhookIn, WebhookWithSecret>(
      Declaration(
          "webhook.rotate_secret", Method::post, kOne + "/secret", kManage,
          "A new secret, shown this once. For 24 hours the old one signs, too."),
      [](db::Tx& tx, const Context& context, const WebhookIn& in) { return rotate_secret(tx, context, in.webhook); }));
  table.push_back(api::transactional<WebhookIn, api::Nothing>(
      Declaration(
          "webhook.test", Method::post, kOne + "/test", kManage,
          "Tells the endpoint a webhook.ping, also while it is off; webhook.deliveries says what came of it."),
      [](db::Tx& tx, const Context& context, const WebhookIn& in) {
        test_webhook(tx, context, in.webhook);
        return api::Nothing{};
      }));
}

}  // namespace

std::vector<api::Operation> webhook_operations(const WebhookParts& parts) {
  std::vector<api::Operation> table;
  table.push_back(api::transactional<api::Nothing, WebhookList>(
      Declaration("webhook.list", Method::get, kAll, kManage, "The endpoints that are told what happens."),
      [](db::Tx& tx, const Context&, const api::Nothing&) { return WebhookList{store::list_webhooks(tx)}; }));
  table.push_back(api::transactional<WebhookIn, Webhook>(
      Declaration("webhook.get", Method::get, kOne, kManage, "One endpoint."),
      [](db::Tx& tx, const Context&, const WebhookIn& in) { return need_webhook(tx, in.webhook).webhook; }));
  table.push_back(api::transactional<api::Nothing, EventKindList>(
      Declaration(
          "webhook.event_kinds", Method::get, "/api/v1/webhook-events", kManage,
          "What endpoints can be told of, with the JSON schema of each."),
      [parts](db::Tx&, const Context&, const api::Nothing&) { return catalogue(parts.kinds()); }));
  add_changes(table, parts);
  for (auto& operation : log_operations())
    table.push_back(std::move(operation));
  return table;
}

}  // namespace weft::platform
