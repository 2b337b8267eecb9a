// What a customer sees of an article, a link, a file or a mini page: text as it was written, never markup.
#include "app/content_page.hpp"

#include "app/join_html.hpp"
#include <weft/base/json.hpp>

namespace weft::app {
namespace {

using gateway::PageAnswer;
using gateway::PageRequest;
using Reply = std::function<void(PageAnswer)>;

constexpr std::string_view kPath = "/k/";

std::string text_in(const Json& object, const char* field) {
  const auto found = object.find(field);
  return found == object.end() || !found->is_string() ? "" : found->get<std::string>();
}

std::string text_block(const std::string& text) {
  return text.empty() ? "" : "<p class=\"text\">" + escape_html(text) + "</p>";
}

/// Only http and https come here; the page that is opened does not learn which one led to it.
std::string anchor(const std::string& url, std::string_view text) {
  return "<p><a rel=\"noopener noreferrer nofollow\" href=\"" + escape_html(url) + "\">" + escape_html(text) +
         "</a></p>";
}

std::string sections_of(Language language, const Json& body) {
  std::string html;
  const auto sections = body.find("sections");
  if (sections == body.end() || !sections->is_array()) return html;
  for (const Json& section : *sections) {
    const std::string title = text_in(section, "title"), url = text_in(section, "url"),
                      label = text_in(section, "label");
    if (!title.empty()) html += "<h2>" + escape_html(title) + "</h2>";
    html += text_block(text_in(section, "text"));
    if (!url.empty()) html += anchor(url, label.empty() ? word(language, Word::open_link) : label);
  }
  return html;
}

PageAnswer trouble_of(Language language, const ApiError& error) {
  const auto say = [&](int status, Word title, Word text) {
    return PageAnswer{status, text_page(language, word(language, title), word(language, text))};
  };
  switch (error.code()) {
    case Errc::rate_limited: return say(429, Word::busy_title, Word::busy_text);
    case Errc::busy:
    case Errc::unavailable:
    case Errc::internal: return say(503, Word::busy_title, Word::busy_text);
    default: return say(404, Word::gone_title, Word::gone_text);
  }
}

}  // namespace

std::string content_page(Language language, const Json& shared, const std::string& code) {
  const Json& body = shared.at("body");
  std::string html = text_block(text_in(body, "summary")) + text_block(text_in(body, "text"));
  if (const std::string url = text_in(body, "url"); !url.empty()) {
    html += text_block(url) + anchor(url, word(language, Word::open_link));
  }
  if (!text_in(body, "file").empty())
    html += anchor("/api/v1/content-links/" + code + "/file", word(language, Word::download));
  html += sections_of(language, body);
  const std::string company = text_in(shared, "company");
  return html_page(
      language, text_in(body, "title"),
      html + "<small>" + escape_html(phrase(language, Word::shared_by, company)) + "</small>");
}

gateway::Site content_site(const api::Registry& registry, api::Dispatcher& dispatcher) {
  gateway::Site site;
  site.has = [](std::string_view path) { return path.starts_with(kPath); };
  site.answer = [&registry, &dispatcher](PageRequest request, Reply reply) {
    const Language language = language_of(request.languages);
    const std::string code = request.path.substr(kPath.size());
    api::Dispatcher::Call call;
    call.operation = registry.find("content_link.look");
    call.input = std::make_shared<Json>(Json{{"code", code}});
    call.address = request.address;
    call.request_id = request.request_id;
    dispatcher.dispatch(std::move(call), [language, code, reply](const api::Outcome& outcome) {
      if (const auto* error = std::get_if<ApiError>(&outcome)) return reply(trouble_of(language, *error));
      reply({200, content_page(language, Json::parse(std::get<std::string>(outcome)), code)});
    });
  };
  return site;
}

gateway::Site both_sites(gateway::Site one, gateway::Site other) {
  gateway::Site site;
  site.has = [first = one.has, second = other.has](std::string_view path) { return first(path) || second(path); };
  site.answer = [one, other](PageRequest request, Reply reply) {
    const gateway::Site& owner = one.has(request.path) ? one : other;
    owner.answer(std::move(request), std::move(reply));
  };
  return site;
}

}  // namespace weft::app
