// Columns to our types, and array literals.
#include <weft/db/arrays.hpp>

namespace weft::db {
namespace {

void add_quoted(std::string& literal, const std::string& text) {
  literal += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') literal += '\\';
    literal += c;
  }
  literal += '"';
}

}  // namespace

Time time_of(const pqxx::field& field) {
  const auto time = parse_time(std::string_view(field.c_str(), field.size()));
  if (!time) throw std::runtime_error(std::string("column ") + field.name() + " holds no time");
  return *time;
}

std::optional<Time> optional_time(const pqxx::field& field) {
  if (field.is_null()) return std::nullopt;
  return time_of(field);
}

std::string text_of(const pqxx::field& field) {
  return std::string(field.c_str(), field.size());
}

std::optional<std::string> optional_text(const pqxx::field& field) {
  if (field.is_null()) return std::nullopt;
  return text_of(field);
}

std::string array_literal(const std::vector<std::int64_t>& numbers) {
  std::string text = "{";
  for (const std::int64_t number : numbers)
    text.append(text.size() > 1 ? "," : "").append(std::to_string(number));
  return text + "}";
}

std::string array_literal(const std::vector<std::string>& texts) {
  std::string literal = "{";
  for (const std::string& text : texts) {
    if (literal.size() > 1) literal += ',';
    add_quoted(literal, text);
  }
  return literal + "}";
}

std::string array_literal(const std::vector<std::optional<std::string>>& texts) {
  std::string literal = "{";
  for (const auto& text : texts) {
    if (literal.size() > 1) literal += ',';
    if (text)
      add_quoted(literal, *text);
    else
      literal += "NULL";
  }
  return literal + "}";
}

std::optional<std::string> text_or_null(const std::optional<Time>& time) {
  if (!time) return std::nullopt;
  return to_rfc3339(*time);
}

}  // namespace weft::db
