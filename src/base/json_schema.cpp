// Builds the JSON schemas of described structs.
#include <weft/base/json_schema.hpp>

namespace weft::schema {

Json of_type(const char* type) {
  return {{"type", type}};
}

Json of_integer(std::int64_t min, std::int64_t max) {
  return {{"type", "integer"}, {"minimum", min}, {"maximum", max}};
}

Json of_format(const char* format) {
  return {{"type", "string"}, {"format", format}};
}

Json of_text(std::size_t min, std::size_t max) {
  return {{"type", "string"}, {"minLength", min}, {"maxLength", max}};
}

Json of_list(Json items) {
  return {{"type", "array"}, {"items", std::move(items)}};
}

Json of_list(Json items, std::size_t min, std::size_t max) {
  return {{"type", "array"}, {"items", std::move(items)}, {"minItems", min}, {"maxItems", max}};
}

Json of_map(Json values) {
  return {{"type", "object"}, {"additionalProperties", std::move(values)}};
}

Json of_enum(Names names) {
  Json list = Json::array();
  for (const char* name : names)
    list.push_back(name);
  return {{"type", "string"}, {"enum", std::move(list)}};
}

Json or_null(Json schema) {
  if (schema.contains("type") && schema["type"].is_string()) schema["type"] = Json::array({schema["type"], "null"});
  if (schema.contains("enum")) schema["enum"].push_back(nullptr);
  return schema;
}

void Object::add(const char* name, bool required, Json schema) {
  properties_[name] = std::move(schema);
  if (required) required_.push_back(name);
}

Json Object::done() const {
  return {{"type", "object"}, {"properties", properties_}, {"required", required_}, {"additionalProperties", false}};
}

}  // namespace weft::schema
