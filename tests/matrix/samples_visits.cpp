// Samples of visit.* and customer_page.*: the code is of a way to `participant`.
#include "matrix/rules.hpp"

namespace weft::test {
namespace {

std::function<Json(const Place&)> with_code(Json more = Json::object()) {
  return [more](const Place& place) {
    Json input = more;
    input["code"] = place.way_code;
    return input;
  };
}

std::function<Json(const Place&)> in_chat(Json more = Json::object()) {
  return [more](const Place& place) {
    Json input = more;
    input["conversation"] = place.chat;
    return input;
  };
}

std::function<Json(const Place&)> only(Json input = Json::object()) {
  return [input](const Place&) { return input; };
}

}  // namespace

Samples visit_samples() {
  return {
      {"visit.look", {with_code()}},
      {"visit.start", {with_code({{"name", "Matrix"}})}},
      {"visit.picture", {with_code({{"employee", "01920000-0000-7000-8000-000000000000"}}), Rule::none, 404}},
      {"visit.get", {only()}},
      {"visit.update", {only({{"name", "Renamed"}})}},
      {"visit.rate", {in_chat({{"score", 5}}), Rule::chat_customer}},
      {"visit.leave", {in_chat(), Rule::chat_customer}},
      {"customer_page.get", {only()}},
      {"customer_page.set", {only({{"closed_text", "Come back tomorrow."}})}},
      {"customer_page.rotate_secret", {only()}},
  };
}

}  // namespace weft::test
