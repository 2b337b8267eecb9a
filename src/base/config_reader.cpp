// Turns given values into the types of their fields, or says what is allowed.
#include "base/config_reader.hpp"

#include <weft/base/error.hpp>
#include <weft/base/nearest.hpp>

#include <algorithm>
#include <charconv>

namespace weft::config_detail {
namespace {

std::string shown(const Value& value) {
  struct Show {
    std::string operator()(bool flag) const { return flag ? "true" : "false"; }
    std::string operator()(std::int64_t number) const { return std::to_string(number); }
    std::string operator()(double) const { return "a number with a fraction"; }
    std::string operator()(const std::string& text) const { return "\"" + text.substr(0, 60) + "\""; }
    std::string operator()(const std::vector<std::string>&) const { return "a list"; }
    std::string operator()(const PlainText& plain) const { return "\"" + plain.text.substr(0, 60) + "\""; }
    std::string operator()(const OtherKind& kind) const { return kind.name; }
  };
  return std::visit(Show{}, value);
}

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == text.npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

}  // namespace

void refuse(const Given& given, const std::string& allowed) {
  throw OperatorError(
      given.place + ": " + given.section + "." + given.key + " must be " + allowed + ", not " + shown(given.value), 2);
}

bool need_bool(const Given& given) {
  if (const bool* flag = std::get_if<bool>(&given.value)) return *flag;
  const auto* plain = std::get_if<PlainText>(&given.value);
  const std::string text = plain ? trimmed(plain->text) : "";
  if (text == "true" || text == "1") return true;
  if (text == "false" || text == "0") return false;
  refuse(given, "true or false");
}

std::int64_t need_integer(const Given& given, std::int64_t min, std::int64_t max) {
  const std::string allowed = "a whole number from " + std::to_string(min) + " to " + std::to_string(max);
  std::int64_t number = 0;
  if (const std::int64_t* typed = std::get_if<std::int64_t>(&given.value)) {
    number = *typed;
  } else if (const auto* plain = std::get_if<PlainText>(&given.value)) {
    const std::string text = trimmed(plain->text);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) refuse(given, allowed);
  } else {
    refuse(given, allowed);
  }
  if (number < min || number > max) refuse(given, allowed);
  return number;
}

std::string need_text(const Given& given) {
  std::string text;
  if (const auto* plain = std::get_if<PlainText>(&given.value)) {
    text = plain->text;
  } else if (const auto* typed = std::get_if<std::string>(&given.value)) {
    text = *typed;
  } else {
    refuse(given, "text in quotes");
  }
  if (text.find_first_of(std::string_view("\0\n\r", 3)) != text.npos) refuse(given, "text on one line");
  return text;
}

std::vector<std::string> need_list(const Given& given) {
  if (const auto* typed = std::get_if<std::vector<std::string>>(&given.value)) return *typed;
  const auto* plain = std::get_if<PlainText>(&given.value);
  if (!plain) refuse(given, R"(a list of texts, such as ["a", "b"])");
  std::vector<std::string> items;
  std::string_view rest = plain->text;
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    if (const std::string item = trimmed(rest.substr(0, comma)); !item.empty()) items.push_back(item);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return items;
}

std::string need_one_of(const Given& given, const std::vector<std::string>& names) {
  const auto* typed = std::get_if<std::string>(&given.value);
  const auto* plain = std::get_if<PlainText>(&given.value);
  const std::string text = typed ? *typed : plain ? trimmed(plain->text) : "";
  if (std::find(names.begin(), names.end(), text) != names.end()) return text;
  std::string allowed;
  for (const std::string& name : names)
    allowed += (allowed.empty() ? "\"" : ", \"") + name + "\"";
  const std::string near = nearest(text, names);
  refuse(given, "one of " + allowed + (near.empty() ? "" : " (did you mean \"" + near + "\"?)"));
}

}  // namespace weft::config_detail
