// Builds an operation's input from path, query and body.
#include "gateway/rest.hpp"
#include "gateway/text.hpp"
#include <weft/base/json.hpp>

namespace weft::gateway {
namespace {

/// application/json, with no charset but UTF-8.
bool is_json_type(std::string_view type) {
  const auto semicolon = type.find(';');
  if (!same_word(trim(type.substr(0, semicolon)), "application/json")) return false;
  if (semicolon == std::string_view::npos) return true;
  const std::string_view parameter = trim(type.substr(semicolon + 1));
  return parameter.empty() || same_word(parameter, "charset=utf-8") || same_word(parameter, "charset=\"utf-8\"");
}

Json read_body(const api::Operation& operation, const HttpRequest& request) {
  if (operation.bytes == api::Bytes::in) return Json::object();
  if (request.body.empty()) return Json::object();
  if (!operation.writes()) throw ApiError(Errc::invalid_argument, "a GET has no body; give the fields in the query");
  if (!is_json_type(request.content_type)) throw ApiError(Errc::unsupported_media_type);
  Json body = parse_json(request.body);
  if (!body.is_object()) throw ApiError(Errc::invalid_argument, "the body must be a JSON object");
  return body;
}

void put(const api::Operation& operation, Json& input, const std::string& name, const std::string& text) {
  if (!is_utf8(text)) refuse_field(name, "is not UTF-8");
  if (input.contains(name)) refuse_field(name, "is given twice");
  api::put_text_field(operation, input, name, text);
}

}  // namespace

Json build_input(
    const api::Operation& operation, const std::vector<std::pair<std::string, std::string>>& path_fields,
    const HttpRequest& request) {
  Json input = read_body(operation, request);
  for (const auto& [name, text] : path_fields)
    put(operation, input, name, text);
  const auto query = read_query(request.query);
  if (!query) throw ApiError(Errc::invalid_argument, "the query holds a broken escape or text that is not UTF-8");
  for (const auto& [name, text] : *query)
    put(operation, input, name, text);
  return input;
}

}  // namespace weft::gateway
