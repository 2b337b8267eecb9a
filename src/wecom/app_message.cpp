// From WeCom's messages of apps to ours.
// https://developer.work.weixin.qq.com/document/path/90236
#include "wecom/app_message.hpp"

#include "wecom/shapes.hpp"
#include "wecom/texts.hpp"
#include <weft/platform/apps.hpp>

namespace weft::wecom {
namespace {

constexpr std::size_t kText = 2048;  // bytes
constexpr std::size_t kMostArticles = 8;
constexpr int kBadType = 40008, kNoText = 44004, kTooManyArticles = 45008, kNoMedia = 41006;

Fields need_object(const Fields& fields, const std::string& name) {
  auto object = fields.object(name);
  if (!object) throw Fault(code::bad_parameter, "missing " + name);
  return std::move(*object);
}

std::string need_content(const Fields& from) {
  auto content = from.filled("content");
  if (!content) throw Fault(kNoText, "empty " + from.place("content"));
  return std::move(*content);
}

Json text_of(const Fields& from) {
  return {{"content", cut_bytes(plain_of(need_content(from)), kText)}};
}

Json markdown_of(const Fields& from) {
  return {{"content", cut_bytes(need_content(from), kText)}};
}

Json media_of(const Fields& from) {
  return {{"media_id", from.need("media_id", kNoMedia)}};
}

Json video_of(const Fields& from) {
  Json video = media_of(from);
  if (const auto title = from.filled("title")) video["title"] = cut_bytes(*title, 128);
  if (const auto text = from.filled("description")) video["description"] = cut_bytes(*text, 512);
  return video;
}

Json text_card_of(const Fields& from) {
  Json card = {
      {"title", cut_characters(from.need("title", 41016), 128)},
      {"description", cut_characters(plain_of(from.need("description", 41033)), 512)},
      {"url", from.need("url", 41010)}};
  if (const auto label = from.filled("btntxt")) card["btntxt"] = cut_characters(*label, 4);
  return card;
}

Json article_of(const Fields& from) {
  Json article = {{"title", cut_bytes(from.need("title", 41016), 128)}};
  const auto url = from.filled("url");
  if (!url && from.filled("appid"))
    throw Fault(
        code::bad_parameter,
        "invalid parameter: there are no small programs here: " + from.place("url") + " is needed");
  article["url"] = from.need("url", 41010);
  if (const auto text = from.filled("description")) article["description"] = cut_bytes(*text, 512);
  if (const auto picture = from.filled("picurl")) article["picurl"] = *picture;
  return article;
}

Json news_of(const Fields& from) {
  Json articles = Json::array();
  const auto given = from.objects("articles");
  if (given.empty()) throw Fault(code::bad_parameter, "missing " + from.place("articles"));
  if (given.size() > kMostArticles) throw Fault(kTooManyArticles, "more than 8 articles");
  for (const Fields& article : given)
    articles.push_back(article_of(article));
  return {{"articles", std::move(articles)}};
}

/// A notice of a small program is a card that leads there: its lines are rows, those that are too many are text.
Json notice_of(const Fields& from) {
  constexpr std::size_t kRows = 6, kItems = 10;
  Json card = {
      {"card_type", "text_notice"}, {"main_title", {{"title", cut_characters(from.need("title", 41016), 128)}}}};
  if (const auto text = from.filled("description")) card["main_title"]["desc"] = cut_characters(*text, 512);
  card["card_action"] = {{"type", 2}, {"appid", from.need("appid")}};
  if (const auto page = from.filled("page")) card["card_action"]["pagepath"] = *page;
  const auto items = from.objects("content_item");
  if (items.size() > kItems)
    throw Fault(code::bad_parameter, "invalid parameter: more than 10 of " + from.place("content_item"));
  Json rows = Json::array();
  std::string more;
  bool emphasis = from.flag("emphasis_first_item").value_or(false);
  for (const Fields& item : items) {
    const std::string key = item.text("key").value_or(""), value = item.text("value").value_or("");
    if (key.empty() && value.empty()) continue;
    if (emphasis && !value.empty()) {
      card["emphasis_content"] = {{"title", cut_characters(value, 64)}};
      if (!key.empty()) card["emphasis_content"]["desc"] = cut_characters(key, 128);
    } else if (rows.size() < kRows && !key.empty()) {
      rows.push_back({{"keyname", cut_characters(key, 64)}});
      if (!value.empty()) rows.back()["value"] = cut_characters(value, 256);
    } else {
      more += (more.empty() ? "" : "\n") + key + (key.empty() || value.empty() ? "" : ": ") + value;
    }
    emphasis = false;
  }
  if (!rows.empty()) card["horizontal_content_list"] = std::move(rows);
  if (!more.empty()) card["sub_title_text"] = cut_characters(more, 512);
  return card;
}

[[noreturn]] void refuse_type(const std::string& type) {
  static const std::map<std::string, std::string> instead = {
      {"mpnews", "this server keeps no articles: send news, with the address of each"},
      {"taskcard", "send a template_card of the type button_interaction"},
      {"interactive_taskcard", "send a template_card of the type button_interaction"}};
  const auto known = instead.find(type);
  throw Fault(
      kBadType, "invalid msgtype: " + (known == instead.end() ? type + " is none" : type + ": " + known->second));
}

/// The name that the operation has for a type, and how its part is read.
struct Type {
  const char* name;
  Json (*read)(const Fields&);
};
const std::map<std::string, Type>& types() {
  static const std::map<std::string, Type> known = {
      {"text", {"text", text_of}},
      {"image", {"image", media_of}},
      {"voice", {"voice", media_of}},
      {"video", {"video", video_of}},
      {"file", {"file", media_of}},
      {"textcard", {"text_card", text_card_of}},
      {"news", {"news", news_of}},
      {"markdown", {"markdown", markdown_of}},
      {"miniprogram_notice", {"template_card", notice_of}},
      {"template_card", {"template_card", card_of}}};
  return known;
}

/// What is said in confidence is not sent where nothing keeps it so.
void refuse_secrecy(const Fields& fields) {
  if (fields.number("safe").value_or(0) != 0)
    throw Fault(code::bad_parameter, "invalid parameter: safe must be 0: messages can be passed on here");
}

}  // namespace

Json message_of(const Fields& fields) {
  const std::string type = fields.need("msgtype", kBadType);
  const auto known = types().find(type);
  if (known == types().end()) refuse_type(type);
  refuse_secrecy(fields);
  const Type& to = known->second;
  return {{"msgtype", to.name}, {to.name, to.read(need_object(fields, type))}};
}

void raise_of_message(const Fault& fault) {
  const std::string& field = fault.field();
  int number = fault.number();
  if (field.ends_with("media_id")) number = code::bad_media;
  if (field == "msgtype") number = kBadType;
  throw Fault(number, fault.detail(), fault.code(), field);
}

std::int64_t need_own(const Desk& desk) {
  const std::int64_t number = desk.need_number("agentid", 41011);
  const auto own = platform::app_with_id(desk.tx(), desk.who().principal);
  if (own && own->number == number) return number;
  if (platform::app_with_number(desk.tx(), number))
    throw Fault(301002, "not allowed: the token is of another app than agentid");
  throw Fault(code::bad_agent, "invalid agentid");
}

}  // namespace weft::wecom
