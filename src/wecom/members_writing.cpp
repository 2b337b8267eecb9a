// user/create, update, delete and batchdelete: the members that a program keeps in step with its own.
#include "wecom/people.hpp"
#include "wecom/subjects.hpp"
#include <weft/directory/adding.hpp>
#include <weft/directory/fields.hpp>

#include <algorithm>

namespace weft::wecom {
namespace {

using api::Permission;
using directory::Place;

constexpr std::size_t kMostDeleted = 200;
constexpr int kNoUserid = 41009;
constexpr int kBadList = 40031, kLongList = 40032;
constexpr int kBadName = 60112;
constexpr int kManyDepartments = 60110;
constexpr int kLeadersDiffer = 60132;
constexpr int kBadDepartment = 60123;
constexpr int kLastOwner = 301005;
constexpr int kFixedUserid = 301036;
constexpr int kBadPicture = 301015;

/// Refusals of what is known of a member.
template <class Work>
auto as_member(Work work) {
  return called(
      {{Errc::invalid_argument, "userid", code::bad_userid},
       {Errc::conflict, "userid", 60102},
       {Errc::invalid_argument, "name", kBadName},
       {Errc::invalid_argument, "mobile", 60103},
       {Errc::conflict, "mobile", 60104},
       {Errc::invalid_argument, "email", 60105},
       {Errc::conflict, "email", 60106},
       {Errc::invalid_argument, "title", 301012},
       {Errc::invalid_argument, "telephone", 301013},
       {Errc::invalid_argument, "name_en", 301014},
       {Errc::invalid_argument, "fields", 60150},
       {Errc::invalid_argument, "departments", kBadDepartment},
       {Errc::not_found, "", code::no_user}},
      work);
}

std::optional<directory::Gender> gender_of(const Desk& desk) {
  const auto given = desk.filled("gender");
  if (!given) return std::nullopt;
  if (*given == "1") return directory::Gender::male;
  if (*given == "2") return directory::Gender::female;
  if (*given == "0") return directory::Gender::unknown;
  throw Fault(code::invalid_parameter, "gender must be 1 or 2");
}

/// The text of an attribute: of type 0 or 1, or of the old kind without a type.
std::string value_of(const Fields& attribute) {
  if (const auto web = attribute.object("web")) return web->text("url").value_or("");
  if (const auto text = attribute.object("text")) return text->text("value").value_or("");
  return attribute.text("value").value_or("");
}

/// Attributes that the company has not are passed over, as WeCom does.
std::optional<std::vector<directory::FieldValue>> fields_of(const Desk& desk) {
  const auto extra = desk.object("extattr");
  if (!extra || !extra->has("attrs")) return std::nullopt;
  const auto known = directory::list_fields(desk.tx());
  std::vector<directory::FieldValue> values;
  for (const Fields& attribute : extra->objects("attrs")) {
    const std::string name = attribute.need("name");
    const auto field = std::find_if(
        known.begin(), known.end(), [&](const directory::Field& one) { return one.name == name; });
    if (field != known.end()) values.push_back({field->number, value_of(attribute)});
  }
  return values;
}

directory::MemberChange change_of(const Desk& desk) {
  directory::MemberChange change;
  change.name = desk.text("name");
  change.name_en = desk.text("english_name");
  change.alias = desk.text("alias");
  change.title = desk.text("position");
  change.mobile = desk.text("mobile");
  change.email = desk.has("email") ? desk.text("email") : desk.filled("biz_mail");
  change.telephone = desk.text("telephone");
  change.gender = gender_of(desk);
  change.fields = fields_of(desk);
  return change;
}

/// Takes over order and leaders, which run parallel to the departments, and the main one.
void complete(const Desk& desk, std::vector<Place>& places) {
  const auto order = desk.numbers("order");
  const auto leads = desk.numbers("is_leader_in_dept");
  if (!order.empty() && order.size() != places.size())
    throw Fault(code::invalid_parameter, "order must have as many numbers as department");
  if (!leads.empty() && leads.size() != places.size())
    throw Fault(kLeadersDiffer, "is_leader_in_dept must have as many numbers as department");
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (!order.empty()) {
      if (order[i] < 0 || order[i] > INT64_C(4294967295))
        throw Fault(code::invalid_parameter, "order must be 0 to 4294967295");
      places[i].position = order[i];
    }
    if (!leads.empty()) places[i].leader = leads[i] != 0;
  }
  const auto main = desk.number("main_department");
  if (!main || *main == 0) return;
  bool found = false;
  for (Place& place : places)
    found = (place.main = place.department == *main) || found;
  if (!found) throw Fault(kBadDepartment, "main_department is none of the member's departments");
}

std::vector<Place> places_of(const Desk& desk) {
  std::vector<Place> places;
  for (const std::int64_t number : desk.numbers("department")) {
    const std::int64_t department = number == 0 ? directory::kRoot : number;
    const auto same = [&](const Place& place) { return place.department == department; };
    if (std::any_of(places.begin(), places.end(), same))
      throw Fault(kBadDepartment, "department names " + std::to_string(number) + " twice");
    places.push_back({department});
  }
  if (places.size() > directory::kDepartmentsOfMember)
    throw Fault(kManyDepartments, "a member is in at most 100 departments");
  return places;
}

/// Departments that are not there are made below the root, as WeCom puts them among those "to be set": by their number.
Json make_missing(const Desk& desk, const std::vector<Place>& places) {
  Json made = Json::array();
  for (const Place& place : places) {
    if (directory::find_department(desk.tx(), place.department)) continue;
    if (!desk.who().may(Permission::departments_manage))
      throw Fault(kBadDepartment, "there is no department " + std::to_string(place.department));
    const std::string name = "#" + std::to_string(place.department);
    desk.call(
        "department.create", {{"name", name}, {"number", place.department}},
        {{Errc::invalid_argument, kBadDepartment}, {Errc::conflict, kBadDepartment}});
    made.push_back({{"name", name}, {"id", place.department}});
  }
  return {{"department_info", std::move(made)}};
}

void set_enabled(const Desk& desk, const PrincipalId& member) {
  const auto enable = desk.flag("enable");
  if (!enable) return;
  desk.call(
      "member.set_status", {{"member", member.str()}, {"status", *enable ? "active" : "disabled"}},
      {{Errc::not_found, code::no_user}, {Errc::conflict, kLastOwner}});
}

/// A picture that the app has uploaded.
void set_avatar(const Desk& desk, const PrincipalId& member) {
  const auto media = desk.filled("avatar_mediaid");
  if (!media) return;
  if (!FileId::parse(*media)) throw Fault(kBadPicture, "avatar_mediaid is not that of an uploaded picture");
  called(
      {{Errc::not_found, "", kBadPicture},
       {Errc::invalid_argument, "", kBadPicture},
       {Errc::payload_too_large, "", kBadPicture}},
      [&] {
        return desk.call("member.set_avatar", {{"member", member.str()}, {"file", *media}});
      });
}

/// https://developer.work.weixin.qq.com/document/path/90195
Answer create(const Desk& desk) {
  desk.need_permission(Permission::members_manage);
  directory::Newcomer newcomer;
  newcomer.userid = desk.need("userid", kNoUserid);
  newcomer.name = desk.need("name", kBadName);
  newcomer.known = change_of(desk);
  newcomer.known.name.reset();
  newcomer.places = places_of(desk);
  newcomer.instead_of_departed = desk.who().may(Permission::members_offboard);
  complete(desk, newcomer.places);
  const Json made = make_missing(desk, newcomer.places);
  const PrincipalId member = as_member([&] { return directory::add_member(desk.tx(), desk.context(), newcomer); });
  set_avatar(desk, member);
  set_enabled(desk, member);
  return Json{{"errmsg", "created"}, {"created_department_list", made}};
}

Json input_of(const directory::MemberChange& change, const PrincipalId& member) {
  Json input = {{"member", member.str()}};
  const auto put = [&](const char* name, const std::optional<std::string>& text) {
    if (text) input[name] = *text;
  };
  put("name", change.name);
  put("name_en", change.name_en);
  put("alias", change.alias);
  put("title", change.title);
  put("mobile", change.mobile);
  put("email", change.email);
  put("telephone", change.telephone);
  if (change.gender) input["gender"] = boost::describe::enum_to_string(*change.gender, "");
  if (!change.fields) return input;
  input["fields"] = Json::array();
  for (const directory::FieldValue& value : *change.fields)
    input["fields"].push_back({{"field", value.field}, {"value", value.value}});
  return input;
}

/// Where the member is to stand: as before in what stays, unless the request says otherwise.
std::vector<Place> places_after(const Desk& desk, const PrincipalId& member) {
  const auto known = directory::load_places(desk.tx(), std::span(&member, 1));
  const std::vector<Place> before = known.contains(member) ? known.at(member) : std::vector<Place>();
  std::vector<Place> places = desk.has("department") ? places_of(desk) : before;
  if (places.empty()) throw Fault(code::bad_departments, "department names none: a member is in one at least");
  for (Place& place : places)
    for (const Place& was : before)
      if (was.department == place.department) place = was;
  complete(desk, places);
  return places;
}

void move(const Desk& desk, const PrincipalId& member) {
  if (!desk.has("department") && !desk.has("main_department") && !desk.has("is_leader_in_dept")) return;
  Json departments = Json::array();
  for (const Place& place : places_after(desk, member))
    departments.push_back(
        {{"department", place.department},
         {"main", place.main},
         {"leader", place.leader},
         {"position", place.position}});
  as_member([&] {
    return desk.call("member.set_departments", {{"member", member.str()}, {"departments", departments}});
  });
}

/// https://developer.work.weixin.qq.com/document/path/90197
Answer update(const Desk& desk) {
  desk.need_permission(Permission::members_manage);
  const std::string userid = desk.need("userid", kNoUserid);
  const PrincipalId member = need_member(desk, Eyes(desk), userid);
  if (const auto fresh = desk.filled("new_userid"); fresh && *fresh != userid)
    throw Fault(kFixedUserid, "the userid of " + userid + " cannot be changed");
  const Json input = input_of(change_of(desk), member);
  if (input.size() > 1) as_member([&] { return desk.call("member.update", input); });
  move(desk, member);
  set_avatar(desk, member);
  set_enabled(desk, member);
  return Json{{"errmsg", "updated"}};
}

void take_out(const Desk& desk, const PrincipalId& member) {
  desk.call(
      "member.offboard", {{"member", member.str()}}, {{Errc::not_found, code::no_user}, {Errc::conflict, kLastOwner}});
}

/// https://developer.work.weixin.qq.com/document/path/90198
Answer remove(const Desk& desk) {
  desk.need_permission(Permission::members_offboard);
  take_out(desk, need_member(desk, Eyes(desk), desk.need("userid", kNoUserid)));
  return Json{{"errmsg", "deleted"}};
}

/// https://developer.work.weixin.qq.com/document/path/90199: all or none.
Answer remove_all(const Desk& desk) {
  desk.need_permission(Permission::members_offboard);
  const auto userids = desk.words("useridlist");
  if (userids.empty()) throw Fault(kBadList, "useridlist names nobody");
  if (userids.size() > kMostDeleted) throw Fault(kLongList, "useridlist names more than 200");
  const auto found = find_members(desk, Eyes(desk), userids);
  std::vector<PrincipalId> members;
  for (std::size_t i = 0; i < userids.size(); ++i) {
    if (found[i].refusal == code::no_user) throw Fault(kBadList, "userid not found: " + userids[i], Errc::not_found);
    const PrincipalId member = need_found(found[i], userids[i]);
    if (std::find(members.begin(), members.end(), member) == members.end()) members.push_back(member);
  }
  for (const PrincipalId& member : members)
    take_out(desk, member);
  return Json{{"errmsg", "deleted"}};
}

}  // namespace

Endpoints member_writing_endpoints() {
  Endpoints table;
  table.push_back({.path = "user/create", .handle = create});
  table.push_back({.path = "user/update", .handle = update});
  table.push_back({.path = "user/delete", .handle = remove});
  table.push_back({.path = "user/batchdelete", .handle = remove_all});
  return table;
}

}  // namespace weft::wecom
