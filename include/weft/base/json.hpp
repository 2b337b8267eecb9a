// Described structs to and from JSON, strict both ways.
//
// A struct described with BOOST_DESCRIBE_STRUCT is read from an object with exactly its fields: unknown, missing,
// ill-typed or out-of-range ones raise ApiError{invalid_argument} with the path of the field. std::optional fields may
// be absent or null; they are written as null.
#pragma once
#include <weft/base/clock.hpp>
#include <weft/base/error.hpp>
#include <weft/base/fields.hpp>
#include <weft/base/id.hpp>
#include <weft/base/json_fwd.hpp>

#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <nlohmann/json.hpp>

#include <cmath>
#include <map>
#include <optional>
#include <type_traits>
#include <vector>

namespace weft {

inline constexpr int kMaxJsonDepth = 32;

/// Parses one JSON text (RFC 8259): refuses duplicate keys, nesting over kMaxJsonDepth, NUL characters, bad UTF-8,
/// trailing bytes.
Json parse_json(std::string_view text);

/// Appends `text` as a JSON string with quotes.
void append_json_string(std::string& out, std::string_view text);

/// The number of Unicode code points in valid UTF-8.
std::size_t count_characters(std::string_view utf8);

[[noreturn]] void refuse_field(const std::string& path, std::string detail);

namespace json_detail {

template <class T>
concept Described = boost::describe::has_describe_members<T>::value && !std::is_enum_v<T>;
template <class T>
concept DescribedEnum = boost::describe::has_describe_enumerators<T>::value;
template <class T>
using Members = boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;

inline std::string join(const std::string& path, std::string_view name) {
  return path.empty() ? std::string(name) : path + "." + std::string(name);
}
inline std::string join(const std::string& path, std::size_t index) {
  return path + "[" + std::to_string(index) + "]";
}

const std::string& need_string(const Json& json, const std::string& path);
std::int64_t need_integer(const Json& json, const std::string& path, std::int64_t min, std::int64_t max);
double need_number(const Json& json, const std::string& path);
void need_length(std::size_t length, std::size_t min, std::size_t max, const std::string& path);
void need_visible_ascii(const std::string& text, std::size_t max, const std::string& path);

template <class T>
struct Codec;

}  // namespace json_detail

/// Reads a T; `path` is the place in the input, for error messages.
template <class T>
T read_json(const Json& json, const std::string& path = {}) {
  return json_detail::Codec<T>::read(json, path);
}

/// Appends a T as JSON text, fields in the order of their declaration.
template <class T>
void write_json(std::string& out, const T& value) {
  json_detail::Codec<T>::write(out, value);
}

template <class T>
std::string to_json_text(const T& value) {
  std::string out;
  write_json(out, value);
  return out;
}

/// The JSON schema (2020-12) of T.
template <class T>
Json json_schema() {
  return json_detail::Codec<T>::schema();
}

namespace json_detail {

template <>
struct Codec<bool> {
  static bool read(const Json& json, const std::string& path) {
    if (!json.is_boolean()) refuse_field(path, "must be true or false");
    return json.get<bool>();
  }
  static void write(std::string& out, bool value) { out += value ? "true" : "false"; }
  static Json schema() { return {{"type", "boolean"}}; }
};

template <class T>
requires(std::is_integral_v<T> && !std::is_same_v<T, bool>) struct Codec<T> {
  static constexpr std::int64_t kMin = sizeof(T) < 8 ? static_cast<std::int64_t>(std::numeric_limits<T>::min()) : 0;
  static constexpr std::int64_t kMax = sizeof(T) < 8 ? static_cast<std::int64_t>(std::numeric_limits<T>::max())
                                                     : INT64_C(9007199254740991);
  static T read(const Json& json, const std::string& path) {
    return static_cast<T>(need_integer(json, path, kMin, kMax));
  }
  static void write(std::string& out, T value) { out += std::to_string(value); }
  static Json schema() { return {{"type", "integer"}, {"minimum", kMin}, {"maximum", kMax}}; }
};

template <>
struct Codec<double> {
  static double read(const Json& json, const std::string& path) { return need_number(json, path); }
  static void write(std::string& out, double value) { out += Json(value).dump(); }
  static Json schema() { return {{"type", "number"}}; }
};

template <>
struct Codec<std::string> {
  static std::string read(const Json& json, const std::string& path) { return need_string(json, path); }
  static void write(std::string& out, const std::string& value) { append_json_string(out, value); }
  static Json schema() { return {{"type", "string"}}; }
};

template <std::size_t Min, std::size_t Max>
struct Codec<Text<Min, Max>> {
  static Text<Min, Max> read(const Json& json, const std::string& path) {
    const std::string& text = need_string(json, path);
    need_length(count_characters(text), Min, Max, path);
    return {text};
  }
  static void write(std::string& out, const Text<Min, Max>& text) { append_json_string(out, text.value); }
  static Json schema() { return {{"type", "string"}, {"minLength", Min}, {"maxLength", Max}}; }
};

template <std::int64_t Min, std::int64_t Max>
struct Codec<Int<Min, Max>> {
  static Int<Min, Max> read(const Json& json, const std::string& path) { return {need_integer(json, path, Min, Max)}; }
  static void write(std::string& out, Int<Min, Max> value) { out += std::to_string(value.value); }
  static Json schema() { return {{"type", "integer"}, {"minimum", Min}, {"maximum", Max}}; }
};

template <>
struct Codec<PersonRef> {
  static PersonRef read(const Json& json, const std::string& path) {
    need_visible_ascii(need_string(json, path), 64, path);
    return {json.get<std::string>()};
  }
  static void write(std::string& out, const PersonRef& ref) { append_json_string(out, ref.value); }
  static Json schema() {
    return {{"type", "string"}, {"minLength", 1}, {"maxLength", 64}, {"description", "a principal id or a userid"}};
  }
};

template <>
struct Codec<ClientId> {
  static ClientId read(const Json& json, const std::string& path) {
    need_visible_ascii(need_string(json, path), 64, path);
    return {json.get<std::string>()};
  }
  static void write(std::string& out, const ClientId& id) { append_json_string(out, id.value); }
  static Json schema() { return {{"type", "string"}, {"minLength", 1}, {"maxLength", 64}, {"pattern", "^[!-~]+$"}}; }
};

template <>
struct Codec<Secret> {
  static Secret read(const Json& json, const std::string& path) {
    const std::string& text = need_string(json, path);
    need_length(text.size(), 1, 256, path);
    return {text};
  }
  static void write(std::string& out, const Secret& secret) { append_json_string(out, secret.value); }
  static Json schema() { return {{"type", "string"}, {"minLength", 1}, {"maxLength", 256}, {"format", "password"}}; }
};

template <class Tag>
struct Codec<Id<Tag>> {
  static Id<Tag> read(const Json& json, const std::string& path) {
    const auto id = Id<Tag>::parse(need_string(json, path));
    if (!id) refuse_field(path, "must be an id such as 0190b6c2-7a3e-7c11-8a52-3f1de0c4a955");
    return *id;
  }
  static void write(std::string& out, const Id<Tag>& id) { out.append(1, '"').append(id.str()).append(1, '"'); }
  static Json schema() { return {{"type", "string"}, {"format", "uuid"}}; }
};

template <>
struct Codec<Time> {
  static Time read(const Json& json, const std::string& path) {
    const auto time = parse_time(need_string(json, path));
    if (!time) refuse_field(path, "must be a time such as 2026-03-01T08:30:00.000Z");
    return *time;
  }
  static void write(std::string& out, Time time) { out.append(1, '"').append(to_rfc3339(time)).append(1, '"'); }
  static Json schema() { return {{"type", "string"}, {"format", "date-time"}}; }
};

template <>
struct Codec<Json> {
  static Json read(const Json& json, const std::string&) { return json; }
  static void write(std::string& out, const Json& json) { out += json.dump(); }
  static Json schema() { return {{"type", "object"}}; }
};

template <>
struct Codec<RawJson> {
  static RawJson read(const Json& json, const std::string&) { return {json.dump()}; }
  static void write(std::string& out, const RawJson& raw) { out += raw.text; }
  static Json schema() { return {{"type", "object"}}; }
};

template <class T>
struct Codec<std::optional<T>> {
  static std::optional<T> read(const Json& json, const std::string& path) {
    if (json.is_null()) return std::nullopt;
    return Codec<T>::read(json, path);
  }
  static void write(std::string& out, const std::optional<T>& value) {
    if (value) {
      Codec<T>::write(out, *value);
    } else {
      out += "null";
    }
  }
  static Json schema() {
    Json schema = Codec<T>::schema();
    if (schema.contains("type")) schema["type"] = Json::array({schema["type"], "null"});
    if (schema.contains("enum")) schema["enum"].push_back(nullptr);
    return schema;
  }
};

template <class T>
void write_items(std::string& out, const std::vector<T>& items) {
  out += '[';
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += ',';
    Codec<T>::write(out, items[i]);
  }
  out += ']';
}

template <class T>
std::vector<T> read_items(const Json& json, const std::string& path, std::size_t min, std::size_t max) {
  if (!json.is_array()) refuse_field(path, "must be a list");
  if (json.size() < min || json.size() > max) {
    refuse_field(
        path, "must hold " + std::to_string(min) + " to " + std::to_string(max) + " items, not " +
                  std::to_string(json.size()));
  }
  std::vector<T> items;
  items.reserve(json.size());
  for (std::size_t i = 0; i < json.size(); ++i)
    items.push_back(Codec<T>::read(json[i], join(path, i)));
  return items;
}

template <class T>
struct Codec<std::vector<T>> {
  static std::vector<T> read(const Json& json, const std::string& path) { return read_items<T>(json, path, 0, 10000); }
  static void write(std::string& out, const std::vector<T>& items) { write_items(out, items); }
  static Json schema() { return {{"type", "array"}, {"items", Codec<T>::schema()}}; }
};

template <class T, std::size_t Min, std::size_t Max>
struct Codec<List<T, Min, Max>> {
  static List<T, Min, Max> read(const Json& json, const std::string& path) {
    return {read_items<T>(json, path, Min, Max)};
  }
  static void write(std::string& out, const List<T, Min, Max>& list) { write_items(out, list.items); }
  static Json schema() {
    return {{"type", "array"}, {"items", Codec<T>::schema()}, {"minItems", Min}, {"maxItems", Max}};
  }
};

/// Keys are ids or strings.
template <class K, class T>
struct Codec<std::map<K, T>> {
  static std::map<K, T> read(const Json& json, const std::string& path) {
    if (!json.is_object()) refuse_field(path, "must be an object");
    if (json.size() > 10000) refuse_field(path, "must hold at most 10000 members");
    std::map<K, T> map;
    for (const auto& [key, value] : json.items())
      map.emplace(Codec<K>::read(Json(key), join(path, key)), Codec<T>::read(value, join(path, key)));
    return map;
  }
  static void write(std::string& out, const std::map<K, T>& map) {
    out += '{';
    bool first = true;
    for (const auto& [key, value] : map) {
      if (!std::exchange(first, false)) out += ',';
      Codec<K>::write(out, key);
      out += ':';
      Codec<T>::write(out, value);
    }
    out += '}';
  }
  static Json schema() { return {{"type", "object"}, {"additionalProperties", Codec<T>::schema()}}; }
};

template <DescribedEnum T>
struct Codec<T> {
  static T read(const Json& json, const std::string& path) {
    T value;
    if (!boost::describe::enum_from_string(need_string(json, path).c_str(), value))
      refuse_field(path, "must be one of " + names());
    return value;
  }
  static void write(std::string& out, T value) {
    out.append(1, '"').append(boost::describe::enum_to_string(value, "")).append(1, '"');
  }
  static Json schema() {
    Json list = Json::array();
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto e) { list.push_back(e.name); });
    return {{"type", "string"}, {"enum", std::move(list)}};
  }
  static std::string names() {
    std::string text;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>(
        [&](auto e) { text += (text.empty() ? "" : ", ") + std::string(e.name); });
    return text;
  }
};

