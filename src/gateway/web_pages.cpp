// The pages that run in the browser: which file a path is, how long it is kept, and under which policy it runs.
#include "gateway/web_pages.hpp"

#include "gateway/text.hpp"

#include <algorithm>

namespace weft::gateway {
namespace {

constexpr std::string_view kCustomer = "/c/", kManifest = "/app.webmanifest", kAssets = "/assets/";
constexpr std::string_view kSnippet = "/weft.js";

/// Only what this server sends runs, and it talks to this server only. Pictures and sound are fetched with the
/// visitor's token and shown as blobs.
constexpr std::string_view kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'; frame-ancestors ";

bool is_code(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
  };
  return !text.empty() && text.size() <= 128 && std::all_of(text.begin(), text.end(), fits);
}

/// What a path below /c/ is: the page (with or without a slash at its end), or the manifest beside it.
enum class Customer { none, page, manifest };
Customer customer(std::string_view path) {
  if (!path.starts_with(kCustomer)) return Customer::none;
  path.remove_prefix(kCustomer.size());
  const auto slash = path.find('/');
  if (!is_code(path.substr(0, slash))) return Customer::none;
  if (slash == std::string_view::npos || slash + 1 == path.size()) return Customer::page;
  return path.substr(slash) == kManifest ? Customer::manifest : Customer::none;
}

bool wants_frame(const HttpRequest& request) {
  const auto fields = read_query(request.query);
  return fields &&
         std::any_of(fields->begin(), fields->end(), [](const auto& field) { return field.first == "embed"; });
}

/// `https://host` or `http://host`, perhaps with a port: nothing that would end the directive or begin another.
bool is_origin(std::string_view text) {
  const std::string_view rest = text.starts_with("https://")  ? text.substr(8)
                                : text.starts_with("http://") ? text.substr(7)
                                                              : std::string_view{};
  const auto fits = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' ||
           c == ':';
  };
  return !rest.empty() && std::all_of(rest.begin(), rest.end(), fits);
}

std::string policy_of(const std::vector<std::string>& origins) {
  std::string list;
  for (const std::string& origin : origins)
    if (is_origin(origin)) list.append(list.empty() ? "" : " ").append(origin);
  return list.empty() ? "'none'" : list;
}

HttpAnswer answer_with(const HttpRequest& request, const WebFile& file, std::string_view kept) {
  const WebForm form = form_for(file, request.accept_encoding);
  const std::string etag = "\"" + file.etag + (form.encoding.empty() ? "" : "-" + std::string(form.encoding)) + "\"";
  HttpAnswer answer;
  answer.type = file.type;
  answer.with("ETag", etag).with("Cache-Control", std::string(kept)).with("Vary", "Accept-Encoding");
  if (list_holds(request.if_none_match, etag) || list_holds(request.if_none_match, "W/" + etag)) {
    answer.status = 304;
    return answer;
  }
  if (!form.encoding.empty()) answer.with("Content-Encoding", std::string(form.encoding));
  answer.body = *form.body;
  return answer;
}

}  // namespace

WebPages::WebPages(Web web) : files_(web.directory), web_(std::move(web)) {}

HttpAnswer WebPages::page(const HttpRequest& request, std::string_view framed_by) const {
  const WebFile* file = files_.find("customer.html");
  if (file == nullptr) throw ApiError(Errc::unavailable, "the built pages are not installed on this server");
  return answer_with(request, *file, "no-cache")
      .with("Content-Security-Policy", std::string(kPolicy) + std::string(framed_by))
      .with("Permissions-Policy", "camera=(), microphone=(self), geolocation=(self)")
      .with("Referrer-Policy", "no-referrer")  // a code stands in the address
      .with("X-Robots-Tag", "noindex");
}

std::optional<HttpAnswer> WebPages::answer(const HttpRequest& request, std::string_view request_id) const {
  const std::string_view path = request.path;
  const Customer which = customer(path);
  const bool snippet = path == kSnippet;
  const WebFile* file = nullptr;
  if (path.starts_with(kAssets) || snippet) file = files_.find(path.substr(1));
  if (which == Customer::manifest) file = files_.find("app.webmanifest");
  if (which != Customer::page && file == nullptr) return std::nullopt;
  if (request.method != "GET" && request.method != "HEAD")
    return problem_answer(ApiError(Errc::method_not_allowed), request_id).with("Allow", "GET, HEAD");
  if (asks(request)) return std::nullopt;
  try {
    if (which == Customer::page) return page(request, "'none'");
  } catch (const ApiError& error) {
    return problem_answer(error, request_id);
  }
  if (which == Customer::manifest) return answer_with(request, *file, "no-cache");
  // A name that holds a digest of the content never means anything else. The snippet's name stands in other people's
  // pages: it is asked for again after some minutes.
  HttpAnswer answer = answer_with(
      request, *file, snippet ? "public, max-age=600" : "public, max-age=31536000, immutable");
  if (snippet) answer.with("Cross-Origin-Resource-Policy", "cross-origin");
  return answer;
}

bool WebPages::asks(const HttpRequest& request) const {
  return web_.framed_by && (request.method == "GET" || request.method == "HEAD") &&
         customer(request.path) == Customer::page && wants_frame(request);
}

void WebPages::ask(const HttpRequest& request, const std::string& request_id, HttpReplyTo done) const {
  PageRequest question;
  question.path = request.path;
  question.address = request.address;
  question.request_id = request_id;
  web_.framed_by(std::move(question), [this, request, request_id, done](const std::vector<std::string>& origins) {
    try {
      done(page(request, policy_of(origins)));
    } catch (const ApiError& error) {
      done(problem_answer(error, request_id));
    }
  });
}

}  // namespace weft::gateway
