// Samples of hand-over.
#include "matrix/rules.hpp"

namespace weft::test {
namespace {

using Input = std::function<Json(const Place&)>;

Input one(std::string Place::*which) {
  return [which](const Place& place) { return Json{{"hand_over", place.*which}}; };
}

Input of_contact(Json more) {
  return [more](const Place& place) {
    Json input = more;
    input["customers"] = {place.contact};
    return input;
  };
}

Input nothing() {
  return [](const Place&) { return Json::object(); };
}

}  // namespace

Samples hand_over_samples() {
  return {
      {"hand_over.begin", {of_contact({{"from", "pat"}, {"to", "tess"}}), Rule::hands_over}},
      {"hand_over.resigned", {of_contact({{"from", "off"}, {"to", "tess"}}), Rule::hands_over}},
      {"hand_over.get", {one(&Place::hand_over), Rule::chat_manager}},
      {"hand_over.cancel", {one(&Place::hand_over), Rule::chat_manager}},
      {"hand_over.undo", {one(&Place::past_hand_over), Rule::takes_back}},
      {"hand_over.list", {nothing()}},
      {"hand_over.results",
       {[](const Place&) {
          return Json{{"from", "pat"}, {"to", "tess"}};
        },
        Rule::either_side}},
      {"hand_over.chain",
       {[](const Place& place) {
          return Json{{"contact", place.contact}};
        },
        Rule::chat_manager}},
      {"hand_over.assignable", {nothing(), Rule::any_manager}},
      {"hand_over.suggest",
       {[](const Place&) {
          return Json{{"from", "pat"}};
        },
        Rule::hands_over}},
      {"hand_over.bulk", {of_contact({{"from", "pat"}, {"to", {"tess"}}}), Rule::hands_over}},
      {"hand_over.bulk_results",
       {[](const Place& place) {
          return Json{{"job", place.past_hand_over}};
        },
        Rule::chat_manager}},
      {"visit.hand_overs", {nothing()}},
      {"visit.refuse_hand_over", {one(&Place::hand_over), Rule::chat_customer}},
      {"visit.accept_hand_over", {one(&Place::hand_over), Rule::chat_customer}},
  };
}

}  // namespace weft::test
