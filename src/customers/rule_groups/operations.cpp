// rule_group.*: who has which powers over whom, and the tags inside.
#include "customers/rule_groups/store.hpp"
#include <weft/api/define.hpp>
#include <weft/api/paging.hpp>
#include <weft/customers/rule_groups.hpp>
#include <weft/customers/serving.hpp>
#include <weft/identity/audit.hpp>
#include <weft/identity/visibility.hpp>

#include <algorithm>

namespace weft::customers {

using People = List<PersonRef, 0, 1000>;
using Departments = List<Int<1, 2147483647>, 0, 1000>;
using Owners = List<PersonRef, 1, 20>;
using Powers = List<Power, 0, 30>;
using GroupName = Text<1, 50>;

struct CreateRuleGroup {
  GroupName name;
  Owners owners;
  std::optional<Departments> departments;
  std::optional<People> members;
  Powers powers;
};
BOOST_DESCRIBE_STRUCT(CreateRuleGroup, (), (name, owners, departments, members, powers))

struct UpdateRuleGroup {
  RuleGroupId group;
  std::optional<GroupName> name;
  std::optional<Owners> owners;
  std::optional<Departments> departments;
  std::optional<People> members;
  std::optional<Powers> powers;
};
BOOST_DESCRIBE_STRUCT(UpdateRuleGroup, (), (group, name, owners, departments, members, powers))

struct RuleGroupIn {
  RuleGroupId group;
};
BOOST_DESCRIBE_STRUCT(RuleGroupIn, (), (group))

struct ListRuleGroups {
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListRuleGroups, (), (limit, cursor))

struct RuleGroupView {
  RuleGroupId id;
  std::string name;
  std::vector<PrincipalId> owners;
  std::vector<std::int64_t> departments;
  std::vector<PrincipalId> members;
  std::vector<Power> powers;
  PrincipalId created_by;
  Time created_at;
  Time updated_at;
};
BOOST_DESCRIBE_STRUCT(
    RuleGroupView, (), (id, name, owners, departments, members, powers, created_by, created_at, updated_at))

struct CreateRuleTags {
  RuleGroupId group;
  TagName name;
  std::optional<List<TagName, 0, 200>> tags;
};
BOOST_DESCRIBE_STRUCT(CreateRuleTags, (), (group, name, tags))

struct DeleteRuleTags {
  RuleGroupId group;
  TagNumber tag_group;
};
BOOST_DESCRIBE_STRUCT(DeleteRuleTags, (), (group, tag_group))

struct CreateRuleTag {
  RuleGroupId group;
  TagNumber tag_group;
  TagName name;
};
BOOST_DESCRIBE_STRUCT(CreateRuleTag, (), (group, tag_group, name))

struct DeleteRuleTag {
  RuleGroupId group;
  TagNumber tag;
};
BOOST_DESCRIBE_STRUCT(DeleteRuleTag, (), (group, tag))

struct RuleTags {
  std::vector<TagGroup> items;
};
BOOST_DESCRIBE_STRUCT(RuleTags, (), (items))

namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Permission;
using api::Policy;

constexpr std::int64_t kMostGroups = 1000;
const std::string kPath = "/api/v1/rule-groups";

RuleGroupView view_of(const store::RuleGroup& group) {
  return {group.id,     group.name,       group.owners,     group.departments, group.members,
          group.powers, group.created_by, group.created_at, group.updated_at};
}

Json told(const store::RuleGroup& group) {
  return parse_json(to_json_text(view_of(group)));
}

store::RuleGroup need_group(db::Tx& tx, const RuleGroupId& id) {
  auto group = store::load_rule_group(tx, id);
  if (!group) throw ApiError(Errc::not_found, "no such rule group", "group");
  return std::move(*group);
}

bool manages(const api::Caller& caller) {
  return caller.may(Permission::sales_groups_manage);
}

bool owns(const store::RuleGroup& group, const PrincipalId& person) {
  return std::find(group.owners.begin(), group.owners.end(), person) != group.owners.end();
}

store::RuleGroup seen_group(db::Tx& tx, const api::Caller& caller, const RuleGroupId& id) {
  store::RuleGroup group = need_group(tx, id);
  if (!manages(caller) && !owns(group, caller.principal))
    throw ApiError(Errc::not_found, "no such rule group", "group");
  return group;
}

/// Powers over customers are for people whom the company lets serve customers, or at least knows.
void set_owners(db::Tx& tx, const api::Caller& caller, const Owners& owners, store::RuleGroup& group) {
  group.owners = identity::resolve_seen(tx, caller, owners.items, "owners");
  const auto unfit = store::unfit(tx, group.owners, serving(tx).verified);
  const auto wrong = std::find_first_of(group.owners.begin(), group.owners.end(), unfit.begin(), unfit.end());
  if (wrong != group.owners.end())
    refuse_field(
        "owners[" + std::to_string(wrong - group.owners.begin()) + "]",
        "is not active, or the real name is not verified");
}

void set_range(
    db::Tx& tx, const api::Caller& caller, const std::optional<Departments>& departments,
    const std::optional<People>& members, store::RuleGroup& group) {
  if (departments) {
    group.departments.assign(departments->begin(), departments->end());
    const auto unknown = store::unknown_departments(tx, group.departments);
    if (!unknown.empty()) refuse_field("departments", "there is no department " + std::to_string(unknown.front()));
  }
  if (members) group.members = identity::resolve_seen(tx, caller, members->items, "members");
}

void set_powers(const Powers& powers, store::RuleGroup& group) {
  group.powers.assign(powers.begin(), powers.end());
  std::sort(group.powers.begin(), group.powers.end());
  group.powers.erase(std::unique(group.powers.begin(), group.powers.end()), group.powers.end());
}

void audit(
    db::Tx& tx, const Context& context, const char* action, const RuleGroupId& id, const Json& before,
    const Json& after) {
  identity::audit::append(tx, {identity::origin_of(context), action, id.str(), identity::audit::change(before, after)});
}

RuleGroupView create(db::Tx& tx, const Context& context, const CreateRuleGroup& in) {
  const api::Caller caller = identity::begin_admin(tx, context.who(), Permission::sales_groups_manage);
  if (store::count_rule_groups(tx) >= kMostGroups)
    throw ApiError(Errc::conflict, "the company has " + std::to_string(kMostGroups) + " rule groups already");
  store::RuleGroup group{RuleGroupId::make(), in.name.value, {}, {}, {}, {}, caller.principal, tx.now(), tx.now()};
  set_owners(tx, caller, in.owners, group);
  set_range(tx, caller, in.departments, in.members, group);
  set_powers(in.powers, group);
  store::save_rule_group(tx, group);
  audit(tx, context, "rule_group.create", group.id, Json(), told(group));
  return view_of(group);
}

RuleGroupView update(db::Tx& tx, const Context& context, const UpdateRuleGroup& in) {
  const api::Caller caller = identity::begin_admin(tx, context.who(), Permission::sales_groups_manage);
  store::RuleGroup group = need_group(tx, in.group);
  const Json before = told(group);
  if (in.name) group.name = in.name->value;
  if (in.owners) set_owners(tx, caller, *in.owners, group);
  set_range(tx, caller, in.departments, in.members, group);
  if (in.powers) set_powers(*in.powers, group);
  group.updated_at = tx.now();
  store::save_rule_group(tx, group);
  audit(tx, context, "rule_group.update", group.id, before, told(group));
  return view_of(group);
}

/// With the tags inside, from all who have them.
api::Nothing remove(db::Tx& tx, const Context& context, const RuleGroupIn& in) {
  identity::begin_admin(tx, context.who(), Permission::sales_groups_manage);
  const Json before = told(need_group(tx, in.group));
  for (const std::int64_t number : store::tag_groups_of(tx, in.group))
    delete_tag_group(tx, number, identity::origin_of(context));
  store::delete_rule_group(tx, in.group);
  audit(tx, context, "rule_group.delete", in.group, before, Json());
  return {};
}

api::Page<RuleGroupView> list(db::Tx& tx, const Context& context, const ListRuleGroups& in) {
  std::optional<PrincipalId> owner;
  if (!manages(context.who())) owner = context.who().principal;
  std::optional<RuleGroupId> after;
  if (in.cursor) after = api::cursor_id<RuleGroupId>(api::decode_cursor("rule groups", *in.cursor, 1)[0]);
  const std::int64_t limit = api::limit_of(in.limit);
  std::vector<RuleGroupView> views;
  for (const auto& group : store::list_rule_groups(tx, owner, after, limit + 1))
    views.push_back(view_of(group));
  return api::make_page(
      std::move(views), limit, "rule groups", [](const RuleGroupView& one) { return std::vector{one.id.str()}; });
}

/// First step of a change of the tags inside: by the owners, where the group gives them this power, and by who manages
/// rule groups.
void begin_tags(db::Tx& tx, const Context& context, const RuleGroupId& id) {
  seen_group(tx, context.who(), id);
  identity::audit::lock(tx);
  const store::RuleGroup group = seen_group(tx, context.who(), id);
  const bool given = std::find(group.powers.begin(), group.powers.end(), Power::tags) != group.powers.end();
  if (!manages(context.who()) && !given) throw ApiError(Errc::forbidden, "this group does not give the power tags");
}

/// One of this rule group's own.
TagGroup need_inside(const std::optional<TagGroup>& found, const RuleGroupId& id, const std::string& field) {
  if (!found || found->rule_group != id) throw ApiError(Errc::not_found, "this is not of the rule group", field);
  return *found;
}

TagGroup create_tags(db::Tx& tx, const Context& context, const CreateRuleTags& in) {
  begin_tags(tx, context, in.group);
  std::vector<std::string> names;
  if (in.tags)
    for (const TagName& tag : *in.tags)
      names.push_back(tag.value);
  return create_tag_group(tx, in.name, 0, in.group, names, identity::origin_of(context));
}

RuleTags list_tags(db::Tx& tx, const Context& context, const RuleGroupIn& in) {
  const store::RuleGroup group = seen_group(tx, context.who(), in.group);
  RuleTags out;
  for (TagGroup& one : tag_groups(tx, std::span(&group.id, 1)))
    if (one.rule_group == group.id) out.items.push_back(std::move(one));
  return out;
}

void add_tag_operations(std::vector<api::Operation>& table) {
  const std::string tags = kPath + "/{group}/tag-groups";
  table.push_back(api::transactional<RuleGroupIn, RuleTags>(
      Declaration(
          "rule_group.tags", Method::get, tags, Policy::signed_in, "The tags of customers inside a rule group."),
      list_tags));
  table.push_back(api::transactional<CreateRuleTags, TagGroup>(
      Declaration(
          "rule_group.create_tags", Method::post, tags, Policy::signed_in,
          "A group of tags inside; the owners with the power tags."),
      create_tags));
  table.push_back(api::transactional<DeleteRuleTags, api::Nothing>(
      Declaration(
          "rule_group.delete_tags", Method::del, tags + "/{tag_group}", Policy::signed_in,
          "Deletes it with its tags, from all customers who have them."),
      [](db::Tx& tx, const Context& context, const DeleteRuleTags& in) {
        begin_tags(tx, context, in.group);
        need_inside(find_tag_group(tx, in.tag_group), in.group, "tag_group");
        delete_tag_group(tx, in.tag_group, identity::origin_of(context));
        return api::Nothing{};
      }));
  table.push_back(api::transactional<CreateRuleTag, ContactTag>(
      Declaration(
          "rule_group.create_tag", Method::post, tags + "/{tag_group}/tags", Policy::signed_in, "One more tag inside."),
      [](db::Tx& tx, const Context& context, const CreateRuleTag& in) {
        begin_tags(tx, context, in.group);
        need_inside(find_tag_group(tx, in.tag_group), in.group, "tag_group");
        return create_contact_tag(tx, in.tag_group, in.name, 0, identity::origin_of(context));
      }));
  table.push_back(api::transactional<DeleteRuleTag, api::Nothing>(
      Declaration(
          "rule_group.delete_tag", Method::del, kPath + "/{group}/tags/{tag}", Policy::signed_in,
          "Deletes a tag inside, from all customers who have it."),
      [](db::Tx& tx, const Context& context, const DeleteRuleTag& in) {
        begin_tags(tx, context, in.group);
        need_inside(group_of_tag(tx, in.tag), in.group, "tag");
        delete_contact_tag(tx, in.tag, identity::origin_of(context));
        return api::Nothing{};
      }));
}

}  // namespace

