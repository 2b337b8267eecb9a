// Samples of the rules of groups, of what one does for oneself, of the company's groups, and of keeping messages.
#include "matrix/rules.hpp"

namespace weft::test {
namespace {

using Input = std::function<Json(const Place&)>;

Input nothing(Json input = Json::object()) {
  return [input](const Place&) { return input; };
}

Input here(Json more = Json::object()) {
  return [more](const Place& place) {
    Json input = more;
    input["conversation"] = place.conversation;
    return input;
  };
}

Input here_with(const char* field, std::string Place::*value) {
  return [field, value](const Place& place) {
    return Json{{"conversation", place.conversation}, {field, place.*value}};
  };
}

Input only(const char* field, std::string Place::*value) {
  return [field, value](const Place& place) { return Json{{field, place.*value}}; };
}

Samples rule_samples() {
  return {
      {"group.set_rules", {here({{"invite", "admins"}}), Rule::manager}},
      {"group.set_notice", {here({{"text", "Be kind"}}), Rule::manager}},
      {"group.add_admins", {here({{"members", {"pat"}}}), Rule::group_owner}},
      {"group.remove_admins", {here({{"members", {"gad"}}}), Rule::group_owner}},
      {"group.mute_all", {here({{"muted", true}}), Rule::manager}},
      {"group.mute_members", {here({{"members", {"oth"}}, {"muted", true}}), Rule::manager}},
      {"group.requests", {here(), Rule::manager}},
      {"group.approve_request", {here_with("request", &Place::request), Rule::manager}},
      {"group.reject_request", {here_with("request", &Place::request), Rule::manager}},
      {"group.create_link", {here(), Rule::write}},
      {"group.links", {here(), Rule::manager}},
      {"group.revoke_link", {here_with("link", &Place::link), Rule::manager}},
      {"group.preview", {only("code", &Place::code), Rule::own_company}},
      {"group.draw_link",
       {[](const Place& place) {
          return Json{{"code", place.code}, {"origin", "https://chat.example.com"}, {"format", "svg"}};
        },
        Rule::own_company}},
      {"group.join", {only("code", &Place::code), Rule::own_company}},
  };
}

Samples personal_samples() {
  return {
      {"message.star", {here({{"seq", 2}, {"starred", true}}), Rule::read}},
      {"message.hide", {here({{"seq", 2}}), Rule::read}},
      {"star.list", {nothing()}},
      {"message.get_policy", {nothing()}},
  };
}

Samples company_samples() {
  return {
      {"message.set_policy", {nothing({{"edit", true}})}},
      {"group.get_defaults", {nothing()}},
      {"group.set_defaults", {nothing({{"rename", "everybody"}})}},
      {"group.admin_list", {nothing()}},
      {"group.admin_get", {here(), Rule::own_company}},
      {"group.admin_set_owner", {here({{"owner", "pat"}}), Rule::own_company}},
      {"group.admin_set_limits", {here({{"member_limit", 100}}), Rule::own_company}},
      {"group.admin_dismiss", {here(), Rule::own_company}},
      {"retention.get", {nothing()}},
      {"retention.set", {nothing({{"days", 0}})}},
      {"retention.set_group", {here({{"days", 180}}), Rule::own_company}},
      {"legal_hold.create", {nothing({{"scope", "company"}, {"reason", "matrix"}})}},
      {"legal_hold.list", {nothing()}},
      {"legal_hold.lift", {only("hold", &Place::hold), Rule::own_company}},
  };
}

}  // namespace

Samples group_samples() {
  Samples all = rule_samples();
  all.merge(personal_samples());
  all.merge(company_samples());
  return all;
}

}  // namespace weft::test
