// Off-boarding: what is done at once, and the job that leaves the groups.
#include "directory/store_members.hpp"
#include "directory/store_offboarding.hpp"
#include "directory/store_rules.hpp"
#include <weft/base/json.hpp>
#include <weft/conversations/conversations.hpp>
#include <weft/directory/directory.hpp>
#include <weft/identity/admin.hpp>

namespace weft::directory {
namespace {

// A group that is left costs some ten statements: a step stays well below a second.
constexpr std::int64_t kGroupsAtATime = 25;

/// What somebody who has left is called whose userid is free for others.
std::string departed_userid(const PrincipalId& member) {
  std::string text = member.str();
  std::erase(text, '-');
  return "left-" + text;
}

store::Leaving leaving_of(db::Tx& tx, const Departure& departure, const std::string& userid) {
  store::Leaving leaving{departure.member, userid, std::nullopt, departure.reason, "[]", {}, "[]", 0};
  std::vector<Membership> departments;
  for (const auto& row : store::places(tx, std::span(&departure.member, 1))) {
    leaving.paths.push_back(row.path);
    departments.push_back({row.place.department, row.full_name, row.place.main, row.place.leader, row.place.position});
  }
  leaving.departments = to_json_text(departments);
  return leaving;
}

PrincipalId member_of(const db::Job& job) {
  return PrincipalId::parse(Json::parse(job.state.text).at("member").get<std::string>()).value();
}

/// Who leaves somewhere between the two statements has left: nothing is to be done.
void leave_one(db::Tx& tx, const PrincipalId& member, const store::GroupRow& group) {
  conversations::leave(tx, group.conversation, member);
  std::optional<PrincipalId> heir;
  if (group.owned) heir = store::owner_of(tx, group.conversation);
  store::insert_left_group(tx, member, group, heir);
}

db::Step finished(db::Tx& tx, const PrincipalId& member) {
  identity::audit::lock(tx);  // before the row: as who moves departments
  store::finish_offboarding(tx, member);
  const auto counts = store::counts(tx, member);
  const auto record = store::offboarding(tx, member);
  const Json result = {{"groups", counts.groups}, {"groups_owned", counts.owned}, {"conversations", counts.chats}};
  identity::Origin origin;
  if (record) origin.actor = record->actor;
  identity::audit::append(tx, {origin, "offboarding.finish", member.str(), {result.dump()}});
  db::Step step;
  step.state.text = "null";
  step.result = RawJson{result.dump()};
  return step;
}

}  // namespace

void free_userid(db::Tx& tx, const PrincipalId& departed, const identity::Origin& origin) {
  const auto profile = store::profile(tx, departed);
  if (!profile || profile->status != identity::PrincipalStatus::left) return;
  const std::string freed = departed_userid(departed);
  store::rename_userid(tx, departed, freed);
  const Json detail = {{"before", {{"userid", profile->userid}}}, {"after", {{"userid", freed}}}};
  identity::audit::append(tx, {origin, "member.free_userid", departed.str(), {detail.dump()}});
}

void offboard(db::Tx& tx, const Departure& departure, const identity::Origin& origin) {
  identity::audit::lock(tx);
  const auto profile = store::profile(tx, departure.member);
  if (!profile) throw ApiError(Errc::not_found);
  if (profile->status == identity::PrincipalStatus::left)
    throw ApiError(Errc::conflict, "this member has left the company");
  const std::string roles = store::roles_of(tx, departure.member);  // before the rank goes
  identity::set_role(tx, departure.member, api::Role::member, origin);
  identity::set_status(tx, departure.member, identity::PrincipalStatus::left, origin);
  auto leaving = leaving_of(tx, departure, profile->userid);
  leaving.actor = origin.actor;
  leaving.roles = roles;
  leaving.invitations = store::end_invitations(tx, departure.member);  // who made them knows their codes
  store::insert_offboarding(tx, leaving);
  store::clear_places(tx, departure.member);
  store::strip_member(tx, departure.member);
  store::delete_rules_of(tx, departure.member);
  if (departure.free_userid) store::rename_userid(tx, departure.member, departed_userid(departure.member));
  const Json detail = {
      {"userid", profile->userid},
      {"reason", departure.reason},
      {"userid_freed", departure.free_userid},
      {"before", {{"departments", Json::parse(leaving.departments)}, {"roles", Json::parse(roles)}}},
      {"after", {{"departments", Json::array()}, {"roles", Json::array()}}},
      {"invitations_ended", leaving.invitations}};
  identity::audit::append(tx, {origin, "member.offboard", departure.member.str(), {detail.dump()}});
  db::NewJob job;  // the server's own: nobody stops it halfway
  job.kind = kOffboardJob;
  job.state.text = Json{{"member", departure.member.str()}}.dump();
  job.unique_key = departure.member.str();
  db::enqueue(tx, job);
}

db::Step leave_groups(db::Tx& tx, const db::Job& job) {
  const PrincipalId member = member_of(job);
  const auto groups = store::groups_of(tx, member, kGroupsAtATime);
  if (groups.empty()) return finished(tx, member);
  for (const auto& group : groups)
    leave_one(tx, member, group);
  db::Step step;
  step.next = db::Next::again;
  step.state.text = "null";
  step.done = job.done + static_cast<std::int64_t>(groups.size());
  return step;
}

std::optional<Offboarding> load_offboarding(db::Tx& tx, const PrincipalId& member) {
  auto row = store::offboarding(tx, member);
  if (!row) return std::nullopt;
  const auto counts = store::counts(tx, member);
  return Offboarding{
      identity::load_principal(tx, member).value(),
      row->userid,
      row->actor,
      row->reason,
      row->started_at,
      row->finished_at,
      read_json<std::vector<Membership>>(Json::parse(row->departments)),
      read_json<std::vector<LeftRole>>(Json::parse(row->roles)),
      row->invitations,
      counts.groups,
      counts.owned,
      counts.chats};
}

db::JobKinds jobs(Departing departing) {
  const auto step = [departing = std::move(departing)](db::Tx& tx, const db::Job& job) {
    if (!departing || departing(tx, member_of(job)) == 0) return leave_groups(tx, job);
    db::Step more;
    more.next = db::Next::again;
    more.state.text = "null";
    return more;
  };
  return {{kOffboardJob, {step, true}}};  // it does not give up: nobody could begin it again
}

}  // namespace weft::directory
