// Checks and stores message bodies of every kind.
#include "conversations/bodies.hpp"

#include "conversations/store.hpp"
#include "conversations/store_entries.hpp"
#include <weft/base/crypto.hpp>
#include <weft/base/json.hpp>
#include <weft/conversations/groups.hpp>
#include <weft/identity/visibility.hpp>

namespace weft::conversations {
namespace {

struct TextBody {
  Text<1, kMaxText> text;
  std::optional<SeqField> reply_to;
  std::optional<List<PersonRef, 0, 200>> mentions;
  std::optional<bool> mention_all;
};
BOOST_DESCRIBE_STRUCT(TextBody, (), (text, reply_to, mentions, mention_all))

struct RichBody {
  Text<1, kMaxText> markdown;
  std::optional<SeqField> reply_to;
  std::optional<List<PersonRef, 0, 200>> mentions;
  std::optional<bool> mention_all;
};
BOOST_DESCRIBE_STRUCT(RichBody, (), (markdown, reply_to, mentions, mention_all))

struct LocationBody {
  double latitude;
  double longitude;
  Text<1, 200> name;
  std::optional<Text<0, 500>> address;
};
BOOST_DESCRIBE_STRUCT(LocationBody, (), (latitude, longitude, name, address))

struct LinkBody {
  Text<1, 2048> url;
  Text<1, 200> title;
  std::optional<Text<0, 500>> description;
  std::optional<Text<1, 2048>> image_url;
};
BOOST_DESCRIBE_STRUCT(LinkBody, (), (url, title, description, image_url))

struct ContactBody {
  PersonRef principal;
};
BOOST_DESCRIBE_STRUCT(ContactBody, (), (principal))

struct ForwardBody {
  ConversationId conversation;
  SeqField seq;
};
BOOST_DESCRIBE_STRUCT(ForwardBody, (), (conversation, seq))

/// Of image, file, voice and video; the server adds what it knows of the file. A title and a description are of videos.
struct FileBody {
  FileId file;
  std::optional<Text<1, 128>> title;
  std::optional<Text<1, 512>> description;
};
BOOST_DESCRIBE_STRUCT(FileBody, (), (file, title, description))

/// What an app shows as a card that leads somewhere.
struct TextCardBody {
  Text<1, 128> title;
  std::optional<Text<1, 512>> description;
  Text<1, 2048> url;
  std::optional<Text<1, 10>> button;
};
BOOST_DESCRIBE_STRUCT(TextCardBody, (), (title, description, url, button))

/// `card` is checked by the room of apps, whose it is. title and description: for lists, and for finding it.
struct TemplateCardBody {
  Text<1, 300> title;
  std::optional<Text<1, 1000>> description;
  Json card;
  std::optional<Text<1, 64>> replaced;  ///< what stands there instead of its buttons
};
BOOST_DESCRIBE_STRUCT(TemplateCardBody, (), (title, description, card, replaced))

struct Article {
  Text<1, 128> title;
  std::optional<Text<0, 512>> description;
  Text<1, 2048> url;
  std::optional<Text<1, 2048>> image_url;
};
BOOST_DESCRIBE_STRUCT(Article, (), (title, description, url, image_url))

struct NewsBody {
  List<Article, 1, 8> articles;
};
BOOST_DESCRIBE_STRUCT(NewsBody, (), (articles))

const std::string kPath = "body";

std::string body_path(const std::string& field) {
  return kPath + "." + field;
}

void need_url(const std::string& url, const std::string& field) {
  const bool scheme = url.starts_with("https://") || url.starts_with("http://");
  const bool clean = std::none_of(
      url.begin(), url.end(), [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f; });
  if (!scheme || !clean || url.find("//") + 2 >= url.size())
    refuse_field(body_path(field), "must be an http or https address without spaces");
}

/// The stored form of what was read: `kind` first, then the fields that were given.
Json stored(MessageKind kind, const Json& body) {
  Json json = body;
  for (auto it = json.begin(); it != json.end();)
    it = it->is_null() ? json.erase(it) : std::next(it);
  json["kind"] = boost::describe::enum_to_string(kind, "");
  return json;
}

template <class Body>
bool refers(const Body& body) {
  return body.reply_to || (body.mentions && body.mentions->size() > 0);
}

void check_location(const LocationBody& body) {
  if (!(std::abs(body.latitude) <= 90)) refuse_field(body_path("latitude"), "must be from -90 to 90");
  if (!(std::abs(body.longitude) <= 180)) refuse_field(body_path("longitude"), "must be from -180 to 180");
}

void check_link(const LinkBody& body) {
  need_url(body.url, "url");
  if (body.image_url) need_url(*body.image_url, "image_url");
}

void check_news(const NewsBody& body) {
  for (std::size_t i = 0; i < body.articles.size(); ++i) {
    const Article& article = body.articles.items[i];
    const std::string place = "articles[" + std::to_string(i) + "].";
    need_url(article.url, place + "url");
    if (article.image_url) need_url(*article.image_url, place + "image_url");
  }
}

void check_file(MessageKind kind, const FileBody& body) {
  if (kind == MessageKind::video) return;
  if (body.title) refuse_field(body_path("title"), "is of videos");
  if (body.description) refuse_field(body_path("description"), "is of videos");
}

/// Reads the body as its kind demands; true when it refers to something.
bool check_body(MessageKind kind, const Json& body) {
  switch (kind) {
    case MessageKind::text: return refers(read_json<TextBody>(body, kPath));
    case MessageKind::rich: return refers(read_json<RichBody>(body, kPath));
    case MessageKind::location: check_location(read_json<LocationBody>(body, kPath)); return false;
    case MessageKind::link: check_link(read_json<LinkBody>(body, kPath)); return false;
    case MessageKind::contact: read_json<ContactBody>(body, kPath); return true;
    case MessageKind::forward: read_json<ForwardBody>(body, kPath); return true;
    case MessageKind::news: check_news(read_json<NewsBody>(body, kPath)); return false;
    case MessageKind::image:
    case MessageKind::file:
    case MessageKind::voice:
    case MessageKind::video: check_file(kind, read_json<FileBody>(body, kPath)); return true;
    case MessageKind::text_card: need_url(read_json<TextCardBody>(body, kPath).url, "url"); return false;
    case MessageKind::template_card: read_json<TemplateCardBody>(body, kPath); return false;
  }
  return false;
}

void resolve_reply(db::Tx& tx, const ConversationId& conversation, const PrincipalId& actor, const SeqField& seq) {
  const auto entry = store::find_entry(tx, conversation, seq);
  if (!entry || entry->kind != "message" || !store::can_see(tx, conversation, actor, seq)) {
    refuse_field(body_path("reply_to"), "is not the seq of a message here");
  }
}

/// Who writes, for asking whom it sees. Its permissions are looked up where they matter.
api::Caller sender(const db::Tx& tx, const PrincipalId& actor) {
  api::Caller caller;
  caller.corp = tx.corp();
  caller.principal = actor;
  caller.permissions = api::PermissionSet::all();
  return caller;
}

Json resolve_mentions(
    db::Tx& tx, const ConversationId& conversation, const PrincipalId& actor, const List<PersonRef, 0, 200>& mentions) {
  Json list = Json::array();
  for (const PrincipalId& id :
       resolve_called(tx, sender(tx, actor), conversation, mentions.items, body_path("mentions")))
    list.push_back(id.str());
  return list;
}

template <class Body>
std::string resolve_text(
    db::Tx& tx, const ConversationId& conversation, const PrincipalId& actor, MessageKind kind, const Json& json) {
  const Body body = read_json<Body>(json, kPath);
  Json out = stored(kind, json);
  if (body.reply_to) resolve_reply(tx, conversation, actor, *body.reply_to);
  if (body.mentions) out["mentions"] = resolve_mentions(tx, conversation, actor, *body.mentions);
  return out.dump();
}

/// Whether customers see what is written there.
bool customers_read(db::Tx& tx, const ConversationId& conversation) {
  const auto head = store::find_head(tx, conversation);
  return head && (head->kind == Kind::customer || head->kind == Kind::customer_group);
}

/// What colleagues write about a customer, and no customer sees.
bool are_notes(db::Tx& tx, const ConversationId& conversation) {
  const auto head = store::find_head(tx, conversation);
  return head && head->kind == Kind::notes;
}

/// Somebody whom the sender does not see cannot be passed on.
std::string resolve_contact(
    db::Tx& tx, const ConversationId& conversation, const PrincipalId& actor, const Json& json) {
  const ContactBody body = read_json<ContactBody>(json, kPath);
  const PrincipalId id = identity::resolve_one(tx, body.principal, body_path("principal"));
  if (identity::visible(tx, identity::view_of(tx, sender(tx, actor)), std::span(&id, 1)).empty())
    throw ApiError(Errc::invalid_argument, "no such person: " + body.principal.value, body_path("principal"));
  identity::Principal principal = identity::load_principals(tx, std::span(&id, 1)).front();
  if (customers_read(tx, conversation)) principal = identity::public_card(std::move(principal));
  return Json{
      {"kind", "contact"},
      {"principal", id.str()},
      {"userid", principal.userid},
      {"name", principal.name},
      {"title", principal.title}}
      .dump();
}

/// The server copies the message: the sender cannot forge one, and the receiver needs no right on the source.
std::string resolve_forward(
    db::Tx& tx, const ConversationId& conversation, const PrincipalId& actor, const Json& json,
    Attachments* attachments) {
  const ForwardBody body = read_json<ForwardBody>(json, kPath);
  if (!store::find_participant(tx, body.conversation, actor))
    throw ApiError(Errc::not_found, "no such conversation", body_path("conversation"));
  if (are_notes(tx, body.conversation) && customers_read(tx, conversation))
    throw ApiError(Errc::forbidden, "customers read along here: notes are not passed on", body_path("conversation"));
  const auto entry = store::find_entry(tx, body.conversation, body.seq);
  if (!entry || entry->kind != "message" || !store::can_see(tx, body.conversation, actor, body.seq)) {
    throw ApiError(Errc::not_found, "no such message", body_path("seq"));
  }
  Json message = Json::parse(entry->body.text);
  if (message["kind"] == "recalled") throw ApiError(Errc::conflict, "the message was recalled", body_path("seq"));
  const bool again = message["kind"] == "forward";
  Json& content = again ? message["message"] : message;
  if (content["kind"] == "contact" && customers_read(tx, conversation)) content["userid"] = "";
  if (attachments && content.contains("file")) attachments->hold(tx, read_json<FileId>(content["file"]));
  if (again) return message.dump();  // passing on keeps the first author
  for (const char* local : {"reply_to", "mentions", "mention_all", "edited"})
    message.erase(local);
  return Json{
      {"kind", "forward"},
      {"actor", entry->actor.str()},
      {"at", to_rfc3339(entry->at)},
      {"message", std::move(message)}}
      .dump();
}

std::string resolve_file(
    db::Tx& tx, const PrincipalId& actor, MessageKind kind, const Json& json, Attachments* attachments) {
  const FileBody body = read_json<FileBody>(json, kPath);
  if (!attachments) refuse_field("kind", "cannot be sent here: this server keeps no files");
  Json out = attachments->resolve(tx, actor, kind, body.file, body_path("file"));
  out["kind"] = boost::describe::enum_to_string(kind, "");
  if (body.title) out["title"] = body.title->value;
  if (body.description) out["description"] = body.description->value;
  return out.dump();
}

}  // namespace

std::optional<std::string> plain_body(MessageKind kind, const Json& body) {
  if (check_body(kind, body)) return std::nullopt;
  return stored(kind, body).dump();
}

std::string resolve_body(
    db::Tx& tx, const ConversationId& conversation, const PrincipalId& actor, MessageKind kind, const Json& body,
    Attachments* attachments) {
  switch (kind) {
    case MessageKind::text: return resolve_text<TextBody>(tx, conversation, actor, kind, body);
    case MessageKind::rich: return resolve_text<RichBody>(tx, conversation, actor, kind, body);
    case MessageKind::contact: return resolve_contact(tx, conversation, actor, body);
    case MessageKind::forward: return resolve_forward(tx, conversation, actor, body, attachments);
    case MessageKind::image:
    case MessageKind::file:
    case MessageKind::voice:
    case MessageKind::video: return resolve_file(tx, actor, kind, body, attachments);
    case MessageKind::location:
    case MessageKind::link:
    case MessageKind::news:
    case MessageKind::text_card:
    case MessageKind::template_card: break;
  }
  return plain_body(kind, body).value();
}

bool calls_everybody(const Json& body) {
  return body.is_object() && body.contains("mention_all") && body["mention_all"] == true;
}

std::string send_digest(MessageKind kind, const Json& body) {
  const Digest digest = sha256(std::string(boost::describe::enum_to_string(kind, "")) + '\n' + body.dump());
  Uuid half;
  std::copy_n(digest.begin(), half.size(), half.begin());
  return to_string(half);
}

}  // namespace weft::conversations
