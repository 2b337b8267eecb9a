// Who a request says it is, and whether a browser may say it from where it stands.
#pragma once
#include "gateway/http_message.hpp"
#include <weft/api/operation.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace weft::gateway {

inline constexpr std::string_view kCookie = "weft_session";

struct Presented {
  api::Credential credential;
  bool by_cookie = false;  ///< sent by the browser on its own account: writes need a fitting Origin
};

/// The credential of a token's clear text; empty when the text cannot be a token.
api::Credential credential_of(std::string_view token);

/// `Authorization: Bearer <token>`, else the cookie. Another scheme, or both at once with different tokens, gives an
/// empty credential: nobody.
Presented presented(const HttpRequest& request);

/// True when Origin names the host that was asked or is in the list. False for an absent or opaque ("null") one.
bool origin_allowed(const HttpRequest& request, const std::vector<std::string>& allowed);

/// Set-Cookie values.
std::string session_cookie(std::string_view token, std::int64_t max_age_seconds, bool tls);
std::string expired_cookie(bool tls);

}  // namespace weft::gateway
