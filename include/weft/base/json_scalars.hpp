// How JSON texts, numbers, ids and times are read, written and described. For json.hpp.
#pragma once
#include <weft/base/clock.hpp>
#include <weft/base/error.hpp>
#include <weft/base/fields.hpp>
#include <weft/base/id.hpp>
#include <weft/base/json_fwd.hpp>
#include <weft/base/json_schema.hpp>

#include <nlohmann/json.hpp>

#include <limits>
#include <string>
#include <string_view>
#include <type_traits>

namespace weft {

/// Appends `text` as a JSON string with quotes.
void append_json_string(std::string& out, std::string_view text);

/// The number of Unicode code points in valid UTF-8.
std::size_t count_characters(std::string_view utf8);

[[noreturn]] void refuse_field(const std::string& path, std::string detail);

namespace json_detail {

std::string join(const std::string& path, std::string_view name);
std::string join(const std::string& path, std::size_t index);

void need_object(const Json& json, const std::string& path);
void need_list(const Json& json, std::size_t min, std::size_t max, const std::string& path);
const std::string& need_string(const Json& json, const std::string& path);
std::int64_t need_integer(const Json& json, const std::string& path, std::int64_t min, std::int64_t max);
double need_number(const Json& json, const std::string& path);
void need_length(std::size_t length, std::size_t min, std::size_t max, const std::string& path);
void need_visible_ascii(const std::string& text, std::size_t max, const std::string& path);
[[noreturn]] void refuse_missing(const std::string& path, const char* name);
[[noreturn]] void refuse_choice(schema::Names names, const std::string& path);
/// Refuses the first member of `json` that is not one of `names`.
void refuse_unknown(const Json& json, schema::Names names, const std::string& path);

/// read(json, path), write(out, value) and schema() of a T.
template <class T>
struct Codec;

template <>
struct Codec<bool> {
  static bool read(const Json& json, const std::string& path) {
    if (!json.is_boolean()) refuse_field(path, "must be true or false");
    return json.get<bool>();
  }
  static void write(std::string& out, bool value) { out += value ? "true" : "false"; }
  static Json schema() { return schema::of_type("boolean"); }
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
  static Json schema() { return schema::of_integer(kMin, kMax); }
};

template <>
struct Codec<double> {
  static double read(const Json& json, const std::string& path) { return need_number(json, path); }
  static void write(std::string& out, double value) { out += Json(value).dump(); }
  static Json schema() { return schema::of_type("number"); }
};

template <>
struct Codec<std::string> {
  static std::string read(const Json& json, const std::string& path) { return need_string(json, path); }
  static void write(std::string& out, const std::string& value) { append_json_string(out, value); }
  static Json schema() { return schema::of_type("string"); }
};

template <std::size_t Min, std::size_t Max>
struct Codec<Text<Min, Max>> {
  static Text<Min, Max> read(const Json& json, const std::string& path) {
    const std::string& text = need_string(json, path);
    need_length(count_characters(text), Min, Max, path);
    return {text};
  }
  static void write(std::string& out, const Text<Min, Max>& text) { append_json_string(out, text.value); }
  static Json schema() { return schema::of_text(Min, Max); }
};

template <std::int64_t Min, std::int64_t Max>
struct Codec<Int<Min, Max>> {
  static Int<Min, Max> read(const Json& json, const std::string& path) { return {need_integer(json, path, Min, Max)}; }
  static void write(std::string& out, Int<Min, Max> value) { out += std::to_string(value.value); }
  static Json schema() { return schema::of_integer(Min, Max); }
};

template <>
struct Codec<PersonRef> {
  static PersonRef read(const Json& json, const std::string& path) {
    need_visible_ascii(need_string(json, path), 64, path);
    return {json.get<std::string>()};
  }
  static void write(std::string& out, const PersonRef& ref) { append_json_string(out, ref.value); }
  static Json schema() {
    Json schema = schema::of_text(1, 64);
    schema["description"] = "a principal id or a userid";
    return schema;
  }
};

template <>
struct Codec<ClientId> {
  static ClientId read(const Json& json, const std::string& path) {
    need_visible_ascii(need_string(json, path), 64, path);
    return {json.get<std::string>()};
  }
  static void write(std::string& out, const ClientId& id) { append_json_string(out, id.value); }
  static Json schema() {
    Json schema = schema::of_text(1, 64);
    schema["pattern"] = "^[!-~]+$";
    return schema;
  }
};

template <>
struct Codec<Secret> {
  static Secret read(const Json& json, const std::string& path) {
    const std::string& text = need_string(json, path);
    need_length(text.size(), 1, 256, path);
    return {text};
  }
  static void write(std::string& out, const Secret& secret) { append_json_string(out, secret.value); }
  static Json schema() {
    Json schema = schema::of_text(1, 256);
    schema["format"] = "password";
    return schema;
  }
};

template <class Tag>
struct Codec<Id<Tag>> {
  static Id<Tag> read(const Json& json, const std::string& path) {
    const auto id = Id<Tag>::parse(need_string(json, path));
    if (!id) refuse_field(path, "must be an id such as 0190b6c2-7a3e-7c11-8a52-3f1de0c4a955");
    return *id;
  }
  static void write(std::string& out, const Id<Tag>& id) { out.append(1, '"').append(id.str()).append(1, '"'); }
  static Json schema() { return schema::of_format("uuid"); }
};

template <>
struct Codec<Time> {
  static Time read(const Json& json, const std::string& path) {
    const auto time = parse_time(need_string(json, path));
    if (!time) refuse_field(path, "must be a time such as 2026-03-01T08:30:00.000Z");
    return *time;
  }
  static void write(std::string& out, Time time) { out.append(1, '"').append(to_rfc3339(time)).append(1, '"'); }
  static Json schema() { return schema::of_format("date-time"); }
};

template <>
struct Codec<Json> {
  static Json read(const Json& json, const std::string&) { return json; }
  static void write(std::string& out, const Json& json) { out += json.dump(); }
  static Json schema() { return schema::of_type("object"); }
};

template <>
struct Codec<RawJson> {
  static RawJson read(const Json& json, const std::string&) { return {json.dump()}; }
  static void write(std::string& out, const RawJson& raw) { out += raw.text; }
  static Json schema() { return schema::of_type("object"); }
};

}  // namespace json_detail
}  // namespace weft
