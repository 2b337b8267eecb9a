// What a robot says, in the form of WeCom's webhooks, and how it becomes a message.
#pragma once
#include <weft/base/fields.hpp>
#include <weft/base/json.hpp>
#include <weft/conversations/posts.hpp>
#include <weft/conversations/template_card.hpp>
#include <weft/files/files.hpp>
#include <weft/groups/mentions.hpp>

#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <vector>

namespace weft::groups {

// Limits as WeCom states them: https://developer.work.weixin.qq.com/document/path/91770
inline constexpr std::size_t kRobotText = 2048;         // bytes
inline constexpr std::size_t kRobotMarkdown = 4096;     // bytes
inline constexpr std::size_t kRobotPicture = 2 << 20;   // bytes before base64
inline constexpr std::size_t kRobotRequest = 3U << 20;  // bytes: such a picture in base64, and the rest

enum class RobotKind { text, markdown, image, news, file, markdown_v2, voice, template_card };
BOOST_DESCRIBE_ENUM(RobotKind, text, markdown, image, news, file, markdown_v2, voice, template_card)

struct RobotText {
  Text<1, kRobotText> content;
  std::optional<MentionList> mentioned_list;
  std::optional<MentionList> mentioned_mobile_list;
};
BOOST_DESCRIBE_STRUCT(RobotText, (), (content, mentioned_list, mentioned_mobile_list))

struct RobotMarkdown {
  Text<1, kRobotMarkdown> content;
};
BOOST_DESCRIBE_STRUCT(RobotMarkdown, (), (content))

/// The bytes and their digest, or a file that was uploaded.
struct RobotImage {
  std::optional<Text<1, kRobotRequest>> base64;
  std::optional<Text<32, 32>> md5;
  std::optional<FileId> media_id;
};
BOOST_DESCRIBE_STRUCT(RobotImage, (), (base64, md5, media_id))

struct RobotArticle {
  Text<1, 128> title;
  std::optional<Text<0, 512>> description;
  Text<1, 2048> url;
  std::optional<Text<0, 2048>> picurl;
};
BOOST_DESCRIBE_STRUCT(RobotArticle, (), (title, description, url, picurl))

struct RobotNews {
  List<RobotArticle, 1, 8> articles;
};
BOOST_DESCRIBE_STRUCT(RobotNews, (), (articles))

struct RobotFile {
  FileId media_id;
};
BOOST_DESCRIBE_STRUCT(RobotFile, (), (media_id))

struct RobotMessage {
  RobotKind msgtype = RobotKind::text;
  std::optional<RobotText> text;
  std::optional<RobotMarkdown> markdown;
  std::optional<RobotImage> image;
  std::optional<RobotNews> news;
  std::optional<RobotFile> file;
  std::optional<RobotMarkdown> markdown_v2;
  std::optional<RobotFile> voice;
  std::optional<conversations::TemplateCard> template_card;
};
BOOST_DESCRIBE_STRUCT(RobotMessage, (), (msgtype, text, markdown, image, news, file, markdown_v2, voice, template_card))

/// The message as the log takes it.
struct RobotPost {
  conversations::MessageKind kind = conversations::MessageKind::text;
  Json body;
  std::vector<std::string> not_mentioned;  ///< who was to be mentioned and is not in the group
};

/// The kind of message that it becomes.
conversations::MessageKind kind_of(RobotKind kind);

/// Raises invalid_argument naming the field of the request. A picture is stored as a file of the robot.
RobotPost translate(
    db::Tx& tx, const PrincipalId& robot, const ConversationId& group, const RobotMessage& message,
    files::Files* files);

/// "body.articles[1].image_url" -> "news.articles[1].picurl": the field of the request that became this one.
std::string field_of(const RobotMessage& message, const std::string& field);

// robot_picture.cpp

/// Raises invalid_argument unless `base64` is the picture that `md5` is the digest of, of at most kRobotPicture bytes.
std::string decode_picture(const std::string& base64, const std::string& md5);

}  // namespace weft::groups
