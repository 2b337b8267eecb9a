// Walks described structs: puts given values into the fields of a Config, with messages that name the place.
#pragma once
#include <weft/base/config.hpp>

#include <boost/mp11.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace weft::config_detail {

/// A value as it was given: typed (from TOML) or text that takes the type of its field (environment, flags).
struct PlainText {
  std::string text;
};
struct OtherKind {
  std::string name;  ///< "a table", "a date"
};
using Value = std::variant<bool, std::int64_t, double, std::string, std::vector<std::string>, PlainText, OtherKind>;

struct Given {
  std::string place;  ///< "weft.toml:12", "WEFT_SERVER_PORT", "--port"
  std::string section;
  std::string key;
  Value value;
};

/// What was given instead of what is allowed: raises OperatorError, exit code 2.
[[noreturn]] void refuse(const Given& given, const std::string& allowed);

bool need_bool(const Given& given);
std::int64_t need_integer(const Given& given, std::int64_t min, std::int64_t max);
std::string need_text(const Given& given);
std::vector<std::string> need_list(const Given& given);
std::string need_one_of(const Given& given, const std::vector<std::string>& names);

template <class T>
using Members = boost::describe::describe_members<T, boost::describe::mod_public>;

inline void assign(bool& field, const Given& given) {
  field = need_bool(given);
}
inline void assign(std::string& field, const Given& given) {
  field = need_text(given);
}
inline void assign(Secret& field, const Given& given) {
  field.value = need_text(given);
}
inline void assign(std::vector<std::string>& field, const Given& given) {
  field = need_list(given);
}
template <std::int64_t Min, std::int64_t Max>
void assign(Int<Min, Max>& field, const Given& given) {
  field.value = need_integer(given, Min, Max);
}
template <class E>
requires(boost::describe::has_describe_enumerators<E>::value) void assign(E& field, const Given& given) {
  std::vector<std::string> names;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto e) { names.emplace_back(e.name); });
  boost::describe::enum_from_string(need_one_of(given, names).c_str(), field);
}

/// Calls `visit(section name, section, key name, field)` for every setting.
template <class C, class Visit>
void for_each_setting(C& config, Visit visit) {
  boost::mp11::mp_for_each<Members<Config>>([&](auto section) {
    auto& values = config.*section.pointer;
    boost::mp11::mp_for_each<Members<std::remove_cvref_t<decltype(values)>>>(
        [&](auto key) { visit(std::string(section.name), std::string(key.name), values.*key.pointer); });
  });
}

}  // namespace weft::config_detail
