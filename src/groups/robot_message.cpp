// Turns what a robot says into a message of the log.
#include "groups/robot_message.hpp"

#include <weft/groups/mentions.hpp>

namespace weft::groups {
namespace {

using conversations::MessageKind;

constexpr auto kMediaLife = std::chrono::hours(72);  // as long as WeCom's media_id is good

void need_bytes(const std::string& text, const std::string& field, std::size_t most) {
  if (text.size() > most) refuse_field(field, "must have at most " + std::to_string(most) + " bytes");
}

RobotPost with_mentions(RobotPost post, const Mentions& mentions) {
  mentions.write_to(post.body);
  post.not_mentioned = mentions.missing();
  return post;
}

RobotPost text_post(db::Tx& tx, const ConversationId& group, const RobotText& text) {
  need_bytes(text.content, "text.content", kRobotText);
  Mentions mentions;
  mentions.add_userids(text.mentioned_list);
  mentions.add_mobiles(text.mentioned_mobile_list);
  mentions.add_tags(text.content);
  mentions.look_up(tx, group);
  return with_mentions({MessageKind::text, {{"text", mentions.with_names(text.content)}}, {}}, mentions);
}

RobotPost markdown_post(db::Tx& tx, const ConversationId& group, const RobotMarkdown& markdown) {
  need_bytes(markdown.content, "markdown.content", kRobotMarkdown);
  Mentions mentions;
  mentions.add_tags(markdown.content);
  mentions.look_up(tx, group);
  return with_mentions({MessageKind::rich, {{"markdown", mentions.with_names(markdown.content)}}, {}}, mentions);
}

/// Markdown with tables and pictures: it calls nobody, and `<@userid>` stays as it is.
RobotPost markdown_v2_post(const RobotMarkdown& markdown) {
  need_bytes(markdown.content, "markdown_v2.content", kRobotMarkdown);
  return {MessageKind::rich, {{"markdown", markdown.content.value}}, {}};
}

/// What was uploaded with the robot's key is good for its later messages too, for some days.
void keep_for_later(db::Tx& tx, const PrincipalId& robot, const FileId& file, const std::string& field) {
  api::Caller self;
  self.corp = tx.corp();
  self.principal = robot;
  try {
    files::attach(tx, self, file, {files::Use::Kind::result, robot, tx.now() + kMediaLife});
  } catch (const ApiError& error) {
    throw ApiError(error.code(), error.detail(), field);
  }
}

RobotPost image_post(db::Tx& tx, const PrincipalId& robot, const RobotImage& image, files::Files* files) {
  if (image.media_id) {
    if (image.base64 || image.md5) refuse_field("image.media_id", "stands in place of base64 and md5");
    keep_for_later(tx, robot, *image.media_id, "image.media_id");
    return {MessageKind::image, {{"file", image.media_id->str()}}, {}};
  }
  if (!image.base64) refuse_field("image.base64", "is missing");
  if (!image.md5) refuse_field("image.md5", "is missing");
  if (files == nullptr) refuse_field("image", "cannot be sent here: this server keeps no files");
  const std::string bytes = decode_picture(*image.base64, *image.md5);
  const std::string name = bytes.starts_with("\x89PNG") ? "image.png" : "image.jpg";
  const FileId id = files->take(tx, robot, name, files::Purpose::image, bytes, "image.base64");
  return {MessageKind::image, {{"file", id.str()}}, {}};
}

RobotPost file_post(db::Tx& tx, const PrincipalId& robot, MessageKind kind, const RobotFile& file, const char* name) {
  keep_for_later(tx, robot, file.media_id, std::string(name) + ".media_id");
  return {kind, {{"file", file.media_id.str()}}, {}};
}

/// Notices alone: a robot is not told what is pressed.
RobotPost card_post(db::Tx& tx, const PrincipalId& robot, const conversations::TemplateCard& card) {
  const std::string path = "template_card";
  if (conversations::is_interactive(card)) refuse_field(path + ".card_type", "must be text_notice or news_notice");
  if (card.action_menu) refuse_field(path + ".action_menu", "is not of what robots send");
  conversations::check_card(card, path);
  for (std::size_t i = 0; card.horizontal_content_list && i < card.horizontal_content_list->size(); ++i) {
    const auto& file = card.horizontal_content_list->items[i].media_id;
    const std::string place = path + ".horizontal_content_list[" + std::to_string(i) + "].media_id";
    if (file) keep_for_later(tx, robot, *file, place);
  }
  return {MessageKind::template_card, conversations::card_body(card), {}};
}

RobotPost news_post(const RobotNews& news) {
  Json articles = Json::array();
  for (const RobotArticle& from : news.articles) {
    Json article = {{"title", from.title.value}, {"url", from.url.value}};
    if (from.description && !from.description->value.empty()) article["description"] = from.description->value;
    if (from.picurl && !from.picurl->value.empty()) article["image_url"] = from.picurl->value;
    articles.push_back(std::move(article));
  }
  return {MessageKind::news, {{"articles", std::move(articles)}}, {}};
}

template <class Part>
const Part& need(const std::optional<Part>& part, RobotKind kind) {
  if (!part) refuse_field(boost::describe::enum_to_string(kind, ""), "is missing: it says what msgtype announces");
  return *part;
}

void need_nothing_else(const RobotMessage& message) {
  const auto refuse = [&](bool there, RobotKind kind) {
    if (there && message.msgtype != kind)
      refuse_field(boost::describe::enum_to_string(kind, ""), "is not what msgtype announces");
  };
  refuse(message.text.has_value(), RobotKind::text);
  refuse(message.markdown.has_value(), RobotKind::markdown);
  refuse(message.image.has_value(), RobotKind::image);
  refuse(message.news.has_value(), RobotKind::news);
  refuse(message.file.has_value(), RobotKind::file);
  refuse(message.markdown_v2.has_value(), RobotKind::markdown_v2);
  refuse(message.voice.has_value(), RobotKind::voice);
  refuse(message.template_card.has_value(), RobotKind::template_card);
}

void replace(std::string& text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  if (at != std::string::npos) text.replace(at, from.size(), to);
}

}  // namespace

MessageKind kind_of(RobotKind kind) {
  switch (kind) {
    case RobotKind::text: return MessageKind::text;
    case RobotKind::markdown: return MessageKind::rich;
    case RobotKind::image: return MessageKind::image;
    case RobotKind::news: return MessageKind::news;
    case RobotKind::markdown_v2: return MessageKind::rich;
    case RobotKind::voice: return MessageKind::voice;
    case RobotKind::template_card: return MessageKind::template_card;
    case RobotKind::file: break;
  }
  return MessageKind::file;
}

RobotPost translate(
    db::Tx& tx, const PrincipalId& robot, const ConversationId& group, const RobotMessage& message,
    files::Files* files) {
  need_nothing_else(message);
  const RobotKind kind = message.msgtype;
  switch (kind) {
    case RobotKind::text: return text_post(tx, group, need(message.text, kind));
    case RobotKind::markdown: return markdown_post(tx, group, need(message.markdown, kind));
    case RobotKind::image: return image_post(tx, robot, need(message.image, kind), files);
    case RobotKind::news: return news_post(need(message.news, kind));
    case RobotKind::markdown_v2: return markdown_v2_post(need(message.markdown_v2, kind));
    case RobotKind::voice: return file_post(tx, robot, MessageKind::voice, need(message.voice, kind), "voice");
    case RobotKind::template_card: return card_post(tx, robot, need(message.template_card, kind));
    case RobotKind::file: break;
  }
  return file_post(tx, robot, MessageKind::file, need(message.file, kind), "file");
}

std::string field_of(const RobotMessage& message, const std::string& field) {
  if (!field.starts_with("body.")) return field;
  std::string name = field;
  const std::string kind = boost::describe::enum_to_string(message.msgtype, "");
  replace(name, "body.", kind + ".");
  replace(name, "text.text", "text.content");
  replace(name, "markdown.markdown", "markdown.content");
  replace(name, "markdown_v2.markdown", "markdown_v2.content");
  replace(name, "template_card.card", "template_card");
  replace(name, "template_card.title", "template_card.main_title.title");
  replace(name, "template_card.description", "template_card.main_title.desc");
  replace(name, "voice.file", "voice.media_id");
  replace(name, ".image_url", ".picurl");
  replace(name, "image.file", message.image && message.image->media_id ? "image.media_id" : "image.base64");
  replace(name, "file.file", "file.media_id");
  return name;
}

}  // namespace weft::groups
