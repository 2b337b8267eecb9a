// department/*: the tree.
#include "wecom/people.hpp"
#include "wecom/subjects.hpp"

#include <map>

namespace weft::wecom {
namespace {

constexpr int kNoDepartment = 60003, kNoParent = 60004, kMembersInside = 60005, kChildrenInside = 60006,
              kRootStays = 60007;
constexpr int kTaken = 60008;
constexpr int kBadLength = 60001, kBadName = 60009;
constexpr int kCircle = 60010;
constexpr int kTooMany = 81001, kTooDeep = 81002;

using directory::Department;

/// Names that are refused, by what is wrong with them.
void check_name(const std::optional<std::string>& name) {
  if (!name) return;
  if (name->empty() || count_characters(*name) > 64)
    throw Fault(kBadLength, "the name of a department has 1 to 64 characters");
  if (name->find_first_of("\\:*?\"<>|") != std::string::npos || name->find("｜") != std::string::npos)
    throw Fault(kBadName, "the name of a department has none of \\ : * ? \" < > |");
}

template <class Work>
auto as_department(Work work) {
  return called(
      {{Errc::not_found, "", kNoDepartment},
       {Errc::conflict, "name", kTaken},
       {Errc::conflict, "number", kTaken},
       {Errc::conflict, "parent", kTaken},
       {Errc::conflict, "", kTooMany},
       {Errc::invalid_argument, "name", kBadName}},
      work);
}

directory::Node need_parent(const Desk& desk, std::int64_t number) {
  auto node = directory::find_department(desk.tx(), number);
  if (!node) throw Fault(kNoParent, "there is no department " + std::to_string(number), Errc::not_found);
  if (!Eyes(desk).view.opens(node->path))
    throw Fault(code::no_privilege, "no privilege to access the department " + std::to_string(number), Errc::forbidden);
  return std::move(*node);
}

/// https://developer.work.weixin.qq.com/document/path/90205
Answer create(const Desk& desk) {
  desk.need_permission(api::Permission::departments_manage);
  const auto name = desk.need("name", kBadLength);
  check_name(name);
  const std::int64_t parent = desk.need_number("parentid", kNoParent);
  const auto above = need_parent(desk, parent);
  if (above.level >= 15) throw Fault(kTooDeep, "a department is on level 15 at most");
  const Json made = as_department([&] {
    return desk.call(
        "department.create", {{"name", name},
                              {"parent", parent},
                              {"name_en", desk.filled("name_en") ? Json(*desk.filled("name_en")) : Json()},
                              {"position", desk.number("order") ? Json(*desk.number("order")) : Json()},
                              {"number", desk.number("id") ? Json(*desk.number("id")) : Json()}});
  });
  return Json{{"errmsg", "created"}, {"id", made.at("number")}};
}

void move(const Desk& desk, const directory::Node& node) {
  const auto parent = desk.number("parentid");
  if (!parent || parent == node.parent || (!node.parent && *parent == 0)) return;
  const auto above = need_parent(desk, *parent);
  if (above.path.starts_with(node.path))
    throw Fault(kCircle, "department " + std::to_string(*parent) + " is the department itself or below it");
  called(
      {{Errc::not_found, "", kNoDepartment},
       {Errc::conflict, "parent", kTaken},
       {Errc::conflict, "name", kTaken},
       {Errc::invalid_argument, "parent", kTooDeep}},
      [&] {
        return desk.call("department.move", {{"department", node.number}, {"parent", *parent}});
      });
}

/// https://developer.work.weixin.qq.com/document/path/90206
Answer update(const Desk& desk) {
  desk.need_permission(api::Permission::departments_manage);
  const auto node = need_department(desk, Eyes(desk), desk.need_number("id", kNoDepartment));
  check_name(desk.text("name"));
  move(desk, node);
  Json input = {{"department", node.number}};
  if (const auto name = desk.text("name")) input["name"] = *name;
  if (const auto name = desk.text("name_en")) input["name_en"] = *name;
  if (const auto order = desk.number("order")) input["position"] = *order;
  if (input.size() > 1) as_department([&] { return desk.call("department.update", input); });
  return Json{{"errmsg", "updated"}};
}

/// https://developer.work.weixin.qq.com/document/path/90207
Answer remove(const Desk& desk) {
  desk.need_permission(api::Permission::departments_manage);
  const Eyes eyes(desk);
  const auto node = need_department(desk, eyes, desk.need_number("id", kNoDepartment));
  if (!node.parent) throw Fault(kRootStays, "the root cannot be deleted");
  // Whoever stands in the way may be hidden from the app: then the rule itself refuses.
  if (directory::departments_below(desk.tx(), {}, node).size() > 1)
    throw Fault(kChildrenInside, "there are departments below it");
  desk.call(
      "department.delete", {{"department", node.number}},
      {{Errc::not_found, kNoDepartment}, {Errc::conflict, kMembersInside}});
  return Json{{"errmsg", "deleted"}};
}

std::vector<Department> departments_asked_for(const Desk& desk, const Eyes& eyes) {
  if (const auto number = desk.number("id"))
    return directory::departments_below(desk.tx(), eyes.view, need_department(desk, eyes, *number));
  const auto root = directory::need_department(desk.tx(), directory::kRoot);
  return directory::departments_below(desk.tx(), eyes.view, root);
}

Json departments_json(const Desk& desk, const std::vector<Department>& departments) {
  std::vector<PrincipalId> leaders;
  for (const Department& one : departments)
    leaders.insert(leaders.end(), one.leaders.begin(), one.leaders.end());
  const auto userids = userids_of(desk, leaders);
  Json list = Json::array();
  std::size_t at = 0;
  for (const Department& one : departments) {
    Json leading = Json::array();
    for (std::size_t i = 0; i < one.leaders.size(); ++i)
      leading.push_back(userids[at++]);
    list.push_back(
        {{"id", one.number},
         {"name", one.name},
         {"name_en", one.name_en},
         {"department_leader", std::move(leading)},
         {"parentid", one.parent.value_or(0)},
         {"order", one.position}});
  }
  return list;
}

/// https://developer.work.weixin.qq.com/document/path/90208
Answer list(const Desk& desk) {
  return Json{{"department", departments_json(desk, departments_asked_for(desk, Eyes(desk)))}};
}

/// https://developer.work.weixin.qq.com/document/path/95350
Answer simple_list(const Desk& desk) {
  Json list = Json::array();
  for (const Department& one : departments_asked_for(desk, Eyes(desk)))
    list.push_back({{"id", one.number}, {"parentid", one.parent.value_or(0)}, {"order", one.position}});
  return Json{{"department_id", std::move(list)}};
}

/// https://developer.work.weixin.qq.com/document/path/95351
Answer get(const Desk& desk) {
  const Eyes eyes(desk);
  const auto node = need_department(desk, eyes, desk.need_number("id", kNoDepartment));
  auto below = directory::departments_below(desk.tx(), eyes.view, node);
  below.resize(1);
  return Json{{"department", departments_json(desk, below).at(0)}};
}

}  // namespace

Endpoints department_endpoints() {
  Endpoints table;
  table.push_back({.path = "department/create", .handle = create});
  table.push_back({.path = "department/update", .handle = update});
  table.push_back({.path = "department/delete", .handle = remove});
  table.push_back({.path = "department/list", .handle = list});
  table.push_back({.path = "department/simplelist", .handle = simple_list});
  table.push_back({.path = "department/get", .handle = get});
  return table;
}

}  // namespace weft::wecom
