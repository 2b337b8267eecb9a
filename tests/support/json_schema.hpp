// Whether a value is as its JSON schema says; of schemas as much as ours have.
#pragma once
#include <nlohmann/json.hpp>

#include <string>

namespace weft::test {

/// What is wrong, with the path of the field; "" when nothing is.
std::string schema_trouble(const nlohmann::json& schema, const nlohmann::json& value, const std::string& path = "data");

}  // namespace weft::test
