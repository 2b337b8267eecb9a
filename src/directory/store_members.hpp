// SQL of members beyond what identity keeps: rows in, structs out.
#pragma once
#include <weft/directory/members.hpp>

namespace weft::directory::store {

struct Profile {
  identity::PrincipalStatus status = identity::PrincipalStatus::active;
  std::string userid, name, title, name_en, alias, mobile, email, telephone;
  Gender gender = Gender::unknown;
  std::optional<std::string> avatar;
  std::string fields = "{}";  ///< JSON: number of the field -> value
};
std::optional<Profile> profile(db::Tx& tx, const PrincipalId& member);
std::map<PrincipalId, Profile> profiles(db::Tx& tx, std::span<const PrincipalId> members);
void update_profile(
    db::Tx& tx, const PrincipalId& member, const Profile& profile, const std::optional<std::string>& mobile_key,
    const std::optional<std::string>& email_key);
/// Whether somebody else has it.
bool mobile_taken(db::Tx& tx, const std::string& key, const PrincipalId& except);
bool email_taken(db::Tx& tx, const std::string& key, const PrincipalId& except);

struct PlaceRow {
  PrincipalId member;
  Place place;
  std::string path;
  std::string full_name;
};
/// The main ones first.
std::vector<PlaceRow> places(db::Tx& tx, std::span<const PrincipalId> members);
/// Those of `numbers` that exist.
std::vector<std::int64_t> known_departments(db::Tx& tx, const std::vector<std::int64_t>& numbers);
/// The first of `members` who is no member or has left.
std::optional<PrincipalId> not_here(db::Tx& tx, const std::vector<PrincipalId>& members);
void replace_places(db::Tx& tx, const std::vector<PlaceRow>& rows, const std::vector<PrincipalId>& members);
/// Of the members of a department exactly these lead.
void set_leaders(db::Tx& tx, std::int64_t department, std::span<const PrincipalId> leaders);
std::vector<PrincipalId> leaders(db::Tx& tx, std::int64_t department);
/// Of these, the ones in the department.
std::vector<PrincipalId> inside(db::Tx& tx, std::int64_t department, std::span<const PrincipalId> members);
void clear_places(db::Tx& tx, const PrincipalId& member);

std::vector<std::int64_t> tags_of(db::Tx& tx, const PrincipalId& member);
std::map<PrincipalId, std::vector<std::int64_t>> tags_of(db::Tx& tx, std::span<const PrincipalId> members);
/// Of people who are here; by what mobile_key() and email_key() make of what was asked.
std::optional<PrincipalId> with_mobile(db::Tx& tx, const std::string& key);
std::optional<PrincipalId> with_email(db::Tx& tx, const std::string& key);

struct Unkeyed {
  PrincipalId id;
  std::string name;
};
std::vector<Unkeyed> without_keys(db::Tx& tx, int limit);

/// Members who have a key that begins with `key`, or a userid, by userid; seen by the view.
std::vector<PrincipalId> search(
    db::Tx& tx, const identity::View& view, const std::string& key, const std::string& after, std::int64_t limit);

}  // namespace weft::directory::store
