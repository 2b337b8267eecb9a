// Departments: the rules that hold whoever asks.
#include "directory/store_departments.hpp"
#include <weft/base/json.hpp>
#include <weft/identity/department_path.hpp>

namespace weft::directory {
namespace {

using identity::Origin;

void need_free_name(db::Tx& tx, std::int64_t parent, const Node& node, const std::string& field) {
  if (store::has_child_named(tx, parent, node.name, node.number))
    throw ApiError(Errc::conflict, "there is a department " + node.name + " beside it already", field);
}

std::string joined(const Node& parent, const std::string& name) {
  std::string full = parent.full_name.empty() ? "" : parent.full_name + "/";
  for (const char c : name)
    full.append(c == '/' ? "\\/" : std::string(1, c));
  return full;
}

/// What `node` is once it stands below `parent`.
Node placed(Node node, const Node& parent) {
  node.parent = parent.number;
  node.path = parent.path + std::to_string(node.number) + "/";
  node.level = parent.level + 1;
  node.full_name = joined(parent, node.name);
  return node;
}

Json shown(const Node& node) {
  Json json = {{"name", node.name}, {"name_en", node.name_en}, {"position", node.position}};
  if (node.parent) json["parent"] = *node.parent;
  return json;
}

identity::AuditEntry told(
    const Origin& origin, const std::string& action, std::int64_t number, const Json& before, const Json& after) {
  return {origin, action, std::to_string(number), identity::audit::change(before, after)};
}

void tell(
    db::Tx& tx, const Origin& origin, const std::string& action, std::int64_t number, const Json& before,
    const Json& after) {
  identity::audit::append(tx, told(origin, action, number, before, after));
}

void need_levels(std::int64_t deepest, const std::string& field) {
  if (deepest > static_cast<std::int64_t>(identity::kDepartmentLevels))
    refuse_field(field, "would make the tree deeper than 15 levels");
}

}  // namespace

std::optional<Node> find_department(db::Tx& tx, std::int64_t number) {
  return store::department(tx, number);
}

Node need_department(db::Tx& tx, std::int64_t number) {
  auto node = store::department(tx, number);
  if (!node) throw ApiError(Errc::not_found, "there is no department " + std::to_string(number));
  return std::move(*node);
}

Node need_department(db::Tx& tx, std::int64_t number, const std::string& field) {
  auto node = store::department(tx, number);
  if (!node) refuse_field(field, "there is no department " + std::to_string(number));
  return std::move(*node);
}

Node create_department(db::Tx& tx, const NewDepartment& department, const Origin& origin) {
  identity::check_department_name(department.name, "name");
  identity::audit::lock(tx);
  const Node parent = need_department(tx, department.parent, "parent");
  need_levels(parent.level + 1, "parent");
  Node node;
  node.name = department.name;
  node.name_en = department.name_en;
  node.position = department.position;
  need_free_name(tx, parent.number, node, "name");
  if (store::department_count(tx) >= static_cast<std::int64_t>(identity::kDepartmentNodes))
    throw ApiError(Errc::conflict, "the company has 30,000 departments, which is the most");
  const auto number = store::take_department_number(tx, department.number);
  if (!number) throw ApiError(Errc::conflict, "the number is taken, or was once given", "number");
  node.number = *number;
  node = placed(std::move(node), parent);
  store::insert_department(tx, node);
  tell(tx, origin, "department.create", node.number, nullptr, shown(node));
  return node;
}

Node update_department(db::Tx& tx, std::int64_t number, const DepartmentChange& change, const Origin& origin) {
  if (change.name) identity::check_department_name(*change.name, "name");
  identity::audit::lock(tx);
  const Node before = need_department(tx, number);
  Node after = before;
  after.name = change.name.value_or(before.name);
  after.name_en = change.name_en.value_or(before.name_en);
  after.position = change.position.value_or(before.position);
  if (shown(before) == shown(after)) return before;
  if (after.name != before.name && before.parent) {
    need_free_name(tx, *before.parent, after, "name");
    after.full_name = joined(need_department(tx, *before.parent), after.name);
  }
  store::update_department(tx, after);
  if (after.full_name != before.full_name) store::rewrite_subtree(tx, before, after);
  tell(tx, origin, "department.update", number, shown(before), shown(after));
  return after;
}

Node move_department(
    db::Tx& tx, std::int64_t number, std::int64_t parent, std::optional<std::int64_t> position, const Origin& origin) {
  identity::audit::lock(tx);
  const Node before = need_department(tx, number);
  if (!before.parent) throw ApiError(Errc::conflict, "the root stays where it is");
  const Node to = need_department(tx, parent, "parent");
  if (to.path.starts_with(before.path)) refuse_field("parent", "is the department itself or below it");
  need_levels(to.level + 1 + store::deepest_level(tx, before.path) - before.level, "parent");
  Node after = placed(before, to);
  after.position = position.value_or(before.position);
  if (shown(before) == shown(after)) return before;
  need_free_name(tx, to.number, after, "parent");
  store::set_parent(tx, number, to.number);
  store::update_department(tx, after);
  if (after.path != before.path) {
    store::rewrite_subtree(tx, before, after);
    store::rewrite_departures(tx, before.path, after.path);
  }
  tell(tx, origin, "department.move", number, shown(before), shown(after));
  return after;
}

void delete_department(db::Tx& tx, std::int64_t number, const Origin& origin) {
  identity::audit::lock(tx);
  const Node node = need_department(tx, number);
  if (!node.parent) throw ApiError(Errc::conflict, "the root cannot be deleted");
  if (store::has_children(tx, number)) throw ApiError(Errc::conflict, "there are departments below it");
  if (store::has_members(tx, number)) throw ApiError(Errc::conflict, "there are members in it");
  store::delete_department(tx, number);
  store::count_departments(tx, -1);
  tell(tx, origin, "department.delete", number, shown(node), nullptr);
}

std::map<std::string, std::int64_t> departments_at(
    db::Tx& tx, std::span<const std::string> paths, bool create, const Origin& origin) {
  std::map<std::string, std::int64_t> numbers;
  if (create) identity::audit::lock(tx);
  const std::int64_t before = create ? store::department_count(tx) : 0;
  const std::int64_t first = create ? store::next_department(tx) : 0;
  for (const std::string& path : paths) {
    if (numbers.contains(path)) continue;
    identity::check_department_path(path, "department");
    if (const auto number = store::department_at(tx, path, create)) numbers.emplace(path, *number);
  }
  if (!create) return numbers;
  const std::int64_t made = store::department_count(tx) - before;
  if (before + made > static_cast<std::int64_t>(identity::kDepartmentNodes))
    throw ApiError(Errc::conflict, "the company would have more than 30,000 departments");
  std::vector<identity::AuditEntry> entries;
  for (const Node& node : made > 0 ? store::departments_from(tx, first) : std::vector<Node>())
    entries.push_back(told(origin, "department.create", node.number, nullptr, shown(node)));
  identity::audit::append_all(tx, entries);
  return numbers;
}

}  // namespace weft::directory
