// Parses the requests of a message, strictly, and frames their answers.
#include "gateway/ws_requests.hpp"

#include "gateway/text.hpp"
#include <weft/base/json.hpp>
#include <weft/fanout/frame.hpp>

namespace weft::gateway {
namespace {

constexpr std::int64_t kMaxId = INT64_C(9007199254740992);  // 2^53: what every JSON library keeps exactly

void read_member(WsRequest& request, const std::string& name, Json& value) {
  if (name == "op") {
    if (!value.is_string()) refuse_field("op", "must be a string");
    request.op = value.get<std::string>();
  } else if (name == "in") {
    if (!value.is_object()) refuse_field("in", "must be an object");
    request.in = std::make_shared<Json>(std::move(value));
  } else if (name == "key") {
    if (!value.is_string()) refuse_field("key", "must be a string");
    request.key = value.get<std::string>();
    if (!is_visible_ascii(request.key, 1, 128)) refuse_field("key", "must be 1 to 128 visible ASCII characters");
  } else if (name != "id") {
    refuse_field(name, "is not a field of a request");
  }
}

/// The id first, so that whatever else is wrong can be answered to it.
void read_request(WsRequest& request, std::string_view line) {
  Json json = parse_json(line);
  if (!json.is_object()) throw ApiError(Errc::invalid_argument, "a request must be a JSON object");
  const auto id = json.find("id");
  if (id == json.end()) refuse_field("id", "is missing");
  request.id = json_detail::need_integer(*id, "id", 0, kMaxId);
  for (auto& [name, value] : json.items())
    read_member(request, name, value);
  if (request.op.empty()) refuse_field("op", "is missing");
}

std::string id_text(std::optional<std::int64_t> id) {
  return id ? std::to_string(*id) : "null";
}

}  // namespace

std::vector<WsRequest> read_requests(std::string_view message) {
  std::vector<WsRequest> requests;
  while (!message.empty()) {
    const auto end = message.find('\n');
    std::string_view line = message.substr(0, end);
    message = end == std::string_view::npos ? std::string_view() : message.substr(end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (trim(line).empty()) continue;
    WsRequest& request = requests.emplace_back();
    if (requests.size() > kRequestsPerMessage) {
      request.error.emplace(
          Errc::invalid_argument, "a message holds at most " + std::to_string(kRequestsPerMessage) + " requests");
      break;
    }
    try {
      read_request(request, line);
    } catch (const ApiError& error) {
      request.error = error;
    }
    if (!request.in) request.in = std::make_shared<Json>(Json::object());
  }
  return requests;
}

std::string ok_frame(std::optional<std::int64_t> id, std::string_view text) {
  std::string payload;
  payload.reserve(text.size() + 32);
  payload.append(R"({"id":)").append(id_text(id)).append(R"(,"ok":)").append(text).append("}");
  return fanout::encode_text_frame(payload);
}

std::string error_frame(std::optional<std::int64_t> id, const ApiError& error, std::string_view request_id) {
  std::string payload = R"({"id":)";
  payload.append(id_text(id)).append(R"(,"error":)").append(problem_json(error, request_id)).append("}");
  return fanout::encode_text_frame(payload);
}

}  // namespace weft::gateway
