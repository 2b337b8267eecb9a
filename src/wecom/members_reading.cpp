// user/get, list, simplelist, list_id, getuserid and get_userid_by_email: what an app sees of the members.
#include "wecom/people.hpp"
#include "wecom/subjects.hpp"
#include <weft/api/paging.hpp>

namespace weft::wecom {
namespace {

constexpr std::int64_t kMostIds = 10000;
constexpr int kBadCursor = 50100;
constexpr int kNobodySo = 46004;  // by a number or an address

/// https://developer.work.weixin.qq.com/document/path/90196
Answer get(const Desk& desk) {
  const Eyes eyes(desk);
  const PrincipalId member = need_member(desk, eyes, desk.need("userid", 41009));
  return members_json(desk, eyes, std::span(&member, 1)).at(0);
}

std::vector<PrincipalId> members_asked_for(const Desk& desk, const Eyes& eyes) {
  const auto department = need_department(desk, eyes, desk.need_number("department_id", 41019));
  return directory::members_in(desk.tx(), eyes.view, department, desk.flag("fetch_child").value_or(false));
}

/// https://developer.work.weixin.qq.com/document/path/90200
Answer simple_list(const Desk& desk) {
  const Eyes eyes(desk);
  return Json{{"userlist", simple_members_json(desk, eyes, members_asked_for(desk, eyes))}};
}

/// https://developer.work.weixin.qq.com/document/path/90201
Answer list(const Desk& desk) {
  const Eyes eyes(desk);
  return Json{{"userlist", members_json(desk, eyes, members_asked_for(desk, eyes))}};
}

/// https://developer.work.weixin.qq.com/document/path/96067
Answer list_id(const Desk& desk) {
  const std::int64_t limit = desk.number("limit").value_or(kMostIds);
  if (limit < 1 || limit > kMostIds) throw Fault(code::invalid_parameter, "limit must be 1 to 10000");
  std::string key;
  std::int64_t department = 0;
  if (const auto cursor = desk.filled("cursor")) {
    const auto keys = called(
        {{Errc::invalid_argument, "", kBadCursor}}, [&] { return api::decode_cursor("list_id", *cursor, 2); });
    key = keys[0];
    department = called({{Errc::invalid_argument, "", kBadCursor}}, [&] { return api::cursor_number(keys[1]); });
  }
  const auto page = api::make_page(
      directory::placements(desk.tx(), Eyes(desk).view, key, department, limit + 1), limit, "list_id",
      [](const directory::Placement& last) {
        return std::vector{last.key, std::to_string(last.department)};
      });
  Json users = Json::array();
  for (const directory::Placement& one : page.items)
    users.push_back({{"userid", one.userid}, {"department", one.department}});
  return Json{{"next_cursor", page.next_cursor.value_or("")}, {"dept_user", std::move(users)}};
}

Answer found(const Desk& desk, const std::optional<PrincipalId>& member) {
  if (!member) throw Fault(kNobodySo, "user no exist: nobody has it of whom the app may know it", Errc::not_found);
  return Json{{"userid", userids_of(desk, std::span(&*member, 1)).at(0)}};
}

/// https://developer.work.weixin.qq.com/document/path/95402
Answer by_mobile(const Desk& desk) {
  const std::string mobile = desk.need("mobile", 60103);
  const Eyes eyes(desk);
  return found(desk, directory::member_with_mobile(desk.tx(), eyes.view, eyes.managed, mobile));
}

/// https://developer.work.weixin.qq.com/document/path/95895; a member has one address here, of whatever type.
Answer by_email(const Desk& desk) {
  const std::string email = desk.need("email", 60105);
  const Eyes eyes(desk);
  return found(desk, directory::member_with_email(desk.tx(), eyes.view, eyes.managed, email));
}

}  // namespace

Endpoints member_endpoints() {
  Endpoints table;
  table.push_back({.path = "user/get", .handle = get});
  table.push_back({.path = "user/simplelist", .handle = simple_list});
  table.push_back({.path = "user/list", .handle = list});
  table.push_back({.path = "user/list_id", .handle = list_id});
  table.push_back({.path = "user/getuserid", .handle = by_mobile});
  table.push_back({.path = "user/get_userid_by_email", .handle = by_email});
  return table;
}

}  // namespace weft::wecom
