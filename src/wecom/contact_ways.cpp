// externalcontact/*_contact_way, close_temp_chat: codes by which customers come. Each has a picture of its own, which
// anybody may see who knows the code.
#include "wecom/bytes.hpp"
#include "wecom/customer_desk.hpp"
#include "wecom/greetings.hpp"
#include "wecom/subjects.hpp"
#include <weft/customers/ways.hpp>
#include <weft/directory/qr.hpp>

#include <algorithm>

namespace weft::wecom {
namespace {

using api::Permission;

constexpr std::string_view kPicture = "externalcontact/contact_way_qr";
constexpr std::int64_t kHour = 3600;
constexpr std::int64_t kMostListed = 1000;
constexpr std::int64_t kListed = 100;
constexpr auto kListedSince = std::chrono::days(90);
const Numbers kWay = {{Errc::not_found, code::invalid_parameter}};

std::string code_of(const Json& way) {
  const std::string path = way.at("path");
  return path.substr(path.rfind('/') + 1);
}

Json userids(const std::vector<PrincipalId>& members) {
  Json list = Json::array();
  for (const PrincipalId& member : members)
    list.push_back(member.str());
  return list;
}

/// Who is to serve, in what the operation takes: `type` 1 is one employee and no department.
void add_people(const Desk& desk, Json& input) {
  if (desk.has("user")) {
    const auto members = members_named(desk, desk.words("user"));
    need_servers(desk, members);
    input["employees"] = userids(members);
  }
  if (desk.has("party")) input["departments"] = desk.numbers("party");
}

void add_words(const Desk& desk, Json& input) {
  if (const auto remark = desk.text("remark")) input["remark"] = *remark;
  if (const auto state = desk.text("state")) input["state"] = *state;
  if (const auto skip = desk.flag("skip_verify")) input["approval"] = !*skip;
  if (const auto exclusive = desk.flag("is_exclusive")) input["exclusive"] = *exclusive;
}

/// Of temporary chats only; WeCom leaves them out of account for all others.
void add_times(const Desk& desk, Time made_at, Json& input) {
  if (desk.filled("unionid"))
    throw Fault(code::bad_parameter, "unionid: a code is not kept to one customer here, whoever comes first has it");
  if (const auto life = desk.number("expires_in"))
    input["expires_at"] = to_rfc3339(made_at + std::chrono::seconds(std::clamp<std::int64_t>(*life, 0, INT32_MAX)));
  if (const auto chat = desk.number("chat_expires_in"))
    input["chat_hours"] = (std::clamp<std::int64_t>(*chat, 0, INT32_MAX) + kHour - 1) / kHour;
  if (const auto words = desk.object("conclusions"))
    if (auto closing = flat_greeting_in(*words)) input["closing"] = std::move(*closing);
}

/// https://developer.work.weixin.qq.com/document/path/92228
Answer add(const Desk& desk) {
  desk.need_permission(Permission::contact_ways_manage);
  const std::int64_t type = desk.need_number("type"), scene = desk.need_number("scene");
  if (type != 1 && type != 2) throw Fault(code::invalid_parameter, "type must be 1 or 2");
  if (scene != 1 && scene != 2) throw Fault(code::invalid_parameter, "scene must be 1 or 2");
  Json input = {{"approval", false}};
  add_people(desk, input);
  if (type == 1) input.erase("departments");
  const bool alone = input.contains("employees") && input.at("employees").size() == 1;
  if (type == 1 && !alone) throw Fault(code::invalid_parameter, "user must be one member when type is 1");
  add_words(desk, input);
  if (desk.flag("is_temp").value_or(false)) {
    input["chat_hours"] = 24;
    add_times(desk, desk.tx().now(), input);
  }
  const Json way = desk.call("contact_way.create", std::move(input), kWay);
  return Json{{"config_id", way.at("id")}, {"qr_code", qr_address(desk, code_of(way))}};
}

Json get_way(const Desk& desk) {
  return desk.call("contact_way.get", {{"way", desk.need("config_id")}}, kWay);
}

Json shown(const Desk& desk, const Json& way) {
  Names names(desk);
  Json users = Json::array();
  for (const Json& member : way.at("employees"))
    users.push_back(names.of(member));
  const Json& hours = way.at("chat_hours");
  const bool temporary = !hours.is_null();
  const bool single = users.size() == 1 && way.at("departments").empty();
  const std::int64_t made_at = seconds(way.at("created_at"));
  return {
      {"config_id", way.at("id")},
      {"type", single ? 1 : 2},
      {"scene", 2},
      {"style", 0},
      {"remark", way.at("remark")},
      {"skip_verify", !way.at("approval").get<bool>()},
      {"state", way.at("state")},
      {"qr_code", qr_address(desk, code_of(way))},
      {"user", std::move(users)},
      {"party", way.at("departments")},
      {"is_temp", temporary},
      {"expires_in", temporary ? seconds(way.at("expires_at")) - made_at : 0},
      {"chat_expires_in", temporary ? hours.get<std::int64_t>() * kHour : 0},
      {"unionid", ""},
      {"is_exclusive", way.at("exclusive")},
      {"mark_source", false},
      {"conclusions", flat_greeting_out(way.at("closing"))}};
}

Answer get(const Desk& desk) {
  desk.need_permission(Permission::contact_ways_manage);
  return Json{{"contact_way", shown(desk, get_way(desk))}};
}

/// Pages of all ways are asked for until enough of them are of the kind and of the time.
Answer list(const Desk& desk) {
  desk.need_permission(Permission::contact_ways_manage);
  const std::int64_t now = seconds(desk.tx().now());
  const std::int64_t from = desk.number("start_time").value_or(seconds(desk.tx().now() - kListedSince));
  const std::int64_t until = desk.number("end_time").value_or(now);
  const std::int64_t wanted = std::clamp<std::int64_t>(desk.number("limit").value_or(kListed), 1, kMostListed);
  Json ids = Json::array();
  Json next = or_null(desk.filled("cursor"));
  Walk walk(wanted);
  for (bool more = true; more && walk.goes_on(ids); more = !next.is_null()) {
    const Json page = desk.call("contact_way.list", {{"limit", walk.page()}, {"cursor", next}});
    next = page.at("next_cursor");
    for (const Json& way : page.at("items")) {
      const std::int64_t made_at = seconds(way.at("created_at"));
      if (made_at < from) next = Json();  // the newest come first
      if (way.at("chat_hours").is_null() && made_at >= from && made_at <= until)
        ids.push_back({{"config_id", way.at("id")}});
    }
  }
  return Json{{"contact_way", std::move(ids)}, {"next_cursor", next.is_null() ? Json("") : next}};
}

Answer update(const Desk& desk) {
  desk.need_permission(Permission::contact_ways_manage);
  const Json way = get_way(desk);
  Json input = {{"way", way.at("id")}};
  add_people(desk, input);
  add_words(desk, input);
  if (!way.at("chat_hours").is_null()) {
    if (seconds(way.at("expires_at")) <= seconds(desk.tx().now()))
      throw Fault(code::invalid_parameter, "invalid config_id: this temporary way is over");
    add_times(desk, parse_time(way.at("created_at").get<std::string>()).value(), input);
  }
  desk.call("contact_way.update", std::move(input), kWay);
  return Json();
}

Answer remove(const Desk& desk) {
  desk.need_permission(Permission::contact_ways_manage);
  desk.call("contact_way.delete", {{"way", desk.need("config_id")}}, kWay);
  return Json();
}

Answer close_chat(const Desk& desk) {
  desk.need_permission(Permission::customers_manage);
  const auto follow = need_follow(desk);
  desk.call(
      "customer_chat.end", {{"conversation", follow.conversation.str()}}, {{Errc::not_found, code::not_a_customer}});
  return Json();
}

/// The code is the whole secret of a way: who knows it has the way.
Answer picture(const Desk& desk) {
  const std::string given = desk.need("code");
  const bool good = given.size() <= 100 && std::all_of(given.begin(), given.end(), [](unsigned char c) {
                      return std::isalnum(c) != 0 || c == '-' || c == '_';
                    });
  if (!good) throw Fault(code::invalid_parameter, "invalid code");
  return download_of(directory::qr_png(directory::web_link(desk.origin(), "/c/" + given)), "image/png", "code.png");
}

}  // namespace

std::string qr_address(const Desk& desk, const std::string& code) {
  return desk.origin() + "/cgi-bin/" + std::string(kPicture) + "?code=" + code;
}

Endpoints contact_way_endpoints() {
  const std::string root = "externalcontact/";
  Endpoints table;
  table.push_back({.path = root + "add_contact_way", .handle = add});
  table.push_back({.path = root + "get_contact_way", .handle = get});
  table.push_back({.path = root + "list_contact_way", .handle = list});
  table.push_back({.path = root + "update_contact_way", .handle = update});
  table.push_back({.path = root + "del_contact_way", .handle = remove});
  table.push_back({.path = root + "close_temp_chat", .handle = close_chat});
  table.push_back({.path = std::string(kPicture), .who = api::Policy::anonymous, .handle = picture});
  return table;
}

}  // namespace weft::wecom
