// contact_field.*: the company's own fields of a customer.
#include "customers/records/fields.hpp"
#include "customers/records/operations.hpp"
#include "customers/records/store.hpp"
#include <weft/customers/contact_tags.hpp>
#include <weft/identity/access.hpp>

namespace weft::customers {
namespace {

using api::Context;
using api::Declaration;
using api::Method;
using api::Permission;
using api::Policy;
using directory::FieldKind;
using directory::kChoices;
using Choices = List<Text<1, 64>, 1, kChoices>;

/// A field as customers have it: everybody who sees the customer sees it.
struct ContactField {
  std::int64_t number = 0;
  std::string name;
  FieldKind kind = FieldKind::text;
  std::vector<std::string> choices;
  std::int64_t position = 0;
};
BOOST_DESCRIBE_STRUCT(ContactField, (), (number, name, kind, choices, position))

struct FieldsOut {
  std::vector<ContactField> items;
};
BOOST_DESCRIBE_STRUCT(FieldsOut, (), (items))

struct CreateIn {
  Text<1, 32> name;
  FieldKind kind = FieldKind::text;
  std::optional<Choices> choices;
  std::optional<directory::Position> position;
};
BOOST_DESCRIBE_STRUCT(CreateIn, (), (name, kind, choices, position))

struct UpdateIn {
  TagNumber field;
  std::optional<Text<1, 32>> name;
  std::optional<Choices> choices;
  std::optional<directory::Position> position;
};
BOOST_DESCRIBE_STRUCT(UpdateIn, (), (field, name, choices, position))

struct FieldIn {
  TagNumber field;
};
BOOST_DESCRIBE_STRUCT(FieldIn, (), (field))

identity::Origin begin(db::Tx& tx, const Context& context) {
  const auto caller = identity::begin_admin(tx, context.who(), Permission::customer_tags_manage);
  identity::require_company(tx, caller, Permission::customer_tags_manage);
  return identity::origin_of(context);
}

ContactField shown(const directory::Field& field) {
  return {field.number, field.name, field.kind, field.choices, field.position};
}

std::vector<std::string> texts(const Choices& list) {
  std::vector<std::string> out;
  for (const auto& text : list)
    out.push_back(text.value);
  return out;
}

FieldsOut list(db::Tx& tx, const Context&, const api::Nothing&) {
  FieldsOut out;
  for (const auto& field : store::contact_fields(tx))
    out.items.push_back(shown(field));
  return out;
}

ContactField create(db::Tx& tx, const Context& context, const CreateIn& in) {
  const auto origin = begin(tx, context);
  directory::Field field{0, in.name.value, in.kind, {}};
  if (in.choices) field.choices = texts(*in.choices);
  if (in.position) field.position = in.position->value;
  return shown(create_contact_field(tx, std::move(field), origin));
}

ContactField update(db::Tx& tx, const Context& context, const UpdateIn& in) {
  const auto origin = begin(tx, context);
  directory::FieldChange change;
  if (in.name) change.name = in.name->value;
  if (in.choices) change.choices = texts(*in.choices);
  if (in.position) change.position = in.position->value;
  return shown(update_contact_field(tx, in.field, change, origin));
}

}  // namespace

void add_contact_field_operations(std::vector<api::Operation>& table) {
  const std::string all = "/api/v1/contact-fields", one = all + "/{field}";
  table.push_back(api::transactional<api::Nothing, FieldsOut>(
      Declaration("contact_field.list", Method::get, all, Policy::staff, "The company's own fields of a customer."),
      list));
  table.push_back(api::transactional<CreateIn, ContactField>(
      Declaration(
          "contact_field.create", Method::post, all, Permission::customer_tags_manage, "A new field, 50 at most."),
      create));
  table.push_back(api::transactional<UpdateIn, ContactField>(
      Declaration(
          "contact_field.update", Method::patch, one, Permission::customer_tags_manage,
          "Changes a field's name, choices or place."),
      update));
  table.push_back(api::transactional<FieldIn, api::Nothing>(
      Declaration(
          "contact_field.delete", Method::del, one, Permission::customer_tags_manage,
          "Deletes a field; nobody sees its values any more."),
      [](db::Tx& tx, const Context& context, const FieldIn& in) {
        const auto origin = begin(tx, context);
        delete_contact_field(tx, in.field, origin);
        return api::Nothing{};
      }));
}

}  // namespace weft::customers
