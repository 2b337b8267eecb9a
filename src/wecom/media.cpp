// media/*, webhook/upload_media: files that apps and robots bring, and get.
#include "wecom/form_sink.hpp"
#include "wecom/subjects.hpp"
#include <weft/base/clock.hpp>

#include <set>

namespace weft::wecom {
namespace {

constexpr std::size_t kMost = 21 << 20;  // bytes: a file of 20 MiB, and what a form has around it
constexpr int kBadType = 40005, kBadKey = 93000, kBadAddress = 60020;

std::string in_query(const Later& request, std::string_view name) {
  for (const auto& [known, text] : request.request.query)
    if (known == name) return text;
  return {};
}

void refuse(const Later& request, int number, std::string_view text) {
  api::DialectAnswer answer{fault_json(number, text, request.request.address, request.request.request_id)};
  answer.refused = true;
  request.done(std::move(answer));
}

std::int64_t seconds_of(const Json& file) {
  const auto at = parse_time(file.at("created_at").get<std::string>()).value();
  return std::chrono::floor<std::chrono::seconds>(at.time_since_epoch()).count();
}

/// `created_at` is text here, and a number in the answer of upload_attachment.
FormUpload stored_as(const std::string& type, bool as_text) {
  FormUpload upload{.operation = "app_media.upload", .input = {{"type", type}}};
  upload.say = [type, as_text](const Json& file) {
    const std::int64_t at = seconds_of(file);
    Json answer = {{"type", type}, {"media_id", file.at("id")}, {"created_at", at}};
    if (as_text) answer["created_at"] = std::to_string(at);
    return answer;
  };
  return upload;
}

/// https://developer.work.weixin.qq.com/document/path/90253
void upload(Later request) {
  static const std::set<std::string> types = {"image", "voice", "video", "file"};
  const std::string type = in_query(request, "type");
  if (types.count(type) == 0) return refuse(request, kBadType, "invalid type: it is image, voice, video or file");
  take_form(std::move(request), stored_as(type, true));
}

/// https://developer.work.weixin.qq.com/document/path/95178
void upload_attachment(Later request) {
  static const std::set<std::string> types = {"image", "video", "file"};
  const std::string type = in_query(request, "media_type"), purpose = in_query(request, "attachment_type");
  if (types.count(type) == 0) return refuse(request, kBadType, "invalid media_type: it is image, video or file");
  if (purpose != "1" && purpose != "2")
    return refuse(request, code::bad_parameter, "invalid parameter: attachment_type must be 1 or 2");
  take_form(std::move(request), stored_as(type, false));
}

/// https://developer.work.weixin.qq.com/document/path/99110
void upload_of_robot(Later request) {
  const std::string type = in_query(request, "type");
  if (type != "file" && type != "voice") return refuse(request, kBadType, "invalid type: it is file or voice");
  FormUpload form = stored_as(type, true);
  form.operation = "robot.upload";
  form.input["key"] = in_query(request, "key");
  form.numbers = {{Errc::unauthenticated, kBadKey}, {Errc::forbidden, kBadAddress}};
  if (form.input["key"].get_ref<const std::string&>().empty())
    return refuse(request, kBadKey, "invalid webhook url: key is missing");
  take_form(std::move(request), std::move(form));
}

/// https://developer.work.weixin.qq.com/document/path/90254
Answer get(const Desk& desk) {
  api::Download file = desk.download(
      "app_media.get", {{"media", desk.need("media_id", code::bad_media)}},
      {{Errc::not_found, code::bad_media}, {Errc::invalid_argument, code::bad_media}});
  file.is_inline = false;
  return file;
}

}  // namespace

Endpoints media_endpoints() {
  Endpoints table;
  table.push_back({.path = "media/upload", .later = upload, .body_bytes = kMost});
  table.push_back({.path = "media/upload_attachment", .later = upload_attachment, .body_bytes = kMost});
  table.push_back(
      {.path = "webhook/upload_media", .who = api::Policy::anonymous, .later = upload_of_robot, .body_bytes = kMost});
  table.push_back({.path = "media/get", .handle = get});
  return table;
}

}  // namespace weft::wecom
