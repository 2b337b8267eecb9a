// Reads tokens from requests, and compares origins.
#include "gateway/credentials.hpp"

#include "gateway/text.hpp"
#include <weft/base/crypto.hpp>

namespace weft::gateway {
namespace {

constexpr std::size_t kMaxToken = 512;

/// "host" of "host:80" and "host:443": browsers leave the usual port out of Origin.
std::string_view without_usual_port(std::string_view host) {
  for (const std::string_view port : {":80", ":443"})
    if (host.ends_with(port)) return host.substr(0, host.size() - port.size());
  return host;
}

}  // namespace

api::Credential credential_of(std::string_view token) {
  api::Credential credential;
  if (!is_visible_ascii(token, 1, kMaxToken)) return credential;
  const Digest digest = sha256(token);
  credential.token_hash.assign(reinterpret_cast<const char*>(digest.data()), digest.size());
  return credential;
}

Presented presented(const HttpRequest& request) {
  Presented out;
  const std::string_view cookie = cookie_value(request.cookie, kCookie);
  if (request.authorization.empty()) {
    out.credential = credential_of(cookie);
    out.by_cookie = !out.credential.empty();
    return out;
  }
  const std::string_view header = request.authorization;
  const auto space = header.find(' ');
  if (space == std::string_view::npos || !same_word(header.substr(0, space), "bearer")) return out;
  const std::string_view token = trim(header.substr(space + 1));
  if (cookie.empty() || cookie == token) out.credential = credential_of(token);
  return out;
}

bool origin_allowed(const HttpRequest& request, const std::vector<std::string>& allowed) {
  for (const std::string& known : allowed)
    if (same_word(request.origin, known)) return true;
  const std::string_view origin = request.origin;
  const auto scheme = origin.find("://");
  if (scheme == std::string_view::npos) return false;
  return same_word(without_usual_port(origin.substr(scheme + 3)), without_usual_port(request.host));
}

std::string session_cookie(std::string_view token, std::int64_t max_age_seconds, bool tls) {
  std::string cookie(kCookie);
  cookie.append("=")
      .append(token)
      .append("; HttpOnly; SameSite=Lax; Path=/; Max-Age=")
      .append(std::to_string(max_age_seconds));
  if (tls) cookie += "; Secure";
  return cookie;
}

std::string expired_cookie(bool tls) {
  return session_cookie("", 0, tls);
}

}  // namespace weft::gateway
