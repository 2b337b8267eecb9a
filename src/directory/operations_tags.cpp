// tag.*: tags of members and departments.
#include "directory/operations.hpp"
#include <weft/directory/tags.hpp>

namespace weft::directory {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Page;
using api::Permission;
using api::Policy;

constexpr std::size_t kMarked = 1000, kMarkedDepartments = 100;  // at a time, as in WeCom

/// Of tags that are made with it. What is given without asking goes on after the greatest: some are left for it.
using WantedNumber = Int<1, 900000000>;

struct CreateIn {
  Text<1, 32> name;
  std::optional<WantedNumber> number;
};
BOOST_DESCRIBE_STRUCT(CreateIn, (), (name, number))

struct TagIn {
  Number tag;
};
BOOST_DESCRIBE_STRUCT(TagIn, (), (tag))

struct UpdateIn {
  Number tag;
  Text<1, 32> name;
};
BOOST_DESCRIBE_STRUCT(UpdateIn, (), (tag, name))

struct ListIn {
  OptionalLimit limit;
  Cursor cursor;
};
BOOST_DESCRIBE_STRUCT(ListIn, (), (limit, cursor))

struct PageIn {
  Number tag;
  OptionalLimit limit;
  Cursor cursor;
};
BOOST_DESCRIBE_STRUCT(PageIn, (), (tag, limit, cursor))

struct MarkIn {
  Number tag;
  std::optional<List<PersonRef, 0, kMarked>> members;
  std::optional<List<Number, 0, kMarkedDepartments>> departments;
};
BOOST_DESCRIBE_STRUCT(MarkIn, (), (tag, members, departments))

struct Changed {
  std::vector<PrincipalId> changed;       ///< those who had it not before, or have it no more
  std::vector<std::int64_t> departments;  ///< likewise
};
BOOST_DESCRIBE_STRUCT(Changed, (), (changed, departments))

api::Caller begin(db::Tx& tx, const Context& context) {
  return identity::begin_admin(tx, context.who(), Permission::tags_manage);
}

Page<Tag> list(db::Tx& tx, const Context& context, const ListIn& in) {
  const std::int64_t limit = api::limit_of(in.limit);
  return api::make_page(
      list_tags(tx, identity::view_of(tx, context.who()), last_number(in.cursor, "tags"), limit + 1), limit, "tags",
      [](const Tag& last) { return std::vector{std::to_string(last.number)}; });
}

Page<identity::Principal> members(db::Tx& tx, const Context& context, const PageIn& in) {
  need_tag(tx, in.tag);
  const auto view = identity::view_of(tx, context.who());
  const std::int64_t limit = api::limit_of(in.limit);
  PrincipalId after;
  if (in.cursor) after = api::cursor_id<PrincipalId>(api::decode_cursor("tag", *in.cursor, 1)[0]);
  const auto page = api::make_page(
      tag_members(tx, in.tag, view, after, limit + 1), limit, "tag",
      [](const PrincipalId& last) { return std::vector{last.str()}; });
  auto principals = identity::load_principals(tx, page.items);
  identity::show_departments(tx, view, principals);
  return {std::move(principals), page.next_cursor};
}

Page<Department> departments(db::Tx& tx, const Context& context, const PageIn& in) {
  need_tag(tx, in.tag);
  const auto view = identity::view_of(tx, context.who());
  const std::int64_t limit = api::limit_of(in.limit);
  const auto page = api::make_page(
      tag_departments(tx, in.tag, view, last_number(in.cursor, "tag departments"), limit + 1), limit, "tag departments",
      [](const Node& last) { return std::vector{std::to_string(last.number)}; });
  return {views_of(tx, view, page.items, true), page.next_cursor};
}

std::vector<PrincipalId> members_in_reach(
    db::Tx& tx, const api::Caller& caller, const identity::Reach& reach, const identity::View& view,
    const std::vector<PersonRef>& named) {
  const auto people = identity::resolve_met(tx, caller, named, "members");
  for (std::size_t i = 0; !reach.company && i < people.size(); ++i)
    identity::require_reach(tx, caller, Permission::tags_manage, people[i]);
  if (identity::visible(tx, view, people).size() != people.size())
    throw ApiError(Errc::invalid_argument, "names somebody who is not there", "members");
  return people;
}

/// Each of them seen and within reach, which is asked once where it is the whole company.
Marked all_in_reach(db::Tx& tx, const api::Caller& caller, const MarkIn& in) {
  need_tag(tx, in.tag);
  const auto reach = identity::reach(tx, caller, Permission::tags_manage);
  const auto view = identity::view_of(tx, caller);
  Marked all;
  if (in.members) all.members = members_in_reach(tx, caller, reach, view, in.members->items);
  if (in.departments) {
    for (std::size_t i = 0; i < in.departments->items.size(); ++i) {
      const std::string field = "departments[" + std::to_string(i) + "]";
      const Node node = seen_department(tx, view, in.departments->items[i], field);
      need_reach(reach, node, field);
      all.departments.push_back(node.number);
    }
  }
  if (all.empty()) refuse_field("members", "names nobody, and no department is named");
  return all;
}

Changed told(Marked changed) {
  return {std::move(changed.members), std::move(changed.departments)};
}

}  // namespace

