// Who may send what to whom: one's own customers, or those of employees within a power.
#include "broadcasts/rights.hpp"

#include <weft/base/error.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/identity.hpp>

namespace weft::broadcasts {

customers::Power power_for(Target target) {
  return target == Target::customer_groups ? customers::Power::group_broadcast : customers::Power::broadcast;
}

Scope scope_of(db::Tx& tx, const api::Caller& caller, const Broadcast& broadcast) {
  if (broadcast.target == Target::employees) {
    Scope scope{{identity::reach(tx, caller, api::Permission::broadcasts_manage), {}}, {}};
    if (scope.reach.empty()) throw ApiError(Errc::forbidden, "only who sends broadcasts writes to employees", "target");
    return scope;
  }
  if (broadcast.kind == Kind::own) {
    if (!broadcast.rules.own)
      throw ApiError(Errc::forbidden, "this company lets no employee send broadcasts of its own", "kind");
    return {{{}, {caller.principal}}, caller.principal};
  }
  if (broadcast.kind == Kind::direct && !broadcast.rules.direct)
    throw ApiError(Errc::forbidden, "this company lets nobody send in the names of others", "kind");
  return {customers::require_power(tx, caller, power_for(broadcast.target)), {}};
}

std::set<PrincipalId> beyond_author(db::Tx& tx, const Broadcast& broadcast, const std::vector<PrincipalId>& people) {
  if (broadcast.kind == Kind::own && broadcast.target != Target::employees) return {};
  try {
    const auto reach = scope_of(tx, caller_of(tx, broadcast), broadcast).reach;
    return reach.departments.company ? std::set<PrincipalId>() : store::beyond(tx, people, reach);
  } catch (const ApiError& error) {
    if (error.code() != Errc::forbidden) throw;
    return {people.begin(), people.end()};
  }
}

customers::Audience audience_for(db::Tx& tx, const api::Caller& caller, const Broadcast& broadcast) {
  scope_of(tx, caller, broadcast);
  const auto& wanted = broadcast.audience.customers.value();
  if (broadcast.kind == Kind::own && wanted.everybody.value_or(false))
    throw ApiError(
        Errc::forbidden, "one's own broadcast goes to customers of one's own", "audience.customers.everybody");
  auto audience = customers::audience_of(tx, caller, wanted, customers::Power::broadcast);
  if (broadcast.kind == Kind::own && audience.employee != caller.principal)
    throw ApiError(
        Errc::forbidden, "one's own broadcast goes to customers of one's own", "audience.customers.employee");
  return audience;
}

std::vector<PrincipalId> owners_for(db::Tx& tx, const api::Caller& caller, const Broadcast& broadcast) {
  const GroupsIn& wanted = broadcast.audience.groups.value();
  if (wanted.everybody.value_or(false)) return {};
  if (!wanted.owners) return {caller.principal};
  return identity::resolve_any(tx, wanted.owners->items, "audience.groups.owners");
}

api::Caller caller_of(db::Tx& tx, const Broadcast& broadcast) {
  api::Caller caller;
  caller.corp = tx.corp();
  caller.principal = broadcast.created_by;
  return caller;
}

store::Viewer viewer_of(db::Tx& tx, const api::Caller& caller) {
  return {
      caller.principal, customers::customer_reach(tx, caller, power_for(Target::customers)),
      customers::customer_reach(tx, caller, power_for(Target::customer_groups))};
}

bool may_see(db::Tx& tx, const api::Caller& caller, const Broadcast& broadcast) {
  if (broadcast.created_by == caller.principal) return true;
  const auto reach = customers::customer_reach(tx, caller, power_for(broadcast.target));
  if (reach.departments.company) return true;
  if (reach.empty() || broadcast.target == Target::employees || !broadcast.prepared_at) return false;
  return customers::reaches(tx, reach, broadcast.created_by) && !store::sends_beyond(tx, broadcast.id, reach);
}

}  // namespace weft::broadcasts