template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;

/// Refuses the first member of `json` that is not a field of T.
template <class T>
void refuse_unknown(const Json& json, const std::string& path) {
  for (const auto& item : json.items()) {
    const std::string& key = item.key();
    bool known = false;
    boost::mp11::mp_for_each<Members<T>>([&](auto member) { known = known || key == member.name; });
    if (!known) refuse_field(join(path, key), "is not a field of this request");
  }
}

template <Described T>
struct Codec<T> {
  static T read(const Json& json, const std::string& path) {
    if (!json.is_object()) refuse_field(path, "must be an object");
    T value{};
    std::size_t found = 0;
    boost::mp11::mp_for_each<Members<T>>([&](auto member) {
      using Field = std::remove_reference_t<decltype(value.*member.pointer)>;
      const auto it = json.find(member.name);
      if (it != json.end()) {
        ++found;
        value.*member.pointer = Codec<Field>::read(*it, join(path, member.name));
      } else if constexpr (!kIsOptional<Field>) {
        refuse_field(join(path, member.name), "is missing");
      }
    });
    if (found != json.size()) refuse_unknown<T>(json, path);
    return value;
  }
  static void write(std::string& out, const T& value) {
    out += '{';
    bool first = true;
    boost::mp11::mp_for_each<Members<T>>([&](auto member) {
      using Field = std::remove_cvref_t<decltype(value.*member.pointer)>;
      if (!std::exchange(first, false)) out += ',';
      append_json_string(out, member.name);
      out += ':';
      Codec<Field>::write(out, value.*member.pointer);
    });
    out += '}';
  }
  static Json schema() {
    Json properties = Json::object();
    Json required = Json::array();
    boost::mp11::mp_for_each<Members<T>>([&](auto member) {
      using Field = std::remove_reference_t<decltype(std::declval<T&>().*member.pointer)>;
      properties[member.name] = Codec<Field>::schema();
      if constexpr (!kIsOptional<Field>) required.push_back(member.name);
    });
    return {
        {"type", "object"},
        {"properties", std::move(properties)},
        {"required", std::move(required)},
        {"additionalProperties", false}};
  }
};

}  // namespace json_detail
}  // namespace weft
