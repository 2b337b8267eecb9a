// Webhooks in the composition: who is told what, and how often it is tried.
#include "app/server.hpp"
#include <weft/broadcasts/broadcasts.hpp>
#include <weft/conversations/told.hpp>
#include <weft/customers/told.hpp>
#include <weft/identity/facts.hpp>
#include <weft/platform/app_kinds.hpp>
#include <weft/platform/batches.hpp>
#include <weft/platform/webhooks.hpp>

namespace weft::app {

void Server::add_webhooks() {
  for (const auto& kinds :
       {conversations::told_kinds(), customers::told_kinds(), broadcasts::told_kinds(), identity::fact_kinds(),
        platform::webhook_kinds(), platform::app_kinds()})
    registry_.add_events(kinds);
  platform::WebhookParts parts;
  parts.trouble_with = [this](const std::string& url) { return outgoing_.trouble_with(url); };
  parts.kinds = [this]() -> const api::EventKinds& { return registry_.events(); };
  registry_.add(platform::webhook_operations(parts));
}

db::DeliveryKinds Server::delivery_kinds(const Config& config) {
  platform::WebhookRules rules;
  for (auto& pause : rules.pauses)
    pause = pause * config.webhooks.pause_scale.value / 1'000'000;
  rules.disable_after = std::chrono::hours(24 * config.webhooks.disable_days);
  db::DeliveryKinds kinds = groups::robot_deliveries(robot_parts());
  kinds.merge(platform::webhook_deliveries(rules));
  kinds.merge(platform::app_deliveries(app_parts(config)));
  kinds.merge(platform::batch_deliveries());
  return kinds;
}

}  // namespace weft::app
