// department.create, update, move and delete.
#include "directory/operations.hpp"
#include <weft/directory/members.hpp>

namespace weft::directory {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Permission;

/// Of departments that are made with it. What is given without asking goes on after the greatest: some are left for it.
using WantedNumber = Int<2, 900000000>;

struct CreateIn {
  Text<1, 64> name;
  std::optional<Number> parent;
  std::optional<Text<0, 64>> name_en;
  std::optional<Position> position;
  std::optional<WantedNumber> number;
};
BOOST_DESCRIBE_STRUCT(CreateIn, (), (name, parent, name_en, position, number))

struct UpdateIn {
  Number department;
  std::optional<Text<1, 64>> name;
  std::optional<Text<0, 64>> name_en;
  std::optional<Position> position;
  std::optional<List<PersonRef, 0, 100>> leaders;
};
BOOST_DESCRIBE_STRUCT(UpdateIn, (), (department, name, name_en, position, leaders))

struct MoveIn {
  Number department;
  Number parent;
  std::optional<Position> position;
};
BOOST_DESCRIBE_STRUCT(MoveIn, (), (department, parent, position))

/// The first step of each: the caller in line, and how far it reaches.
identity::Reach begin(db::Tx& tx, const Context& context) {
  const api::Caller caller = identity::begin_admin(tx, context.who(), Permission::departments_manage);
  return identity::reach(tx, caller, Permission::departments_manage);
}

Department answer(db::Tx& tx, const Context& context, const Node& node) {
  return views_of(tx, identity::view_of(tx, context.who()), {node}, true).at(0);
}

Department create(db::Tx& tx, const Context& context, const CreateIn& in) {
  const auto reach = begin(tx, context);
  const std::int64_t parent = in.parent ? in.parent->value : kRoot;
  need_reach(reach, seen_department(tx, identity::view_of(tx, context.who()), parent, "parent"), "parent");
  if (in.number && !reach.company)
    throw ApiError(Errc::forbidden, "numbers are named by who manages the departments of the whole company", "number");
  NewDepartment made{in.name.value, parent, text_of(in.name_en).value_or("")};
  if (in.position) made.position = in.position->value;
  if (in.number) made.number = in.number->value;
  return answer(tx, context, create_department(tx, made, identity::origin_of(context)));
}

Department update(db::Tx& tx, const Context& context, const UpdateIn& in) {
  const auto reach = begin(tx, context);
  need_reach(reach, seen_department(tx, identity::view_of(tx, context.who()), in.department));
  const auto origin = identity::origin_of(context);
  DepartmentChange change{text_of(in.name), text_of(in.name_en)};
  if (in.position) change.position = in.position->value;
  const Node node = update_department(tx, in.department, change, origin);
  if (in.leaders) {
    const auto leaders = identity::resolve_met(tx, context.who(), in.leaders->items, "leaders");
    set_leaders(tx, in.department, leaders, origin);
  }
  return answer(tx, context, node);
}

/// Reach is needed over the department, over where it comes from and over where it goes.
Department move(db::Tx& tx, const Context& context, const MoveIn& in) {
  const auto reach = begin(tx, context);
  const Node node = seen_department(tx, identity::view_of(tx, context.who()), in.department);
  need_reach(reach, node);
  if (node.parent) need_reach(reach, need_department(tx, *node.parent));
  const Node parent = seen_department(tx, identity::view_of(tx, context.who()), in.parent, "parent");
  need_reach(reach, parent, "parent");
  identity::require_no_gain(tx, context.who(), std::span(&node.path, 1), parent.path, "parent");
  std::optional<std::int64_t> position;
  if (in.position) position = in.position->value;
  return answer(tx, context, move_department(tx, in.department, in.parent, position, identity::origin_of(context)));
}

/// Taking a department out of its parent needs reach over that.
api::Nothing remove(db::Tx& tx, const Context& context, const NumberIn& in) {
  const auto reach = begin(tx, context);
  const Node node = seen_department(tx, identity::view_of(tx, context.who()), in.department);
  need_reach(reach, node);
  if (node.parent) need_reach(reach, need_department(tx, *node.parent));
  delete_department(tx, in.department, identity::origin_of(context));
  return {};
}

}  // namespace

std::vector<api::Operation> department_operations() {
  const std::string one = "/api/v1/departments/{department}";
  std::vector<api::Operation> table;
  table.push_back(api::transactional<CreateIn, Department>(
      Declaration(
          "department.create", Method::post, "/api/v1/departments", Permission::departments_manage,
          "A new department below `parent`, or below the root."),
      create));
  table.push_back(api::transactional<UpdateIn, Department>(
      Declaration(
          "department.update", Method::patch, one, Permission::departments_manage,
          "Changes a department's names, its place among its siblings, or who leads it."),
      update));
  table.push_back(api::transactional<MoveIn, Department>(
      Declaration(
          "department.move", Method::put, one + "/parent", Permission::departments_manage,
          "Puts a department, with all below it, below another one."),
      move));
  table.push_back(api::transactional<NumberIn, api::Nothing>(
      Declaration(
          "department.delete", Method::del, one, Permission::departments_manage,
          "Deletes a department in which nobody and nothing is."),
      remove));
  return table;
}

}  // namespace weft::directory
