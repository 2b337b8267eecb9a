// Samples of app.* and app_*.*: the app at hand is seen by everybody and has
// sent a card to `participant`.
#include "matrix/rules.hpp"

namespace weft::test {

Samples app_samples() {
  const auto the_app = [](Json more = Json::object()) {
    return [more](const Place& place) {
      Json input = more;
      input["app"] = place.app;
      return input;
    };
  };
  const auto the_group = [](Json more = Json::object()) {
    return [more](const Place& place) {
      Json input = more;
      input["chat"] = place.app_group;
      return input;
    };
  };
  const auto the_message = [](const Place& place) { return Json{{"message", place.app_message}}; };
  const auto nothing = [](const Place&) { return Json::object(); };
  return {
      {"app.create", {[](const Place&) {
         return Json{{"name", "Fresh"}};
       }}},
      {"app.list", {nothing}},
      {"app.get", {the_app(), Rule::own_app}},
      {"app.update", {the_app({{"name", "Renamed"}}), Rule::own_app}},
      {"app.disable", {the_app(), Rule::own_app}},
      {"app.enable", {the_app(), Rule::own_app}},
      {"app.rotate_secret", {the_app(), Rule::own_app}},
      {"app.delete", {the_app(), Rule::own_app}},
      {"app.list_mine", {nothing}},
      {"app.enter", {the_app(), Rule::own_app}},
      // Nobody is there to answer: an address of this machine is not asked.
      {"app.set_callback",
       {the_app(
            {{"style", "json"}, {"url", "http://127.0.0.1/"}, {"secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}}),
        Rule::own_app, 400}},
      {"app.remove_callback", {the_app(), Rule::own_app}},
      {"app.deliveries", {the_app(), Rule::own_app}},
      {"app.redeliver",
       {[](const Place& place) {
          return Json{{"app", place.app}, {"delivery", place.app_delivery}};
        },
        Rule::own_app}},
      {"app_menu.set", {the_app({{"button", {{{"type", "click"}, {"name", "Ask"}, {"key", "ask"}}}}}), Rule::own_app}},
      {"app_menu.get", {the_app(), Rule::own_app}},
      {"app_menu.delete", {the_app(), Rule::own_app}},
      {"app_menu.click", {the_app({{"button", {0}}}), Rule::own_app}},
      {"app_card.act",
       {[](const Place& place) {
          return Json{{"conversation", place.app_chat}, {"seq", place.app_card}, {"key", "yes"}};
        },
        Rule::chat_owner}},
      {"app_card.update",
       {[](const Place& place) {
          return Json{{"response_code", place.app_code}, {"everybody", true}, {"button", "Done"}};
        },
        Rule::own_code}},
      {"app_group.create",
       {[](const Place&) {
          return Json{{"name", "Fresh"}, {"members", {"pat", "tess"}}};
        },
        Rule::own_people}},
      {"app_group.get", {the_group(), Rule::own_app}},
      {"app_group.update", {the_group({{"name", "Renamed"}}), Rule::own_app}},
      {"app_group.send", {the_group({{"msgtype", "text"}, {"text", {{"content", "hi"}}}}), Rule::own_app}},
      {"app_limits.get", {nothing}},
      {"app_limits.set", {[](const Place&) {
         return Json{{"member_minute", 30}};
       }}},
      {"app_token.create", {[](const Place& place) {
         return Json{{"company", "acme"}, {"app", place.app}, {"secret", place.app_secret}};
       }}},
      {"app_key.create", {the_app({{"name", "nightly"}}), Rule::own_app}},
      {"app_key.list", {the_app(), Rule::own_app}},
      {"app_key.revoke",
       {[](const Place& place) {
          return Json{{"app", place.app}, {"key", place.app_key}};
        },
        Rule::own_app}},
      {"app_message.send", {[](const Place&) {
         return Json{{"msgtype", "text"}, {"text", {{"content", "hi"}}}, {"everybody", true}};
       }}},
      {"app_message.get", {the_message, Rule::own_app}},
      {"app_message.statistics", {the_message, Rule::own_app}},
      {"app_message.recipients", {the_message, Rule::own_app}},
      {"app_message.recall", {the_message, Rule::own_app}},
      {"app_media.upload", {[](const Place&) {
         return Json{{"filename", "a.txt"}};
       }}},
      {"app_media.get",
       {[](const Place& place) {
          return Json{{"media", place.app_file}};
        },
        Rule::own_app}},
  };
}

}  // namespace weft::test
