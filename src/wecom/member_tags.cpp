// tag/*: tags of members and departments.
#include "wecom/people.hpp"
#include "wecom/subjects.hpp"
#include <weft/directory/tags.hpp>

namespace weft::wecom {
namespace {

constexpr int kNoName = 41018, kNameTaken = 40071, kBadName = 40072;
constexpr int kNoTagId = 41017;
constexpr int kAddsNobody = 40070, kRemovesNobody = 40031;
constexpr int kTooMany = 81014;
constexpr int kNobodyNamed = 82001;
constexpr std::size_t kMostMembers = 1000, kMostParties = 100;
constexpr std::int64_t kEverything = INT32_MAX;

std::int64_t tag_of(const Desk& desk) {
  return desk.need_number("tagid", kNoTagId);
}

std::string name_of_tag(const Desk& desk) {
  return desk.need("tagname", kNoName);
}

/// https://developer.work.weixin.qq.com/document/path/90210
Answer create(const Desk& desk) {
  desk.need_permission(api::Permission::tags_manage);
  Json input = {{"name", name_of_tag(desk)}};
  if (const auto number = desk.number("tagid")) input["number"] = *number;
  const Json made = called(
      {{Errc::invalid_argument, "name", kBadName},
       {Errc::conflict, "name", kNameTaken},
       {Errc::invalid_argument, "number", code::bad_tag},
       {Errc::conflict, "number", code::bad_tag}},
      [&] { return desk.call("tag.create", input); });
  return Json{{"errmsg", "created"}, {"tagid", made.at("number")}};
}

/// https://developer.work.weixin.qq.com/document/path/90211
Answer update(const Desk& desk) {
  desk.need_permission(api::Permission::tags_manage);
  called(
      {{Errc::invalid_argument, "name", kBadName},
       {Errc::conflict, "name", kNameTaken},
       {Errc::invalid_argument, "tag", code::bad_tag},
       {Errc::not_found, "", code::bad_tag}},
      [&] {
        return desk.call("tag.update", {{"tag", tag_of(desk)}, {"name", name_of_tag(desk)}});
      });
  return Json{{"errmsg", "updated"}};
}

/// https://developer.work.weixin.qq.com/document/path/90212
Answer remove(const Desk& desk) {
  desk.need_permission(api::Permission::tags_manage);
  called({{Errc::invalid_argument, "tag", code::bad_tag}, {Errc::not_found, "", code::bad_tag}}, [&] {
    return desk.call("tag.delete", {{"tag", tag_of(desk)}});
  });
  return Json{{"errmsg", "deleted"}};
}

directory::Tag need_tag(const Desk& desk, const Eyes& eyes, std::int64_t number) {
  auto found = directory::list_tags(desk.tx(), eyes.view, number - 1, 1);
  if (number < 1 || found.empty() || found[0].number != number)
    throw Fault(code::bad_tag, "there is no tag " + std::to_string(number), Errc::not_found);
  return std::move(found[0]);
}

/// https://developer.work.weixin.qq.com/document/path/90213
Answer get(const Desk& desk) {
  const Eyes eyes(desk);
  const auto tag = need_tag(desk, eyes, tag_of(desk));
  const auto members = directory::tag_members(desk.tx(), tag.number, eyes.view, {}, kEverything);
  Json users = Json::array();
  for (const auto& principal : identity::load_principals(desk.tx(), members))
    users.push_back({{"userid", principal.userid}, {"name", principal.name}});
  Json parties = Json::array();
  for (const auto& department : directory::tag_departments(desk.tx(), tag.number, eyes.view, 0, kEverything))
    parties.push_back(department.number);
  return Json{{"tagname", tag.name}, {"userlist", std::move(users)}, {"partylist", std::move(parties)}};
}

/// https://developer.work.weixin.qq.com/document/path/90216
Answer list(const Desk& desk) {
  Json tags = Json::array();
  for (const auto& tag : directory::list_tags(desk.tx(), Eyes(desk).view, 0, kEverything))
    tags.push_back({{"tagid", tag.number}, {"tagname", tag.name}});
  return Json{{"taglist", std::move(tags)}};
}

/// Who of a request is there, and who is not.
struct Named {
  std::vector<std::string> members;
  std::vector<std::int64_t> departments;
  std::string no_members;  ///< "a|b"
  std::vector<std::int64_t> no_departments;
};

Named named(const Desk& desk, const Eyes& eyes) {
  const auto userids = desk.words("userlist");
  const auto parties = desk.numbers("partylist");
  Named out;
  if (userids.empty() && parties.empty()) throw Fault(kNobodyNamed, "userlist and partylist are both empty");
  if (userids.size() > kMostMembers || parties.size() > kMostParties)
    throw Fault(kTooMany, "userlist names at most 1000, partylist at most 100");
  const auto found = find_members(desk, eyes, userids);
  for (std::size_t i = 0; i < userids.size(); ++i) {
    if (found[i].member)
      out.members.push_back(found[i].member->str());
    else
      out.no_members += (out.no_members.empty() ? "" : "|") + userids[i];
  }
  for (const std::int64_t party : parties) {
    const bool number = party >= 1 && party <= INT32_MAX;
    const auto node = number ? directory::find_department(desk.tx(), party) : std::nullopt;
    (node && eyes.view.opens(node->path) ? out.departments : out.no_departments).push_back(party);
  }
  return out;
}

Answer change(const Desk& desk, const char* operation, const char* message, int nobody) {
  desk.need_permission(api::Permission::tags_manage);
  const Eyes eyes(desk);
  const std::int64_t tag = need_tag(desk, eyes, tag_of(desk)).number;
  const Named who = named(desk, eyes);
  if (who.members.empty() && who.departments.empty()) throw Fault(nobody, "all list invalid");
  called({{Errc::not_found, "", code::bad_tag}, {Errc::conflict, "departments", kTooMany}}, [&] {
    return desk.call(operation, {{"tag", tag}, {"members", who.members}, {"departments", who.departments}});
  });
  Json out = {{"errmsg", message}};
  if (!who.no_members.empty()) out["invalidlist"] = who.no_members;
  if (!who.no_departments.empty()) out["invalidparty"] = who.no_departments;
  return out;
}

}  // namespace

Endpoints member_tag_endpoints() {
  Endpoints table;
  table.push_back({.path = "tag/create", .handle = create});
  table.push_back({.path = "tag/update", .handle = update});
  table.push_back({.path = "tag/delete", .handle = remove});
  table.push_back({.path = "tag/get", .handle = get});
  table.push_back({.path = "tag/list", .handle = list});
  // https://developer.work.weixin.qq.com/document/path/90214 and 90215
  table.push_back({.path = "tag/addtagusers", .handle = [](const Desk& desk) {
                     return change(desk, "tag.mark", "ok", kAddsNobody);
                   }});
  table.push_back({.path = "tag/deltagusers", .handle = [](const Desk& desk) {
                     return change(desk, "tag.unmark", "deleted", kRemovesNobody);
                   }});
  return table;
}

}  // namespace weft::wecom
