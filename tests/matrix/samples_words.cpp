// Samples of the operations about words; the company has one rule.
#include "matrix/rules.hpp"

namespace weft::test {

Samples word_samples() {
  const auto the_rule = [](const Place& place) { return Json{{"rule", place.word_rule}}; };
  const auto nothing = [](const Place&) { return Json::object(); };
  const Json words = Json::array({Json{{"text", "never said here"}}});
  return {
      {"word_rule.create", {[words](const Place& place) {
         return Json{{"name", place.fresh_user}, {"action", "block"}, {"words", words}};
       }}},
      {"word_rule.update",
       {[](const Place& place) {
          return Json{{"rule", place.word_rule}, {"action", "warn"}};
        },
        Rule::own_company}},
      {"word_rule.delete", {the_rule, Rule::own_company}},
      {"word_rule.get", {the_rule, Rule::own_company}},
      {"word_rule.list", {nothing}},
      {"word_hit.list", {nothing}},
      {"group.words",
       {[](const Place& place) {
          return Json{{"conversation", place.conversation}};
        },
        Rule::present}},
      {"group.set_words",
       {[words](const Place& place) {
          return Json{{"conversation", place.conversation}, {"words", words}};
        },
        Rule::manager}},
  };
}

}  // namespace weft::test
