// Members: what is known of them.
#include "directory/profile.hpp"
#include "directory/store_members.hpp"
#include <weft/base/json.hpp>
#include <weft/directory/reading.hpp>
#include <weft/identity/name_keys.hpp>

#include <algorithm>

namespace weft::directory {
namespace {

using identity::Origin;
using identity::PrincipalStatus;
using store::Profile;

Profile need_profile(db::Tx& tx, const PrincipalId& member) {
  auto profile = store::profile(tx, member);
  if (!profile) throw ApiError(Errc::not_found);
  if (profile->status == PrincipalStatus::left) throw ApiError(Errc::conflict, "this member has left the company");
  return std::move(*profile);
}

Json shown(const Profile& profile) {
  return {
      {"name", profile.name},
      {"name_en", profile.name_en},
      {"alias", profile.alias},
      {"title", profile.title},
      {"mobile", profile.mobile},
      {"email", profile.email},
      {"telephone", profile.telephone},
      {"gender", boost::describe::enum_to_string(profile.gender, "")},
      {"avatar", profile.avatar ? Json(*profile.avatar) : Json()},
      {"fields", Json::parse(profile.fields)}};
}

/// What differs, both ways round.
Json difference(const Json& before, const Json& after) {
  Json out = {{"before", Json::object()}, {"after", Json::object()}};
  for (const auto& [name, value] : before.items()) {
    if (after.at(name) == value) continue;
    out["before"][name] = value;
    out["after"][name] = after.at(name);
  }
  return out;
}

Profile changed(db::Tx& tx, Profile profile, const MemberChange& change) {
  profile.name = change.name.value_or(profile.name);
  profile.name_en = change.name_en.value_or(profile.name_en);
  profile.alias = change.alias.value_or(profile.alias);
  profile.title = change.title.value_or(profile.title);
  profile.mobile = change.mobile.value_or(profile.mobile);
  profile.email = change.email.value_or(profile.email);
  profile.telephone = change.telephone.value_or(profile.telephone);
  profile.gender = change.gender.value_or(profile.gender);
  if (change.avatar) profile.avatar = change.avatar->empty() ? std::nullopt : change.avatar;
  if (change.fields) profile.fields = with_fields(tx, profile.fields, *change.fields);
  return profile;
}

/// Locked, checked, written; what was and what is.
std::pair<Profile, Profile> write(db::Tx& tx, const PrincipalId& member, const MemberChange& change) {
  check_change(change);
  identity::audit::lock(tx);
  Profile before = need_profile(tx, member);
  Profile after = changed(tx, before, change);
  if (shown(before) == shown(after)) return {before, before};
  const auto mobile = mobile_key(after.mobile);
  const auto email = email_key(after.email);
  if (mobile && after.mobile != before.mobile && store::mobile_taken(tx, *mobile, member))
    throw ApiError(Errc::conflict, "somebody else has this mobile number", "mobile");
  if (email && after.email != before.email && store::email_taken(tx, *email, member))
    throw ApiError(Errc::conflict, "somebody else has this e-mail address", "email");
  store::update_profile(tx, member, after, mobile, email);
  if (after.name != before.name || after.name_en != before.name_en || after.alias != before.alias)
    identity::set_name_keys(tx, std::span(&member, 1), {identity::name_keys({after.name, after.name_en, after.alias})});
  return {std::move(before), std::move(after)};
}

std::vector<FieldValue> values_of(const Profile& profile, const std::vector<Field>& definitions, Insight insight) {
  if (insight == Insight::card) return {};
  const bool everything = insight == Insight::everything;
  const Json values = Json::parse(profile.fields);
  std::vector<FieldValue> list;
  for (const Field& field : definitions) {
    const auto value = values.find(std::to_string(field.number));
    if (value != values.end() && (field.shown || everything)) list.push_back({field.number, value->get<std::string>()});
  }
  return list;
}

MemberDetail known_of(
    identity::Principal principal, const Profile& profile, const std::vector<Field>& definitions, Insight insight) {
  MemberDetail detail;
  detail.principal = std::move(principal);
  detail.name_en = profile.name_en;
  detail.alias = profile.alias;
  detail.avatar = profile.avatar;
  detail.fields = values_of(profile, definitions, insight);
  if (insight == Insight::card) return detail;
  detail.mobile = profile.mobile;
  detail.email = profile.email;
  detail.telephone = profile.telephone;
  detail.gender = profile.gender;
  return detail;
}

Membership membership_of(const store::PlaceRow& row) {
  return {row.place.department, row.full_name, row.place.main, row.place.leader, row.place.position};
}

std::optional<PrincipalId> known(
    db::Tx& tx, const identity::View& view, const identity::Reach& managed, const std::optional<PrincipalId>& member) {
  if (!member || !identity::reaches(tx, managed, *member)) return std::nullopt;
  if (identity::visible(tx, view, std::span(&*member, 1)).empty()) return std::nullopt;
  return member;
}

}  // namespace

bool write_member(db::Tx& tx, const PrincipalId& member, const MemberChange& change) {
  const auto [before, after] = write(tx, member, change);
  return shown(before) != shown(after);
}

void update_member(db::Tx& tx, const PrincipalId& member, const MemberChange& change, const Origin& origin) {
  const auto [before, after] = write(tx, member, change);
  Json detail = difference(shown(before), shown(after));
  if (detail.at("before").empty()) return;
  detail["userid"] = before.userid;
  identity::audit::append(tx, {origin, "member.update", member.str(), {detail.dump()}});
}

std::optional<MemberDetail> load_member(
    db::Tx& tx, const identity::View& view, const PrincipalId& member, Insight insight) {
  const auto profile = store::profile(tx, member);
  auto principal = identity::load_principal(tx, member);
  if (!profile || !principal) return std::nullopt;
  identity::show_departments(tx, view, std::span(&*principal, 1));
  MemberDetail detail = known_of(std::move(*principal), *profile, list_fields(tx), insight);
  for (const auto& row : store::places(tx, std::span(&member, 1)))
    if (view.opens(row.path)) detail.departments.push_back(membership_of(row));
  if (detail.principal.status == identity::PrincipalStatus::left && insight != Insight::everything) {
    // History names who has left; how to reach them is nobody's any more, whoever could see them.
    MemberDetail name;
    name.principal = std::move(detail.principal);
    return name;
  }
  detail.tags = store::tags_of(tx, member);
  return detail;
}

std::vector<MemberDetail> load_members(
    db::Tx& tx, const identity::View& view, std::span<const PrincipalId> members, const identity::Reach& managed) {
  const auto profiles = store::profiles(tx, members);
  std::vector<PrincipalId> here;
  for (const PrincipalId& member : members)
    if (const auto at = profiles.find(member); at != profiles.end() && at->second.status != PrincipalStatus::left)
      here.push_back(member);
  auto principals = identity::load_principals(tx, here);
  identity::show_departments(tx, view, principals);
  const auto definitions = list_fields(tx);
  std::map<PrincipalId, std::vector<store::PlaceRow>> places;
  for (auto& row : store::places(tx, here))
    places[row.member].push_back(std::move(row));
  auto tags = store::tags_of(tx, here);
  std::vector<MemberDetail> list;
  for (std::size_t i = 0; i < here.size(); ++i) {
    const auto& rows = places[here[i]];
    const auto inside = [&](const store::PlaceRow& row) { return managed.covers(row.path); };
    const bool everything = managed.company || std::any_of(rows.begin(), rows.end(), inside);
    MemberDetail detail = known_of(
        std::move(principals[i]), profiles.at(here[i]), definitions, everything ? Insight::everything : Insight::card);
    for (const auto& row : rows)
      if (view.opens(row.path)) detail.departments.push_back(membership_of(row));
    detail.tags = std::move(tags[here[i]]);
    list.push_back(std::move(detail));
  }
  return list;
}

std::optional<PrincipalId> member_with_mobile(
    db::Tx& tx, const identity::View& view, const identity::Reach& managed, const std::string& mobile) {
  const auto key = mobile_key(mobile);
  return key ? known(tx, view, managed, store::with_mobile(tx, *key)) : std::nullopt;
}

std::optional<PrincipalId> member_with_email(
    db::Tx& tx, const identity::View& view, const identity::Reach& managed, const std::string& email) {
  const auto key = email_key(email);
  return key ? known(tx, view, managed, store::with_email(tx, *key)) : std::nullopt;
}

std::int64_t fill_name_keys(db::Tx& tx, int limit) {
  std::vector<PrincipalId> ids;
  std::vector<std::vector<std::string>> keys;
  for (const store::Unkeyed& one : store::without_keys(tx, limit)) {
    ids.push_back(one.id);
    keys.push_back(identity::name_keys({one.name}));
  }
  if (!ids.empty()) identity::set_name_keys(tx, ids, keys);
  return static_cast<std::int64_t>(ids.size());
}

}  // namespace weft::directory
