// field.* and visibility.*: what a company sets up once for its members.
#include "directory/operations.hpp"
#include <weft/directory/fields.hpp>
#include <weft/directory/rules.hpp>

namespace weft::directory {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Page;
using api::Permission;
using api::Policy;

struct FieldsOut {
  std::vector<Field> items;
};
BOOST_DESCRIBE_STRUCT(FieldsOut, (), (items))

struct CreateIn {
  Text<1, 32> name;
  FieldKind kind = FieldKind::text;
  std::optional<List<Text<1, 64>, 1, kChoices>> choices;
  std::optional<bool> shown;  ///< default: true
  std::optional<Position> position;
};
BOOST_DESCRIBE_STRUCT(CreateIn, (), (name, kind, choices, shown, position))

struct UpdateIn {
  Number field;
  std::optional<Text<1, 32>> name;
  std::optional<List<Text<1, 64>, 1, kChoices>> choices;
  std::optional<bool> shown;
  std::optional<Position> position;
};
BOOST_DESCRIBE_STRUCT(UpdateIn, (), (field, name, choices, shown, position))

struct FieldIn {
  Number field;
};
BOOST_DESCRIBE_STRUCT(FieldIn, (), (field))

struct SideIn {
  std::optional<Number> department;
  std::optional<PersonRef> member;
};
BOOST_DESCRIBE_STRUCT(SideIn, (), (department, member))

struct AddIn {
  RuleKind kind = RuleKind::hide;
  std::optional<SideIn> from;
  std::optional<SideIn> to;
};
BOOST_DESCRIBE_STRUCT(AddIn, (), (kind, from, to))

struct RuleIn {
  Number rule;
};
BOOST_DESCRIBE_STRUCT(RuleIn, (), (rule))

struct RulesIn {
  std::optional<RuleKind> kind;
  OptionalLimit limit;
  Cursor cursor;
};
BOOST_DESCRIBE_STRUCT(RulesIn, (), (kind, limit, cursor))

/// First step of each write: these settings are the whole company's.
void begin(db::Tx& tx, const Context& context, Permission permission) {
  identity::require_company(tx, identity::begin_admin(tx, context.who(), permission), permission);
}

std::optional<std::vector<std::string>> texts(const std::optional<List<Text<1, 64>, 1, kChoices>>& list) {
  if (!list) return std::nullopt;
  std::vector<std::string> out;
  for (const auto& text : *list)
    out.push_back(text.value);
  return out;
}

Field create(db::Tx& tx, const Context& context, const CreateIn& in) {
  begin(tx, context, Permission::fields_manage);
  Field field{0, in.name.value, in.kind, texts(in.choices).value_or(std::vector<std::string>{})};
  field.shown = in.shown.value_or(true);
  if (in.position) field.position = in.position->value;
  return create_field(tx, std::move(field), identity::origin_of(context));
}

Field update(db::Tx& tx, const Context& context, const UpdateIn& in) {
  begin(tx, context, Permission::fields_manage);
  FieldChange change{text_of(in.name), texts(in.choices), in.shown};
  if (in.position) change.position = in.position->value;
  return update_field(tx, in.field, change, identity::origin_of(context));
}

Side side_of(db::Tx& tx, const std::optional<SideIn>& in, const std::string& field) {
  Side side;
  if (!in) return side;
  if (in->department) side.department = in->department->value;
  if (in->member) side.member = identity::resolve_one(tx, *in->member, field);
  return side;
}

Rule add(db::Tx& tx, const Context& context, const AddIn& in) {
  begin(tx, context, Permission::visibility_manage);
  return add_rule(
      tx, {0, in.kind, side_of(tx, in.from, "from.member"), side_of(tx, in.to, "to.member")},
      identity::origin_of(context));
}

Page<Rule> list(db::Tx& tx, const Context& context, const RulesIn& in) {
  identity::require_company(tx, context.who(), Permission::visibility_manage);
  const std::int64_t limit = api::limit_of(in.limit);
  return api::make_page(
      list_rules(tx, in.kind, last_number(in.cursor, "rules"), limit + 1), limit, "rules",
      [](const Rule& last) { return std::vector{std::to_string(last.number)}; });
}

}  // namespace

std::vector<api::Operation> field_operations() {
  const std::string all = "/api/v1/member-fields";
  std::vector<api::Operation> table;
  table.push_back(api::transactional<api::Nothing, FieldsOut>(
      Declaration("field.list", Method::get, all, Policy::staff, "The company's own fields of a member."),
      [](db::Tx& tx, const Context&, const api::Nothing&) { return FieldsOut{list_fields(tx)}; }));
  table.push_back(api::transactional<CreateIn, Field>(
      Declaration("field.create", Method::post, all, Permission::fields_manage, "A new field, 20 at most."), create));
  table.push_back(api::transactional<UpdateIn, Field>(
      Declaration(
          "field.update", Method::patch, all + "/{field}", Permission::fields_manage,
          "Changes a field's name, choices, place, or who is shown it."),
      update));
  table.push_back(api::transactional<FieldIn, api::Nothing>(
      Declaration(
          "field.delete", Method::del, all + "/{field}", Permission::fields_manage,
          "Deletes a field; nobody sees its values any more."),
      [](db::Tx& tx, const Context& context, const FieldIn& in) {
        begin(tx, context, Permission::fields_manage);
        delete_field(tx, in.field, identity::origin_of(context));
        return api::Nothing{};
      }));
  return table;
}

std::vector<api::Operation> rule_operations() {
  const std::string all = "/api/v1/visibility-rules";
  std::vector<api::Operation> table;
  table.push_back(api::transactional<RulesIn, Page<Rule>>(
      Declaration(
          "visibility.list", Method::get, all, Permission::visibility_manage,
          "The rules about who sees whom and who may begin a chat with whom, by number."),
      list));
  table.push_back(api::transactional<AddIn, Rule>(
      Declaration(
          "visibility.add", Method::post, all, Permission::visibility_manage,
          "Adds a rule; the same one again answers with the one that is there."),
      add));
  table.push_back(api::transactional<RuleIn, api::Nothing>(
      Declaration(
          "visibility.remove", Method::del, all + "/{rule}", Permission::visibility_manage, "Takes a rule away."),
      [](db::Tx& tx, const Context& context, const RuleIn& in) {
        begin(tx, context, Permission::visibility_manage);
        remove_rule(tx, in.rule, identity::origin_of(context));
        return api::Nothing{};
      }));
  return table;
}

}  // namespace weft::directory
