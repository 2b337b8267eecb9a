// Samples of contact_way.* and customer_request.*: a way to `participant` alone, and a contact that waits for it.
#include "matrix/rules.hpp"

namespace weft::test {
namespace {

std::function<Json(const Place&)> with(const char* field, std::string Place::*value, Json more = Json::object()) {
  return [field, value, more](const Place& place) {
    Json input = more;
    input[field] = place.*value;
    return input;
  };
}

}  // namespace

Samples way_samples() {
  return {
      {"contact_way.create",
       {[](const Place&) {
          return Json{{"employees", {"pat"}}, {"title", "Matrix"}};
        },
        Rule::either_side}},
      {"contact_way.get", {with("way", &Place::way), Rule::chat_manager}},
      {"contact_way.list", {[](const Place&) { return Json::object(); }}},
      {"contact_way.update", {with("way", &Place::way, {{"title", "Changed"}}), Rule::chat_manager}},
      {"contact_way.delete", {with("way", &Place::way), Rule::chat_manager}},
      {"contact_way.draw", {with("way", &Place::way, {{"origin", "https://chat.example.com"}}), Rule::chat_manager}},
      {"customer_chat.end", {with("conversation", &Place::chat), Rule::chat_manager, 409}},
      {"customer_welcome.send",
       {[](const Place&) {
          return Json{{"code", "none"}, {"greeting", {{"text", "Hello"}}}};
        },
        Rule::none, 400}},
      {"customer_request.list", {[](const Place&) { return Json::object(); }}},
      {"customer_request.accept", {with("request", &Place::customer_request), Rule::chat_manager}},
      {"customer_request.refuse", {with("request", &Place::customer_request), Rule::chat_manager}},
      {"customer_request.ignore", {with("request", &Place::customer_request), Rule::chat_manager}},
  };
}

}  // namespace weft::test
