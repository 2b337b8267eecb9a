// Samples of broadcasts.
#include "matrix/rules.hpp"

namespace weft::test {
namespace {

using Input = std::function<Json(const Place&)>;

Input one(std::string Place::*which, Json more = Json::object()) {
  return [which, more](const Place& place) {
    Json input = more;
    input["broadcast"] = place.*which;
    return input;
  };
}

Input nothing() {
  return [](const Place&) { return Json::object(); };
}

}  // namespace

Samples broadcast_samples() {
  return {
      {"broadcast.create", {[](const Place&) {
         return Json{{"kind", "own"}, {"content", {{"text", "Hello {name}"}}}};
       }}},
      {"broadcast.add_recipients",
       {[](const Place& place) {
          return Json{{"broadcast", place.draft}, {"recipients", {place.contact}}};
        },
        Rule::chat_manager}},
      {"broadcast.delete", {one(&Place::draft), Rule::chat_manager}},
      {"broadcast.start", {one(&Place::draft), Rule::starts}},
      {"broadcast.pause", {one(&Place::broadcast), Rule::chat_manager}},
      {"broadcast.resume", {one(&Place::paused), Rule::chat_manager}},
      {"broadcast.stop", {one(&Place::broadcast), Rule::chat_manager}},
      {"broadcast.get", {one(&Place::broadcast), Rule::chat_manager}},
      {"broadcast.list", {nothing()}},
      {"broadcast.recipients", {one(&Place::broadcast), Rule::chat_manager}},
      {"broadcast.preview", {one(&Place::draft), Rule::chat_manager}},
      {"broadcast.export", {one(&Place::broadcast, {{"format", "csv"}}), Rule::chat_manager}},
      {"broadcast.remind", {one(&Place::asked), Rule::chat_manager}},
      {"broadcast_task.list", {nothing()}},
      {"broadcast_task.get", {one(&Place::asked), Rule::chat_owner}},
      {"broadcast_task.recipients", {one(&Place::asked), Rule::chat_owner}},
      {"broadcast_task.confirm", {one(&Place::asked), Rule::chat_owner}},
      {"broadcast_task.decline", {one(&Place::asked), Rule::chat_owner}},
      {"broadcast_rules.get", {nothing()}},
      {"broadcast_rules.set", {[](const Place&) {
         return Json{
             {"customers", "days_in_month"},
             {"groups", "days_in_month"},
             {"own", true},
             {"direct", false},
             {"days", 3}};
       }}},
      {"contact.broadcasts",
       {[](const Place& place) {
          return Json{{"contact", place.contact}};
        },
        Rule::chat_manager}},
      {"contact.set_broadcasts",
       {[](const Place& place) {
          return Json{{"contact", place.contact}, {"refused", true}};
        },
        Rule::chat_manager}},
      {"visit.broadcasts", {nothing()}},
      {"visit.set_broadcasts", {[](const Place&) {
         return Json{{"refused", true}};
       }}},
      {"broadcast.senders", {one(&Place::broadcast), Rule::chat_manager}},
  };
}

}  // namespace weft::test
