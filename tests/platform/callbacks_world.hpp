// An app with a callback: who answers for it, and what it was told, opened.
#pragma once
#include "platform/apps_world.hpp"
#include <weft/base/callback_crypt.hpp>

#include <mutex>

namespace weft::test {

inline constexpr auto kToken = "QDG6eK";
inline constexpr auto kKey = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C";
inline constexpr auto kSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";  // of the examples of Standard Webhooks
inline constexpr auto kUrl = "https://apps.example/hook?tenant=1";

inline std::string decoded(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

inline std::string query(const std::string& url, const std::string& name) {
  const auto at = url.find(name + "=");
  if (at == std::string::npos) return {};
  const auto from = at + name.size() + 1;
  return decoded(url.substr(from, url.find('&', from) - from));
}

/// What stands in an element, in CDATA or not.
inline std::string part(const std::string& xml, const std::string& name) {
  const std::string open = "<" + name + ">", data = "<![CDATA[";
  const auto at = xml.find(open);
  if (at == std::string::npos) return {};
  auto from = at + open.size();
  const bool plain = xml.compare(from, data.size(), data) != 0;
  if (!plain) from += data.size();
  return xml.substr(from, xml.find((plain ? "</" : "]]></") + name, from) - from);
}

struct CallbacksWorld : AppsWorld {
  CallbackCrypt crypt{kToken, kKey, "acme"};
  std::string secret;
  std::unique_ptr<db::Outbox> outbox;

  CallbacksWorld() {
    make_app("Desk");
    asked = [this](const db::Letter& letter, bool get) { return get ? echo(letter) : challenge(letter); };
  }
  ~CallbacksWorld() { outbox.reset(); }

  db::Reply echo(const db::Letter& letter) const {
    const std::string sealed = query(letter.url, "echostr");
    const bool good = crypt.is_signed(
        query(letter.url, "msg_signature"), query(letter.url, "timestamp"), query(letter.url, "nonce"), sealed);
    return {good ? 200 : 403, crypt.open(sealed).value_or(""), {}};
  }
  static db::Reply challenge(const db::Letter& letter) {
    return {200, Json{{"challenge", Json::parse(letter.body).at("data").at("challenge")}}.dump(), {}};
  }

  Json set_xml(const std::string& url = kUrl) {
    return call(
        "olga", "app.set_callback",
        {{"app", numbers.at("Desk")}, {"style", "xml"}, {"url", url}, {"token", kToken}, {"encoding_key", kKey}});
  }
  Json set_json() {
    return call(
        "olga", "app.set_callback",
        {{"app", numbers.at("Desk")}, {"style", "json"}, {"url", kUrl}, {"secret", kSecret}});
  }

  /// The app from now on; it answers as `says`.
  void listen(std::function<db::Reply(const db::Letter&)> says = [](const db::Letter&) {
    return db::Reply{200, "", {}};
  }) {
    db::OutboxOptions options;
    options.database = world.pool(2);
    options.poll = std::chrono::milliseconds(20);
    outbox = std::make_unique<db::Outbox>(
        options, world.clock, platform::app_deliveries(parts()),
        [this, says](const db::Letter& letter) {
          const auto reply = says(letter);
          const std::lock_guard lock(mutex_);
          letters_.push_back(letter);
          return reply;
        },
        [](std::vector<Event>) {});
  }
  std::vector<db::Letter> letters() {
    const std::lock_guard lock(mutex_);
    return letters_;
  }
  bool got(std::size_t count) {
    return wait_until([&] { return letters().size() >= count; });
  }
  /// The inner XML of a letter.
  std::string inner(std::size_t nth) {
    const db::Letter letter = letters().at(nth);
    const std::string sealed = part(letter.body, "Encrypt");
    EXPECT_TRUE(crypt.is_signed(
        query(letter.url, "msg_signature"), query(letter.url, "timestamp"), query(letter.url, "nonce"), sealed));
    return crypt.open(sealed).value_or("");
  }
  std::string open_chat(const std::string& userid = "ann") {
    return call(userid, "app.enter", {{"app", numbers.at("Desk")}}).at("conversation");
  }
  db::Reply sealed_reply(const std::string& xml) const {
    const std::string sealed = crypt.seal(xml), at = "1800000000", nonce = "acme";
    return {
        200,
        "<xml><Encrypt>" + sealed + "</Encrypt><MsgSignature>" + crypt.sign(at, nonce, sealed) +
            "</MsgSignature><TimeStamp>" + at + "</TimeStamp><Nonce>" + nonce + "</Nonce></xml>",
        {}};
  }

 private:
  std::mutex mutex_;
  std::vector<db::Letter> letters_;
};

}  // namespace weft::test
