// externalcontact/get_corp_tag_list, add_corp_tag, edit_corp_tag, del_corp_tag, mark_tag: tags of customers.
#include "wecom/customer_tags.hpp"

#include "wecom/subjects.hpp"
#include <weft/platform/tag_ids.hpp>

#include <algorithm>
#include <charconv>
#include <set>

namespace weft::wecom {
namespace {

using api::Permission;
using customers::TagGroup;
using platform::group_id;

constexpr int kNameTaken = 40071;
const Numbers kTag = {{Errc::not_found, code::bad_tag}, {Errc::conflict, kNameTaken}};

std::optional<std::int64_t> positive(std::string_view digits) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool whole = error == std::errc() && end == digits.data() + digits.size() && number > 0;
  return whole && number <= 1000000000 ? std::optional(number) : std::nullopt;
}

/// The number of a group; digits alone are taken, too.
std::int64_t group_number(const std::string& id) {
  const std::string_view text = id;
  const auto number = positive(text.starts_with('g') ? text.substr(1) : text);
  if (!number) throw Fault(code::bad_tag, "invalid tag group id: " + id);
  return *number;
}

std::int64_t made(const std::map<std::int64_t, Time>& times, std::int64_t number) {
  const auto at = times.find(number);
  return at == times.end() ? 0 : seconds(at->second);
}

Json shown_tag(const Json& tag, const customers::TagTimes& times) {
  const std::int64_t number = tag.at("number");
  return {
      {"id", tag_id(number)},
      {"name", tag.at("name")},
      {"create_time", made(times.tags, number)},
      {"order", tag.at("position")}};
}

/// Without its tags.
Json shown_group(const Json& group, const customers::TagTimes& times) {
  const std::int64_t number = group.at("number");
  return {
      {"group_id", group_id(number)},
      {"group_name", group.at("name")},
      {"create_time", made(times.groups, number)},
      {"order", group.at("position")},
      {"tag", Json::array()}};
}

/// https://developer.work.weixin.qq.com/document/path/92117
Answer list(const Desk& desk) {
  if (!desk.who().may(Permission::customer_tags_manage)) desk.need_permission(Permission::customers_manage);
  std::set<std::int64_t> groups, tags;
  for (const std::string& id : desk.words("group_id"))
    groups.insert(group_number(id));
  for (const std::string& id : desk.words("tag_id"))
    tags.insert(tag_number(id));
  const bool by_group = !groups.empty(), by_tag = !by_group && !tags.empty();
  const auto times = customers::tag_times(desk.tx());
  Json out = Json::array();
  const Json listed = desk.call("contact_tag_group.list", Json::object());
  for (const Json& group : listed.at("items")) {
    if (by_group && groups.count(group.at("number")) == 0) continue;
    Json told = shown_group(group, times);
    told["deleted"] = false;
    for (const Json& tag : group.at("tags")) {
      if (by_tag && tags.count(tag.at("number")) == 0) continue;
      told["tag"].push_back(shown_tag(tag, times));
      told["tag"].back()["deleted"] = false;
    }
    if (!by_tag || !told["tag"].empty()) out.push_back(std::move(told));
  }
  return Json{{"tag_group", std::move(out)}};
}

/// The group to which tags are added: the one with the id, or with the name; or a new one.
Json group_for(const Desk& desk) {
  const auto id = desk.filled("group_id");
  const std::string name = id ? std::string() : desk.need("group_name");
  const Json listed = desk.call("contact_tag_group.list", Json::object());
  for (const Json& group : listed.at("items"))
    if (id ? group.at("number") == group_number(*id) : group.at("name") == name) return group;
  if (id) throw Fault(code::bad_tag, "invalid tag group id: " + *id);
  return desk.call("contact_tag_group.create", {{"name", name}, {"position", or_null(desk.number("order"))}}, kTag);
}

Answer add(const Desk& desk) {
  desk.need_permission(Permission::customer_tags_manage);
  const auto wanted = desk.objects("tag");
  if (wanted.empty()) throw Fault(code::invalid_parameter, "missing tag: a group without tags is not made");
  const Json group = group_for(desk);
  std::vector<Json> made_tags;
  std::set<std::string> names;
  for (const Fields& tag : wanted) {
    const std::string name = tag.need("name");
    if (!names.insert(name).second) continue;
    made_tags.push_back(desk.call(
        "contact_tag.create",
        {{"group", group.at("number")}, {"name", name}, {"position", or_null(tag.number("order"))}}, kTag));
  }
  const auto times = customers::tag_times(desk.tx());
  Json told = shown_group(group, times);
  for (const Json& tag : made_tags)
    told["tag"].push_back(shown_tag(tag, times));
  return Json{{"tag_group", std::move(told)}};
}

Answer edit(const Desk& desk) {
  desk.need_permission(Permission::customer_tags_manage);
  const std::string id = desk.need("id", code::bad_tag);
  Json input = {{"name", or_null(desk.filled("name"))}, {"position", or_null(desk.number("order"))}};
  if (id.starts_with('g')) {
    input["group"] = group_number(id);
    desk.call("contact_tag_group.update", std::move(input), kTag);
  } else {
    input["tag"] = tag_number(id);
    desk.call("contact_tag.update", std::move(input), kTag);
  }
  return Json();
}

Answer remove(const Desk& desk) {
  desk.need_permission(Permission::customer_tags_manage);
  const auto tags = desk.words("tag_id"), groups = desk.words("group_id");
  if (tags.empty() && groups.empty()) throw Fault(code::invalid_parameter, "tag_id or group_id is needed");
  std::set<std::int64_t> touched;
  for (const std::string& id : tags) {
    const std::int64_t number = tag_number(id);
    if (const auto group = customers::group_of_tag(desk.tx(), number)) touched.insert(group->number);
    desk.call("contact_tag.delete", {{"tag", number}}, kTag);
  }
  for (const std::string& id : groups) {
    touched.erase(group_number(id));
    desk.call("contact_tag_group.delete", {{"group", group_number(id)}}, kTag);
  }
  for (const std::int64_t number : touched)  // a group whose last tag went goes with it
    if (const auto group = customers::find_tag_group(desk.tx(), number); group && group->tags.empty())
      desk.call("contact_tag_group.delete", {{"group", number}}, kTag);
  return Json();
}

Json numbers_of(const std::vector<std::string>& ids) {
  Json numbers = Json::array();
  for (const std::string& id : ids)
    if (!id.empty()) numbers.push_back(tag_number(id));
  return numbers;
}

/// https://developer.work.weixin.qq.com/document/path/92118
Answer mark(const Desk& desk) {
  desk.need_permission(Permission::customers_manage);
  Json add = numbers_of(desk.words("add_tag")), remove = numbers_of(desk.words("remove_tag"));
  if (add.empty() && remove.empty()) throw Fault(code::invalid_parameter, "add_tag or remove_tag is needed");
  desk.call(
      "follow.tag", {{"follow", need_follow(desk).id.str()}, {"add", std::move(add)}, {"remove", std::move(remove)}},
      {{Errc::not_found, code::not_a_customer}, {Errc::invalid_argument, code::bad_tag}});
  return Json();
}

}  // namespace

