// Requests for the pages of a site: forms in, pages with a strict policy out.
#include "gateway/visits.hpp"

#include "gateway/credentials.hpp"
#include "gateway/pages.hpp"
#include "gateway/text.hpp"

namespace weft::gateway {
namespace {

constexpr std::size_t kLargestForm = 16 << 10;
constexpr std::string_view kForm = "application/x-www-form-urlencoded";

PageRequest page_request(const HttpRequest& request, const std::string& request_id) {
  PageRequest page;
  page.post = request.method == "POST";
  page.path = request.path;
  page.languages = request.accept_language;
  page.address = request.address;
  page.request_id = request_id;
  page.device = request.user_agent;
  if (const Presented who = presented(request); who.by_cookie) page.visitor = who.credential;
  auto query = read_query(request.query);
  if (!query) throw ApiError(Errc::invalid_argument, "the query is not well-formed");
  page.query = std::move(*query);
  if (!page.post) return page;
  if (!same_word(trim(std::string_view(request.content_type).substr(0, request.content_type.find(';'))), kForm))
    throw ApiError(Errc::unsupported_media_type, "a form is needed");
  if (request.body.size() > kLargestForm) throw ApiError(Errc::payload_too_large);
  auto fields = read_query(request.body);
  if (!fields) throw ApiError(Errc::invalid_argument, "the form is not well-formed");
  page.fields = std::move(*fields);
  return page;
}

HttpAnswer http_answer(PageAnswer page, bool tls) {
  HttpAnswer answer;
  answer.status = page.status;
  answer.type = "text/html; charset=utf-8";
  answer.with("Content-Security-Policy", content_policy(page.html, "'self'"))
      .with("Referrer-Policy", "no-referrer")  // a code stands in the address
      .with("X-Robots-Tag", "noindex")
      .with("Vary", "Accept-Language")
      .with("Cache-Control", "no-store");
  if (page.session) answer.with("Set-Cookie", session_cookie(page.session->token, page.session->seconds, tls));
  if (!page.location.empty()) answer.with("Location", page.location);
  answer.body = std::move(page.html);
  return answer;
}

}  // namespace

void visit(const Site& site, const HttpRequest& request, const std::string& request_id, HttpReplyTo done) {
  try {
    if (request.method != "GET" && request.method != "HEAD" && request.method != "POST")
      return done(problem_answer(ApiError(Errc::method_not_allowed), request_id).with("Allow", "GET, HEAD, POST"));
    site.answer(page_request(request, request_id), [done, tls = request.tls](PageAnswer page) {
      done(http_answer(std::move(page), tls));
    });
  } catch (const ApiError& error) {
    done(problem_answer(error, request_id));
  }
}

}  // namespace weft::gateway
