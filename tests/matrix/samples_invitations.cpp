// Samples of invitation.*, join_request.* and activation.*.
#include "matrix/rules.hpp"

namespace weft::test {

Samples invitation_samples() {
  return {
      {"invitation.create", {[](const Place&) {
         return Json{{"departments", {1}}};
       }}},
      {"invitation.list", {[](const Place&) { return Json::object(); }}},
      {"invitation.revoke",
       {[](const Place& place) {
          return Json{{"invitation", place.invitation}};
        },
        Rule::own_company}},
      {"invitation.draw",
       {[](const Place& place) {
          return Json{{"code", place.invitation_code}, {"origin", "https://chat.example.com"}, {"format", "png"}};
        },
        Rule::own_company}},
      {"invitation.look", {[](const Place& place) {
         return Json{{"code", place.invitation_code}};
       }}},
      {"invitation.accept", {[](const Place& place) {
         return Json{{"code", place.invitation_code}, {"userid", place.fresh_user}, {"name", "Fresh"}};
       }}},
      {"join_request.list", {[](const Place&) { return Json::object(); }}},
      {"join_request.decide",
       {[](const Place& place) {
          return Json{{"request", place.join_request}, {"approve", true}};
        },
        Rule::own_company}},
      {"activation.create",
       {[](const Place& place) {
          return Json{{"member", place.person}};
        },
        Rule::own_company, 409}},  // this person has a password
      {"activation.use", {[](const Place& place) {
         return Json{{"code", place.activation_code}, {"password", "correct horse"}};
       }}},
  };
}

}  // namespace weft::test
