// Reads and verifies the tokens of web sites.
#include "customers/visits/site_token.hpp"

#include <weft/base/error.hpp>
#include <weft/base/hmac.hpp>
#include <weft/base/json.hpp>

#include <algorithm>

namespace weft::customers {
namespace {

constexpr auto kLongest = std::chrono::hours(24);
constexpr auto kSkew = std::chrono::seconds(60);  // of the clocks of sites
constexpr std::size_t kIdBytes = 128;
constexpr std::size_t kNameBytes = 400;

[[noreturn]] void refuse(const std::string& why) {
  throw ApiError(Errc::invalid_argument, why, "identity");
}

int value_of(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '-') return 62;
  return c == '_' ? 63 : -1;
}

std::string decode(std::string_view text) {
  std::string bytes;
  unsigned buffer = 0;
  int bits = 0;
  for (const char c : text) {
    const int value = value_of(c);
    if (value < 0) refuse("is not base64url");
    buffer = (buffer << 6 | static_cast<unsigned>(value)) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(buffer >> bits & 0xff);
  }
  return bytes;
}

Json decode_json(std::string_view text) {
  try {
    Json json = parse_json(decode(text));
    if (json.is_object()) return json;
  } catch (const ApiError&) {  // said below
  }
  refuse("is not a token: header.payload.signature in base64url");
}

/// In the same time wherever they differ.
bool equal(std::string_view a, std::string_view b) {
  unsigned differs = a.size() == b.size() ? 0 : 1;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
    differs |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
  return differs == 0;
}

bool signed_by(std::string_view text, std::string_view signature, const std::string& secret) {
  const Digest digest = hmac_sha256(secret, text);
  return equal(signature, base64url({reinterpret_cast<const char*>(digest.data()), digest.size()}));
}

std::string text_in(const Json& payload, const char* field) {
  const auto it = payload.find(field);
  return it != payload.end() && it->is_string() ? it->get<std::string>() : "";
}

/// One audience, or a list with this one in it.
bool is_for(const Json& payload, const std::string& audience) {
  const auto aud = payload.find("aud");
  if (aud == payload.end()) return false;
  return aud->is_array() ? std::find(aud->begin(), aud->end(), Json(audience)) != aud->end() : *aud == Json(audience);
}

void check_time(const Json& payload, Time now) {
  const auto exp = payload.find("exp");
  if (exp == payload.end() || !exp->is_number_integer()) refuse("has no exp: seconds since 1970");
  const auto seconds = exp->get<std::int64_t>();
  const auto at = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
  if (seconds <= at) refuse("is over");
  if (const auto nbf = payload.find("nbf"); nbf != payload.end()) {
    if (!nbf->is_number_integer()) refuse("has an nbf that is no time: seconds since 1970");
    if (nbf->get<std::int64_t>() > at + kSkew.count()) refuse("is not good yet");
  }
  if (seconds > at + std::chrono::seconds(kLongest).count()) refuse("is good for more than a day: sign a shorter one");
}

}  // namespace

KnownPerson read_site_token(
    std::string_view token, std::span<const std::string> secrets, const CorpId& audience, Time now) {
  const std::size_t first = token.find('.');
  const std::size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos)
    refuse("is not a token: header.payload.signature in base64url");
  const auto head = token.substr(0, second);
  const auto signature = token.substr(second + 1);
  const bool good = std::any_of(
      secrets.begin(), secrets.end(), [&](const std::string& secret) { return signed_by(head, signature, secret); });
  if (!good) refuse("is signed with no secret of this company");
  if (text_in(decode_json(token.substr(0, first)), "alg") != "HS256") refuse("must say alg HS256");
  const Json payload = decode_json(token.substr(first + 1, second - first - 1));
  if (!is_for(payload, audience.str())) refuse("is for another company: aud is not this one's audience");
  check_time(payload, now);
  KnownPerson person{text_in(payload, "sub"), text_in(payload, "name")};
  if (person.id.empty() || person.id.size() > kIdBytes) refuse("has no sub of 1 to 128 bytes");
  if (person.name.size() > kNameBytes) refuse("has a name that is too long");
  return person;
}

}  // namespace weft::customers
