// The company's own fields of a contact: definitions and values.
#include "customers/records/fields.hpp"

#include "customers/records/store.hpp"
#include <weft/base/json.hpp>

#include <algorithm>

namespace weft::customers {
namespace {

using directory::Field;
using directory::FieldValue;
using identity::Origin;

Json shown(const Field& field) {
  return Json::parse(to_json_text(field));
}

void tell(
    db::Tx& tx, const Origin& origin, const std::string& action, std::int64_t number, const Json& before,
    const Json& after) {
  identity::audit::append(tx, {origin, action, std::to_string(number), identity::audit::change(before, after)});
}

Field need_field(db::Tx& tx, std::int64_t number) {
  for (Field& field : store::contact_fields(tx))
    if (field.number == number) return field;
  throw ApiError(Errc::not_found, "there is no field " + std::to_string(number));
}

[[noreturn]] void taken() {
  throw ApiError(Errc::conflict, "there is such a field", "name");
}

}  // namespace

Field create_contact_field(db::Tx& tx, Field field, const Origin& origin) {
  directory::check_field(field);
  identity::audit::lock(tx);
  if (store::contact_fields(tx).size() >= kContactFields)
    throw ApiError(Errc::conflict, "the company has 50 fields of contacts, which is the most");
  field.number = store::take_contact_field_number(tx);
  if (!store::insert_contact_field(tx, field)) taken();
  tell(tx, origin, "contact_field.create", field.number, nullptr, shown(field));
  return field;
}

Field update_contact_field(
    db::Tx& tx, std::int64_t number, const directory::FieldChange& change, const Origin& origin) {
  identity::audit::lock(tx);
  const Field before = need_field(tx, number);
  Field after = before;
  after.name = change.name.value_or(before.name);
  after.choices = change.choices.value_or(before.choices);
  after.position = change.position.value_or(before.position);
  directory::check_field(after);
  if (shown(before) == shown(after)) return before;
  if (!store::update_contact_field(tx, after)) taken();
  tell(tx, origin, "contact_field.update", number, shown(before), shown(after));
  return after;
}

void delete_contact_field(db::Tx& tx, std::int64_t number, const Origin& origin) {
  identity::audit::lock(tx);
  const Field field = need_field(tx, number);
  store::delete_contact_field(tx, number);
  tell(tx, origin, "contact_field.delete", number, shown(field), nullptr);
}

std::vector<FieldValue> with_values(db::Tx& tx, std::vector<FieldValue> before, const std::vector<FieldValue>& values) {
  const auto known = store::contact_fields(tx);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const FieldValue& value = values[i];
    const std::string path = "fields[" + std::to_string(i) + "]";
    const auto field = std::find_if(
        known.begin(), known.end(), [&](const Field& one) { return one.number == value.field; });
    if (field == known.end()) refuse_field(path + ".field", "there is no field " + std::to_string(value.field));
    std::erase_if(before, [&](const FieldValue& old) { return old.field == value.field; });
    if (!value.value.empty())
      before.push_back({value.field, directory::checked_value(*field, value.value, path + ".value")});
  }
  std::sort(before.begin(), before.end(), [](const auto& a, const auto& b) { return a.field < b.field; });
  return before;
}

}  // namespace weft::customers
