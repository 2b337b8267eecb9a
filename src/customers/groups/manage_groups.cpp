// Who makes, sees and lists groups with customers.
#include "customers/groups/associate.hpp"
#include "customers/hand_over/operations.hpp"
#include <weft/base/json.hpp>
#include <weft/conversations/group_rules.hpp>
#include <weft/conversations/groups.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/audit.hpp>
#include <weft/identity/visibility.hpp>

#include <algorithm>

namespace weft::customers {

using api::Permission;

namespace {

PrincipalId owner_of(db::Tx& tx, const api::Caller& caller, const CreateCustomerGroup& in) {
  if (!in.owner) return caller.principal;
  const PrincipalId owner = identity::resolve_one_met(tx, caller, *in.owner, "owner");
  if (owner == caller.principal) return owner;
  if (!caller.may(Permission::customers_manage))
    throw ApiError(
        Errc::forbidden, "you make groups of your own; one of somebody else needs customers_manage", "owner");
  identity::require_reach(tx, caller, Permission::customers_manage, owner);
  return owner;
}

}  // namespace

api::Caller begin_write(db::Tx& tx, const api::Caller& caller, Permission permission) {
  if (caller.may(permission)) return identity::begin_admin(tx, caller, permission);
  identity::audit::lock(tx);
  return caller;
}

bool reaches_owner(db::Tx& tx, const api::Caller& caller, Power power, const std::optional<PrincipalId>& owner) {
  const Reach reach = customer_reach(tx, caller, power);
  return reach.departments.company || (owner && within(tx, reach, *owner));
}

CustomerGroup view_of(const group_store::Group& group) {
  return {
      group.id,
      group.name,
      group.owner,
      group.ownerless && !group.dismissed,
      group.member_count,
      group.customers,
      group.extras.way,
      group.extras.number,
      hours_of(group.extras),
      group.extras.off_hours,
      group.extras.welcome,
      group.created_at,
      group.dismissed};
}

bool runs(db::Tx& tx, const api::Caller& caller, const ConversationId& group) {
  const auto all = conversations::managers(tx, group, conversations::load_rules(tx, group));
  return std::find(all.begin(), all.end(), caller.principal) != all.end();
}

group_store::Group open_customer_group(db::Tx& tx, const api::Caller& caller, const ConversationId& id) {
  auto group = group_store::find_group(tx, id);
  const auto inside = [&] {
    return !caller.customer && !conversations::present_among(tx, id, std::span(&caller.principal, 1)).empty();
  };
  if (!group || !(inside() || reaches_owner(tx, caller, Power::view_groups, group->owner)))
    throw ApiError(Errc::not_found, "no such group", "conversation");
  return std::move(*group);
}

group_store::Group create_customer_group(db::Tx& tx, const api::Context& context, const CreateCustomerGroup& in) {
  const api::Caller caller = in.owner ? begin_write(tx, context.who(), Permission::customers_manage) : context.who();
  NewGroup group{in.name, owner_of(tx, caller, in), {}};
  if (in.members) group.colleagues = identity::resolve_to_meet(tx, caller, in.members->items, "members");
  const ConversationId id = make_group(tx, group);
  auto made = group_store::find_group(tx, id).value();
  if (group.owner != caller.principal)
    identity::audit::append(
        tx, {identity::origin_of(context), "customer_group.create", id.str(),
             identity::audit::change(nullptr, {{"name", made.name}, {"owner", group.owner.str()}})});
  return made;
}

api::Page<CustomerGroup> page_of_customer_groups(db::Tx& tx, const api::Caller& caller, const ListCustomerGroups& in) {
  group_store::GroupFilter filter;
  if (in.query) filter.name = *in.query;
  if (in.owner) filter.owner = person_in(tx, caller, *in.owner, "owner");
  filter.assignable = in.assignable.value_or(false);
  filter.dismissed = in.dismissed.value_or(false);
  std::optional<ConversationId> before;
  if (in.cursor) before = api::cursor_id<ConversationId>(api::decode_cursor("customer groups", *in.cursor, 1)[0]);
  const std::int64_t limit = api::limit_of(in.limit);
  const bool mine = in.scope.value_or(GroupScope::mine) == GroupScope::mine;
  auto groups = mine ? group_store::list_run_by(tx, caller.principal, filter, before, limit + 1)
                     : group_store::list_groups(
                           tx, customer_reach(tx, caller, Power::view_groups), filter, before, limit + 1);
  const auto page = api::make_page(std::move(groups), limit, "customer groups", [](const group_store::Group& group) {
    return std::vector{group.id.str()};
  });
  api::Page<CustomerGroup> out;
  out.next_cursor = page.next_cursor;
  for (const auto& group : page.items)
    out.items.push_back(view_of(group));
  return out;
}

}  // namespace weft::customers