std::int64_t tag_number(const std::string& id) {
  const auto number = positive(id);
  if (!number) throw Fault(code::bad_tag, "invalid tag id: " + id);
  return *number;
}

void TagNames::learn(const TagGroup& group) {
  for (const auto& tag : group.tags)
    known_[tag.number] = {
        {"group_name", group.name},
        {"tag_name", tag.name},
        {"tag_id", tag_id(tag.number)},
        {"type", group.rule_group ? 3 : 1}};
}

Json TagNames::shown(std::int64_t number) {
  if (!std::exchange(read_, true))
    for (const TagGroup& group : customers::tag_groups(desk_.tx(), {}))
      learn(group);
  if (known_.count(number) == 0)
    if (const auto group = customers::group_of_tag(desk_.tx(), number)) learn(*group);
  const auto known = known_.find(number);  // one that is deleted in this moment is in no group
  if (known == known_.end()) return {{"group_name", ""}, {"tag_name", ""}, {"tag_id", tag_id(number)}, {"type", 1}};
  return known->second;
}

Endpoints customer_tag_endpoints() {
  const std::string root = "externalcontact/";
  Endpoints table;
  table.push_back({.path = root + "get_corp_tag_list", .handle = list});
  table.push_back({.path = root + "add_corp_tag", .handle = add});
  table.push_back({.path = root + "edit_corp_tag", .handle = edit});
  table.push_back({.path = root + "del_corp_tag", .handle = remove});
  table.push_back({.path = root + "mark_tag", .handle = mark});
  return table;
}

}  // namespace weft::wecom
