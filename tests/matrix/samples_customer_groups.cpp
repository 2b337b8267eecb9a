// Samples of groups with customers and of the ways into them.
#include "matrix/rules.hpp"

namespace weft::test {
namespace {

using Input = std::function<Json(const Place&)>;

Input here(Json more = Json::object()) {
  return [more](const Place& place) {
    Json input = more;
    input["conversation"] = place.customer_group;
    return input;
  };
}

Input by_way(Json more = Json::object()) {
  return [more](const Place& place) {
    Json input = more;
    input["way"] = place.join_way;
    return input;
  };
}

Input by_welcome(Json more = Json::object()) {
  return [more](const Place& place) {
    Json input = more;
    input["welcome"] = place.welcome;
    return input;
  };
}

Input nothing() {
  return [](const Place&) { return Json::object(); };
}

}  // namespace

Samples customer_group_samples() {
  return {
      {"customer_group.create",
       {[](const Place&) {
          return Json{{"name", "New"}, {"owner", "pat"}};
        },
        Rule::keeps_groups}},
      {"customer_group.list", {nothing()}},
      {"customer_group.get", {here(), Rule::chat_manager}},
      {"customer_group.update", {here({{"off_hours", "Back soon"}}), Rule::chat_manager}},
      {"customer_group.transfer",
       {[](const Place& place) {
          return Json{{"groups", {place.customer_group}}, {"to", "tess"}};
        },
        Rule::hands_over}},
      {"customer_group.associate", {here(), Rule::chat_member}},
      {"customer_group.call_associate", {here({{"client_id", "matrix"}}), Rule::chat_customer}},
      {"group_welcome.create", {[](const Place&) {
         return Json{{"name", "Hello"}, {"greeting", {{"text", "Hello {name}"}}}};
       }}},
      {"group_welcome.list", {nothing()}},
      {"group_welcome.update", {by_welcome({{"name", "Other"}}), Rule::own_company}},
      {"group_welcome.delete", {by_welcome(), Rule::own_company}},
      {"customer_group.leave", {here(), Rule::chat_customer}},
      {"join_way.create",
       {[](const Place& place) {
          return Json{{"groups", {place.customer_group}}};
        },
        Rule::chat_manager}},
      {"join_way.list", {nothing()}},
      {"join_way.get", {by_way(), Rule::chat_manager}},
      {"join_way.update", {by_way({{"remark", "matrix"}}), Rule::chat_manager}},
      {"join_way.draw", {by_way({{"origin", "https://chat.example.com"}, {"format", "svg"}}), Rule::chat_manager}},
      {"join_way.delete", {by_way(), Rule::chat_manager}},
  };
}

}  // namespace weft::test
