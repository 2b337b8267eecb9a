// group.admin_*: groups as the company sees them; and what it wants of new ones.
#include "groups/admin.hpp"
#include "groups/operations.hpp"
#include <weft/api/paging.hpp>
#include <weft/conversations/group_rules.hpp>
#include <weft/conversations/groups.hpp>
#include <weft/conversations/members.hpp>
#include <weft/identity/access.hpp>
#include <weft/identity/settings.hpp>
#include <weft/identity/visibility.hpp>

namespace weft::groups {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Page;
using api::Permission;
using conversations::GroupDefaults;
using conversations::Member;

struct ListIn {
  std::optional<Text<0, 50>> query;
  std::optional<PersonRef> owner;
  std::optional<bool> dismissed;
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListIn, (), (query, owner, dismissed, limit, cursor))

struct PageIn {
  ConversationId conversation;
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(PageIn, (), (conversation, limit, cursor))

struct GetOut {
  GroupRow group;
  conversations::GroupRules rules;
  Page<Member> members;
};
BOOST_DESCRIBE_STRUCT(GetOut, (), (group, rules, members))

struct OwnerIn {
  ConversationId conversation;
  PersonRef owner;
};
BOOST_DESCRIBE_STRUCT(OwnerIn, (), (conversation, owner))

struct LimitIn {
  ConversationId conversation;
  std::optional<Int<2, 2000>> member_limit;
};
BOOST_DESCRIBE_STRUCT(LimitIn, (), (conversation, member_limit))

struct DefaultsIn {
  std::optional<Int<2, 2000>> member_limit;
  std::optional<Int<2, 2000>> customer_member_limit;
  std::optional<conversations::Circle> invite;
  std::optional<conversations::Circle> rename;
  std::optional<conversations::Circle> mention_all;
  std::optional<bool> confirm_invites;
  std::optional<bool> owner_only;
};
BOOST_DESCRIBE_STRUCT(
    DefaultsIn, (), (member_limit, customer_member_limit, invite, rename, mention_all, confirm_invites, owner_only))

Page<GroupRow> list(db::Tx& tx, const Context& context, const ListIn& in) {
  GroupFilter filter;
  if (in.query) filter.name = *in.query;
  if (in.owner) filter.owner = identity::resolve_one_met(tx, context.who(), *in.owner, "owner");
  filter.dismissed = in.dismissed.value_or(false);
  std::optional<ConversationId> before;
  if (in.cursor) before = api::cursor_id<ConversationId>(api::decode_cursor("groups", *in.cursor, 1)[0]);
  const std::int64_t limit = api::limit_of(in.limit);
  return api::make_page(
      list_groups(tx, context.who(), filter, before, limit + 1), limit, "groups",
      [](const GroupRow& row) { return std::vector<std::string>{row.id.str()}; });
}

GetOut get(db::Tx& tx, const Context& context, const PageIn& in, const Dependencies& use) {
  GetOut out{open_group(tx, context.who(), in.conversation), conversations::load_rules(tx, in.conversation), {}};
  out.rules.member_limit = conversations::member_limit(tx, out.group.kind, out.rules, use.rules.group_members);
  out.members = conversations::page_of_members(tx, context.who(), in.conversation, in.limit, in.cursor);
  return out;
}

SeqOut set_owner(db::Tx& tx, const Context& context, const OwnerIn& in, const Dependencies& use) {
  open_group(tx, context.who(), in.conversation);
  const auto owner = conversations::resolve_one_present(tx, context.who(), in.conversation, in.owner, "owner");
  return {give_group(tx, context, in.conversation, owner, use.need_server)};
}

GroupDefaults set_defaults(db::Tx& tx, const Context& context, const DefaultsIn& in) {
  const auto caller = identity::begin_admin(tx, context.who(), Permission::groups_manage);
  identity::require_company(tx, caller, Permission::groups_manage);
  GroupDefaults value = conversations::group_defaults(tx);
  value.member_limit = in.member_limit.value_or(value.member_limit);
  value.customer_member_limit = in.customer_member_limit.value_or(value.customer_member_limit);
  value.invite = in.invite.value_or(value.invite);
  value.rename = in.rename.value_or(value.rename);
  value.mention_all = in.mention_all.value_or(value.mention_all);
  value.confirm_invites = in.confirm_invites.value_or(value.confirm_invites);
  value.owner_only = in.owner_only.value_or(value.owner_only);
  return identity::save_settings(tx, conversations::kGroupSettings, value, identity::origin_of(context));
}

std::vector<api::Operation> default_operations() {
  std::vector<api::Operation> table;
  table.push_back(api::transactional<api::Nothing, GroupDefaults>(
      Declaration(
          "group.get_defaults", Method::get, kCompanyPath + "/group-defaults", Permission::groups_manage,
          "What new groups of the company begin with, and how large a group may become."),
      [](db::Tx& tx, const Context&, const api::Nothing&) { return conversations::group_defaults(tx); }));
  table.push_back(api::transactional<DefaultsIn, GroupDefaults>(
      Declaration(
          "group.set_defaults", Method::put, kCompanyPath + "/group-defaults", Permission::groups_manage,
          "Changes some of them; groups that are there keep their rules, but not a limit that was the company's."),
      set_defaults));
  return table;
}

}  // namespace

std::vector<api::Operation> admin_operations(const Shared& use) {
  const std::string group = kCompanyPath + "/groups/{conversation}";
  std::vector<api::Operation> table = default_operations();
  table.push_back(api::transactional<ListIn, Page<GroupRow>>(
      Declaration(
          "group.admin_list", Method::get, kCompanyPath + "/groups", Permission::groups_manage,
          "The company's groups whose owner is within the caller's reach, newest first."),
      list));
  table.push_back(api::transactional<PageIn, GetOut>(
      Declaration(
          "group.admin_get", Method::get, group, Permission::groups_manage,
          "A group with its rules and a page of its members; nothing of what is said in it."),
      [use](db::Tx& tx, const Context& context, const PageIn& in) { return get(tx, context, in, *use); }));
  table.push_back(api::transactional<OwnerIn, SeqOut>(
      Declaration(
          "group.admin_set_owner", Method::put, group + "/owner", Permission::groups_manage,
          "Makes another of its members the owner of a group."),
      [use](db::Tx& tx, const Context& context, const OwnerIn& in) { return set_owner(tx, context, in, *use); }));
  table.push_back(api::transactional<LimitIn, SeqOut>(
      Declaration(
          "group.admin_set_limits", Method::put, group + "/limits", Permission::groups_manage,
          "How many people a group may have; without a number, as many as the company says."),
      [](db::Tx& tx, const Context& context, const LimitIn& in) {
        std::optional<std::int64_t> limit;
        if (in.member_limit) limit = in.member_limit->value;
        return SeqOut{limit_group(tx, context, in.conversation, limit)};
      }));
  table.push_back(api::transactional<GroupIn, SeqOut>(
      Declaration(
          "group.admin_dismiss", Method::del, group, Permission::groups_manage,
          "Ends a group for everybody; its history stays readable."),
      [](db::Tx& tx, const Context& context, const GroupIn& in) {
        return SeqOut{close_group(tx, context, in.conversation)};
      }));
  return table;
}

}  // namespace weft::groups
