// Samples of rule_group.*: one that `participant` owns, with the power over the tags inside.
#include "matrix/rules.hpp"

namespace weft::test {
namespace {

Sample in_group(const std::function<Json(const Place&)>& more, Rule rule) {
  return {
      [more](const Place& place) {
        Json input = more(place);
        input["group"] = place.rule_group;
        return input;
      },
      rule};
}

Json nothing(const Place&) {
  return Json::object();
}

}  // namespace

Samples rule_group_samples() {
  return {
      {"rule_group.create",
       {[](const Place& place) {
          return Json{{"name", place.fresh_user}, {"owners", {"pat"}}, {"powers", {"tags"}}};
        },
        Rule::body_person}},
      {"rule_group.update", in_group(
                                [](const Place&) {
                                  return Json{{"name", "Renamed"}};
                                },
                                Rule::own_company)},
      {"rule_group.delete", in_group(nothing, Rule::own_company)},
      {"rule_group.get", in_group(nothing, Rule::starter)},
      {"rule_group.list", {nothing}},
      {"rule_group.tags", in_group(nothing, Rule::starter)},
      {"rule_group.create_tags", in_group(
                                     [](const Place& place) {
                                       return Json{{"name", place.fresh_user}};
                                     },
                                     Rule::starter)},
      {"rule_group.delete_tags", in_group(
                                     [](const Place& place) {
                                       return Json{{"tag_group", place.rule_tag_group}};
                                     },
                                     Rule::starter)},
      {"rule_group.create_tag", in_group(
                                    [](const Place& place) {
                                      return Json{{"tag_group", place.rule_tag_group}, {"name", place.fresh_user}};
                                    },
                                    Rule::starter)},
      {"rule_group.delete_tag", in_group(
                                    [](const Place& place) {
                                      return Json{{"tag", place.rule_tag_group}};
                                    },
                                    Rule::starter)},
  };
}

}  // namespace weft::test
