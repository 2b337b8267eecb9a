// Lenient reading.
#include "wecom/desk.hpp"

#include <charconv>

namespace weft::wecom {
namespace {

constexpr std::size_t kMostItems = 10000;

/// The seconds of the year 2100: none of WeCom's numbers is larger. What was meant as milliseconds is beyond it.
constexpr std::int64_t kLargest = 4102444800;

std::optional<std::int64_t> within(std::int64_t number) {
  return number >= -kLargest && number <= kLargest ? std::optional(number) : std::nullopt;
}

std::optional<std::int64_t> whole(const Json& value) {
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > static_cast<std::uint64_t>(kLargest))
    return std::nullopt;
  if (value.is_number_integer()) return within(value.get<std::int64_t>());
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.get_ref<const std::string&>();
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return within(number);
}

std::optional<std::string> words_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_integer()) return value.dump();
  return std::nullopt;
}

}  // namespace

const Json* Fields::find(std::string_view name) const {
  const auto at = json_.find(name);
  return at == json_.end() || at->is_null() ? nullptr : &*at;
}

std::string Fields::place(std::string_view name) const {
  return path_.empty() ? std::string(name) : path_ + "." + std::string(name);
}

void Fields::refuse(std::string_view name, const char* what) const {
  throw Fault(code::bad_parameter, "invalid parameter: " + place(name) + " " + what);
}

bool Fields::has(std::string_view name) const {
  return find(name) != nullptr;
}

std::optional<std::string> Fields::text(std::string_view name) const {
  const Json* value = find(name);
  if (value == nullptr) return std::nullopt;
  auto text = words_of(*value);
  if (!text) refuse(name, "must be text");
  return text;
}

std::optional<std::string> Fields::filled(std::string_view name) const {
  auto given = text(name);
  if (given && given->empty()) given.reset();
  return given;
}

std::optional<std::int64_t> Fields::number(std::string_view name) const {
  const Json* value = find(name);
  if (value == nullptr || (value->is_string() && value->get_ref<const std::string&>().empty())) return std::nullopt;
  const auto number = whole(*value);
  if (!number) refuse(name, "must be a whole number");
  return number;
}

std::optional<bool> Fields::flag(std::string_view name) const {
  const Json* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_boolean()) return value->get<bool>();
  if (*value == "true") return true;
  if (*value == "false") return false;
  const auto number = this->number(name);
  if (number && *number != 0 && *number != 1) refuse(name, "must be 0 or 1");
  return number ? std::optional(*number == 1) : std::nullopt;
}

std::vector<std::string> Fields::words(std::string_view name) const {
  std::vector<std::string> out;
  const Json* value = find(name);
  if (value == nullptr) return out;
  if (!value->is_array()) {
    const std::string text = *this->text(name);
    for (std::size_t begin = 0; begin <= text.size();) {
      const std::size_t end = std::min(text.find('|', begin), text.size());
      if (end > begin) out.push_back(text.substr(begin, end - begin));
      begin = end + 1;
    }
    return out;
  }
  if (value->size() > kMostItems) refuse(name, "holds too many");
  for (const Json& item : *value) {
    auto word = words_of(item);
    if (!word) refuse(name, "must be a list of texts");
    out.push_back(std::move(*word));
  }
  return out;
}

std::vector<std::int64_t> Fields::numbers(std::string_view name) const {
  std::vector<std::int64_t> out;
  for (const std::string& word : words(name)) {
    const auto number = whole(Json(word));
    if (!number) refuse(name, "must be a list of whole numbers");
    out.push_back(*number);
  }
  return out;
}

std::optional<Fields> Fields::object(std::string_view name) const {
  const Json* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_object()) refuse(name, "must be an object");
  return Fields(*value, place(name));
}

std::vector<Fields> Fields::objects(std::string_view name) const {
  std::vector<Fields> out;
  const Json* value = find(name);
  if (value == nullptr) return out;
  if (!value->is_array() || value->size() > kMostItems) refuse(name, "must be a list of objects");
  for (const Json& item : *value) {
    if (!item.is_object()) refuse(name, "must be a list of objects");
    out.emplace_back(item, place(name) + "[" + std::to_string(out.size()) + "]");
  }
  return out;
}

std::string Fields::need(std::string_view name, int number) const {
  auto given = filled(name);
  if (!given) throw Fault(number, "missing " + place(name));
  return std::move(*given);
}

std::int64_t Fields::need_number(std::string_view name, int number) const {
  const auto given = this->number(name);
  if (!given) throw Fault(number, "missing " + place(name));
  return *given;
}

}  // namespace weft::wecom