std::vector<api::Operation> tag_operations() {
  const std::string one = "/api/v1/tags/{tag}";
  std::vector<api::Operation> table;
  table.push_back(api::transactional<CreateIn, Tag>(
      Declaration(
          "tag.create", Method::post, "/api/v1/tags", Permission::tags_manage,
          "A new tag for members and departments."),
      [](db::Tx& tx, const Context& context, const CreateIn& in) {
        identity::require_company(tx, begin(tx, context), Permission::tags_manage);
        const auto number = in.number ? std::optional(in.number->value) : std::nullopt;
        return create_tag(tx, in.name, identity::origin_of(context), number);
      }));
  table.push_back(api::transactional<UpdateIn, Numbered>(
      Declaration("tag.update", Method::patch, one, Permission::tags_manage, "Renames a tag."),
      [](db::Tx& tx, const Context& context, const UpdateIn& in) {
        identity::require_company(tx, begin(tx, context), Permission::tags_manage);
        rename_tag(tx, in.tag, in.name, identity::origin_of(context));
        return Numbered{in.tag};
      }));
  table.push_back(api::transactional<TagIn, api::Nothing>(
      Declaration("tag.delete", Method::del, one, Permission::tags_manage, "Deletes a tag, from all who have it."),
      [](db::Tx& tx, const Context& context, const TagIn& in) {
        identity::require_company(tx, begin(tx, context), Permission::tags_manage);
        delete_tag(tx, in.tag, identity::origin_of(context));
        return api::Nothing{};
      }));
  table.push_back(api::transactional<ListIn, Page<Tag>>(
      Declaration("tag.list", Method::get, "/api/v1/tags", Policy::staff, "The tags, by number."), list));
  table.push_back(api::transactional<PageIn, Page<identity::Principal>>(
      Declaration(
          "tag.members", Method::get, one + "/members", Policy::staff, "Who has a tag itself, not by a department."),
      members));
  table.push_back(api::transactional<PageIn, Page<Department>>(
      Declaration(
          "tag.departments", Method::get, one + "/departments", Policy::staff,
          "Which departments have a tag, by number: it reaches who is in them, or below."),
      departments));
  table.push_back(api::transactional<MarkIn, Changed>(
      Declaration(
          "tag.mark", Method::post, one + "/members", Permission::tags_manage, "Gives members or departments a tag."),
      [](db::Tx& tx, const Context& context, const MarkIn& in) {
        const Marked wanted = all_in_reach(tx, begin(tx, context), in);
        return told(mark(tx, in.tag, wanted, identity::origin_of(context)));
      }));
  table.push_back(api::transactional<MarkIn, Changed>(
      Declaration(
          "tag.unmark", Method::post, one + "/members/remove", Permission::tags_manage,
          "Takes a tag from members or departments."),
      [](db::Tx& tx, const Context& context, const MarkIn& in) {
        const Marked wanted = all_in_reach(tx, begin(tx, context), in);
        return told(unmark(tx, in.tag, wanted, identity::origin_of(context)));
      }));
  return table;
}

}  // namespace weft::directory
