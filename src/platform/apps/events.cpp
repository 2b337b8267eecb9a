// Writes what has happened as WeCom's XML and as JSON.
#include "platform/apps/events.hpp"

#include "platform/apps/xml.hpp"
#include <weft/base/crypto.hpp>
#include <weft/base/json.hpp>

namespace weft::platform {
namespace {

std::string word(AppEventKind kind) {
  return boost::describe::enum_to_string(kind, "");
}

std::string text_in(const Json& body, const char* field) {
  const auto found = body.find(field);
  return found != body.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// The fields of one kind of message. What WeCom has no kind for is told as the text that lists show.
void add_message(XmlWriter& xml, const Json& body) {
  const std::string kind = text_in(body, "kind");
  if (kind == "image") {
    xml.text("MsgType", "image").text("PicUrl", "").text("MediaId", text_in(body, "file"));
  } else if (kind == "voice") {
    const std::string type = text_in(body, "type");
    xml.text("MsgType", "voice").text("MediaId", text_in(body, "file"));
    xml.text("Format", type.substr(type.find('/') + 1));
  } else if (kind == "video") {
    xml.text("MsgType", "video").text("MediaId", text_in(body, "file")).text("ThumbMediaId", text_in(body, "file"));
  } else if (kind == "file") {
    xml.text("MsgType", "file").text("MediaId", text_in(body, "file")).text("FileName", text_in(body, "name"));
  } else if (kind == "location") {
    xml.text("MsgType", "location").number("Location_X", body.value("latitude", 0.0));
    xml.number("Location_Y", body.value("longitude", 0.0)).number("Scale", 16LL);
    const std::string address = text_in(body, "address");
    xml.text("Label", address.empty() ? text_in(body, "name") : address).text("AppType", "wxwork");
  } else if (kind == "link") {
    xml.text("MsgType", "link").text("Title", text_in(body, "title"));
    xml.text("Description", text_in(body, "description")).text("Url", text_in(body, "url"));
    xml.text("PicUrl", text_in(body, "image_url"));
  } else {
    std::string text;
    for (const char* field : {"text", "markdown", "title", "name"})
      if (text.empty()) text = text_in(body, field);
    xml.text("MsgType", "text").text("Content", text);
  }
}

void add_choices(XmlWriter& xml, const std::vector<CardChoice>& choices) {
  if (choices.empty()) return;
  xml.open("SelectedItems");
  for (const CardChoice& choice : choices) {
    xml.open("SelectedItem").text("QuestionKey", choice.question_key.value).open("OptionIds");
    for (const auto& id : choice.option_ids)
      xml.text("OptionId", id.value);
    xml.close().close();
  }
  xml.close();
}

void add_event(XmlWriter& xml, const ToldEvent& event) {
  const bool of_menu = event.kind == AppEventKind::menu;
  xml.text("MsgType", "event").text("Event", of_menu ? event.type : word(event.kind));
  xml.text("EventKey", event.key);
  if (event.message) {
    xml.text("TaskId", event.task_id).text("CardType", event.card_type).text("ResponseCode", event.response_code);
    add_choices(xml, event.choices);
  }
}

Json choices_of(const ToldEvent& event) {
  Json list = Json::array();
  for (const CardChoice& choice : event.choices)
    list.push_back(Json::parse(to_json_text(choice)));
  return list;
}

}  // namespace

std::int64_t message_number(const ConversationId& conversation, Seq seq) {
  const Digest digest = sha256(conversation.str() + " " + std::to_string(seq));
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < sizeof number; ++i)
    number = number << 8 | digest[i];
  return static_cast<std::int64_t>(number >> 1);
}

std::string xml_of(const ToldEvent& event) {
  XmlWriter xml;
  xml.open("xml").text("ToUserName", event.corp).text("FromUserName", event.userid);
  xml.number(
      "CreateTime",
      static_cast<long long>(std::chrono::floor<std::chrono::seconds>(event.at.time_since_epoch()).count()));
  if (event.kind == AppEventKind::message) {
    add_message(xml, event.body);
    xml.number("MsgId", static_cast<long long>(message_number(event.conversation.value(), event.seq.value())));
  } else {
    add_event(xml, event);
  }
  xml.number("AgentID", static_cast<long long>(event.app));
  return xml.done();
}

std::string json_of(const ToldEvent& event) {
  Json data = {
      {"app", event.app}, {"member", {{"id", event.member.str()}, {"userid", event.userid}, {"name", event.name}}}};
  if (event.conversation) data["conversation"] = event.conversation->str();
  if (event.seq) data["seq"] = *event.seq;
  if (event.kind == AppEventKind::message) data["body"] = event.body;
  if (!event.key.empty()) data["key"] = event.key;
  if (!event.type.empty()) data["type"] = event.type;
  if (event.message) {
    data["message"] = event.message->str();
    data["task_id"] = event.task_id;
    data["card_type"] = event.card_type;
    data["response_code"] = event.response_code;
    data["choices"] = choices_of(event);
  }
  return Json{{"type", "app." + word(event.kind)}, {"timestamp", to_rfc3339(event.at)}, {"data", std::move(data)}}
      .dump();
}

}  // namespace weft::platform
