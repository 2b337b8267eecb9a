// What an event of a timeline says, against what the catalogue says that the outside is told.
#pragma once
#include "support/json_schema.hpp"
#include <weft/base/json.hpp>
#include <weft/customers/told.hpp>

#include <map>
#include <string>

namespace weft::test {

/// What is wrong with the detail of an event of this kind, as it is stored; "" when nothing is.
inline std::string detail_trouble(const std::string& kind, const std::string& detail) {
  static const auto schemas = [] {
    std::map<std::string, Json> found;
    for (const auto& one : customers::told_kinds()) {
      const Json& properties = one.schema->at("properties");
      if (properties.contains("detail")) found[one.name] = properties.at("detail");  // others are of no timeline
    }
    return found;
  }();
  customers::EventKind known{};
  if (!boost::describe::enum_from_string(kind.c_str(), known)) return kind + " is no kind";
  const auto schema = schemas.find(customers::told_as(known));
  if (schema == schemas.end()) return kind + " is not in the catalogue";
  return schema_trouble(schema->second, Json::parse(detail), kind);
}

}  // namespace weft::test
