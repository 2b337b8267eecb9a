// The envelopes of what apps are told, and the question whether an address is theirs.
#include "platform/apps/callback.hpp"

#include "platform/apps/xml.hpp"
#include <weft/base/crypto.hpp>
#include <weft/base/hmac.hpp>
#include <weft/base/json.hpp>
#include <weft/db/announce.hpp>
#include <weft/db/notify.hpp>

namespace weft::platform {
namespace {

std::string seconds(Time at) {
  return std::to_string(std::chrono::floor<std::chrono::seconds>(at.time_since_epoch()).count());
}

std::string nonce() {
  constexpr std::size_t kBytes = 8;
  return hex(random_bytes(kBytes));
}

/// A number of 19 digits, as WeCom's is.
std::string echo() {
  std::string digits = "1";
  constexpr std::size_t kMore = 18;
  for (const char byte : random_bytes(kMore))
    digits += static_cast<char>('0' + static_cast<unsigned char>(byte) % 10);
  return digits;
}

std::string encoded(const std::string& text) {
  constexpr auto kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
                       c == '_' || c == '.' || c == '~';
    const auto byte = static_cast<unsigned char>(c);
    if (plain) {
      out += c;
    } else {
      out += {'%', kDigits[byte >> 4], kDigits[byte & 0xF]};
    }
  }
  return out;
}

CallbackCrypt crypt_of(const store::CallbackRow& callback, const std::string& corp) {
  return {callback.token.value(), callback.key.value(), corp};
}

std::string trouble_of(const db::Reply& reply) {
  if (reply.status == 0) return "does not answer: " + reply.trouble;
  if (reply.status < 200 || reply.status > 299) return "answers with " + std::to_string(reply.status);
  return {};
}

std::string verify_sealed(
    const AppParts& parts, const store::CallbackRow& callback, const std::string& corp, Time now) {
  const CallbackCrypt crypt = crypt_of(callback, corp);
  const std::string plain = echo(), sealed = crypt.seal(plain), at = seconds(now), once = nonce();
  db::Letter letter;
  letter.url = with_query(
      callback.url,
      {{"msg_signature", crypt.sign(at, once, sealed)}, {"timestamp", at}, {"nonce", once}, {"echostr", sealed}});
  const db::Reply reply = parts.ask(letter, true);
  if (const std::string trouble = trouble_of(reply); !trouble.empty()) return trouble;
  return reply.body == plain ? "" : "does not answer with the text of echostr";
}

std::string verify_signed(const AppParts& parts, const store::CallbackRow& callback, Time now) {
  const std::string challenge = base64url(random_bytes(24));
  const Json body = {{"type", "app.challenge"}, {"timestamp", to_rfc3339(now)}, {"data", {{"challenge", challenge}}}};
  const db::Reply reply = parts.ask(signed_letter(callback, to_string(make_uuid()), body.dump(), now), false);
  if (const std::string trouble = trouble_of(reply); !trouble.empty()) return trouble;
  try {
    const Json answer = parse_json(reply.body);
    if (answer.is_object() && answer.contains("challenge") && answer["challenge"] == challenge) return {};
  } catch (const ApiError&) {  // it is no JSON
  }
  return "does not give the challenge back";
}

}  // namespace

void tell_app(db::Tx& tx, const store::AppRow& app, const AppEvent& event) {
  if (!app.callback || !app.enabled) return;
  const std::string kind = boost::describe::enum_to_string(event.kind, "");
  db::announce_to(
      tx, {kAppDelivery, app.id.uuid(), event.member ? event.member->str() : "", RawJson{to_json_text(event)},
           "app." + kind});
  db::notify(tx, db::kDeliveryHint);
}

std::string with_query(std::string url, const std::vector<std::pair<std::string, std::string>>& fields) {
  char mark = url.find('?') == std::string::npos ? '?' : '&';
  for (const auto& [name, value] : fields)
    url.append(1, std::exchange(mark, '&')).append(name).append("=").append(encoded(value));
  return url;
}

db::Letter sealed_letter(
    const store::CallbackRow& callback, const std::string& corp, std::int64_t app, const std::string& xml, Time now) {
  const CallbackCrypt crypt = crypt_of(callback, corp);
  const std::string sealed = crypt.seal(xml), at = seconds(now), once = nonce();
  db::Letter letter;
  letter.url = with_query(
      callback.url, {{"msg_signature", crypt.sign(at, once, sealed)}, {"timestamp", at}, {"nonce", once}});
  letter.headers = {{"Content-Type", "text/xml; charset=utf-8"}};
  letter.body = XmlWriter()
                    .open("xml")
                    .text("ToUserName", corp)
                    .text("AgentID", std::to_string(app))
                    .text("Encrypt", sealed)
                    .done();
  return letter;
}

db::Letter signed_letter(const store::CallbackRow& callback, const std::string& id, const std::string& json, Time now) {
  const std::string at = seconds(now);
  const Digest digest = hmac_sha256(callback.key.value(), id + "." + at + "." + json);
  const std::string_view bytes(reinterpret_cast<const char*>(digest.data()), digest.size());
  db::Letter letter;
  letter.url = callback.url;
  letter.headers = {{"webhook-id", id}, {"webhook-timestamp", at}, {"webhook-signature", "v1," + base64(bytes)}};
  letter.body = json;
  return letter;
}

std::string verify_callback(
    const AppParts& parts, const store::CallbackRow& callback, const std::string& corp, Time now) {
  if (!parts.ask) return "cannot be asked by this server";
  return callback.style == CallbackStyle::xml ? verify_sealed(parts, callback, corp, now)
                                              : verify_signed(parts, callback, now);
}

}  // namespace weft::platform
