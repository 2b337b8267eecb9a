// A secret in an answer, such as the code of an invitation.
#pragma once
#include <weft/base/json.hpp>

#include <string>

namespace weft {

/// Told in the first answer and kept nowhere: where the answer of a keyed call is repeated, null stands in its place.
struct ToldOnce {
  std::string value;
};

/// The mark in the schema of an output.
inline constexpr auto kToldOnce = "x-told-once";

namespace json_detail {

template <>
struct Codec<ToldOnce> {
  static ToldOnce read(const Json& json, const std::string& path) { return {need_string(json, path)}; }
  static void write(std::string& out, const ToldOnce& secret) { append_json_string(out, secret.value); }
  static Json schema() { return {{"type", {"string", "null"}}, {kToldOnce, true}}; }
};

}  // namespace json_detail
}  // namespace weft
