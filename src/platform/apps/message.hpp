// What an app says, in the form of WeCom's messages, and how it becomes a message of the log.
#pragma once
#include "platform/apps/card.hpp"
#include <weft/conversations/types.hpp>
#include <weft/db/tx.hpp>

namespace weft::platform {

inline constexpr std::size_t kAppText = 2048;  // bytes of a text or markdown

enum class AppMessageKind { text, image, voice, video, file, text_card, news, markdown, template_card };
BOOST_DESCRIBE_ENUM(AppMessageKind, text, image, voice, video, file, text_card, news, markdown, template_card)

struct AppText {
  Text<1, kAppText> content;
};
BOOST_DESCRIBE_STRUCT(AppText, (), (content))

/// A file that the app uploaded.
struct AppMedia {
  FileId media_id;
};
BOOST_DESCRIBE_STRUCT(AppMedia, (), (media_id))

struct AppVideo {
  FileId media_id;
  std::optional<Text<0, 128>> title;
  std::optional<Text<0, 512>> description;
};
BOOST_DESCRIBE_STRUCT(AppVideo, (), (media_id, title, description))

struct AppTextCard {
  Text<1, 128> title;
  Text<1, 512> description;
  Text<1, 2048> url;
  std::optional<Text<0, 4>> btntxt;
};
BOOST_DESCRIBE_STRUCT(AppTextCard, (), (title, description, url, btntxt))

struct AppArticle {
  Text<1, 128> title;
  std::optional<Text<0, 512>> description;
  Text<1, 2048> url;
  std::optional<Text<0, 2048>> picurl;
};
BOOST_DESCRIBE_STRUCT(AppArticle, (), (title, description, url, picurl))

struct AppNews {
  List<AppArticle, 1, 8> articles;
};
BOOST_DESCRIBE_STRUCT(AppNews, (), (articles))

struct AppMessage {
  AppMessageKind msgtype = AppMessageKind::text;
  std::optional<AppText> text;
  std::optional<AppMedia> image;
  std::optional<AppMedia> voice;
  std::optional<AppVideo> video;
  std::optional<AppMedia> file;
  std::optional<AppTextCard> text_card;
  std::optional<AppNews> news;
  std::optional<AppText> markdown;
  std::optional<TemplateCard> template_card;
};
BOOST_DESCRIBE_STRUCT(
    AppMessage, (), (msgtype, text, image, voice, video, file, text_card, news, markdown, template_card))

/// The message as the log takes it.
struct AppPost {
  conversations::MessageKind kind = conversations::MessageKind::text;
  Json body;
};

/// Raises invalid_argument naming the field of the request. Files are kept for later messages of the app.
AppPost translate(db::Tx& tx, const PrincipalId& app, const AppMessage& message);
/// The same of a card alone; `fresh` as for check_card().
AppPost card_post(db::Tx& tx, const PrincipalId& app, const TemplateCard& card, bool fresh);

/// "body.articles[1].image_url" -> "news.articles[1].picurl": the field of the request that became this one.
std::string field_of(const AppMessage& message, const std::string& field);

}  // namespace weft::platform
