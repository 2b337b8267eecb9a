// From WeCom's texts and attachments to greetings, and back.
#include "wecom/greetings.hpp"

namespace weft::wecom {
namespace {

constexpr std::size_t kMostExtras = 9;
constexpr int kBadKind = 40008;

Json media_in(const Fields& extra, const char* kind) {
  const auto media = extra.filled("media_id");
  if (!media && extra.filled("pic_url"))
    throw Fault(
        code::bad_media, "invalid media_id: " + extra.place("pic_url") + " is not taken here, upload the picture");
  const auto file = FileId::parse(media ? *media : extra.need("media_id", code::bad_media));
  if (!file) throw Fault(code::bad_media, "invalid media_id: " + *media);
  return {{"kind", kind}, {"file", file->str()}};
}

Json link_in(const Fields& extra) {
  Json link = {{"kind", "link"}, {"url", extra.need("url")}, {"title", extra.need("title")}};
  if (const auto text = extra.filled("desc")) link["description"] = *text;
  if (const auto picture = extra.filled("picurl")) link["image_url"] = *picture;
  return link;
}

Json extra_in(const std::string& kind, const Fields& extra) {
  if (kind == "link") return link_in(extra);
  if (kind == "image") return media_in(extra, "image");
  if (kind == "video") return media_in(extra, "video");
  if (kind == "file") return media_in(extra, "file");
  throw Fault(kBadKind, "invalid msgtype: " + kind + " is not sent here");
}

std::optional<std::string> text_in(const Fields& request) {
  const auto text = request.object("text");
  return text ? text->filled("content") : std::nullopt;
}

std::optional<Json> together(const std::optional<std::string>& text, Json extras) {
  if (!text && extras.empty()) return std::nullopt;
  Json greeting = Json::object();
  if (text) greeting["text"] = *text;
  if (!extras.empty()) greeting["attachments"] = std::move(extras);
  return greeting;
}

std::string or_empty(const Json& object, const char* name) {
  const auto at = object.find(name);
  return at == object.end() || !at->is_string() ? std::string() : at->get<std::string>();
}

Json extra_out(const Json& extra) {
  if (extra.at("kind") == "link")
    return {
        {"title", or_empty(extra, "title")},
        {"picurl", or_empty(extra, "image_url")},
        {"desc", or_empty(extra, "description")},
        {"url", or_empty(extra, "url")}};
  Json media = {{"media_id", or_empty(extra, "file")}};
  if (extra.at("kind") == "image") media["pic_url"] = "";
  return media;
}

std::vector<Json> extras_of(const Json& greeting) {
  const auto at = greeting.find("attachments");
  return at == greeting.end() || !at->is_array() ? std::vector<Json>() : at->get<std::vector<Json>>();
}

}  // namespace

std::optional<Json> greeting_in(const Fields& request) {
  const auto given = request.objects("attachments");
  if (given.size() > kMostExtras) throw Fault(code::invalid_parameter, "attachments must be at most 9");
  Json extras = Json::array();
  for (const Fields& one : given) {
    const std::string kind = one.need("msgtype", kBadKind);
    const auto extra = one.object(kind);
    if (!extra) throw Fault(code::invalid_parameter, "missing " + one.place(kind));
    extras.push_back(extra_in(kind, *extra));
  }
  return together(text_in(request), std::move(extras));
}

std::optional<Json> flat_greeting_in(const Fields& request) {
  Json extras = Json::array();
  for (const char* kind : {"image", "link", "miniprogram", "file", "video"}) {
    const auto extra = request.object(kind);
    if (!extra || extra->json().empty() || !extras.empty()) continue;
    extras.push_back(extra_in(kind, *extra));
  }
  return together(text_in(request), std::move(extras));
}

Json greeting_out(const Json& greeting) {
  Json out = {
      {"text", {{"content", greeting.is_null() ? "" : or_empty(greeting, "text")}}}, {"attachments", Json::array()}};
  if (greeting.is_null()) return out;
  for (const Json& extra : extras_of(greeting)) {
    const std::string kind = extra.at("kind");
    out["attachments"].push_back({{"msgtype", kind}, {kind, extra_out(extra)}});
  }
  return out;
}

Json flat_greeting_out(const Json& greeting) {
  Json out = Json::object();
  if (greeting.is_null()) return out;
  out["text"] = {{"content", or_empty(greeting, "text")}};
  for (const Json& extra : extras_of(greeting))
    out[extra.at("kind").get<std::string>()] = extra_out(extra);
  return out;
}

}  // namespace weft::wecom
