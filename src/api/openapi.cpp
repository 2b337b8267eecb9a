// Writes the OpenAPI 3.1 document from the registry.
#include <weft/api/registry.hpp>
#include <weft/base/json.hpp>

namespace weft::api {
namespace {

std::string method_name(Method method) {
  switch (method) {
    case Method::get: return "get";
    case Method::post: return "post";
    case Method::put: return "put";
    case Method::patch: return "patch";
    case Method::del: break;
  }
  return "delete";
}

bool in_path(const Operation& operation, const std::string& field) {
  return operation.path.find("{" + field + "}") != std::string::npos;
}

bool required(const Json& schema, const std::string& field) {
  const Json& names = schema["required"];
  return std::find(names.begin(), names.end(), field) != names.end();
}

/// The fields that are not in the path are a JSON body.
bool in_body(const Operation& operation) {
  return operation.method != Method::get && operation.method != Method::del && operation.bytes == Bytes::none;
}

/// A write that may be sent again under a key. Who is not signed in has nowhere to remember it.
bool takes_key(const Operation& operation) {
  return operation.writes() && operation.policy != Policy::anonymous && operation.bytes == Bytes::none;
}

/// Path fields always; query fields when the method has no body.
Json parameters_of(const Operation& operation) {
  Json parameters = Json::array();
  for (const auto& [field, schema] : operation.input->at("properties").items()) {
    const bool path = in_path(operation, field);
    if (!path && in_body(operation)) continue;
    Json parameter = {
        {"name", field},
        {"in", path ? "path" : "query"},
        {"required", path || required(*operation.input, field)},
        {"schema", schema}};
    if (!path && schema.value("type", Json()) == "array") parameter.update({{"style", "form"}, {"explode", false}});
    parameters.push_back(std::move(parameter));
  }
  if (takes_key(operation)) {
    parameters.push_back(
        {{"name", "Idempotency-Key"},
         {"in", "header"},
         {"required", false},
         {"schema", {{"type", "string"}, {"maxLength", 128}}}});
  }
  return parameters;
}

/// The input without its path fields.
Json body_of(const Operation& operation) {
  Json schema = *operation.input;
  Json required_names = Json::array();
  for (const auto& [field, unused] : operation.input->at("properties").items()) {
    if (in_path(operation, field)) schema["properties"].erase(field);
  }
  for (const Json& name : schema["required"]) {
    if (!in_path(operation, name.get<std::string>())) required_names.push_back(name);
  }
  schema["required"] = std::move(required_names);
  return schema;
}

/// The output, with the mark that a repeated answer bears.
Json answer_of(const Operation& operation) {
  Json schema = *operation.output;
  if (takes_key(operation) && !schema["properties"].contains("duplicate"))
    schema["properties"]["duplicate"] = {{"type", "boolean"}, {"description", "true: this key was used before"}};
  return schema;
}

Json problem_answer() {
  return {
      {"description", "An error"},
      {"content", {{"application/problem+json", {{"schema", {{"$ref", "#/components/schemas/Problem"}}}}}}}};
}

Json operation_object(const Operation& operation) {
  Json object = {
      {"operationId", operation.name},
      {"summary", operation.summary},
      {"tags", {operation.name.substr(0, operation.name.find('.'))}},
      {"parameters", parameters_of(operation)},
      {"responses",
       {{"200", {{"description", "Done"}, {"content", {{"application/json", {{"schema", answer_of(operation)}}}}}}},
        {"4XX", problem_answer()},
        {"5XX", problem_answer()}}}};
  const Json bytes = {{"schema", {{"type", "string"}, {"format", "binary"}}}};
  if (operation.bytes == Bytes::in)
    object["requestBody"] = {{"required", true}, {"content", {{"application/octet-stream", bytes}}}};
  // Files come with the type that they are of.
  if (operation.bytes == Bytes::out) object["responses"]["200"]["content"] = {{"*/*", bytes}};
  if (in_body(operation)) {
    const Json body = body_of(operation);
    object["requestBody"] = {
        {"required", !body["required"].empty()}, {"content", {{"application/json", {{"schema", body}}}}}};
  }
  if (operation.policy == Policy::anonymous) object["security"] = Json::array();
  return object;
}

Json problem_schema() {
  Json codes = Json::array();
  for (const ErrorInfo& info : error_list())
    codes.push_back(info.name);
  const Json text = {{"type", "string"}};
  return {
      {"type", "object"},
      {"required", {"type", "title", "status", "detail", "code"}},
      {"properties",
       {{"type", text},
        {"title", text},
        {"status", {{"type", "integer"}}},
        {"detail", text},
        {"code", {{"type", "string"}, {"enum", codes}}},
        {"field", text},
        {"retry_after", {{"type", "integer"}}},
        {"request_id", text}}}};
}

/// The request that a webhook gets: an envelope (Standard Webhooks) around the data of its kind.
Json event_object(const EventKindSpec& kind) {
  const Json envelope = {
      {"type", "object"},
      {"required", {"type", "timestamp", "data"}},
      {"properties",
       {{"type", {{"const", kind.name}}},
        {"timestamp", {{"type", "string"}, {"format", "date-time"}}},
        {"data", *kind.schema}}}};
  Json headers = Json::array();
  for (const char* name : {"webhook-id", "webhook-timestamp", "webhook-signature"})
    headers.push_back({{"name", name}, {"in", "header"}, {"required", true}, {"schema", {{"type", "string"}}}});
  const Json taken = {{"description", "Taken: any status from 200 to 299"}};
  return {
      {"post",
       {{"operationId", kind.name},
        {"summary", kind.summary},
        {"tags", {"webhooks"}},
        {"parameters", std::move(headers)},
        {"requestBody", {{"required", true}, {"content", {{"application/json", {{"schema", envelope}}}}}}},
        {"responses", {{"2XX", taken}}},
        {"security", Json::array()}}}};
}

}  // namespace

Json openapi(const Registry& registry, std::string_view version) {
  Json paths = Json::object();
  for (const auto& operation : registry.all())
    paths[operation->path][method_name(operation->method)] = operation_object(*operation);
  Json webhooks = Json::object();
  for (const EventKindSpec& kind : registry.events())
    webhooks[kind.name] = event_object(kind);
  return {
      {"openapi", "3.1.0"},
      {"info",
       {{"title", "Weft"},
        {"version", version},
        {"description",
         "Enterprise messaging. The same operations are offered over the WebSocket by name, but for those that move "
         "bytes."}}},
      {"paths", std::move(paths)},
      {"webhooks", std::move(webhooks)},
      {"security", Json::array({Json{{"bearer", Json::array()}}, Json{{"cookie", Json::array()}}})},
      {"components",
       {{"securitySchemes",
         {{"bearer", {{"type", "http"}, {"scheme", "bearer"}}},
          {"cookie", {{"type", "apiKey"}, {"in", "cookie"}, {"name", "weft_session"}}}}},
        {"schemas", {{"Problem", problem_schema()}}}}}};
}

}  // namespace weft::api
