// Turns what a robot says into a message of the log.
#include "groups/robot_message.hpp"

#include "groups/robot_store.hpp"
#include <weft/directory/mobile.hpp>

#include <algorithm>
#include <set>

namespace weft::groups {
namespace {

using conversations::MessageKind;

constexpr std::string_view kEverybody = "@all";
constexpr auto kMediaLife = std::chrono::hours(72);  // as long as WeCom's media_id is good

std::string key_of(std::string userid) {
  std::transform(userid.begin(), userid.end(), userid.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return userid;
}

void need_bytes(const std::string& text, const std::string& field, std::size_t most) {
  if (text.size() > most) refuse_field(field, "must have at most " + std::to_string(most) + " bytes");
}

/// The next `<@userid>` in a text from `at` on.
struct Tag {
  std::size_t begin = std::string::npos, end = 0;
  std::string userid;
};
Tag next_tag(const std::string& text, std::size_t at) {
  for (Tag tag{text.find("<@", at), 0, {}}; tag.begin != std::string::npos;
       tag.begin = text.find("<@", tag.begin + 2)) {
    const auto close = text.find('>', tag.begin);
    if (close == std::string::npos) break;
    tag.userid = text.substr(tag.begin + 2, close - tag.begin - 2);
    if (tag.userid.empty() || tag.userid.size() > 64 || tag.userid.find_first_of(" \n<") != std::string::npos) continue;
    tag.end = close + 1;
    return tag;
  }
  return {};
}

/// Whom a message calls: by name in its lists, and by `<@userid>` in its text.
class Mentions {
 public:
  void add_userids(const std::optional<RobotMentions>& list) { add(list, userids_); }
  void add_mobiles(const std::optional<RobotMentions>& list) { add(list, mobiles_); }
  void add_tags(const std::string& text) {
    for (Tag tag = next_tag(text, 0); !tag.userid.empty(); tag = next_tag(text, tag.end))
      userids_.push_back(tag.userid);
  }

  void look_up(db::Tx& tx, const ConversationId& group) {
    std::vector<std::string> userid_keys, mobile_keys;
    for (const std::string& userid : userids_)
      userid_keys.push_back(key_of(userid));
    for (const std::string& mobile : mobiles_)
      if (const auto key = directory::mobile_key(mobile)) mobile_keys.push_back(*key);
    if (!userid_keys.empty() || !mobile_keys.empty())
      present_ = store::present_among(tx, group, userid_keys, mobile_keys);
  }

  /// The text with names in place of tags; what names nobody here stays as it is.
  std::string with_names(const std::string& text) const {
    std::string out;
    std::size_t at = 0;
    for (Tag tag = next_tag(text, 0); !tag.userid.empty(); tag = next_tag(text, tag.end)) {
      const auto* person = by_userid(tag.userid);
      out += text.substr(at, tag.begin - at);
      out += person == nullptr ? text.substr(tag.begin, tag.end - tag.begin) : "@" + person->name;
      at = tag.end;
    }
    return out + text.substr(at);
  }

  void write_to(RobotPost& post) const {
    Json ids = Json::array();
    for (const store::Present& person : present_)
      ids.push_back(person.id.str());
    if (!ids.empty()) post.body["mentions"] = std::move(ids);
    if (everybody_) post.body["mention_all"] = true;
    std::set<std::string> missing;
    for (const std::string& userid : userids_)
      if (by_userid(userid) == nullptr) missing.insert(userid);
    for (const std::string& mobile : mobiles_)
      if (!has_mobile(mobile)) missing.insert(mobile);
    post.not_mentioned.assign(missing.begin(), missing.end());
  }

 private:
  void add(const std::optional<RobotMentions>& list, std::vector<std::string>& to) {
    if (!list) return;
    for (const auto& name : *list) {
      if (name.value == kEverybody) {
        everybody_ = true;
      } else {
        to.push_back(name.value);
      }
    }
  }
  const store::Present* by_userid(const std::string& userid) const {
    const auto found = std::find_if(present_.begin(), present_.end(), [key = key_of(userid)](const auto& person) {
      return person.userid_key == key;
    });
    return found == present_.end() ? nullptr : &*found;
  }
  bool has_mobile(const std::string& mobile) const {
    const auto key = directory::mobile_key(mobile);
    return key &&
           std::any_of(present_.begin(), present_.end(), [&](const auto& one) { return one.mobile_key == *key; });
  }

  std::vector<std::string> userids_, mobiles_;
  std::vector<store::Present> present_;
  bool everybody_ = false;
};

RobotPost text_post(db::Tx& tx, const ConversationId& group, const RobotText& text) {
  need_bytes(text.content, "text.content", kRobotText);
  Mentions mentions;
  mentions.add_userids(text.mentioned_list);
  mentions.add_mobiles(text.mentioned_mobile_list);
  mentions.add_tags(text.content);
  mentions.look_up(tx, group);
  RobotPost post{MessageKind::text, {{"text", mentions.with_names(text.content)}}, {}};
  mentions.write_to(post);
  return post;
}

RobotPost markdown_post(db::Tx& tx, const ConversationId& group, const RobotMarkdown& markdown) {
  need_bytes(markdown.content, "markdown.content", kRobotMarkdown);
  Mentions mentions;
  mentions.add_tags(markdown.content);
  mentions.look_up(tx, group);
  RobotPost post{MessageKind::rich, {{"markdown", mentions.with_names(markdown.content)}}, {}};
  mentions.write_to(post);
  return post;
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
    case RobotKind::file: break;
  }
  return MessageKind::file;
}

RobotPost translate(
    db::Tx& tx, const PrincipalId& robot, const ConversationId& group, const RobotMessage& message,
    files::Files* files) {
  need_nothing_else(message);
  switch (message.msgtype) {
    case RobotKind::text: return text_post(tx, group, need(message.text, message.msgtype));
    case RobotKind::markdown: return markdown_post(tx, group, need(message.markdown, message.msgtype));
    case RobotKind::image: return image_post(tx, robot, need(message.image, message.msgtype), files);
    case RobotKind::news: return news_post(need(message.news, message.msgtype));
    case RobotKind::file: break;
  }
  const RobotFile& file = need(message.file, message.msgtype);
  keep_for_later(tx, robot, file.media_id, "file.media_id");
  return {MessageKind::file, {{"file", file.media_id.str()}}, {}};
}

std::string field_of(const RobotMessage& message, const std::string& field) {
  if (!field.starts_with("body.")) return field;
  std::string name = field;
  const std::string kind = boost::describe::enum_to_string(message.msgtype, "");
  replace(name, "body.", kind + ".");
  replace(name, "text.text", "text.content");
  replace(name, "markdown.markdown", "markdown.content");
  replace(name, ".image_url", ".picurl");
  replace(name, "image.file", message.image && message.image->media_id ? "image.media_id" : "image.base64");
  replace(name, "file.file", "file.media_id");
  return name;
}

}  // namespace weft::groups
