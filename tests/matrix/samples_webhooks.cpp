// Samples of webhook.*: the company has one endpoint, and something that it did not take.
#include "matrix/rules.hpp"

namespace weft::test {

Samples webhook_samples() {
  const auto the_webhook = [](Json more = Json::object()) {
    return [more](const Place& place) {
      Json input = more;
      input["webhook"] = place.webhook;
      return input;
    };
  };
  const auto nothing = [](const Place&) { return Json::object(); };
  const Json range = {{"from", "2020-01-01T00:00:00Z"}, {"to", "2100-01-01T00:00:00Z"}};
  return {
      {"webhook.create", {[](const Place&) {
         return Json{{"url", "https://hooks.example/"}, {"events", {"customer.*"}}};
       }}},
      {"webhook.list", {nothing}},
      {"webhook.event_kinds", {nothing}},
      {"webhook.get", {the_webhook(), Rule::own_company}},
      {"webhook.update", {the_webhook({{"description", "Shop"}}), Rule::own_company}},
      {"webhook.delete", {the_webhook(), Rule::own_company}},
      {"webhook.rotate_secret", {the_webhook(), Rule::own_company}},
      {"webhook.test", {the_webhook(), Rule::own_company}},
      {"webhook.deliveries", {the_webhook(), Rule::own_company}},
      {"webhook.statistics", {the_webhook(), Rule::own_company}},
      {"webhook.replay_range", {the_webhook(range), Rule::own_company}},
      {"webhook.replay",
       {[](const Place& place) {
          return Json{{"webhook", place.webhook}, {"delivery", place.webhook_delivery}};
        },
        Rule::own_company}},
  };
}

}  // namespace weft::test
