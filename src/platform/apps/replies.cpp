// Reads answers of apps in either form and does what they say.
#include "platform/apps/replies.hpp"

#include "platform/apps/cards.hpp"
#include "platform/apps/codes.hpp"
#include "platform/apps/xml.hpp"
#include <weft/base/json.hpp>

#include <array>
#include <charconv>

namespace weft::platform {
namespace {

/// What an answer may hold.
struct Reply {
  std::optional<AppMessage> message;
  std::optional<std::string> button;
  std::optional<TemplateCard> card;
  std::optional<std::string> replace_text;
};

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// "ReplaceName" -> "replace_name".
std::string snake(const std::string& name) {
  std::string out;
  for (const char c : name) {
    const bool capital = c >= 'A' && c <= 'Z';
    if (capital && !out.empty()) out += '_';
    out += capital ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

template <std::size_t Size>
bool is_one_of(const std::array<std::string_view, Size>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// What is no number stays the text it is: whoever reads the card refuses it by its name.
template <class Number>
Json number_or_text(const std::string& text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? Json(number) : Json(text);
}

Json value_of(const std::string& name, const std::string& text) {
  constexpr std::array<std::string_view, 4> kNumbers{"desc_color", "type", "style", "mode"};
  constexpr std::array<std::string_view, 2> kFlags{"is_checked", "disable"};
  if (is_one_of(kFlags, name)) return text == "true" || text == "1";
  if (name == "aspect_ratio") return number_or_text<double>(text);
  return is_one_of(kNumbers, name) ? number_or_text<std::int64_t>(text) : Json(text);
}

/// A card in XML: elements whose names end with List are items of one.
Json card_json(const XmlElement& element) {
  Json out = Json::object();
  for (const XmlElement& child : element.children) {
    const std::string name = snake(child.name);
    Json value = child.children.empty() ? value_of(name, child.text) : card_json(child);
    if (name.ends_with("_list")) {
      out[name].push_back(std::move(value));
    } else {
      out[name] = std::move(value);
    }
  }
  return out;
}

Json media_json(const XmlElement& root, const char* part) {
  const XmlElement* media = root.find(part);
  Json out = {{"media_id", media == nullptr ? "" : media->text_of("MediaId")}};
  if (std::string_view(part) != "Video" || media == nullptr) return out;
  out["title"] = media->text_of("Title");
  out["description"] = media->text_of("Description");
  return out;
}

Json news_json(const XmlElement& root) {
  Json articles = Json::array();
  if (const XmlElement* list = root.find("Articles"))
    for (const XmlElement& item : list->children)
      articles.push_back(
          {{"title", item.text_of("Title")},
           {"description", item.text_of("Description")},
           {"url", item.text_of("Url")},
           {"picurl", item.text_of("PicUrl")}});
  return {{"articles", std::move(articles)}};
}

Reply read_inner(const XmlElement& root) {
  Reply reply;
  const std::string type = root.text_of("MsgType");
  Json message = {{"msgtype", type}};
  if (type == "update_button") {
    const XmlElement* button = root.find("Button");
    reply.button = button == nullptr ? "" : button->text_of("ReplaceName");
    return reply;
  }
  if (type == "update_template_card") {
    const XmlElement* card = root.find("TemplateCard");
    if (card == nullptr) refuse_field("TemplateCard", "is missing");
    Json json = card_json(*card);
    if (const XmlElement* replace = card->find("ReplaceText")) reply.replace_text = replace->text;
    json.erase("replace_text");
    reply.card = read_json<TemplateCard>(json, "template_card");
    return reply;
  }
  if (type == "text") message["text"] = {{"content", root.text_of("Content")}};
  if (type == "image") message["image"] = media_json(root, "Image");
  if (type == "voice") message["voice"] = media_json(root, "Voice");
  if (type == "video") message["video"] = media_json(root, "Video");
  if (type == "news") message["news"] = news_json(root);
  reply.message = read_json<AppMessage>(message);
  return reply;
}

std::optional<Reply> read_sealed(const store::CallbackRow& callback, const std::string& corp, const std::string& body) {
  if (body.empty() || body == "success") return std::nullopt;
  const auto outer = parse_xml(body);
  if (!outer) throw ApiError(Errc::invalid_argument, "the answer is neither empty nor XML");
  const CallbackCrypt crypt(callback.token.value(), callback.key.value(), corp);
  const std::string sealed = trimmed(outer->text_of("Encrypt"));
  const bool signature = crypt.is_signed(
      trimmed(outer->text_of("MsgSignature")), trimmed(outer->text_of("TimeStamp")), trimmed(outer->text_of("Nonce")),
      sealed);
  if (!signature) throw ApiError(Errc::invalid_argument, "the signature of the answer is not right");
  const auto inner = crypt.open(sealed);
  if (!inner) throw ApiError(Errc::invalid_argument, "the answer is not sealed for this company");
  const auto root = parse_xml(*inner);
  if (!root) throw ApiError(Errc::invalid_argument, "what is sealed in the answer is no XML");
  return read_inner(*root);
}

struct JsonButton {
  Text<1, 64> replace_name;
};
BOOST_DESCRIBE_STRUCT(JsonButton, (), (replace_name))

std::optional<Reply> read_plain(const std::string& body) {
  if (body.empty()) return std::nullopt;
  Json json = parse_json(body);
  if (!json.is_object() || json.empty()) return std::nullopt;
  Reply reply;
  if (json.contains("update_button")) {
    reply.button = read_json<JsonButton>(json["update_button"], "update_button").replace_name.value;
  } else if (json.contains("update_template_card")) {
    reply.card = read_json<TemplateCard>(json["update_template_card"], "update_template_card");
  } else {
    reply.message = read_json<AppMessage>(json);
  }
  return reply;
}

void do_as_said(
    db::Tx& tx, const store::AppRow& app, const AppEvent& event, const PrincipalId& member, Reply reply,
    const AppParts& parts) {
  if (reply.message) {
    AppSend what;
    what.message = std::move(*reply.message);
    what.members = {member.str()};
    send(tx, app, what, parts);
    return;
  }
  if (!event.message) throw ApiError(Errc::invalid_argument, "no card was pressed that could be changed");
  CardUpdate update;
  update.response_code = make_response_code(tx, app.id, *event.message, member);
  update.button = std::move(reply.button);
  update.card = std::move(reply.card);
  update.replace_text = std::move(reply.replace_text);
  update_cards(tx, app, update, parts);
}

}  // namespace

std::string take_reply(
    db::Tx& tx, const store::AppRow& app, const AppEvent& event, const PrincipalId& member, const std::string& body,
    const AppParts& parts) {
  const bool sealed = app.callback->style == CallbackStyle::xml;
  auto reply = sealed ? read_sealed(*app.callback, corp_name(tx), trimmed(body)) : read_plain(trimmed(body));
  if (reply) do_as_said(tx, app, event, member, std::move(*reply), parts);
  return {};
}

}  // namespace weft::platform
