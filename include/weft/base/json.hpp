// Described structs to and from JSON, strict both ways.
//
// A struct described with BOOST_DESCRIBE_STRUCT is read from an object with exactly its fields: unknown, missing,
// ill-typed or out-of-range ones raise ApiError{invalid_argument} with the path of the field. std::optional fields may
// be absent or null; they are written as null.
#pragma once
#include <weft/base/json_scalars.hpp>

#include <boost/describe.hpp>
#include <boost/mp11.hpp>

#include <array>
#include <map>
#include <optional>
#include <type_traits>
#include <vector>

namespace weft {

inline constexpr int kMaxJsonDepth = 32;

/// Parses one JSON text (RFC 8259): refuses duplicate keys, nesting over kMaxJsonDepth, NUL characters, bad UTF-8,
/// trailing bytes.
Json parse_json(std::string_view text);

namespace json_detail {

template <class T>
concept Described = boost::describe::has_describe_members<T>::value && !std::is_enum_v<T>;
template <class T>
concept DescribedEnum = boost::describe::has_describe_enumerators<T>::value;
template <class T>
using Members = boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;

template <class Descriptors>
struct NamesOf;
template <template <class...> class L, class... D>
struct NamesOf<L<D...>> {
  static constexpr std::array<const char*, sizeof...(D)> value = {D::name...};
};
/// The names of a struct's fields or of an enum's values.
template <class T>
inline constexpr auto& kNames = NamesOf<Members<T>>::value;
template <DescribedEnum T>
inline constexpr auto& kNames<T> = NamesOf<boost::describe::describe_enumerators<T>>::value;

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
  static Json schema() { return schema::or_null(Codec<T>::schema()); }
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
  need_list(json, min, max, path);
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
  static Json schema() { return schema::of_list(Codec<T>::schema()); }
};

template <class T, std::size_t Min, std::size_t Max>
struct Codec<List<T, Min, Max>> {
  static List<T, Min, Max> read(const Json& json, const std::string& path) {
    return {read_items<T>(json, path, Min, Max)};
  }
  static void write(std::string& out, const List<T, Min, Max>& list) { write_items(out, list.items); }
  static Json schema() { return schema::of_list(Codec<T>::schema(), Min, Max); }
};

/// Keys are ids or strings.
template <class K, class T>
struct Codec<std::map<K, T>> {
  static std::map<K, T> read(const Json& json, const std::string& path) {
    need_object(json, path);
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
  static Json schema() { return schema::of_map(Codec<T>::schema()); }
};

template <DescribedEnum T>
struct Codec<T> {
  static T read(const Json& json, const std::string& path) {
    T value;
    if (!boost::describe::enum_from_string(need_string(json, path).c_str(), value)) refuse_choice(kNames<T>, path);
    return value;
  }
  static void write(std::string& out, T value) {
    out.append(1, '"').append(boost::describe::enum_to_string(value, "")).append(1, '"');
  }
  static Json schema() { return schema::of_enum(kNames<T>); }
};

template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;

template <Described T>
struct Codec<T> {
  static T read(const Json& json, const std::string& path) {
    need_object(json, path);
    T value{};
    std::size_t found = 0;
    boost::mp11::mp_for_each<Members<T>>([&](auto member) {
      using Field = std::remove_reference_t<decltype(value.*member.pointer)>;
      const auto it = json.find(member.name);
      if (it != json.end()) {
        ++found;
        value.*member.pointer = Codec<Field>::read(*it, join(path, member.name));
      } else if constexpr (!kIsOptional<Field>) {
        refuse_missing(path, member.name);
      }
    });
    if (found != json.size()) refuse_unknown(json, kNames<T>, path);
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
    schema::Object object;
    boost::mp11::mp_for_each<Members<T>>([&](auto member) {
      using Field = std::remove_reference_t<decltype(std::declval<T&>().*member.pointer)>;
      object.add(member.name, !kIsOptional<Field>, Codec<Field>::schema());
    });
    return object.done();
  }
};

}  // namespace json_detail
}  // namespace weft
