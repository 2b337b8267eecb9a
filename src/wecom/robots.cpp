// webhook/*: group robots. The key is all that is asked of who writes.
// https://developer.work.weixin.qq.com/document/path/99110
#include "wecom/app_message.hpp"
#include "wecom/shapes.hpp"
#include "wecom/subjects.hpp"
#include "wecom/texts.hpp"

namespace weft::wecom {
namespace {

constexpr int kBadKey = 93000, kBadAddress = 60020, kBadType = 40008, kNoText = 44004, kTooManyArticles = 45008;
constexpr std::size_t kRequest = 3U << 20;  // bytes: a picture of 2 MiB in base64, and the rest

/// The key, or that it is no robot's.
const Numbers kRobot = {{Errc::unauthenticated, kBadKey}, {Errc::forbidden, kBadAddress}};

std::string need_content(const Fields& from) {
  auto content = from.filled("content");
  if (!content) throw Fault(kNoText, "empty " + from.place("content"));
  return std::move(*content);
}

Json text_of(const Fields& from) {
  Json text = {{"content", cut_bytes(need_content(from), 2048)}};
  for (const char* list : {"mentioned_list", "mentioned_mobile_list"})
    if (auto called = from.words(list); !called.empty()) text[list] = std::move(called);
  return text;
}

Json markdown_of(const Fields& from) {
  return {{"content", cut_bytes(need_content(from), 4096)}};
}

Json image_of(const Fields& from) {
  return {{"base64", from.need("base64", code::bad_parameter)}, {"md5", from.need("md5", code::bad_parameter)}};
}

Json media_of(const Fields& from) {
  return {{"media_id", from.need("media_id", code::bad_media)}};
}

/// "www.example.com" is an address here, too.
std::string address_of(const std::string& url) {
  return url.find("://") == std::string::npos ? "http://" + url : url;
}

Json news_of(const Fields& from) {
  const auto given = from.objects("articles");
  if (given.empty()) throw Fault(code::bad_parameter, "missing " + from.place("articles"));
  if (given.size() > 8) throw Fault(kTooManyArticles, "more than 8 articles");
  Json articles = Json::array();
  for (const Fields& one : given) {
    Json article = {{"title", cut_bytes(one.need("title", 41016), 128)}, {"url", address_of(one.need("url", 41010))}};
    if (const auto text = one.filled("description")) article["description"] = cut_bytes(*text, 512);
    if (const auto picture = one.filled("picurl")) article["picurl"] = address_of(*picture);
    articles.push_back(std::move(article));
  }
  return {{"articles", std::move(articles)}};
}

const std::map<std::string, Json (*)(const Fields&)>& types() {
  static const std::map<std::string, Json (*)(const Fields&)> known = {
      {"text", text_of}, {"markdown", markdown_of}, {"markdown_v2", markdown_of}, {"image", image_of},
      {"news", news_of}, {"file", media_of},        {"voice", media_of},          {"template_card", card_of}};
  return known;
}

Answer send(const Desk& desk) {
  const std::string type = desk.need("msgtype", kBadType);
  const auto known = types().find(type);
  if (known == types().end()) throw Fault(kBadType, "invalid msgtype: " + type + " is none of a robot's");
  const auto part = desk.object(type);
  if (!part) throw Fault(code::bad_parameter, "missing " + type);
  Json input = {{"key", desk.need("key", kBadKey)}, {"msgtype", type}, {type, known->second(*part)}};
  try {
    desk.call("robot.send", std::move(input), kRobot);
  } catch (const Fault& fault) {
    if (fault.field() == "key")
      throw Fault(kBadKey, "invalid webhook url: " + std::string(fault.detail()), fault.code());
    raise_of_message(fault);
  }
  return Json::object();
}

}  // namespace

Endpoints robot_endpoints() {
  Endpoints table;
  table.push_back(
      {.path = "webhook/send",
       .who = api::Policy::anonymous,
       .handle = send,
       .body_bytes = kRequest,
       .numbers = kRobot});
  return table;
}

}  // namespace weft::wecom
