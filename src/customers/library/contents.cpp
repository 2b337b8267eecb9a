// What contents must look like, and who sees them.
#include "customers/library/contents.hpp"

#include <weft/base/json.hpp>

#include <algorithm>

namespace weft::customers::library {
namespace {

void check_url(const std::string& url, const std::string& field) {
  const bool web = url.starts_with("https://") || url.starts_with("http://");
  const bool plain = std::none_of(url.begin(), url.end(), [](unsigned char c) { return c <= ' ' || c == 0x7f; });
  if (!web || !plain || url.size() < 10) refuse_field(field, "must be an http or https address without spaces");
}

void check_sections(const std::vector<Section>& sections) {
  for (std::size_t i = 0; i < sections.size(); ++i) {
    const std::string field = "body.sections[" + std::to_string(i) + "]";
    if (!sections[i].title && !sections[i].text && !sections[i].url) refuse_field(field, "says nothing");
    if (sections[i].label && !sections[i].url) refuse_field(field + ".url", "is needed below a label");
    if (sections[i].url) check_url(*sections[i].url, field + ".url");
  }
}

void check_has(bool has, bool needed, const std::string& field) {
  if (has == needed) return;
  refuse_field("body." + field, needed ? "is needed for this kind" : "is not for this kind");
}

}  // namespace

void check_body(ContentKind kind, const ContentBody& body) {
  check_has(body.text.has_value(), kind == ContentKind::article, "text");
  check_has(body.url.has_value(), kind == ContentKind::link, "url");
  check_has(body.file.has_value(), kind == ContentKind::file, "file");
  check_has(body.sections.has_value(), kind == ContentKind::mini_page, "sections");
  if (body.url) check_url(*body.url, "body.url");
  if (body.sections) check_sections(body.sections->items);
}

store::Reader reader_of(db::Tx& tx, const api::Caller& caller) {
  return {caller.principal, store::chain_of(tx, caller.principal), caller.may(api::Permission::library_manage)};
}

store::Content need_content(db::Tx& tx, const api::Caller& caller, const ContentId& id) {
  auto content = store::load_content(tx, id, reader_of(tx, caller));
  if (!content || content->deleted) throw ApiError(Errc::not_found, "no such content", "content");
  return std::move(*content);
}

ContentBody body_of(db::Tx& tx, const store::Content& content) {
  return read_json<ContentBody>(parse_json(store::load_version(tx, content.id, content.version).value().body.text));
}

ContentView view_of(db::Tx& tx, const store::Content& content) {
  return {content.id,         content.kind,        content.version,   body_of(tx, content),
          content.everybody,  content.departments, content.members,   content.opens,
          content.created_by, content.created_at,  content.updated_at};
}

api::Caller holder_of(db::Tx& tx, const ContentId& content) {
  api::Caller caller;
  caller.corp = tx.corp();
  caller.principal = PrincipalId::parse(content.str()).value();
  return caller;
}

}  // namespace weft::customers::library
