// What a company's own web site says of a visitor: a signed token.
#pragma once
#include "customers/world.hpp"
#include <weft/base/crypto.hpp>
#include <weft/base/hmac.hpp>

#include <string>

namespace weft::test {

/// Says that the visitor is `sub`, for ten minutes. `secret` of customer_page.rotate_secret.
inline std::string identity_claim(CustomerWorld& world, const std::string& secret, const std::string& sub) {
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(world.clock.now().time_since_epoch()).count();
  const Json payload = {{"sub", sub}, {"aud", world.corp.str()}, {"exp", now + 600}};
  const std::string text = base64url(R"({"alg":"HS256"})") + "." + base64url(payload.dump());
  const Digest digest = hmac_sha256(secret, text);
  return text + "." + base64url({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

}  // namespace weft::test
