// customer_figures.employees, .days, .teams, .mine and .groups.
#include "customers/figures/operations.hpp"
#include "customers/figures/reading.hpp"
#include <weft/api/define.hpp>

#include <algorithm>

namespace weft::customers::figures {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Policy;

using People = List<PersonRef, 1, 100>;
using Department = Int<1, 2147483647>;

struct EmployeesIn {
  DayText from;
  DayText to;
  std::optional<People> employees;
  std::optional<Department> department;  ///< with all below
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(EmployeesIn, (), (from, to, employees, department, limit, cursor))

struct EmployeeRow {
  identity::Principal employee;
  Figures figures;
};
BOOST_DESCRIBE_STRUCT(EmployeeRow, (), (employee, figures))

/// `as_of`: what had happened by then is counted; `complete`: false when logs grew faster than they could be counted.
struct EmployeesOut {
  std::vector<EmployeeRow> items;
  std::optional<std::string> next_cursor;
  Time as_of;
  bool complete = true;
};
BOOST_DESCRIBE_STRUCT(EmployeesOut, (), (items, next_cursor, as_of, complete))

struct DaysIn {
  DayText from;
  DayText to;
  std::optional<People> employees;
  std::optional<Department> department;
};
BOOST_DESCRIBE_STRUCT(DaysIn, (), (from, to, employees, department))

struct RangeIn {
  DayText from;
  DayText to;
};
BOOST_DESCRIBE_STRUCT(RangeIn, (), (from, to))

struct DayRow {
  std::string day;
  Figures figures;
};
BOOST_DESCRIBE_STRUCT(DayRow, (), (day, figures))

struct DaysOut {
  std::vector<DayRow> items;
  Figures total;
  Time as_of;
  bool complete = true;
};
BOOST_DESCRIBE_STRUCT(DaysOut, (), (items, total, as_of, complete))

struct TeamsIn {
  DayText from;
  DayText to;
  Department department;
};
BOOST_DESCRIBE_STRUCT(TeamsIn, (), (from, to, department))

struct TeamRow {
  std::int64_t department = 0;
  std::string name;
  std::int64_t employees = 0;
  Figures figures;
};
BOOST_DESCRIBE_STRUCT(TeamRow, (), (department, name, employees, figures))

struct TeamsOut {
  std::vector<TeamRow> items;
  Time as_of;
  bool complete = true;
};
BOOST_DESCRIBE_STRUCT(TeamsOut, (), (items, as_of, complete))

enum class GroupsBy { owner, day };
BOOST_DESCRIBE_ENUM(GroupsBy, owner, day)

struct GroupsIn {
  DayText from;
  DayText to;
  GroupsBy by = GroupsBy::day;
  std::optional<People> owners;
  std::optional<Department> department;
  std::optional<api::Limit> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(GroupsIn, (), (from, to, by, owners, department, limit, cursor))

struct GroupRow {
  std::optional<identity::Principal> owner;
  std::optional<std::string> day;
  store::GroupSums figures;
};
BOOST_DESCRIBE_STRUCT(GroupRow, (), (owner, day, figures))

struct GroupsOut {
  std::vector<GroupRow> items;
  std::optional<std::string> next_cursor;
  Time as_of;
  bool complete = true;
};
BOOST_DESCRIBE_STRUCT(GroupsOut, (), (items, next_cursor, as_of, complete))

template <class T>
std::optional<std::vector<PersonRef>> refs_of(const std::optional<T>& people) {
  if (!people) return std::nullopt;
  return people->items;
}

std::optional<std::int64_t> number_of(const std::optional<Department>& department) {
  if (!department) return std::nullopt;
  return department->value;
}

std::optional<PrincipalId> after_of(const std::optional<std::string>& cursor, std::string_view list) {
  if (!cursor) return std::nullopt;
  return api::cursor_id<PrincipalId>(api::decode_cursor(list, *cursor, 1)[0]);
}

EmployeesOut employees(db::Tx& tx, const Context& context, const EmployeesIn& in) {
  const auto scope = scope_of(
      tx, context.who(), Power::view_figures,
      {in.from.value, in.to.value, refs_of(in.employees), number_of(in.department)});
  const auto after = after_of(in.cursor, "figures");
  const bool complete = catch_up(tx);
  const std::int64_t limit = api::limit_of(in.limit);
  const auto page = api::make_page(
      store::people(tx, scope, after, limit + 1), limit, "figures",
      [](const PrincipalId& last) { return std::vector{last.str()}; });
  auto people = identity::load_principals(tx, page.items);
  const auto sums = store::sums_of_each(tx, scope, page.items);
  EmployeesOut out{{}, page.next_cursor, tx.now(), complete};
  for (std::size_t i = 0; i < people.size(); ++i)
    out.items.push_back({std::move(people[i]), figures_of(sums[i].sums)});
  return out;
}

/// Every day of the range, those without figures too.
DaysOut days_of(db::Tx& tx, const store::Scope& scope) {
  DaysOut out;
  out.complete = catch_up(tx);
  out.as_of = tx.now();
  const auto found = store::by_day(tx, scope);
  store::Sums total;
  auto next = found.begin();
  for (Day day = scope.from; day <= scope.to; day += std::chrono::days(1)) {
    DayRow row{to_text(day), {}};
    if (next != found.end() && next->day == row.day) {
      row.figures = figures_of(next->sums);
      add(total, next++->sums);
    }
    out.items.push_back(std::move(row));
  }
  out.total = figures_of(total);
  return out;
}

DaysOut days(db::Tx& tx, const Context& context, const DaysIn& in) {
  return days_of(
      tx, scope_of(
              tx, context.who(), Power::view_figures,
              {in.from.value, in.to.value, refs_of(in.employees), number_of(in.department)}));
}

DaysOut mine(db::Tx& tx, const Context& context, const RangeIn& in) {
  store::Scope scope = days_asked(tx, in.from.value, in.to.value);
  scope.reach.members = {context.who().principal};
  scope.employees = scope.reach.members;
  return days_of(tx, scope);
}

TeamsOut teams(db::Tx& tx, const Context& context, const TeamsIn& in) {
  const auto scope = scope_of(
      tx, context.who(), Power::view_figures, {in.from.value, in.to.value, {}, in.department.value});
  TeamsOut out;
  out.complete = catch_up(tx);
  out.as_of = tx.now();
  for (const auto& team : store::by_team(tx, scope, in.department))
    out.items.push_back({team.department, team.name, team.employees, figures_of(team.sums)});
  return out;
}

void by_owner(db::Tx& tx, const store::Scope& scope, const GroupsIn& in, GroupsOut& out) {
  const std::int64_t limit = api::limit_of(in.limit);
  auto page = api::make_page(
      store::groups_by_owner(tx, scope, after_of(in.cursor, "group figures"), limit + 1), limit, "group figures",
      [](const store::OwnerSums& one) { return std::vector{one.owner.str()}; });
  std::vector<PrincipalId> ids;
  for (const auto& one : page.items)
    ids.push_back(one.owner);
  auto people = identity::load_principals(tx, ids);
  for (std::size_t i = 0; i < ids.size(); ++i)
    out.items.push_back({std::move(people[i]), {}, page.items[i].sums});
  out.next_cursor = std::move(page.next_cursor);
}

GroupsOut groups(db::Tx& tx, const Context& context, const GroupsIn& in) {
  const auto scope = scope_of(
      tx, context.who(), Power::view_group_figures,
      {in.from.value, in.to.value, refs_of(in.owners), number_of(in.department)});
  GroupsOut out;
  out.complete = catch_up(tx);
  out.as_of = tx.now();
  if (in.by == GroupsBy::owner) {
    by_owner(tx, scope, in, out);
  } else {
    for (auto& day : store::groups_by_day(tx, scope))
      out.items.push_back({{}, std::move(day.day), day.sums});
  }
  return out;
}

}  // namespace

std::vector<api::Operation> reading_operations() {
  std::vector<api::Operation> table;
  table.push_back(api::transactional<EmployeesIn, EmployeesOut>(
      Declaration(
          "customer_figures.employees", Method::post, kFiguresPath + "/employees", Policy::staff,
          "Sums of some days for each employee within reach who has any; by id."),
      employees));
  table.push_back(api::transactional<DaysIn, DaysOut>(
      Declaration(
          "customer_figures.days", Method::post, kFiguresPath + "/days", Policy::staff,
          "Sums of employees within reach, day by day."),
      days));
  table.push_back(api::transactional<TeamsIn, TeamsOut>(
      Declaration(
          "customer_figures.teams", Method::get, kFiguresPath + "/teams/{department}", Policy::staff,
          "Sums of a department and of those right below it, each with all below."),
      teams));
  table.push_back(api::transactional<RangeIn, DaysOut>(
      Declaration(
          "customer_figures.mine", Method::get, kFiguresPath + "/mine", Policy::signed_in,
          "One's own figures, day by day."),
      mine));
  table.push_back(api::transactional<GroupsIn, GroupsOut>(
      Declaration(
          "customer_figures.groups", Method::post, kFiguresPath + "/groups", Policy::staff,
          "Groups with customers, by their owners or by days."),
      groups));
  return table;
}

}  // namespace weft::customers::figures
