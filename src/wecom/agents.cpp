// agent/*, menu/*: what an app says of itself.
#include "wecom/app_message.hpp"
#include "wecom/shapes.hpp"
#include "wecom/subjects.hpp"
#include "wecom/texts.hpp"
#include <weft/identity/identity.hpp>
#include <weft/platform/apps.hpp>

namespace weft::wecom {
namespace {

constexpr int kNoMenu = 46003;
constexpr std::int64_t kRoot = 1;  // everybody is below it

Json app_of(const Desk& desk) {
  return desk.call("app.get", {{"app", need_own(desk)}}, {{Errc::not_found, code::bad_agent}});
}

Json seen_by(const Desk& desk, const Json& range) {
  Json users = Json::array(), parties = range.at("departments");
  std::vector<PrincipalId> members;
  for (const Json& id : range.at("members"))
    members.push_back(PrincipalId::parse(id.get<std::string>()).value());
  for (const auto& member : identity::load_principals(desk.tx(), members))
    users.push_back({{"userid", member.userid}});
  if (range.at("everybody") == true) parties = Json::array({kRoot});
  return {
      {"allow_userinfos", {{"user", std::move(users)}}},
      {"allow_partys", {{"partyid", std::move(parties)}}},
      {"allow_tags", {{"tagid", range.at("tags")}}}};
}

std::string text_or_none(const Json& value) {
  return value.is_string() ? value.get<std::string>() : std::string();
}

/// https://developer.work.weixin.qq.com/document/path/90227
Answer get(const Desk& desk) {
  const Json app = app_of(desk);
  Json out = seen_by(desk, app.at("range"));
  out["agentid"] = app.at("app");
  out["name"] = app.at("name");
  out["square_logo_url"] = "";
  out["description"] = app.at("description");
  out["close"] = app.at("enabled") == true ? 0 : 1;
  const Json& hosts = app.at("trusted_hosts");
  out["redirect_domain"] = hosts.empty() ? Json("") : hosts.at(0);
  out["report_location_flag"] = 0;
  out["isreportenter"] = app.at("report_enter") == true ? 1 : 0;
  out["home_url"] = text_or_none(app.at("home_url"));
  return out;
}

Answer list(const Desk& desk) {
  const auto app = platform::app_with_id(desk.tx(), desk.who().principal).value();
  Json agents = Json::array();
  agents.push_back({{"agentid", app.number}, {"name", app.name}, {"square_logo_url", ""}});
  return Json{{"agentlist", std::move(agents)}};
}

/// https://developer.work.weixin.qq.com/document/path/90228
Answer set(const Desk& desk) {
  Json change = {{"app", need_own(desk)}};
  if (const auto name = desk.filled("name")) change["name"] = *name;
  if (const auto text = desk.text("description")) change["description"] = *text;
  if (const auto home = desk.text("home_url")) change["home_url"] = *home;
  if (const auto host = desk.text("redirect_domain"))
    change["trusted_hosts"] = host->empty() ? Json::array() : Json::array({*host});
  if (const auto logo = desk.filled("logo_mediaid")) change["logo"] = *logo;
  if (const auto report = desk.flag("isreportenter")) change["report_enter"] = *report;
  if (desk.flag("report_location_flag").value_or(false))
    throw Fault(code::bad_parameter, "invalid parameter: report_location_flag must be 0: places are not reported here");
  try {
    desk.call("app.update", change);
  } catch (const Fault& fault) {
    if (fault.field() == "logo") throw Fault(code::bad_media, fault.detail(), fault.code());
    throw;
  }
  return Json::object();
}

// ---- menus

using Kind = Shape::Kind;
const std::vector<Shape> kSubButton{{"type"}, {"name"}, {"key"}, {"url"}, {"appid"}, {"pagepath"}};
const std::vector<Shape> kButton{
    {"type"}, {"name"}, {"key"}, {"url"}, {"appid"}, {"pagepath"}, {"sub_button", Kind::list, 0, &kSubButton}};

/// WeCom's number of what was wrong with a button.
int number_of_field(const std::string& field) {
  if (field.find("sub_button") == std::string::npos) {
    if (field == "button") return 40016;
    if (field.ends_with(".type")) return 40017;
    if (field.ends_with(".name")) return 40018;
    if (field.ends_with(".key")) return 40019;
    if (field.ends_with(".url")) return 40020;
    return code::bad_parameter;
  }
  if (field.ends_with("sub_button")) return 40023;
  if (field.ends_with(".type")) return 40024;
  if (field.ends_with(".name")) return 40025;
  if (field.ends_with(".key")) return 40026;
  if (field.ends_with(".url")) return 40027;
  return code::bad_parameter;
}

/// https://developer.work.weixin.qq.com/document/path/90231
Answer create_menu(const Desk& desk) {
  Json buttons = Json::array();
  for (const Fields& one : desk.objects("button")) {
    Json button = taken(one, kButton);
    if (button.contains("sub_button")) button.erase("type");
    buttons.push_back(std::move(button));
  }
  try {
    desk.call("app_menu.set", {{"app", need_own(desk)}, {"button", std::move(buttons)}});
  } catch (const Fault& fault) {
    if (fault.code() != Errc::invalid_argument || !fault.field().starts_with("button")) throw;
    throw Fault(number_of_field(fault.field()), fault.detail(), fault.code());
  }
  return Json::object();
}

/// https://developer.work.weixin.qq.com/document/path/90232
Answer get_menu(const Desk& desk) {
  const Json menu = desk.call("app_menu.get", {{"app", need_own(desk)}});
  if (menu.at("menu").is_null()) throw Fault(kNoMenu, "menu does not exist");
  Json buttons = menu.at("menu").at("button");
  for (Json& button : buttons)
    if (!button.contains("sub_button")) button["sub_button"] = Json::array();
  return Json{{"button", std::move(buttons)}};
}

/// https://developer.work.weixin.qq.com/document/path/90233
Answer delete_menu(const Desk& desk) {
  desk.call("app_menu.delete", {{"app", need_own(desk)}});
  return Json::object();
}

}  // namespace

Endpoints agent_endpoints() {
  Endpoints table;
  table.push_back({.path = "agent/get", .handle = get});
  table.push_back({.path = "agent/list", .handle = list});
  table.push_back({.path = "agent/set", .handle = set});
  table.push_back({.path = "menu/create", .handle = create_menu});
  table.push_back({.path = "menu/get", .handle = get_menu});
  table.push_back({.path = "menu/delete", .handle = delete_menu});
  return table;
}

}  // namespace weft::wecom
