// Samples of invitation.*, join_request.* and activation.*.
#include "matrix/rules.hpp"

namespace weft::test {

Samples invitation_samples() {
  return {
      {"invitation.create",
       {[](const Place&) {
          return Json{{"departments", {1}}};
        },
        Rule::in_root}},
      {"invitation.list", {[](const Place&) { return Json::object(); }}},
      {"invitation.revoke",
       {[](const Place& place) {
          return Json{{"invitation", place.invitation}};
        },
        Rule::of_root}},
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
        Rule::unseen_root}},
      {"activation.create",
       {[](const Place& place) {
          return Json{{"member", place.person}};
        },
        Rule::lower_role, 409}},  // this person has a password
      {"activation.use", {[](const Place& place) {
         return Json{{"code", place.activation_code}, {"password", "correct horse"}};
       }}},
  };
}

}  // namespace weft::test
