// What the company does with groups. The audit line is taken first, then the lock of the head: as in the operations of
// the groups' own administrators.
#include "groups/admin.hpp"

#include "groups/store_admin.hpp"
#include <weft/base/json.hpp>
#include <weft/conversations/groups.hpp>
#include <weft/identity/audit.hpp>

namespace weft::groups {

using api::Permission;

namespace {

[[noreturn]] void no_group() {
  throw ApiError(Errc::not_found, "no such group", "conversation");
}

void note(
    db::Tx& tx, const api::Context& by, const char* action, const ConversationId& group, const Json& before,
    const Json& after) {
  const Json detail = {{"before", before}, {"after", after}};
  identity::audit::append(tx, {identity::origin_of(by), action, group.str(), {detail.dump()}});
}

/// The first step of a change: the head is locked, and within reach.
conversations::Head begin(db::Tx& tx, const api::Context& by, const ConversationId& group) {
  const api::Caller caller = identity::begin_admin(tx, by.who(), Permission::groups_manage);
  open_group(tx, caller, group);
  conversations::Head head = conversations::lock_group(tx, group);
  if (head.owner) identity::require_reach(tx, caller, Permission::groups_manage, *head.owner);
  return head;
}

Json id_or_null(const std::optional<PrincipalId>& id) {
  return id ? Json(id->str()) : Json();
}

}  // namespace

std::vector<GroupRow> list_groups(
    db::Tx& tx, const api::Caller& caller, const GroupFilter& filter, const std::optional<ConversationId>& before,
    std::int64_t limit) {
  return store::list_groups(tx, identity::reach(tx, caller, Permission::groups_manage), filter, before, limit);
}

GroupRow open_group(db::Tx& tx, const api::Caller& caller, const ConversationId& group) {
  const auto found = store::find_group(tx, group);
  if (!found) no_group();
  if (found->owner) {
    identity::require_reach(tx, caller, Permission::groups_manage, *found->owner);
  } else {
    identity::require_company(tx, caller, Permission::groups_manage);
  }
  return *found;
}

Seq give_group(
    db::Tx& tx, const api::Context& by, const ConversationId& group, const PrincipalId& owner,
    const conversations::NeedServer& need_server) {
  const conversations::Head head = begin(tx, by, group);
  const Seq seq = conversations::give_to(tx, head, by.who().principal, owner);
  const bool has_customers = head.kind == conversations::Kind::customer_group;
  if (seq > 0 && has_customers && need_server) need_server(tx, owner, "owner");
  if (seq > 0)
    note(tx, by, "group.admin_set_owner", group, {{"owner", id_or_null(head.owner)}}, {{"owner", owner.str()}});
  return seq;
}

Seq close_group(db::Tx& tx, const api::Context& by, const ConversationId& group) {
  const conversations::Head head = begin(tx, by, group);
  const Seq seq = conversations::end_group(tx, head, by.who().principal);
  note(
      tx, by, "group.admin_dismiss", group, {{"name", head.name}, {"member_count", head.member_count}},
      {{"dismissed", true}});
  return seq;
}

Seq limit_group(
    db::Tx& tx, const api::Context& by, const ConversationId& group, const std::optional<std::int64_t>& member_limit) {
  begin(tx, by, group);
  conversations::GroupRules rules = conversations::load_rules(tx, group);
  if (rules.member_limit == member_limit) return 0;
  const auto limit_json = [](const std::optional<std::int64_t>& limit) { return limit ? Json(*limit) : Json(); };
  const Json before = {{"member_limit", limit_json(rules.member_limit)}};
  const Json after = {{"member_limit", limit_json(member_limit)}};
  rules.member_limit = member_limit;
  conversations::save_rules(tx, group, rules);
  note(tx, by, "group.admin_set_limits", group, before, after);
  return conversations::append(tx, group, "rules", by.who().principal, after, false);
}

}  // namespace weft::groups
