// Samples of the directory's operations. Nothing that is tried here changes what another cell needs: numbers that do
// not exist answer 404 to whoever passes the gates.
#include "matrix/rules.hpp"

namespace weft::test {
namespace {

std::function<Json(const Place&)> fixed(Json input) {
  return [input](const Place&) { return input; };
}

std::function<Json(const Place&)> person(Json more = Json::object()) {
  return [more](const Place& place) {
    Json input = more;
    input["member"] = place.person;
    return input;
  };
}

std::function<Json(const Place&)> named(Json more = Json::object()) {
  return [more](const Place& place) {
    Json input = more;
    input["name"] = place.fresh_user;
    return input;
  };
}

constexpr int kNone = 999999999;

}  // namespace

Samples directory_samples() {
  const Json place = Json::array({{{"department", 1}}});
  return {
      {"department.create", {named(), Rule::in_root}},
      {"department.update", {fixed({{"department", 1}, {"name_en", "Root"}}), Rule::in_root}},
      {"department.move", {fixed({{"department", kNone}, {"parent", 1}}), Rule::none, 404}},
      {"department.delete", {fixed({{"department", kNone}}), Rule::none, 404}},
      {"department.get", {fixed({{"department", 1}})}},
      {"department.list", {fixed(Json::object())}},
      {"department.tree", {fixed(Json::object())}},
      {"department.members", {fixed({{"department", 1}})}},
      {"member.get", {person(), Rule::own_company}},
      {"member.avatar", {person(), Rule::none, 404}},
      {"member.set_avatar", {person({{"file", "01920000-0000-7000-8000-000000000000"}}), Rule::manages_person, 404}},
      {"member.remove_avatar", {person(), Rule::manages_person}},
      {"member.search", {fixed({{"query", "p"}})}},
      {"member.update", {person({{"alias", "Al"}}), Rule::lower_role}},
      // Somebody who is in the root already: others are looked for where they are.
      {"member.set_departments", {fixed({{"member", "pat"}, {"departments", place}}), Rule::of_root}},
      {"member.offboard", {fixed({{"member", "nobody-here"}}), Rule::none, 404}},
      {"offboarding.list", {fixed(Json::object())}},
      {"offboarding.get", {person(), Rule::none, 404}},
      {"offboarding.groups", {person(), Rule::none, 404}},
      {"offboarding.conversations", {person(), Rule::none, 404}},
      {"tag.create", {named()}},
      {"tag.update", {fixed({{"tag", kNone}, {"name", "T"}}), Rule::none, 404}},
      {"tag.delete", {fixed({{"tag", kNone}}), Rule::none, 404}},
      {"tag.list", {fixed(Json::object())}},
      {"tag.members", {fixed({{"tag", kNone}}), Rule::none, 404}},
      {"tag.departments", {fixed({{"tag", kNone}}), Rule::none, 404}},
      {"tag.mark", {fixed({{"tag", kNone}, {"members", {"pat"}}}), Rule::none, 404}},
      {"tag.unmark", {fixed({{"tag", kNone}, {"members", {"pat"}}}), Rule::none, 404}},
      {"field.list", {fixed(Json::object())}},
      {"field.create", {named({{"kind", "text"}})}},
      {"field.update", {fixed({{"field", kNone}, {"name", "F"}}), Rule::none, 404}},
      {"field.delete", {fixed({{"field", kNone}}), Rule::none, 404}},
      {"visibility.list", {fixed(Json::object())}},
      {"visibility.add", {fixed({{"kind", "allow_chat"}})}},
      {"visibility.remove", {fixed({{"rule", kNone}}), Rule::none, 404}},
  };
}

}  // namespace weft::test
