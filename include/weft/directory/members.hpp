// Members as the company keeps them: what is known of them and where they stand. Each function works on the tenant of
// `tx`; those that write put themselves in the company's line (audit::lock). None asks who may do it.
#pragma once
#include <weft/directory/types.hpp>
#include <weft/identity/audit.hpp>
#include <weft/identity/visibility.hpp>

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace weft::directory {

/// Where a member stands in one department.
struct Place {
  std::int64_t department = kRoot;
  bool main = false;
  bool leader = false;
  std::int64_t position = 0;
  bool operator==(const Place&) const = default;
};

/// All places of one member: 1 to 100, each department once, one of them the main one (the first when none says so).
struct Places {
  PrincipalId member;
  std::vector<Place> places;
};

/// By member; who is in none is left out.
std::map<PrincipalId, std::vector<Place>> load_places(db::Tx& tx, std::span<const PrincipalId> members);

/// Puts each member where it is said, and nowhere else; set-based, without an audit row. Raises invalid_argument with
/// the field "departments[2].department" for what Places asks for; conflict for who has left.
void write_places(db::Tx& tx, std::span<const Places> members);
/// The same for one, with an audit row unless nothing changes.
void set_departments(db::Tx& tx, const Places& member, const identity::Origin& origin);
/// Exactly these lead the department; they must be in it: invalid_argument with the field "leaders[1]".
void set_leaders(
    db::Tx& tx, std::int64_t department, std::span<const PrincipalId> leaders, const identity::Origin& origin);

/// What is to change; absent stays. An empty text takes the value away.
struct MemberChange {
  std::optional<std::string> name = {};       ///< 1-100 characters
  std::optional<std::string> name_en = {};    ///< at most 64
  std::optional<std::string> alias = {};      ///< at most 64
  std::optional<std::string> title = {};      ///< at most 128
  std::optional<std::string> mobile = {};     ///< digits, spaces, + - ( ); nobody else's
  std::optional<std::string> email = {};      ///< 6-64 bytes; nobody else's
  std::optional<std::string> telephone = {};  ///< at most 32 of the same and commas
  std::optional<Gender> gender = {};
  std::optional<std::string> avatar = {};              ///< id of a file
  std::optional<std::vector<FieldValue>> fields = {};  ///< those named change
};

/// Without an audit row; false when nothing changed. Raises invalid_argument naming the field, or conflict for a mobile
/// or e-mail of somebody else and for who has left.
bool write_member(db::Tx& tx, const PrincipalId& member, const MemberChange& change);
/// The same with an audit row.
void update_member(db::Tx& tx, const PrincipalId& member, const MemberChange& change, const identity::Origin& origin);

/// How much of a member is told to somebody who sees it.
enum class Insight {
  card,        ///< to apps: not how it is reached from outside, its gender and the company's own fields
  shown,       ///< to its colleagues: all but the fields that are not shown to all
  everything,  ///< to who manages it, and to itself
};

/// What `view` may know of a member, with the departments it sees. nullopt for who is not a member.
std::optional<MemberDetail> load_member(
    db::Tx& tx, const identity::View& view, const PrincipalId& member, Insight insight);

/// Gives keys to members that were made before there were any; how many, `limit` at most.
std::int64_t fill_name_keys(db::Tx& tx, int limit);

}  // namespace weft::directory
