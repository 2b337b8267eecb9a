// externalcontact/groupchat/list, get and the join ways: groups with customers.
#include "wecom/customer_desk.hpp"
#include "wecom/subjects.hpp"
#include "wecom/texts.hpp"
#include <weft/api/paging.hpp>
#include <weft/conversations/group_rules.hpp>
#include <weft/customers/customer_groups.hpp>

#include <algorithm>
#include <set>

namespace weft::wecom {
namespace {

using api::Permission;

constexpr std::int64_t kMostListed = 1000;
constexpr std::size_t kMostOwners = 100;
constexpr std::size_t kRemark = 30;  // characters
enum Status { kFine = 0, kOrphaned = 1, kInherited = 3 };

/// The owners asked for, one after the other; nobody: all at once.
std::vector<std::string> owners_in(const Desk& desk) {
  std::vector<std::string> owners;
  const auto filter = desk.object("owner_filter");
  if (filter) {
    const auto userids = filter->words("userid_list");
    if (userids.size() > kMostOwners) throw Fault(code::bad_userid, "userid_list must be at most 100");
    for (const PrincipalId& member : members_named(desk, userids))
      owners.push_back(member.str());
  }
  if (owners.empty()) owners.emplace_back();
  return owners;
}

/// Where a listing goes on: with which owner, and where in its groups.
struct Place {
  std::size_t owner = 0;
  Json cursor;
};

Place place_in(const Desk& desk) {
  const auto given = desk.filled("cursor");
  if (!given) return {};
  const auto keys = api::decode_cursor("chats", *given, 2);
  return {static_cast<std::size_t>(api::cursor_number(keys.at(0))), keys.at(1).empty() ? Json() : Json(keys.at(1))};
}

std::vector<ConversationId> ids_of(const Json& groups) {
  std::vector<ConversationId> ids;
  for (const Json& group : groups)
    ids.push_back(ConversationId::parse(group.at("id").get<std::string>()).value());
  return ids;
}

/// https://developer.work.weixin.qq.com/document/path/92120
Answer list(const Desk& desk) {
  desk.need_permission(Permission::customers_manage);
  const std::int64_t wanted_status = desk.number("status_filter").value_or(0);
  const std::int64_t wanted = std::clamp<std::int64_t>(desk.number("limit").value_or(kMostListed), 1, kMostListed);
  const auto owners = owners_in(desk);
  Place place = place_in(desk);
  Json out = Json::array();
  Walk walk(wanted);
  while (place.owner < owners.size() && wanted_status != 2 && walk.goes_on(out)) {
    Json input = {{"scope", "company"}, {"limit", walk.page()}, {"cursor", place.cursor}};
    if (!owners[place.owner].empty()) input["owner"] = owners[place.owner];
    if (wanted_status == kOrphaned) input["assignable"] = true;
    const Json page = desk.call("customer_group.list", std::move(input));
    const auto inherited = customers::inherited_among(desk.tx(), ids_of(page.at("items")));
    for (const Json& group : page.at("items")) {
      const auto id = ConversationId::parse(group.at("id").get<std::string>()).value();
      const int status = group.at("assignable") == true ? kOrphaned : inherited.count(id) > 0 ? kInherited : kFine;
      if (wanted_status == 0 || wanted_status == status) out.push_back({{"chat_id", id.str()}, {"status", status}});
    }
    place.cursor = page.at("next_cursor");
    if (place.cursor.is_null()) ++place.owner;
  }
  std::string next;
  if (place.owner < owners.size() && wanted_status != 2)
    next = api::encode_cursor(
        "chats",
        {std::to_string(place.owner), place.cursor.is_null() ? std::string() : place.cursor.get<std::string>()});
  return Json{{"group_chat_list", std::move(out)}, {"next_cursor", next}};
}

/// 1 brought in by somebody, 3 by a code.
Json member(Names& names, const customers::Inside& one, bool owner, bool with_name) {
  const bool by_itself = one.by == one.principal;
  Json told = {
      {"userid", names.of(one.principal)},
      {"type", one.customer ? 2 : 1},
      {"join_time", seconds(one.joined_at)},
      {"join_scene", by_itself && !owner ? 3 : 1},
      {"group_nickname", ""}};
  if (one.customer) told["unionid"] = one.outside_id;
  if (!by_itself) told["invitor"] = {{"userid", names.of(one.by)}};
  if (!one.state.empty()) told["state"] = one.state;
  if (with_name) told["name"] = one.name;
  return told;
}

/// https://developer.work.weixin.qq.com/document/path/92122
Answer get(const Desk& desk) {
  desk.need_permission(Permission::customers_manage);
  const std::string id = desk.need("chat_id", code::bad_chat);
  const auto conversation = ConversationId::parse(id);
  if (!conversation) throw Fault(code::bad_chat, "invalid chatid: " + id);
  const Json group = desk.call("customer_group.get", {{"conversation", id}}, {{Errc::not_found, code::bad_chat}});
  if (group.at("dismissed") == true) throw Fault(code::bad_chat, "invalid chatid: this group is dismissed");
  const auto inside = customers::inside_of(desk.tx(), *conversation, "unionid");
  std::vector<PrincipalId> people, callers;
  for (const auto& one : inside)
    people.push_back(one.principal), callers.push_back(one.by);
  Names names(desk);
  names.learn(people);
  names.learn(callers);
  const bool with_name = desk.flag("need_name").value_or(false);
  Json members = Json::array(), admins = Json::array();
  for (const auto& one : inside) {
    members.push_back(member(names, one, group.at("owner") == one.principal.str(), with_name));
    if (one.admin) admins.push_back({{"userid", names.of(one.principal)}});
  }
  const auto notice = conversations::load_rules(desk.tx(), *conversation).notice;
  return Json{
      {"group_chat",
       {{"chat_id", id},
        {"name", group.at("name")},
        {"owner", names.of(group.at("owner"))},
        {"create_time", seconds(group.at("created_at"))},
        {"notice", notice ? notice->text : std::string()},
        {"member_list", std::move(members)},
        {"admin_list", std::move(admins)},
        {"member_version", customers::version_of(people)}}}};
}

/// All that a way says; what is left out has its default.
Json way_in(const Desk& desk) {
  const std::int64_t scene = desk.need_number("scene");
  if (scene != 1 && scene != 2) throw Fault(code::invalid_parameter, "scene must be 1 or 2");
  const auto chats = desk.words("chat_id_list");
  if (chats.empty() || chats.size() > 5) throw Fault(code::bad_chat, "chat_id_list must have 1 to 5 groups");
  for (const std::string& chat : chats)
    if (!ConversationId::parse(chat)) throw Fault(code::bad_chat, "invalid chatid: " + chat);
  return {
      {"groups", chats},
      {"remark", cut_characters(desk.text("remark").value_or(""), kRemark)},
      {"state", desk.text("state").value_or("")},
      {"auto_open", desk.flag("auto_create_room").value_or(true)},
      {"prefix", or_null(desk.filled("room_base_name"))},
      {"base", or_null(desk.number("room_base_id"))}};
}

const Numbers kGroups = {{Errc::not_found, code::bad_chat}, {Errc::conflict, code::bad_chat}};
const Numbers kWay = {{Errc::not_found, code::invalid_parameter}};

/// https://developer.work.weixin.qq.com/document/path/92229
Answer add_way(const Desk& desk) {
  desk.need_permission(Permission::contact_ways_manage);
  return Json{{"config_id", desk.call("join_way.create", way_in(desk), kGroups).at("id")}};
}

Json find_way(const Desk& desk) {
  return desk.call("join_way.get", {{"way", desk.need("config_id")}}, kWay);
}

Answer get_way(const Desk& desk) {
  desk.need_permission(Permission::contact_ways_manage);
  const Json way = find_way(desk);
  Json chats = Json::array();
  for (const Json& group : way.at("groups"))
    if (group.at("named") == true) chats.push_back(group.at("conversation"));
  const std::string path = way.at("path");
  return Json{
      {"join_way",
       {{"config_id", way.at("id")},
        {"scene", 2},
        {"remark", way.at("remark")},
        {"auto_create_room", way.at("auto_open") == true ? 1 : 0},
        {"room_base_name", way.at("prefix")},
        {"room_base_id", way.at("next_number")},
        {"chat_id_list", std::move(chats)},
        {"qr_code", qr_address(desk, path.substr(path.rfind('/') + 1))},
        {"state", way.at("state")},
        {"mark_source", false}}}};
}

Answer update_way(const Desk& desk) {
  desk.need_permission(Permission::contact_ways_manage);
  Json input = way_in(desk);
  input["way"] = find_way(desk).at("id");
  desk.call("join_way.update", std::move(input), kGroups);
  return Json();
}

Answer remove_way(const Desk& desk) {
  desk.need_permission(Permission::contact_ways_manage);
  desk.call("join_way.delete", {{"way", desk.need("config_id")}}, kWay);
  return Json();
}

}  // namespace

Endpoints group_chat_endpoints() {
  const std::string root = "externalcontact/groupchat/";
  Endpoints table;
  table.push_back({.path = root + "list", .handle = list});
  table.push_back({.path = root + "get", .handle = get});
  table.push_back({.path = root + "add_join_way", .handle = add_way});
  table.push_back({.path = root + "get_join_way", .handle = get_way});
  table.push_back({.path = root + "update_join_way", .handle = update_way});
  table.push_back({.path = root + "del_join_way", .handle = remove_way});
  return table;
}

}  // namespace weft::wecom
