// Holds the operations and finds one by name or by route.
#include "api/secrecy.hpp"
#include <weft/api/registry.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace weft::api {
namespace {

std::vector<std::string> split_path(std::string_view path) {
  std::vector<std::string> segments;
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    const auto slash = path.find('/');
    segments.emplace_back(path.substr(0, slash));
    path = slash == std::string_view::npos ? std::string_view() : path.substr(slash);
  }
  return segments;
}

bool is_field(const std::string& segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}
std::string field_name(const std::string& segment) {
  return segment.substr(1, segment.size() - 2);
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Percent-decodes one path segment; a broken escape stays as it is and fails the field's own check.
std::string decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low >= 0) {
      out += static_cast<char>(high << 4 | low);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

/// The fields when `segments` fit the operation's path.
std::optional<std::vector<std::pair<std::string, std::string>>> fit(
    const std::vector<std::string>& pattern, const std::vector<std::string>& segments) {
  std::vector<std::pair<std::string, std::string>> fields;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (is_field(pattern[i])) {
      fields.emplace_back(field_name(pattern[i]), decode(segments[i]));
    } else if (pattern[i] != segments[i]) {
      return std::nullopt;
    }
  }
  return fields;
}

void check(const Operation& operation, const std::vector<std::string>& pattern) {
  if (static_cast<bool>(operation.transact) == static_cast<bool>(operation.defer))
    throw std::logic_error(operation.name + ": needs exactly one handler");
  const bool fits = operation.bytes == Bytes::none ||
                    (operation.transact && (operation.bytes == Bytes::in) == operation.writes());
  if (!fits)
    throw std::logic_error(operation.name + ": bytes come with a transactional write and go with a transactional read");
  // A deferred operation remembers its answer itself, and as it is (api::once).
  if (operation.defer && operation.policy != Policy::anonymous && tells_once(operation))
    throw std::logic_error(operation.name + ": what is told once comes from a transactional operation");
  for (const std::string& segment : pattern) {
    if (is_field(segment) && !operation.input->at("properties").contains(field_name(segment))) {
      throw std::logic_error(operation.name + ": its input has no field " + segment);
    }
  }
}

}  // namespace

void Registry::add(std::vector<Operation> operations) {
  for (Operation& operation : operations) {
    const auto pattern = split_path(operation.path);
    check(operation, pattern);
    for (const auto& [other, taken] : by_length_[pattern.size()]) {
      if (other == pattern && taken->method == operation.method)
        throw std::logic_error(operation.name + ": route taken by " + taken->name);
    }
    operations_.push_back(std::make_unique<Operation>(std::move(operation)));
    const Operation* added = operations_.back().get();
    if (!by_name_.emplace(added->name, added).second) throw std::logic_error(added->name + ": declared twice");
    by_length_[pattern.size()].emplace_back(pattern, added);
  }
}

void Registry::add_events(const EventKinds& kinds) {
  for (const EventKindSpec& kind : kinds) {
    const auto same = [&](const EventKindSpec& other) { return other.name == kind.name; };
    if (std::any_of(events_.begin(), events_.end(), same)) throw std::logic_error("event declared twice: " + kind.name);
    events_.push_back(kind);
  }
}

const Operation* Registry::find(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

Registry::Match Registry::route(Method method, std::string_view path) const {
  Match match;
  if (path.empty() || path.front() != '/') return match;
  const auto segments = split_path(path);
  const auto candidates = by_length_.find(segments.size());
  if (candidates == by_length_.end()) return match;
  std::size_t best = SIZE_MAX;  // fewest fields wins: /conversations/direct before /conversations/{conversation}
  for (const auto& [pattern, operation] : candidates->second) {
    auto fields = fit(pattern, segments);
    if (!fields) continue;
    match.path_known = true;
    match.allowed.push_back(operation->method);
    if (operation->method == method && fields->size() < best) {
      best = fields->size();
      match.operation = operation;
      match.fields = std::move(*fields);
    }
  }
  return match;
}

namespace {

std::string type_of(const Json& schema) {
  const auto type = schema.find("type");
  if (type == schema.end()) return {};
  return type->is_array() ? type->front().get<std::string>() : type->get<std::string>();
}

Json value_of(const Json& schema, const std::string& text) {
  const std::string type = type_of(schema);
  if (type == "integer") {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc() && end == text.data() + text.size()) return number;
  } else if (type == "boolean") {
    if (text == "true") return true;
    if (text == "false") return false;
  } else if (type == "array") {
    Json list = Json::array();
    std::size_t from = 0;
    for (std::size_t comma = text.find(','); comma != std::string::npos; comma = text.find(',', from)) {
      list.push_back(value_of(schema["items"], text.substr(from, comma - from)));
      from = comma + 1;
    }
    list.push_back(value_of(schema["items"], text.substr(from)));
    return list;
  }
  return text;
}

}  // namespace

void put_text_field(const Operation& operation, Json& input, const std::string& name, const std::string& text) {
  // What is put into JSON here must be fit for it, as if it had come in a body.
  const bool dirty = text.find('\0') != std::string::npos;
  if (dirty) throw ApiError(Errc::invalid_argument, name + " holds a NUL character", name);
  const auto& properties = (*operation.input)["properties"];
  const auto schema = properties.find(name);
  input[name] = schema == properties.end() ? Json(text) : value_of(*schema, text);
}

}  // namespace weft::api
