// /, /docs, /openapi.json, /healthz, /readyz, /metrics.
#include "gateway/pages.hpp"

#include <weft/base/crypto.hpp>

#include <nlohmann/json.hpp>

namespace weft::gateway {
namespace {

constexpr const char* kStart = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Weft</title></head>
<body><h1>Weft</h1><p>This is a Weft messaging server.</p>
<ul><li><a href="/docs">Documentation of the API</a></li><li><a href="/openapi.json">The same for machines (OpenAPI 3.1)</a></li></ul></body></html>
)";

std::string standard_base64_digest(std::string_view text) {
  const Digest digest = sha256(text);
  std::string out = base64url(std::string_view(reinterpret_cast<const char*>(digest.data()), digest.size()));
  for (char& c : out)
    c = c == '-' ? '+' : c == '_' ? '/' : c;
  return out + "=";  // 32 bytes: 43 characters and one of padding
}

}  // namespace

std::string content_policy(std::string_view html, std::string_view forms) {
  std::string styles;
  for (auto at = html.find("<style>"); at != std::string_view::npos; at = html.find("<style>", at + 1)) {
    const auto begin = at + std::string_view("<style>").size();
    const auto end = html.find("</style>", begin);
    if (end == std::string_view::npos) break;
    styles += " 'sha256-" + standard_base64_digest(html.substr(begin, end - begin)) + "'";
  }
  return "default-src 'none'; style-src" + (styles.empty() ? " 'none'" : styles) + "; base-uri 'none'; form-action " +
         std::string(forms) + "; frame-ancestors 'none'";
}

Pages::Pages(
    const api::Registry& registry, const Metrics& metrics, std::string_view version,
    std::function<std::string()> trouble)
    : metrics_(metrics), trouble_(std::move(trouble)) {
  add("/", "text/html; charset=utf-8", kStart);
  add("/docs", "text/html; charset=utf-8", api::docs_page(registry, version));
  add("/openapi.json", "application/json", api::openapi(registry, version).dump());
}

void Pages::add(const std::string& path, std::string type, std::string body) {
  Fixed page;
  page.etag = "\"" + hex(sha256(body)).substr(0, 32) + "\"";
  if (type.starts_with("text/html")) page.policy = content_policy(body);
  page.type = std::move(type);
  page.body = std::move(body);
  fixed_.emplace(path, std::move(page));
}

HttpAnswer Pages::fixed(const HttpRequest& request, const Fixed& page) {
  HttpAnswer answer;
  answer.type = page.type;
  answer.with("ETag", page.etag).with("Cache-Control", "no-cache");
  if (!page.policy.empty()) answer.with("Content-Security-Policy", page.policy).with("Referrer-Policy", "no-referrer");
  if (request.if_none_match.find(page.etag) != std::string::npos) {
    answer.status = 304;
  } else {
    answer.body = page.body;
  }
  return answer;
}

HttpAnswer Pages::ready() const {
  const std::string trouble = draining_ ? "the server is stopping" : trouble_ ? trouble_() : "";
  HttpAnswer answer;
  answer.status = trouble.empty() ? 200 : 503;
  answer.body = nlohmann::json{{"ready", trouble.empty()}, {"trouble", trouble}}.dump();
  if (!trouble.empty()) answer.with("Retry-After", "1");
  return answer;
}

std::optional<HttpAnswer> Pages::answer(const HttpRequest& request, std::string_view request_id) const {
  const auto page = fixed_.find(request.path);
  const bool health = request.path == "/healthz";
  const bool readiness = request.path == "/readyz";
  const bool figures = request.path == "/metrics";
  if (page == fixed_.end() && !health && !readiness && !figures) return std::nullopt;
  if (request.method != "GET" && request.method != "HEAD") {
    return problem_answer(ApiError(Errc::method_not_allowed), request_id).with("Allow", "GET, HEAD");
  }
  if (page != fixed_.end()) return fixed(request, page->second);
  HttpAnswer answer;
  if (readiness) answer = ready();
  if (health) answer.body = R"({"alive":true})";
  if (figures) {
    answer.type = "text/plain; version=0.0.4; charset=utf-8";
    answer.body = metrics_.text();
  }
  return answer.with("Cache-Control", "no-store");
}

}  // namespace weft::gateway
