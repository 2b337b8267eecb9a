// member.get, member.search, member.update and member.set_departments.
#include "directory/operations.hpp"
#include "directory/store_members.hpp"
#include <weft/identity/name_keys.hpp>

namespace weft::directory {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Page;
using api::Permission;
using api::Policy;

struct MemberIn {
  PersonRef member;
};
BOOST_DESCRIBE_STRUCT(MemberIn, (), (member))

struct ValueIn {
  Number field;
  Text<0, 2048> value;  ///< empty: none
};
BOOST_DESCRIBE_STRUCT(ValueIn, (), (field, value))

struct UpdateIn {
  PersonRef member;
  std::optional<std::string> name;
  std::optional<std::string> name_en;
  std::optional<std::string> alias;
  std::optional<std::string> title;
  std::optional<std::string> mobile;
  std::optional<std::string> email;
  std::optional<std::string> telephone;
  std::optional<Gender> gender;
  std::optional<List<ValueIn, 0, kFields>> fields;
};
BOOST_DESCRIBE_STRUCT(UpdateIn, (), (member, name, name_en, alias, title, mobile, email, telephone, gender, fields))

struct PlaceIn {
  Number department;
  std::optional<bool> main;
  std::optional<bool> leader;
  std::optional<Position> position;
};
BOOST_DESCRIBE_STRUCT(PlaceIn, (), (department, main, leader, position))

struct PlacesIn {
  PersonRef member;
  List<PlaceIn, 1, kDepartmentsOfMember> departments;
};
BOOST_DESCRIBE_STRUCT(PlacesIn, (), (member, departments))

struct SearchIn {
  Text<1, 64> query;
  OptionalLimit limit;
  Cursor cursor;
};
BOOST_DESCRIBE_STRUCT(SearchIn, (), (query, limit, cursor))

/// Who manages members there, and everybody of themselves, sees everything; an app that does not, who it is only.
Insight insight_of(db::Tx& tx, const api::Caller& caller, const PrincipalId& member) {
  const bool manages = caller.may(Permission::members_manage) &&
                       identity::reaches(tx, identity::reach(tx, caller, Permission::members_manage), member);
  if (manages || caller.principal == member) return Insight::everything;
  return caller.app ? Insight::card : Insight::shown;
}

MemberDetail get(db::Tx& tx, const Context& context, const MemberIn& in) {
  const PrincipalId member = identity::find_seen(tx, context.who(), in.member);
  return member_detail(tx, context.who(), member);
}

MemberDetail update(db::Tx& tx, const Context& context, const UpdateIn& in) {
  const auto caller = identity::begin_admin(tx, context.who(), Permission::members_manage);
  const PrincipalId member = member_in_reach(tx, caller, Permission::members_manage, in.member);
  MemberChange change{in.name, in.name_en, in.alias, in.title, in.mobile, in.email, in.telephone, in.gender};
  if (in.fields) {
    change.fields.emplace();
    for (const ValueIn& value : *in.fields)
      change.fields->push_back({value.field, value.value});
  }
  update_member(tx, member, change, identity::origin_of(context));
  return member_detail(tx, caller, member);
}

/// Reach is needed over every department that the member comes into, leaves, or stands differently in.
void need_reach_over_changes(
    db::Tx& tx, const identity::View& view, const identity::Reach& reach, const PrincipalId& member,
    const std::vector<Place>& wanted) {
  if (reach.company) return;
  std::map<std::int64_t, Place> after;
  for (const Place& place : wanted)
    after[place.department] = place;
  for (const auto& row : store::places(tx, std::span(&member, 1))) {
    const auto stays = after.find(row.place.department);
    const bool same = stays != after.end() && stays->second == row.place;
    if (stays != after.end()) after.erase(stays);
    if (!same) need_reach(reach, need_department(tx, row.place.department), "departments");
  }
  for (const auto& [number, place] : after)
    need_reach(reach, seen_department(tx, view, number, "departments"), "departments");
}

void need_no_gain(db::Tx& tx, const api::Caller& caller, const PrincipalId& member, const std::vector<Place>& wanted) {
  std::vector<std::string> from;
  for (const auto& row : store::places(tx, std::span(&member, 1)))
    from.push_back(row.path);
  for (const Place& place : wanted)
    if (const auto to = find_department(tx, place.department))  // what does not exist is refused further down
      identity::require_no_gain(tx, caller, from, to->path, "departments");
}

MemberDetail set_places(db::Tx& tx, const Context& context, const PlacesIn& in) {
  const auto caller = identity::begin_admin(tx, context.who(), Permission::members_manage);
  const PrincipalId member = member_in_reach(tx, caller, Permission::members_manage, in.member);
  Places places{member, {}};
  bool main = false;
  for (const PlaceIn& place : in.departments) {
    main = main || place.main.value_or(false);
    places.places.push_back(
        {place.department, place.main.value_or(false), place.leader.value_or(false),
         place.position ? place.position->value : 0});
  }
  if (!main) places.places.front().main = true;
  need_reach_over_changes(
      tx, identity::view_of(tx, caller), identity::reach(tx, caller, Permission::members_manage), member,
      places.places);
  need_no_gain(tx, caller, member, places.places);
  set_departments(tx, places, identity::origin_of(context));
  return member_detail(tx, caller, member);
}

Page<identity::Principal> search(db::Tx& tx, const Context& context, const SearchIn& in) {
  const auto view = identity::view_of(tx, context.who());
  const std::int64_t limit = api::limit_of(in.limit);
  const std::string after = in.cursor ? api::decode_cursor("search", *in.cursor, 1)[0] : "";
  const std::string key = identity::name_key(in.query.value);
  if (key.empty()) return {};
  const auto found = store::search(tx, view, key, after, limit + 1);
  auto page = api::make_page(
      identity::load_principals(tx, found), limit, "search",
      [](const identity::Principal& last) { return std::vector{identity::name_key(last.userid)}; });
  identity::show_departments(tx, view, page.items);
  return page;
}

}  // namespace

