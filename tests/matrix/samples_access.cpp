// Samples of role.*, audit.*, watermark.*: `holder` holds `role`, nobody `spare_role`.
#include "matrix/rules.hpp"

namespace weft::test {

Samples access_samples() {
  const auto nothing = [](const Place&) { return Json::object(); };
  const auto held_role = [](const Place& place) { return Json{{"role", place.role}, {"member", place.holder}}; };
  return {
      {"permission.list", {nothing}},
      {"role.list", {nothing, Rule::role_reader}},
      {"role.assignments", {nothing, Rule::role_reader}},
      {"role.get",
       {[](const Place&) {
          return Json{{"role", "auditor"}};
        },
        Rule::role_reader}},
      {"role.create", {[](const Place& place) {
         return Json{{"name", place.fresh_user}, {"permissions", Json::array({"members_manage"})}};
       }}},
      {"role.update",
       {[](const Place& place) {
          return Json{{"role", place.role}, {"description", place.fresh_user}};
        },
        Rule::holds_role}},
      {"role.delete",
       {[](const Place& place) {
          return Json{{"role", place.spare_role}};
        },
        Rule::holds_role}},
      {"role.assign",
       {[held_role](const Place& place) {
          Json input = held_role(place);
          input["company"] = true;
          return input;
        },
        Rule::holds_role}},
      {"role.unassign", {held_role, Rule::holds_role}},
      {"watermark.get", {[](const Place&) {
         return Json{{"screen", "chat"}};
       }}},
      {"watermark.settings", {nothing}},
      {"watermark.update", {[](const Place&) {
         return Json{{"chat", true}};
       }}},
      {"watermark.trace", {[](const Place&) {
         return Json{{"token", "0123456789"}};
       }}},
      {"audit.list", {nothing}},
      {"audit.export", {[](const Place&) {
         return Json{{"format", "ndjson"}};
       }}},
  };
}

}  // namespace weft::test
