// department.get, list, tree and members: what everybody may read, as far as it is visible.
#include "directory/operations.hpp"
#include "directory/store_departments.hpp"
#include <weft/directory/reading.hpp>

namespace weft::directory {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Page;
using api::Policy;
using identity::View;

constexpr std::int64_t kEverything = INT32_MAX;

struct ListIn {
  std::optional<Number> parent;
  OptionalLimit limit;
  Cursor cursor;
};
BOOST_DESCRIBE_STRUCT(ListIn, (), (parent, limit, cursor))

struct TreeIn {
  std::optional<Number> top;
  OptionalLimit limit;
  Cursor cursor;
};
BOOST_DESCRIBE_STRUCT(TreeIn, (), (top, limit, cursor))

struct MembersIn {
  Number department;
  std::optional<bool> recursive;
  OptionalLimit limit;
  Cursor cursor;
};
BOOST_DESCRIBE_STRUCT(MembersIn, (), (department, recursive, limit, cursor))

/// For who does not see the root, nothing is refused where it is not named.
Node top_of(db::Tx& tx, const View& view, const std::optional<Number>& asked) {
  return asked ? seen_department(tx, view, *asked) : need_department(tx, kRoot);
}

Page<Department> list(db::Tx& tx, const Context& context, const ListIn& in) {
  const View view = identity::view_of(tx, context.who());
  if (!in.parent && view.own) return {views_of(tx, view, store::tops(tx, view), true), std::nullopt};
  const Node parent = top_of(tx, view, in.parent);
  const std::int64_t limit = api::limit_of(in.limit);
  std::optional<store::ChildPlace> after;
  if (in.cursor) {
    const auto keys = api::decode_cursor("departments", *in.cursor, 2);
    after = store::ChildPlace{api::cursor_number(keys[0]), api::cursor_number(keys[1])};
  }
  const auto page = api::make_page(
      store::children(tx, parent.number, view, after, limit + 1), limit, "departments", [](const Node& last) {
        return std::vector{std::to_string(last.position), std::to_string(last.number)};
      });
  return {views_of(tx, view, page.items, true), page.next_cursor};
}

Page<Department> tree(db::Tx& tx, const Context& context, const TreeIn& in) {
  const View view = identity::view_of(tx, context.who());
  const Node top = top_of(tx, view, in.top);
  const std::int64_t limit = api::limit_of(in.limit);
  const std::string after = in.cursor ? api::decode_cursor("tree", *in.cursor, 1)[0] : "";
  const auto page = api::make_page(
      store::subtree(tx, top.path, view, after, limit + 1), limit, "tree",
      [](const Node& last) { return std::vector{last.path}; });
  return {views_of(tx, view, page.items, false), page.next_cursor};
}

std::vector<store::Listed> directly(
    db::Tx& tx, const View& view, const Node& node, const MembersIn& in, std::int64_t limit) {
  std::optional<store::Listed> after;
  if (in.cursor) {
    const auto keys = api::decode_cursor("department", *in.cursor, 2);
    after = store::Listed{api::cursor_id<PrincipalId>(keys[1]), "", false, false, api::cursor_number(keys[0])};
  }
  return store::members_of(tx, node, view, after, limit + 1);
}

Page<DepartmentMember> members(db::Tx& tx, const Context& context, const MembersIn& in) {
  const View view = identity::view_of(tx, context.who());
  const Node node = seen_department(tx, view, in.department);
  const std::int64_t limit = api::limit_of(in.limit);
  Page<store::Listed> page;
  if (in.recursive.value_or(false)) {
    const std::string after = in.cursor ? api::decode_cursor("subtree", *in.cursor, 1)[0] : "";
    page = api::make_page(
        store::members_below(tx, node.path, view, after, limit + 1), limit, "subtree",
        [](const store::Listed& last) { return std::vector{last.userid_key}; });
  } else {
    page = api::make_page(directly(tx, view, node, in, limit), limit, "department", [](const store::Listed& last) {
      return std::vector{std::to_string(last.position), last.principal.str()};
    });
  }
  std::vector<PrincipalId> ids;
  for (const store::Listed& row : page.items)
    ids.push_back(row.principal);
  auto principals = identity::load_principals(tx, ids);
  identity::show_departments(tx, view, principals);
  Page<DepartmentMember> out;
  out.next_cursor = page.next_cursor;
  for (std::size_t i = 0; i < ids.size(); ++i)
    out.items.push_back({std::move(principals[i]), page.items[i].main, page.items[i].leader, page.items[i].position});
  return out;
}

}  // namespace

