// Greetings: checking and keeping them, filling in names, and saying them message by message.
#include "customers/library/placeholders.hpp"
#include <weft/base/error.hpp>
#include <weft/base/json.hpp>
#include <weft/conversations/posts.hpp>
#include <weft/customers/greetings.hpp>
#include <weft/customers/sayings.hpp>

#include <algorithm>

namespace weft::customers {
namespace {

using conversations::MessageKind;

std::map<std::string, std::string> values_of(const Places& places) {
  return {{"name", places.name}, {"employee", places.employee}, {"company", places.company}, {"state", places.state}};
}

MessageKind message_kind(ExtraKind kind) {
  switch (kind) {
    case ExtraKind::image: return MessageKind::image;
    case ExtraKind::video: return MessageKind::video;
    case ExtraKind::file: return MessageKind::file;
    case ExtraKind::link: break;
  }
  return MessageKind::link;
}

void check_link(const Extra& extra, const std::string& field) {
  if (extra.file) refuse_field(field + ".file", "a link has no file");
  if (!extra.url) refuse_field(field + ".url", "is missing");
  if (!extra.title) refuse_field(field + ".title", "is missing");
  for (const auto& [name, url] : {std::pair("url", extra.url), std::pair("image_url", extra.image_url)}) {
    if (!url) continue;
    const std::string& text = url->value;
    const bool web = text.starts_with("https://") || text.starts_with("http://");
    const bool clean = std::none_of(text.begin(), text.end(), [](unsigned char c) { return c <= 0x20 || c == 0x7f; });
    if (!web || !clean) refuse_field(field + "." + name, "must be an http or https address without spaces");
  }
}

/// Who put the file there: before, or now.
PrincipalId owner_of(
    db::Tx& tx, const Extra& extra, const std::map<FileId, PrincipalId>& before, const PrincipalId& by,
    conversations::Attachments* attachments, const std::string& field) {
  if (extra.url || extra.title || extra.description || extra.image_url)
    refuse_field(field, "only a link has url, title, description and image_url");
  if (!extra.file) refuse_field(field + ".file", "is missing");
  if (!attachments) refuse_field(field + ".file", "this server keeps no files");
  const auto known = before.find(*extra.file);
  const PrincipalId owner = known == before.end() ? by : known->second;
  attachments->resolve(tx, owner, message_kind(extra.kind), *extra.file, field + ".file");
  return owner;
}

/// Lets the speaker use what somebody else put there.
class AsOwner final : public conversations::Attachments {
 public:
  AsOwner(conversations::Attachments& inner, const PrincipalId& owner) : inner_(inner), owner_(owner) {}
  Json resolve(
      db::Tx& tx, const PrincipalId&, MessageKind kind, const FileId& file, const std::string& field) override {
    return inner_.resolve(tx, owner_, kind, file, field);
  }
  void hold(db::Tx& tx, const FileId& file) override { inner_.hold(tx, file); }

 private:
  conversations::Attachments& inner_;
  PrincipalId owner_;
};

/// One message; left out when the words or the file do not allow it.
void post_or_skip(
    db::Tx& tx, const Saying& saying, MessageKind kind, Json body, conversations::Screen* screen,
    conversations::Attachments* attachments) {
  conversations::Post post;
  post.conversation = saying.conversation;
  post.actor = saying.speaker;
  post.kind = kind;
  post.body = std::move(body);
  post.client_id = to_string(make_uuid());
  try {
    db::Savepoint savepoint(tx);
    conversations::post(tx, post, screen, attachments);
    savepoint.release();
  } catch (const ApiError& error) {
    const bool left_out = error.code() == Errc::content_blocked || error.code() == Errc::not_found ||
                          error.code() == Errc::invalid_argument;
    if (!left_out) throw;
  }
}

Json link_body(const Json& extra) {
  Json body;
  for (const char* field : {"url", "title", "description", "image_url"})
    if (const auto it = extra.find(field); it != extra.end() && !it->is_null()) body[field] = *it;
  return body;
}

}  // namespace

KeptGreeting keep_greeting(
    db::Tx& tx, const Greeting& greeting, const std::optional<KeptGreeting>& kept, const PrincipalId& by,
    conversations::Attachments* attachments, const std::string& field) {
  const bool empty = !greeting.attachments || greeting.attachments->size() == 0;
  if (!greeting.text && empty) refuse_field(field, "needs a text or attachments");
  const auto before = kept ? files_of(*kept) : std::map<FileId, PrincipalId>();
  Json stored = Json::parse(to_json_text(greeting));
  for (std::size_t i = 0; !empty && i < greeting.attachments->size(); ++i) {
    const Extra& extra = greeting.attachments->items[i];
    const std::string place = field + ".attachments[" + std::to_string(i) + "]";
    if (extra.kind == ExtraKind::link)
      check_link(extra, place);
    else
      stored["attachments"][i]["by"] = owner_of(tx, extra, before, by, attachments, place).str();
  }
  return {stored.dump()};
}

Greeting greeting_of(const KeptGreeting& kept) {
  Json stored = Json::parse(kept.text);
  if (stored.at("attachments").is_array())
    for (Json& extra : stored.at("attachments"))
      extra.erase("by");
  return read_json<Greeting>(stored);
}

std::map<FileId, PrincipalId> files_of(const KeptGreeting& kept) {
  std::map<FileId, PrincipalId> files;
  const Json stored = Json::parse(kept.text);
  if (!stored.at("attachments").is_array()) return files;
  for (const Json& extra : stored.at("attachments"))
    if (extra.contains("by"))
      files.emplace(read_json<FileId>(extra.at("file")), read_json<PrincipalId>(extra.at("by")));
  return files;
}

std::vector<Line> lines_of(const KeptGreeting& kept) {
  std::vector<Line> lines;
  const Json stored = Json::parse(kept.text);
  if (stored.at("text").is_string()) lines.push_back({MessageKind::text, {{"text", stored.at("text")}}, {}});
  if (!stored.at("attachments").is_array()) return lines;
  for (const Json& extra : stored.at("attachments")) {
    const auto kind = message_kind(read_json<ExtraKind>(extra.at("kind")));
    if (kind == MessageKind::link)
      lines.push_back({kind, link_body(extra), {}});
    else
      lines.push_back({kind, {{"file", extra.at("file")}}, read_json<PrincipalId>(extra.at("by"))});
  }
  return lines;
}

std::string filled(const std::string& text, const Places& places) {
  return library::filled(text, values_of(places));
}

void say(
    db::Tx& tx, const Saying& saying, const KeptGreeting& kept, conversations::Screen* screen,
    conversations::Attachments* attachments) {
  for (Line& line : lines_of(kept)) {
    if (line.kind == MessageKind::text) line.body["text"] = filled(line.body["text"], saying.places);
    if (line.by && !attachments) continue;
    std::optional<AsOwner> as_owner;
    if (line.by) as_owner.emplace(*attachments, *line.by);
    post_or_skip(tx, saying, line.kind, std::move(line.body), screen, as_owner ? &*as_owner : nullptr);
  }
}

}  // namespace weft::customers
