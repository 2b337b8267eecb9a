// Turns what an app says into a message of the log.
#include "platform/apps/message.hpp"

#include "platform/apps/apps.hpp"
#include <weft/files/files.hpp>

namespace weft::platform {
namespace {

using conversations::MessageKind;

void need_bytes(const std::string& text, const std::string& field) {
  if (text.size() > kAppText) refuse_field(field, "must have at most 2048 bytes");
}

/// What an app of the company brought, or was sent, is good for later messages too, for some days. A file of somebody
/// else is not found.
void keep_for_later(db::Tx& tx, const PrincipalId& app, const FileId& file, const std::string& field) {
  api::Caller self;
  self.corp = tx.corp();
  self.principal = app;
  self.app = true;
  const files::Use use{files::Use::Kind::result, app, tx.now() + kMediaLife};
  try {
    files::attach(tx, reader_of(tx, self, file), file, use);
  } catch (const ApiError& error) {
    throw ApiError(error.code(), error.detail(), field);
  }
}

AppPost media_post(db::Tx& tx, const PrincipalId& app, MessageKind kind, const FileId& file, const std::string& name) {
  keep_for_later(tx, app, file, name + ".media_id");
  return {kind, {{"file", file.str()}}};
}

AppPost video_post(db::Tx& tx, const PrincipalId& app, const AppVideo& video) {
  AppPost post = media_post(tx, app, MessageKind::video, video.media_id, "video");
  if (video.title && !video.title->value.empty()) post.body["title"] = video.title->value;
  if (video.description && !video.description->value.empty()) post.body["description"] = video.description->value;
  return post;
}

AppPost text_post(const AppText& text) {
  need_bytes(text.content, "text.content");
  return {MessageKind::text, {{"text", text.content.value}}};
}

AppPost markdown_post(const AppText& markdown) {
  need_bytes(markdown.content, "markdown.content");
  return {MessageKind::rich, {{"markdown", markdown.content.value}}};
}

AppPost text_card_post(const AppTextCard& card) {
  need_web_address(card.url, "text_card.url");
  Json body = {{"title", card.title.value}, {"description", card.description.value}, {"url", card.url.value}};
  if (card.btntxt && !card.btntxt->value.empty()) body["button"] = card.btntxt->value;
  return {MessageKind::text_card, std::move(body)};
}

AppPost news_post(const AppNews& news) {
  Json articles = Json::array();
  for (std::size_t i = 0; i < news.articles.size(); ++i) {
    const AppArticle& from = news.articles.items[i];
    const std::string place = "news.articles[" + std::to_string(i) + "].";
    need_web_address(from.url, place + "url");
    Json article = {{"title", from.title.value}, {"url", from.url.value}};
    if (from.description && !from.description->value.empty()) article["description"] = from.description->value;
    if (from.picurl && !from.picurl->value.empty()) {
      need_web_address(*from.picurl, place + "picurl");
      article["image_url"] = from.picurl->value;
    }
    articles.push_back(std::move(article));
  }
  return {MessageKind::news, {{"articles", std::move(articles)}}};
}

std::string name_of(AppMessageKind kind) {
  return boost::describe::enum_to_string(kind, "");
}

template <class Part>
const Part& need(const std::optional<Part>& part, AppMessageKind kind) {
  if (!part) refuse_field(name_of(kind), "is missing: it says what msgtype announces");
  return *part;
}

void need_nothing_else(const AppMessage& message) {
  const auto refuse = [&](bool there, AppMessageKind kind) {
    if (there && message.msgtype != kind) refuse_field(name_of(kind), "is not what msgtype announces");
  };
  refuse(message.text.has_value(), AppMessageKind::text);
  refuse(message.image.has_value(), AppMessageKind::image);
  refuse(message.voice.has_value(), AppMessageKind::voice);
  refuse(message.video.has_value(), AppMessageKind::video);
  refuse(message.file.has_value(), AppMessageKind::file);
  refuse(message.text_card.has_value(), AppMessageKind::text_card);
  refuse(message.news.has_value(), AppMessageKind::news);
  refuse(message.markdown.has_value(), AppMessageKind::markdown);
  refuse(message.template_card.has_value(), AppMessageKind::template_card);
}

void replace(std::string& text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  if (at != std::string::npos) text.replace(at, from.size(), to);
}

}  // namespace

AppPost card_post(db::Tx& tx, const PrincipalId& app, const TemplateCard& card, bool fresh) {
  check_card(card, "template_card", fresh);
  for (std::size_t i = 0; card.horizontal_content_list && i < card.horizontal_content_list->size(); ++i) {
    const auto& file = card.horizontal_content_list->items[i].media_id;
    const std::string place = "template_card.horizontal_content_list[" + std::to_string(i) + "].media_id";
    if (file) keep_for_later(tx, app, *file, place);
  }
  return {MessageKind::template_card, card_body(card)};
}

AppPost translate(db::Tx& tx, const PrincipalId& app, const AppMessage& message) {
  need_nothing_else(message);
  const AppMessageKind kind = message.msgtype;
  switch (kind) {
    case AppMessageKind::text: return text_post(need(message.text, kind));
    case AppMessageKind::image:
      return media_post(tx, app, MessageKind::image, need(message.image, kind).media_id, "image");
    case AppMessageKind::voice:
      return media_post(tx, app, MessageKind::voice, need(message.voice, kind).media_id, "voice");
    case AppMessageKind::video: return video_post(tx, app, need(message.video, kind));
    case AppMessageKind::file: return media_post(tx, app, MessageKind::file, need(message.file, kind).media_id, "file");
    case AppMessageKind::text_card: return text_card_post(need(message.text_card, kind));
    case AppMessageKind::news: return news_post(need(message.news, kind));
    case AppMessageKind::markdown: return markdown_post(need(message.markdown, kind));
    case AppMessageKind::template_card: break;
  }
  return card_post(tx, app, need(message.template_card, kind), true);
}

std::string field_of(const AppMessage& message, const std::string& field) {
  if (!field.starts_with("body.")) return field;
  std::string name = field;
  replace(name, "body.", name_of(message.msgtype) + ".");
  replace(name, "text.text", "text.content");
  replace(name, "markdown.markdown", "markdown.content");
  replace(name, "template_card.card", "template_card");
  replace(name, "template_card.title", "template_card.main_title.title");
  replace(name, "template_card.description", "template_card.main_title.desc");
  replace(name, "text_card.button", "text_card.btntxt");
  replace(name, ".image_url", ".picurl");
  replace(name, ".file", ".media_id");
  return name;
}

}  // namespace weft::platform
