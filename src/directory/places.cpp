// Where members stand: their departments, the main one, who leads.
#include "directory/store_members.hpp"
#include <weft/base/json.hpp>
#include <weft/directory/departments.hpp>

#include <algorithm>
#include <set>

namespace weft::directory {
namespace {

using identity::Origin;

std::string field_at(std::size_t index) {
  return "departments[" + std::to_string(index) + "].department";
}

/// With one main place, the first when none says so.
std::vector<Place> settled(std::vector<Place> places) {
  if (places.empty()) refuse_field("departments", "must name one department at least");
  if (places.size() > kDepartmentsOfMember) refuse_field("departments", "must name at most 100 departments");
  std::set<std::int64_t> seen;
  std::size_t mains = 0;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (!seen.insert(places[i].department).second) refuse_field(field_at(i), "is named twice");
    mains += places[i].main ? 1 : 0;
  }
  if (mains > 1) refuse_field("departments", "must name one main department");
  if (mains == 0) places.front().main = true;
  return places;
}

/// The rows of all, their departments known to exist.
std::vector<store::PlaceRow> rows_of(db::Tx& tx, std::span<const Places> members) {
  std::vector<store::PlaceRow> rows;
  std::set<std::int64_t> asked;
  for (const Places& member : members) {
    for (const Place& place : settled(member.places)) {
      rows.push_back({member.member, place, {}, {}});
      asked.insert(place.department);
    }
  }
  const auto known = store::known_departments(tx, {asked.begin(), asked.end()});
  const std::set<std::int64_t> there(known.begin(), known.end());
  for (const Places& member : members)
    for (std::size_t i = 0; i < member.places.size(); ++i)
      if (!there.contains(member.places[i].department))
        refuse_field(field_at(i), "there is no department " + std::to_string(member.places[i].department));
  return rows;
}

Json shown(std::vector<Place> places) {
  std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) { return a.department < b.department; });
  Json list = Json::array();
  for (const Place& place : places)
    list.push_back(
        {{"department", place.department},
         {"main", place.main},
         {"leader", place.leader},
         {"position", place.position}});
  return list;
}

std::vector<Place> places_of(db::Tx& tx, const PrincipalId& member) {
  const auto known = load_places(tx, std::span(&member, 1));
  const auto own = known.find(member);
  return own == known.end() ? std::vector<Place>{} : own->second;
}

}  // namespace

std::map<PrincipalId, std::vector<Place>> load_places(db::Tx& tx, std::span<const PrincipalId> members) {
  std::map<PrincipalId, std::vector<Place>> all;
  for (const auto& row : store::places(tx, members))
    all[row.member].push_back(row.place);
  return all;
}

void write_places(db::Tx& tx, std::span<const Places> members) {
  if (members.empty()) return;
  identity::audit::lock(tx);
  std::vector<PrincipalId> ids;
  for (const Places& member : members)
    ids.push_back(member.member);
  const auto rows = rows_of(tx, members);
  if (store::not_here(tx, ids)) throw ApiError(Errc::conflict, "this member has left the company");
  store::replace_places(tx, rows, ids);
}

void set_departments(db::Tx& tx, const Places& member, const Origin& origin) {
  identity::audit::lock(tx);
  const Json before = shown(places_of(tx, member.member));
  if (shown(settled(member.places)) == before) return;
  write_places(tx, std::span(&member, 1));
  const Json detail = {{"before", before}, {"after", shown(settled(member.places))}};
  identity::audit::append(tx, {origin, "member.set_departments", member.member.str(), {detail.dump()}});
}

void set_leaders(db::Tx& tx, std::int64_t department, std::span<const PrincipalId> leaders, const Origin& origin) {
  identity::audit::lock(tx);
  need_department(tx, department);
  const auto inside = store::inside(tx, department, leaders);
  for (std::size_t i = 0; i < leaders.size(); ++i)
    if (std::find(inside.begin(), inside.end(), leaders[i]) == inside.end())
      refuse_field("leaders[" + std::to_string(i) + "]", "is not in this department");
  const auto list = [](std::span<const PrincipalId> people) {
    std::set<std::string> ids;
    for (const PrincipalId& person : people)
      ids.insert(person.str());
    return Json(ids);
  };
  const Json before = list(store::leaders(tx, department));
  if (before == list(leaders)) return;
  store::set_leaders(tx, department, leaders);
  const Json detail = {{"before", {{"leaders", before}}}, {"after", {{"leaders", list(leaders)}}}};
  identity::audit::append(tx, {origin, "department.update", std::to_string(department), {detail.dump()}});
}

}  // namespace weft::directory
