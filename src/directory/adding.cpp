// A member and all that is known of it, in one go.
#include "directory/operations.hpp"
#include <weft/conversations/conversations.hpp>
#include <weft/directory/adding.hpp>
#include <weft/directory/offboarding.hpp>
#include <weft/identity/admin.hpp>
#include <weft/identity/finding.hpp>

namespace weft::directory {
namespace {

using api::Permission;

/// The department that the member is mainly in, as identity wants it: its path of names.
std::string main_department(db::Tx& tx, const api::Caller& caller, const std::vector<Place>& places) {
  const auto view = identity::view_of(tx, caller);
  const auto reach = identity::reach(tx, caller, Permission::members_manage);
  if (places.empty()) need_reach(reach, need_department(tx, kRoot), "departments");
  std::string main;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const std::string field = "departments[" + std::to_string(i) + "].department";
    const Node node = seen_department(tx, view, places[i].department, field);
    need_reach(reach, node, field);
    if (i == 0 || places[i].main) main = node.full_name;
  }
  return main;
}

void take_over(db::Tx& tx, const api::Context& context, const std::string& userid) {
  const auto found = identity::find_any(tx, std::vector{PersonRef{userid}}).front();
  const auto principal = found ? identity::load_principal(tx, *found) : std::nullopt;
  if (!principal || principal->status != identity::PrincipalStatus::left) return;
  identity::require_company(tx, context.who(), Permission::members_offboard);
  free_userid(tx, *found, identity::origin_of(context));
}

}  // namespace

PrincipalId add_member(db::Tx& tx, const api::Context& context, const Newcomer& newcomer) {
  const auto caller = identity::begin_admin(tx, context.who(), Permission::members_manage);
  identity::NewMember member;
  member.userid = newcomer.userid;
  member.name = newcomer.name;
  member.department = main_department(tx, caller, newcomer.places);
  if (newcomer.instead_of_departed) take_over(tx, context, newcomer.userid);
  const PrincipalId id = identity::create_member(tx, member, identity::origin_of(context));
  conversations::make_inboxes(tx, std::span(&id, 1));
  write_member(tx, id, newcomer.known);
  const Place plain{newcomer.places.empty() ? kRoot : newcomer.places.front().department, true};
  Places places{id, newcomer.places};
  if (places.places.size() == 1) places.places.front().main = true;
  if (!places.places.empty() && places.places != std::vector{plain}) write_places(tx, std::span(&places, 1));
  return id;
}

}  // namespace weft::directory