MemberDetail member_detail(db::Tx& tx, const api::Caller& caller, const PrincipalId& member) {
  auto detail = load_member(tx, identity::view_of(tx, caller), member, insight_of(tx, caller, member));
  if (!detail) throw ApiError(Errc::not_found);
  return std::move(*detail);
}

PrincipalId member_in_reach(
    db::Tx& tx, const api::Caller& caller, api::Permission permission, const PersonRef& member) {
  const PrincipalId id = identity::find_seen(tx, caller, member);
  identity::require_reach(tx, caller, permission, id);
  identity::require_not_above(tx, caller, id);
  return id;
}

std::vector<api::Operation> member_operations() {
  const std::string one = "/api/v1/members/{member}";
  std::vector<api::Operation> table;
  table.push_back(api::transactional<MemberIn, MemberDetail>(
      Declaration("member.get", Method::get, one, Policy::staff, "A member with all that you may know of it."), get));
  table.push_back(api::transactional<SearchIn, Page<identity::Principal>>(
      Declaration(
          "member.search", Method::get, "/api/v1/member-search", Policy::staff,
          "Members by the beginning of a userid, a name or one of its words, pinyin or its initials; by userid."),
      search));
  table.push_back(api::transactional<UpdateIn, MemberDetail>(
      Declaration(
          "member.update", Method::patch, one, Permission::members_manage,
          "Changes what is known of a member; an empty text takes a value away."),
      update));
  table.push_back(api::transactional<PlacesIn, MemberDetail>(
      Declaration(
          "member.set_departments", Method::put, one + "/departments", Permission::members_manage,
          "Puts a member into these departments and no others; the first is the main one unless another says so."),
      set_places));
  return table;
}

}  // namespace weft::directory
