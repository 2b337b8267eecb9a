// contact_tag_group.* and contact_tag.*: tags of customers.
#include <weft/api/define.hpp>
#include <weft/customers/contact_tags.hpp>
#include <weft/customers/operations.hpp>
#include <weft/customers/rule_groups.hpp>
#include <weft/identity/access.hpp>

namespace weft::customers {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Permission;
using api::Policy;
using Position = Int<0, INT64_C(4294967295)>;

struct GroupsOut {
  std::vector<TagGroup> items;
};
BOOST_DESCRIBE_STRUCT(GroupsOut, (), (items))

struct CreateGroupIn {
  TagName name;
  std::optional<Position> position;
  std::optional<List<TagName, 0, 200>> tags;
};
BOOST_DESCRIBE_STRUCT(CreateGroupIn, (), (name, position, tags))

struct GroupIn {
  TagNumber group;
};
BOOST_DESCRIBE_STRUCT(GroupIn, (), (group))

struct UpdateGroupIn {
  TagNumber group;
  std::optional<TagName> name;
  std::optional<Position> position;
};
BOOST_DESCRIBE_STRUCT(UpdateGroupIn, (), (group, name, position))

struct CreateTagIn {
  TagNumber group;
  TagName name;
  std::optional<Position> position;
};
BOOST_DESCRIBE_STRUCT(CreateTagIn, (), (group, name, position))

struct TagIn {
  TagNumber tag;
};
BOOST_DESCRIBE_STRUCT(TagIn, (), (tag))

struct UpdateTagIn {
  TagNumber tag;
  std::optional<TagName> name;
  std::optional<Position> position;
};
BOOST_DESCRIBE_STRUCT(UpdateTagIn, (), (tag, name, position))

/// First step of each write: tags are the whole company's.
identity::Origin begin(db::Tx& tx, const Context& context) {
  const auto caller = identity::begin_admin(tx, context.who(), Permission::customer_tags_manage);
  identity::require_company(tx, caller, Permission::customer_tags_manage);
  return identity::origin_of(context);
}

std::int64_t number_of(const std::optional<Position>& position) {
  return position ? position->value : 0;
}

TagGroupChange change_of(const std::optional<TagName>& name, const std::optional<Position>& position) {
  TagGroupChange change;
  if (name) change.name = name->value;
  if (position) change.position = position->value;
  return change;
}

TagGroup create_group(db::Tx& tx, const Context& context, const CreateGroupIn& in) {
  const auto origin = begin(tx, context);
  std::vector<std::string> tags;
  if (in.tags)
    for (const TagName& tag : *in.tags)
      tags.push_back(tag.value);
  return create_tag_group(tx, in.name, number_of(in.position), {}, tags, origin);
}

void add_groups(std::vector<api::Operation>& table) {
  const std::string all = "/api/v1/contact-tag-groups", one = all + "/{group}";
  table.push_back(api::transactional<api::Nothing, GroupsOut>(
      Declaration(
          "contact_tag_group.list", Method::get, all, Policy::staff, "The groups of customers' tags, with the tags."),
      [](db::Tx& tx, const Context& context, const api::Nothing&) {
        return GroupsOut{tag_groups(tx, rule_groups_around(tx, context.who().principal))};
      }));
  table.push_back(api::transactional<CreateGroupIn, TagGroup>(
      Declaration(
          "contact_tag_group.create", Method::post, all, Permission::customer_tags_manage,
          "A new group of tags, with tags in it."),
      create_group));
  table.push_back(api::transactional<UpdateGroupIn, TagGroup>(
      Declaration(
          "contact_tag_group.update", Method::patch, one, Permission::customer_tags_manage,
          "Changes a group's name or place."),
      [](db::Tx& tx, const Context& context, const UpdateGroupIn& in) {
        const auto origin = begin(tx, context);
        return update_tag_group(tx, in.group, change_of(in.name, in.position), origin);
      }));
  table.push_back(api::transactional<GroupIn, api::Nothing>(
      Declaration(
          "contact_tag_group.delete", Method::del, one, Permission::customer_tags_manage,
          "Deletes a group and its tags, from all customers who have them."),
      [](db::Tx& tx, const Context& context, const GroupIn& in) {
        const auto origin = begin(tx, context);
        delete_tag_group(tx, in.group, origin);
        return api::Nothing{};
      }));
}

void add_tags(std::vector<api::Operation>& table) {
  const std::string all = "/api/v1/contact-tags", one = all + "/{tag}";
  table.push_back(api::transactional<CreateTagIn, ContactTag>(
      Declaration("contact_tag.create", Method::post, all, Permission::customer_tags_manage, "A new tag in a group."),
      [](db::Tx& tx, const Context& context, const CreateTagIn& in) {
        const auto origin = begin(tx, context);
        return create_contact_tag(tx, in.group, in.name, number_of(in.position), origin);
      }));
  table.push_back(api::transactional<UpdateTagIn, ContactTag>(
      Declaration(
          "contact_tag.update", Method::patch, one, Permission::customer_tags_manage, "Changes a tag's name or place."),
      [](db::Tx& tx, const Context& context, const UpdateTagIn& in) {
        const auto origin = begin(tx, context);
        return update_contact_tag(tx, in.tag, change_of(in.name, in.position), origin);
      }));
  table.push_back(api::transactional<TagIn, api::Nothing>(
      Declaration(
          "contact_tag.delete", Method::del, one, Permission::customer_tags_manage,
          "Deletes a tag, from all customers who have it."),
      [](db::Tx& tx, const Context& context, const TagIn& in) {
        const auto origin = begin(tx, context);
        delete_contact_tag(tx, in.tag, origin);
        return api::Nothing{};
      }));
}

}  // namespace

std::vector<api::Operation> contact_tag_operations() {
  std::vector<api::Operation> table;
  add_groups(table);
  add_tags(table);
  return table;
}

}  // namespace weft::customers
