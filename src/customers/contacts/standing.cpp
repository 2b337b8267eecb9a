// Who may see a customer and act for it.
#include "customers/contacts/store.hpp"
#include <weft/customers/standing.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/audit.hpp>

namespace weft::customers {
namespace {

[[noreturn]] void not_there(const std::string& what, const std::string& field) {
  throw ApiError(Errc::not_found, "no such " + what, field);
}

/// Looks again once the write stands in the company's line: what was true before may be so no longer.
Acting by_permission(
    db::Tx& tx, const api::Caller& caller, const FollowId& follow, Power power, const std::string& field) {
  Acting acting;
  acting.caller = in_line(tx, caller, power);
  acting.by_permission = true;
  auto now = load_follow(tx, follow);
  if (!now || !reaches(tx, customer_reach(tx, acting.caller, power), now->employee)) not_there("customer", field);
  acting.follow = std::move(*now);
  return acting;
}

}  // namespace

api::Caller in_line(db::Tx& tx, const api::Caller& caller, Power power) {
  if (caller.may(permission_for(power))) return identity::begin_admin(tx, caller, permission_for(power));
  identity::audit::lock(tx);
  return caller;
}

Acting act_on(db::Tx& tx, const api::Caller& caller, const FollowId& follow, Power power) {
  auto found = load_follow(tx, follow);
  if (!found) not_there("customer", "follow");
  if (found->employee == caller.principal && found->status == FollowStatus::active)
    return {caller, std::move(*found), false};
  if (!reaches(tx, customer_reach(tx, caller, power), found->employee)) not_there("customer", "follow");
  return by_permission(tx, caller, follow, power, "follow");
}

Acting act_on_chat(db::Tx& tx, const api::Caller& caller, const ConversationId& chat, Power power) {
  const auto found = follow_of(tx, chat);
  if (found) return act_on(tx, caller, found->id, power);
  const auto last = store::last_follow_of(tx, chat);
  const bool own = last && last->employee == caller.principal;
  if (!last || (!own && !reaches(tx, customer_reach(tx, caller, power), last->employee)))
    not_there("conversation", "conversation");
  throw ApiError(Errc::conflict, "nobody is in charge of this chat any more");
}

Acting act_on_contact(db::Tx& tx, const api::Caller& caller, const ContactId& contact, Power power) {
  const auto follows = follows_of(tx, contact);
  for (const Follow& follow : follows)
    if (follow.employee == caller.principal && follow.status == FollowStatus::active) return {caller, follow, false};
  const Reach reach = customer_reach(tx, caller, power);
  for (const Follow& follow : follows)
    if (!reach.empty() && reaches(tx, reach, follow.employee))
      return by_permission(tx, caller, follow.id, power, "contact");
  not_there("customer", "contact");
}

void need_active(const Follow& follow) {
  if (follow.status != FollowStatus::active)
    throw ApiError(Errc::conflict, "this customer is not served by this employee any more");
}

}  // namespace weft::customers
