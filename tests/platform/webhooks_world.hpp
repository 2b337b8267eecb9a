// A company with an endpoint outside that is told what happens.
#pragma once
#include "customers/world.hpp"
#include "db/outbox_world.hpp"
#include <weft/base/crypto.hpp>
#include <weft/base/hmac.hpp>
#include <weft/base/sealed.hpp>
#include <weft/conversations/told.hpp>
#include <weft/customers/told.hpp>
#include <weft/db/jobs.hpp>
#include <weft/identity/admin.hpp>
#include <weft/identity/facts.hpp>
#include <weft/platform/webhooks.hpp>

namespace weft::test {

struct WebhooksWorld {
  CustomerWorld world;
  Receiver outside;
  std::mutex mutex;
  std::vector<db::Letter> letters;
  std::unique_ptr<db::Outbox> outbox;  // its threads use the rest

  explicit WebhooksWorld(int threads = 2) : world(threads) {
    for (const auto& kinds :
         {conversations::told_kinds(), customers::told_kinds(), identity::fact_kinds(), platform::webhook_kinds()})
      world.registry.add_events(kinds);
    platform::WebhookParts parts;
    parts.trouble_with = [](const std::string& url) {
      return url.starts_with("https://") ? "" : "must begin with https:// here";
    };
    parts.kinds = [this]() -> const api::EventKinds& { return world.registry.events(); };
    world.registry.add(platform::webhook_operations(parts));
    world.person("olga");
    world.promote("olga", api::Role::owner);
  }
  ~WebhooksWorld() { outbox.reset(); }

  Json call(const std::string& operation, const Json& input = Json::object(), const std::string& who = "olga") {
    return world.call(who, operation, input);
  }
  /// A new endpoint; its address is "https://<name>/".
  Json make(const std::string& name, Json more = Json::object()) {
    more["url"] = url(name);
    if (!more.contains("events")) more["events"] = {"*"};
    return call("webhook.create", more);
  }
  static std::string url(const std::string& name) { return "https://" + name + "/"; }

  void deliver(const platform::WebhookRules& rules = {}) {
    db::OutboxOptions options;
    options.database = world.pool(2);
    options.poll = std::chrono::milliseconds(20);
    const auto post = [this](const db::Letter& letter) {
      {
        const std::lock_guard lock(mutex);
        letters.push_back(letter);
      }
      return outside.take(letter);
    };
    outbox = std::make_unique<db::Outbox>(
        options, world.clock, platform::webhook_deliveries(rules), post, [](std::vector<Event>) {});
  }
  void later(std::chrono::milliseconds by) {
    world.clock.advance(by);
    outbox->wake();
  }
  std::vector<db::Letter> sent() {
    const std::lock_guard lock(mutex);
    return letters;
  }
  /// What an endpoint was told of this kind: the bodies.
  std::vector<Json> told(const std::string& name, const std::string& type) {
    std::vector<Json> bodies;
    for (const auto& text : outside.told(url(name))) {
      Json body = Json::parse(text);
      if (body.at("type") == type) bodies.push_back(std::move(body));
    }
    return bodies;
  }
  bool gets(const std::string& name, const std::string& type, std::size_t count = 1) {
    return wait_until([&] { return told(name, type).size() >= count; });
  }
  std::string text(const std::string& sql) {
    return world.in_company([&](db::Tx& tx) { return db::text_of(db::exec(tx, sql).at(0)[0]); });
  }
  /// A field of the newest delivery; null when there is none.
  Json newest(const Json& webhook, const std::string& field) {
    const Json list = log(webhook);
    return list.empty() ? Json() : list.at(0).at(field);
  }
  Json log(const Json& webhook, Json filter = Json::object()) {
    filter["webhook"] = webhook;
    return call("webhook.deliveries", filter).at("items");
  }
};

inline std::string header_of(const db::Letter& letter, const std::string& name) {
  for (const auto& [known, value] : letter.headers)
    if (known == name) return value;
  return {};
}

/// The bytes of a secret as it is shown.
inline std::string key_of(const std::string& secret) {
  const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string key;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : secret.substr(std::string("whsec_").size())) {
    if (c == '=') break;
    bits = bits << 6 | static_cast<std::uint32_t>(digits.find(c));
    held += 6;
    if (held < 8) continue;
    held -= 8;
    key += static_cast<char>(bits >> held & 255);
  }
  return key;
}

inline std::string signature(const std::string& secret, const db::Letter& letter) {
  const Digest digest = hmac_sha256(
      key_of(secret),
      header_of(letter, "webhook-id") + "." + header_of(letter, "webhook-timestamp") + "." + letter.body);
  return "v1," + base64({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

}  // namespace weft::test