Node seen_department(db::Tx& tx, const View& view, std::int64_t number) {
  Node node = need_department(tx, number);
  if (!view.opens(node.path)) throw ApiError(Errc::not_found, "there is no department " + std::to_string(number));
  return node;
}

Node seen_department(db::Tx& tx, const View& view, std::int64_t number, const std::string& field) {
  Node node = need_department(tx, number, field);
  if (!view.opens(node.path)) refuse_field(field, "there is no department " + std::to_string(number));
  return node;
}

void need_reach(const identity::Reach& reach, const Node& department, const std::string& field) {
  if (!reach.covers(department.path))
    throw ApiError(
        Errc::forbidden, "your permission does not reach the department " + std::to_string(department.number), field);
}

std::vector<Department> views_of(db::Tx& tx, const View& view, const std::vector<Node>& nodes, bool with_total) {
  std::vector<std::int64_t> numbers;
  for (const Node& node : nodes)
    numbers.push_back(node.number);
  auto census = store::census(tx, numbers, view, with_total);
  std::vector<Department> list;
  for (const Node& node : nodes) {
    store::Census& about = census[node.number];
    Department one{node.number, node.parent,   node.name,          node.full_name,           node.name_en,
                   node.level,  node.position, about.has_children, std::move(about.leaders), about.direct,
                   std::nullopt};
    if (with_total) one.total_count = about.total;
    const auto above = node.path.substr(0, node.path.find_last_of('/', node.path.size() - 2) + 1);
    if (node.parent && !view.opens(above)) {
      one.parent.reset();
      one.full_name = node.name;  // the names above are not for this viewer
    }
    list.push_back(std::move(one));
  }
  return list;
}

std::vector<Department> departments_below(db::Tx& tx, const View& view, const Node& top) {
  return views_of(tx, view, store::subtree(tx, top.path, view, "", kEverything), false);
}

std::vector<PrincipalId> members_in(db::Tx& tx, const View& view, const Node& department, bool recursive) {
  std::vector<PrincipalId> ids;
  for (const auto& row : recursive ? store::members_below(tx, department.path, view, "", kEverything)
                                   : store::members_of(tx, department, view, std::nullopt, kEverything))
    ids.push_back(row.principal);
  return ids;
}

std::vector<Placement> placements(
    db::Tx& tx, const View& view, const std::string& after_key, std::int64_t after_department, std::int64_t limit) {
  return store::placements(tx, view, after_key, after_department, limit);
}

std::vector<api::Operation> listing_operations() {
  std::vector<api::Operation> table;
  table.push_back(api::transactional<NumberIn, Department>(
      Declaration(
          "department.get", Method::get, "/api/v1/departments/{department}", Policy::staff,
          "A department, with how many people are in it."),
      [](db::Tx& tx, const Context& context, const NumberIn& in) {
        const View view = identity::view_of(tx, context.who());
        return views_of(tx, view, {seen_department(tx, view, in.department)}, true).at(0);
      }));
  table.push_back(api::transactional<ListIn, Page<Department>>(
      Declaration(
          "department.list", Method::get, "/api/v1/departments", Policy::staff,
          "The departments directly below `parent`, or below the root, in their order."),
      list));
  table.push_back(api::transactional<TreeIn, Page<Department>>(
      Declaration(
          "department.tree", Method::get, "/api/v1/department-tree", Policy::staff,
          "`top`, or the root, and all departments below it, each after its parent."),
      tree));
  table.push_back(api::transactional<MembersIn, Page<DepartmentMember>>(
      Declaration(
          "department.members", Method::get, "/api/v1/departments/{department}/members", Policy::staff,
          "Who is in a department, in order; with `recursive` also below it, each once, by userid."),
      members));
  return table;
}

}  // namespace weft::directory
