// Members as WeCom writes them. What is not known here is empty, never left out: clients in typed languages want every
// field that is documented.
#include "wecom/people.hpp"

#include <weft/directory/fields.hpp>
#include <weft/identity/finding.hpp>

#include <algorithm>
#include <set>

namespace weft::wecom {
namespace {

using directory::MemberDetail;

/// 1 active, 2 disabled, 4 not activated, 5 has left.
int status_number(identity::PrincipalStatus status) {
  switch (status) {
    case identity::PrincipalStatus::active: return 1;
    case identity::PrincipalStatus::disabled: return 2;
    case identity::PrincipalStatus::not_activated: return 4;
    case identity::PrincipalStatus::left: break;
  }
  return 5;
}

/// The company's own fields: links are type 1, everything else is text.
Json attributes_of(const MemberDetail& member, const std::vector<directory::Field>& fields) {
  Json attributes = Json::array();
  for (const directory::FieldValue& value : member.fields) {
    const auto field = std::find_if(
        fields.begin(), fields.end(), [&](const directory::Field& one) { return one.number == value.field; });
    if (field == fields.end()) continue;
    Json attribute = {{"name", field->name}};
    if (field->kind == directory::FieldKind::link) {
      attribute["type"] = 1;
      attribute["web"] = {{"url", value.value}, {"title", ""}};
    } else {
      attribute["type"] = 0;
      attribute["text"] = {{"value", value.value}};
    }
    attributes.push_back(std::move(attribute));
  }
  return {{"attrs", std::move(attributes)}};
}

/// Four lists of the same length, and the main department where it is seen.
void put_places(Json& out, const MemberDetail& member) {
  out["department"] = out["order"] = out["is_leader_in_dept"] = Json::array();
  for (const directory::Membership& place : member.departments) {
    out["department"].push_back(place.department);
    out["order"].push_back(place.position);
    out["is_leader_in_dept"].push_back(place.leader ? 1 : 0);
    if (place.main) out["main_department"] = place.department;
  }
}

Json member_json(const MemberDetail& member, const std::vector<directory::Field>& fields) {
  Json out = {
      {"userid", member.principal.userid},
      {"name", member.principal.name},
      {"position", member.principal.title},
      {"mobile", member.mobile},
      {"gender", gender_number(member.gender)},
      {"email", member.email},
      {"biz_mail", ""},
      {"direct_leader", Json::array()},
      {"avatar", ""},
      {"thumb_avatar", ""},
      {"telephone", member.telephone},
      {"alias", member.alias},
      {"english_name", member.name_en},
      {"address", ""},
      {"open_userid", ""},
      {"extattr", attributes_of(member, fields)},
      {"status", status_number(member.principal.status)},
      {"qr_code", ""},
      {"external_position", ""}};
  out["external_profile"] = {
      {"external_corp_name", ""},
      {"wechat_channels", {{"nickname", ""}, {"status", 0}}},
      {"external_attr", Json::array()}};
  put_places(out, member);
  return out;
}

/// Members who have not left.
std::set<PrincipalId> members_among(const Desk& desk, std::span<const std::optional<PrincipalId>> ids) {
  std::vector<PrincipalId> known;
  for (const auto& id : ids)
    if (id) known.push_back(*id);
  std::set<PrincipalId> members;
  for (const auto& principal : identity::load_principals(desk.tx(), known))
    if (principal.kind == identity::PrincipalKind::member && principal.status != identity::PrincipalStatus::left)
      members.insert(principal.id);
  return members;
}

}  // namespace

std::string gender_number(directory::Gender gender) {
  switch (gender) {
    case directory::Gender::male: return "1";
    case directory::Gender::female: return "2";
    case directory::Gender::unknown: break;
  }
  return "0";
}

Eyes::Eyes(const Desk& desk) : view(identity::view_of(desk.tx(), desk.who())) {
  if (desk.who().may(api::Permission::members_manage))
    managed = identity::reach(desk.tx(), desk.who(), api::Permission::members_manage);
}

std::vector<Found> find_members(const Desk& desk, const Eyes& eyes, std::span<const std::string> userids) {
  std::vector<PersonRef> refs;
  for (const std::string& userid : userids)
    refs.push_back({userid});
  const auto ids = identity::find_any(desk.tx(), refs);
  const auto here = members_among(desk, ids);
  const auto visible = identity::visible(desk.tx(), eyes.view, std::vector(here.begin(), here.end()));
  const std::set<PrincipalId> seen(visible.begin(), visible.end());
  std::vector<Found> list;
  for (const auto& id : ids) {
    if (!id || !here.contains(*id))
      list.push_back({.refusal = code::no_user});
    else if (!seen.contains(*id))
      list.push_back({.refusal = code::no_privilege});
    else
      list.push_back({.member = id});
  }
  return list;
}

PrincipalId need_found(const Found& found, const std::string& userid) {
  if (found.member) return *found.member;
  if (found.refusal == code::no_user) throw Fault(code::no_user, "userid not found: " + userid, Errc::not_found);
  throw Fault(found.refusal, "no privilege to access the member " + userid, Errc::forbidden);
}

PrincipalId need_member(const Desk& desk, const Eyes& eyes, const std::string& userid) {
  return need_found(find_members(desk, eyes, std::span(&userid, 1)).front(), userid);
}

directory::Node need_department(const Desk& desk, const Eyes& eyes, std::int64_t number) {
  auto node = directory::find_department(desk.tx(), number);
  if (!node) throw Fault(60003, "there is no department " + std::to_string(number), Errc::not_found);
  if (!eyes.view.opens(node->path))
    throw Fault(code::no_privilege, "no privilege to access the department " + std::to_string(number), Errc::forbidden);
  return std::move(*node);
}

std::vector<std::string> userids_of(const Desk& desk, std::span<const PrincipalId> members) {
  std::vector<std::string> userids;
  for (auto& principal : identity::load_principals(desk.tx(), members))
    userids.push_back(std::move(principal.userid));
  return userids;
}

Json members_json(const Desk& desk, const Eyes& eyes, std::span<const PrincipalId> members) {
  const auto fields = directory::list_fields(desk.tx());
  Json list = Json::array();
  for (const MemberDetail& member : directory::load_members(desk.tx(), eyes.view, members, eyes.managed))
    list.push_back(member_json(member, fields));
  return list;
}

Json simple_members_json(const Desk& desk, const Eyes& eyes, std::span<const PrincipalId> members) {
  Json list = Json::array();
  for (const MemberDetail& member : directory::load_members(desk.tx(), eyes.view, members, eyes.managed)) {
    Json one = {{"userid", member.principal.userid}, {"name", member.principal.name}, {"open_userid", ""}};
    one["department"] = Json::array();
    for (const directory::Membership& place : member.departments)
      one["department"].push_back(place.department);
    list.push_back(std::move(one));
  }
  return list;
}

}  // namespace weft::wecom
