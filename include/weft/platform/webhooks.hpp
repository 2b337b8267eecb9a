// Webhooks: endpoints of other systems that are told what happens in the company, signed as Standard Webhooks says.
//
// Who is told of what is a row of the outbox's listeners; deliveries, their order and their attempts are the outbox's
// (db/outbox.hpp). Here is what an endpoint is, what a letter says, and what becomes of one that does not answer.
#pragma once
#include <weft/api/event_kinds.hpp>
#include <weft/api/operation.hpp>
#include <weft/db/jobs.hpp>
#include <weft/db/outbox.hpp>

#include <boost/describe.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace weft::platform {

using WebhookId = Id<struct WebhookTag>;

inline constexpr std::int64_t kMostWebhooks = 50;  ///< of a company

/// by_hand: somebody switched it off. gone: it answered 410. failing: it has accepted nothing for days.
enum class Disabled { by_hand, gone, failing };
BOOST_DESCRIBE_ENUM(Disabled, by_hand, gone, failing)

/// The wire object `Webhook`.
struct Webhook {
  WebhookId id;
  std::string url;
  std::string description;
  std::vector<std::string> events;              ///< names, "customer.*", "*"
  std::vector<std::string> conversation_kinds;  ///< of messages and entries; none: of all
  bool contents = false;                        ///< whether it is told what was written
  bool enabled = true;
  std::optional<Disabled> disabled;  ///< why not
  std::optional<Time> disabled_at;
  std::optional<Time> old_secret_until;  ///< the secret before signs, too, until then
  PrincipalId created_by;
  Time created_at;
  Time changed_at;
};
BOOST_DESCRIBE_STRUCT(
    Webhook, (),
    (id, url, description, events, conversation_kinds, contents, enabled, disabled, disabled_at, old_secret_until,
     created_by, created_at, changed_at))

/// What webhooks need from outside.
struct WebhookParts {
  /// Why nothing can be told to this address, or "".
  std::function<std::string(const std::string& url)> trouble_with = {};
  /// The catalogue.
  std::function<const api::EventKinds&()> kinds = {};
};

/// webhook.*
std::vector<api::Operation> webhook_operations(const WebhookParts& parts);

struct WebhookRules {
  /// The usual pauses between the ten attempts, nearly 75 hours in all.
  std::vector<std::chrono::milliseconds> pauses = usual_pauses();
  std::chrono::hours disable_after{96};  ///< without anything accepted

  static std::vector<std::chrono::milliseconds> usual_pauses();
};
db::DeliveryKinds webhook_deliveries(const WebhookRules& rules = {});

/// Replays of many.
db::JobKinds webhook_jobs();
/// webhook.ping
api::EventKinds webhook_kinds();

inline constexpr auto kWebhookDelivery = "webhook";
inline constexpr auto kReplayJob = "webhook.replay";

}  // namespace weft::platform
