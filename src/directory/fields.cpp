// The company's own fields of a member: definitions, and what each kind accepts.
#include "directory/store_fields.hpp"
#include <weft/base/json.hpp>

#include <algorithm>
#include <set>

namespace weft::directory {
namespace {

using identity::Origin;

constexpr std::size_t kFieldName = 32;
constexpr std::size_t kTextValue = 256;
constexpr std::size_t kLinkValue = 2048;
constexpr std::size_t kChoiceName = 64;
constexpr std::size_t kNumberValue = 40;

void check_name(const std::string& name) {
  if (name.find_first_not_of(' ') == std::string::npos || count_characters(name) > kFieldName)
    refuse_field("name", "must be 1 to 32 characters");
}

void check_choices(FieldKind kind, const std::vector<std::string>& choices) {
  if (kind != FieldKind::choice) {
    if (!choices.empty()) refuse_field("choices", "belong to a field of the kind choice");
    return;
  }
  if (choices.empty() || choices.size() > kChoices) refuse_field("choices", "must be 1 to 100");
  for (std::size_t i = 0; i < choices.size(); ++i)
    if (choices[i].find_first_not_of(' ') == std::string::npos || count_characters(choices[i]) > kChoiceName)
      refuse_field("choices[" + std::to_string(i) + "]", "must be 1 to 64 characters");
  if (std::set<std::string>(choices.begin(), choices.end()).size() != choices.size())
    refuse_field("choices", "must differ from each other");
}

/// An optional sign, digits, and maybe a point and digits.
bool is_number(const std::string& text) {
  const std::size_t first = !text.empty() && text[0] == '-' ? 1 : 0;
  const std::size_t point = text.find('.');
  const std::string digits = "0123456789";
  const std::string whole = text.substr(first, point == std::string::npos ? std::string::npos : point - first);
  if (whole.empty() || whole.find_first_not_of(digits) != std::string::npos) return false;
  if (point == std::string::npos) return true;
  const std::string rest = text.substr(point + 1);
  return !rest.empty() && rest.find_first_not_of(digits) == std::string::npos;
}

/// A day of the calendar as 2026-03-01.
bool is_date(const std::string& text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const auto part = [&](std::size_t from, std::size_t count) {
    const std::string digits = text.substr(from, count);
    return digits.find_first_not_of("0123456789") == std::string::npos ? std::atoi(digits.c_str()) : -1;
  };
  const int year = part(0, 4), month = part(5, 2), day = part(8, 2);
  if (year < 1 || month < 1 || day < 1) return false;
  return std::chrono::year_month_day(
             std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
             std::chrono::day(static_cast<unsigned>(day)))
      .ok();
}

bool is_link(const std::string& text) {
  const bool schemed = text.starts_with("https://") || text.starts_with("http://");
  const auto odd = [](char c) {
    return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f || c == '"' || c == '<' || c == '>' || c == '\\';
  };
  return schemed && text.size() > 8 && text.size() <= kLinkValue && std::none_of(text.begin(), text.end(), odd);
}

Json shown(const Field& field) {
  return Json::parse(to_json_text(field));
}

void tell(db::Tx& tx, const Origin& origin, const std::string& action, const Json& before, const Json& after) {
  const Json& any = after.is_null() ? before : after;
  const Json detail = {{"before", before}, {"after", after}};
  identity::audit::append(tx, {origin, action, any.at("number").dump(), {detail.dump()}});
}

Field need_field(db::Tx& tx, std::int64_t number) {
  for (Field& field : store::fields(tx))
    if (field.number == number) return field;
  throw ApiError(Errc::not_found, "there is no field " + std::to_string(number));
}

}  // namespace

std::vector<Field> list_fields(db::Tx& tx) {
  return store::fields(tx);
}

std::string checked_value(const Field& definition, const std::string& value, const std::string& field) {
  const auto need = [&](bool fits, const std::string& what) {
    if (!fits) refuse_field(field, what);
  };
  switch (definition.kind) {
    case FieldKind::text: need(count_characters(value) <= kTextValue, "must be at most 256 characters"); break;
    case FieldKind::number:
      need(value.size() <= kNumberValue && is_number(value), "must be a number such as 12 or -3.5");
      break;
    case FieldKind::date: need(is_date(value), "must be a date such as 2026-03-01"); break;
    case FieldKind::choice:
      need(
          std::find(definition.choices.begin(), definition.choices.end(), value) != definition.choices.end(),
          "must be one of the choices");
      break;
    case FieldKind::link: need(is_link(value), "must be a link that begins with http:// or https://"); break;
  }
  return value;
}

void check_field(const Field& field) {
  check_name(field.name);
  check_choices(field.kind, field.choices);
}

Field create_field(db::Tx& tx, Field field, const Origin& origin) {
  check_field(field);
  identity::audit::lock(tx);
  if (store::fields(tx).size() >= kFields)
    throw ApiError(Errc::conflict, "the company has 20 fields, which is the most");
  if (store::field_name_taken(tx, field.name, 0)) throw ApiError(Errc::conflict, "there is such a field", "name");
  field.number = store::take_field_number(tx);
  store::insert_field(tx, field);
  tell(tx, origin, "field.create", nullptr, shown(field));
  return field;
}

Field update_field(db::Tx& tx, std::int64_t number, const FieldChange& change, const Origin& origin) {
  identity::audit::lock(tx);
  const Field before = need_field(tx, number);
  Field after = before;
  after.name = change.name.value_or(before.name);
  after.choices = change.choices.value_or(before.choices);
  after.shown = change.shown.value_or(before.shown);
  after.position = change.position.value_or(before.position);
  check_field(after);
  if (shown(before) == shown(after)) return before;
  if (store::field_name_taken(tx, after.name, number)) throw ApiError(Errc::conflict, "there is such a field", "name");
  store::update_field(tx, after);
  tell(tx, origin, "field.update", shown(before), shown(after));
  return after;
}

void delete_field(db::Tx& tx, std::int64_t number, const Origin& origin) {
  identity::audit::lock(tx);
  const Field field = need_field(tx, number);
  store::delete_field(tx, number);
  tell(tx, origin, "field.delete", shown(field), nullptr);
}

}  // namespace weft::directory
