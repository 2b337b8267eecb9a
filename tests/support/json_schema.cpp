// Looks at types, choices, formats, and at fields that are missing or unknown.
#include "support/json_schema.hpp"

#include <weft/base/clock.hpp>
#include <weft/base/id.hpp>

#include <algorithm>
#include <set>

namespace weft::test {
namespace {

using Json = nlohmann::json;

const std::set<std::string> kKnown = {"type",     "properties", "required",  "additionalProperties",
                                      "items",    "enum",       "const",     "format",
                                      "minimum",  "maximum",    "minLength", "maxLength",
                                      "minItems", "maxItems"};

bool is_of(const std::string& type, const Json& value) {
  if (type == "null") return value.is_null();
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "integer") return value.is_number_integer();
  return type == "number" && value.is_number();
}

bool fits_type(const Json& type, const Json& value) {
  if (type.is_string()) return is_of(type.get<std::string>(), value);
  return std::any_of(type.begin(), type.end(), [&](const Json& one) { return is_of(one.get<std::string>(), value); });
}

bool fits_format(const std::string& format, const Json& value) {
  if (!value.is_string()) return true;
  const auto text = value.get<std::string>();
  if (format == "uuid") return parse_uuid(text).has_value();
  return format != "date-time" || parse_time(text).has_value();
}

std::string object_trouble(const Json& schema, const Json& value, const std::string& path) {
  if (!schema.contains("properties")) return {};
  const Json& properties = schema.at("properties");
  for (const Json& name : schema.value("required", Json::array()))
    if (!value.contains(name.get<std::string>())) return path + "." + name.get<std::string>() + " is missing";
  for (const auto& [name, field] : value.items()) {
    const std::string at = path + "." + name;
    if (!properties.contains(name)) return at + " is unknown";
    if (const auto trouble = schema_trouble(properties.at(name), field, at); !trouble.empty()) return trouble;
  }
  return {};
}

}  // namespace

std::string schema_trouble(const Json& schema, const Json& value, const std::string& path) {
  for (const auto& [name, unused] : schema.items())
    if (!kKnown.contains(name)) return path + ": the schema says something of " + name;
  if (schema.contains("type") && !fits_type(schema.at("type"), value))
    return path + " is no " + schema.at("type").dump() + " but " + value.dump();
  if (schema.contains("format") && !fits_format(schema.at("format"), value))
    return path + " is no " + schema.at("format").get<std::string>();
  if (schema.contains("enum")) {
    const Json& words = schema.at("enum");
    if (std::find(words.begin(), words.end(), value) == words.end()) return path + " is none of " + words.dump();
  }
  if (value.is_object()) return object_trouble(schema, value, path);
  if (!value.is_array() || !schema.contains("items")) return {};
  for (std::size_t i = 0; i < value.size(); ++i) {
    const auto trouble = schema_trouble(schema.at("items"), value[i], path + "[" + std::to_string(i) + "]");
    if (!trouble.empty()) return trouble;
  }
  return {};
}

}  // namespace weft::test