std::vector<api::Operation> rule_group_operations() {
  std::vector<api::Operation> table;
  table.push_back(api::transactional<CreateRuleGroup, RuleGroupView>(
      Declaration(
          "rule_group.create", Method::post, kPath, Permission::sales_groups_manage,
          "Gives people powers over employees and their customers."),
      create));
  table.push_back(api::transactional<UpdateRuleGroup, RuleGroupView>(
      Declaration(
          "rule_group.update", Method::patch, kPath + "/{group}", Permission::sales_groups_manage,
          "Changes what is given; lists are replaced whole."),
      update));
  table.push_back(api::transactional<RuleGroupIn, api::Nothing>(
      Declaration(
          "rule_group.delete", Method::del, kPath + "/{group}", Permission::sales_groups_manage,
          "Ends its powers; its tags go too."),
      remove));
  table.push_back(api::transactional<RuleGroupIn, RuleGroupView>(
      Declaration(
          "rule_group.get", Method::get, kPath + "/{group}", Policy::signed_in, "A rule group, for its owners."),
      [](db::Tx& tx, const Context& context, const RuleGroupIn& in) {
        return view_of(seen_group(tx, context.who(), in.group));
      }));
  table.push_back(api::transactional<ListRuleGroups, api::Page<RuleGroupView>>(
      Declaration(
          "rule_group.list", Method::get, kPath, Policy::signed_in,
          "The rule groups that one owns; all of them with sales_groups_manage."),
      list));
  add_tag_operations(table);
  return table;
}

}  // namespace weft::customers
