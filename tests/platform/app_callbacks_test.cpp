// What apps are told, in both forms, and what becomes of their answers.
#include "platform/callbacks_world.hpp"
#include <weft/base/crypto.hpp>
#include <weft/base/hmac.hpp>

namespace weft::test {
namespace {

struct AppCallbacks : testing::Test, CallbacksWorld {};

TEST_F(AppCallbacks, AreKeptWhenTheAddressOpensTheEcho) {
  const Json set = set_xml();
  ASSERT_EQ(code(set), "ok") << set;
  EXPECT_EQ(set.at("callback").at("style"), "xml");
  EXPECT_EQ(
      count("SELECT count(*) FROM apps WHERE starts_with(callback_key, 'sealed1:') AND starts_with(callback_token, "
            "'sealed1:')"),
      1);
  EXPECT_EQ(
      count(
          "SELECT count(*) FROM audit_log WHERE action = 'app.set_callback' AND detail::text NOT LIKE '%" +
          std::string(kKey) + "%'"),
      1);
}

TEST_F(AppCallbacks, AreRefusedWhenItDoesNot) {
  asked = [](const db::Letter&, bool) { return db::Reply{200, "something else", {}}; };
  EXPECT_EQ(set_xml().at("field"), "url");
  EXPECT_EQ(set_json().at("field"), "url");
  asked = [](const db::Letter&, bool) { return db::Reply{404, "", {}}; };
  EXPECT_EQ(set_xml().at("field"), "url");
  asked = [](const db::Letter&, bool) { return db::Reply{0, "", "no answer"}; };
  EXPECT_EQ(set_xml().at("field"), "url");
  EXPECT_EQ(set_xml("http://10.0.0.1/").at("field"), "url");
  EXPECT_EQ(call("olga", "app.get", {{"app", numbers.at("Desk")}}).at("callback"), nullptr);
}

TEST_F(AppCallbacks, NameTheSecretThatIsNone) {
  const auto field = [&](Json more) {
    more.update({{"app", numbers.at("Desk")}, {"url", kUrl}});
    return call("olga", "app.set_callback", more).value("field", "");
  };
  EXPECT_EQ(field({{"style", "xml"}, {"encoding_key", kKey}}), "token");
  EXPECT_EQ(field({{"style", "xml"}, {"token", "with blanks"}, {"encoding_key", kKey}}), "token");
  EXPECT_EQ(field({{"style", "xml"}, {"token", kToken}, {"encoding_key", "short"}}), "encoding_key");
  EXPECT_EQ(field({{"style", "json"}, {"token", kToken}, {"secret", kSecret}}), "token");
  EXPECT_EQ(field({{"style", "json"}, {"secret", "whsec_short"}}), "secret");
  EXPECT_EQ(field({{"style", "json"}}), "secret");
}

TEST_F(AppCallbacks, TellWhatMembersWriteInSealedXml) {
  set_xml();
  const std::string chat = open_chat();
  const Json sent = world.send("ann", chat, "a <b> & ]]> c");
  listen();
  ASSERT_TRUE(got(1));
  EXPECT_EQ(part(letters().at(0).body, "ToUserName"), "acme");
  EXPECT_EQ(part(letters().at(0).body, "AgentID"), std::to_string(numbers.at("Desk")));
  const std::string xml = inner(0);
  EXPECT_EQ(part(xml, "FromUserName"), "ann");
  EXPECT_EQ(part(xml, "MsgType"), "text");
  EXPECT_NE(xml.find("<Content><![CDATA[a <b> & ]]]]><![CDATA[> c]]></Content>"), std::string::npos) << xml;
  EXPECT_NE(xml.find("<MsgId>"), std::string::npos);
}

TEST_F(AppCallbacks, TellWhatMembersWriteInSignedJson) {
  const Json set = set_json();
  ASSERT_EQ(code(set), "ok") << set;
  const std::string chat = open_chat();
  const Json sent = world.send("ann", chat, "hello");
  listen();
  ASSERT_TRUE(got(1));
  const db::Letter letter = letters().at(0);
  EXPECT_EQ(letter.url, kUrl);
  const Json body = Json::parse(letter.body);
  EXPECT_EQ(body.at("type"), "app.message");
  EXPECT_EQ(body.at("data").at("member").at("userid"), "ann");
  EXPECT_EQ(body.at("data").at("body").at("text"), "hello");
  EXPECT_EQ(body.at("data").at("seq"), sent.at("seq"));
  std::map<std::string, std::string> headers(letter.headers.begin(), letter.headers.end());
  const std::string raw = from_base64(std::string(kSecret).substr(6)).value();
  const Digest digest = hmac_sha256(
      raw, headers.at("webhook-id") + "." + headers.at("webhook-timestamp") + "." + letter.body);
  EXPECT_EQ(
      headers.at("webhook-signature"), "v1," + base64({reinterpret_cast<const char*>(digest.data()), digest.size()}));
}

TEST_F(AppCallbacks, TellNothingOfWhoIsOutOfRange) {
  set_json();
  const std::string chat = open_chat();
  call("olga", "app.update", {{"app", numbers.at("Desk")}, {"range", {{"everybody", false}, {"members", {"bob"}}}}});
  world.send("ann", chat, "still there?");
  EXPECT_EQ(count("SELECT count(*) FROM outbox"), 0);
}

TEST_F(AppCallbacks, TellNothingOfWhatTheAppSays) {
  set_json();
  say("Desk", "hello", {"ann"});
  EXPECT_EQ(count("SELECT count(*) FROM outbox"), 0);
}

TEST_F(AppCallbacks, TellWhoOpensTheChatWhenAskedTo) {
  set_xml();
  open_chat();
  EXPECT_EQ(count("SELECT count(*) FROM outbox"), 0);
  call("olga", "app.update", {{"app", numbers.at("Desk")}, {"report_enter", true}});
  open_chat();
  listen();
  ASSERT_TRUE(got(1));
  EXPECT_EQ(part(inner(0), "Event"), "enter_agent");
  EXPECT_EQ(part(inner(0), "FromUserName"), "ann");
}

TEST_F(AppCallbacks, TellOfTheMenu) {
  set_xml();
  const Json menu = {
      {{"name", "More"},
       {"sub_button",
        {{{"type", "click"}, {"name", "Ask"}, {"key", "ASK"}},
         {{"type", "view"}, {"name", "Site"}, {"url", "https://a.example/x"}}}}},
      {{"type", "scancode_push"}, {"name", "Scan"}, {"key", "SCAN"}}};
  const Json set = as_app("Desk", "app_menu.set", {{"app", numbers.at("Desk")}, {"button", menu}});
  ASSERT_EQ(code(set), "ok") << set;
  const auto press = [&](const Json& button) {
    return call("ann", "app_menu.click", {{"app", numbers.at("Desk")}, {"button", button}});
  };
  EXPECT_EQ(press({0, 0}).at("event_key"), "ASK");
  EXPECT_EQ(press({0, 1}).at("url"), "https://a.example/x");
  EXPECT_EQ(press({1}).at("type"), "scancode_push");
  EXPECT_EQ(code(press({0})), "invalid_argument");
  EXPECT_EQ(code(press({2})), "invalid_argument");
  listen();
  ASSERT_TRUE(got(3));
  EXPECT_EQ(part(inner(0), "Event"), "click");
  EXPECT_EQ(part(inner(0), "EventKey"), "ASK");
  EXPECT_EQ(part(inner(1), "Event"), "view");
  EXPECT_EQ(part(inner(1), "EventKey"), "https://a.example/x");
  EXPECT_EQ(part(inner(2), "Event"), "scancode_push");
}

TEST_F(AppCallbacks, RefuseMenusThatWeComRefuses) {
  const auto field = [&](Json buttons) {
    return call("olga", "app_menu.set", {{"app", numbers.at("Desk")}, {"button", std::move(buttons)}})
        .value("field", "");
  };
  const Json one = {{"type", "click"}, {"name", "Ask"}, {"key", "k"}};
  EXPECT_EQ(field({one, one, one, one}), "button");
  EXPECT_EQ(field({{{"name", "More"}, {"sub_button", {one, one, one, one, one, one}}}}), "button[0].sub_button");
  EXPECT_EQ(field({{{"type", "click"}, {"name", "Ask"}}}), "button[0].key");
  EXPECT_EQ(field({{{"type", "view"}, {"name", "Ask"}, {"url", "javascript:x"}}}), "button[0].url");
  EXPECT_EQ(field({{{"name", "一二三四五六"}, {"type", "click"}, {"key", "k"}}}), "button[0].name");
  EXPECT_EQ(field({{{"name", "Ask"}}}), "button[0].type");
  EXPECT_EQ(field({one}), "");
  EXPECT_EQ(call("ann", "app.enter", {{"app", numbers.at("Desk")}}).at("menu").at("button").size(), 1U);
}

TEST_F(AppCallbacks, AnswerWithAMessage) {
  set_xml();
  world.send("ann", open_chat(), "help");
  listen([this](const db::Letter&) {
    return sealed_reply(
        "<xml><ToUserName>ann</ToUserName><MsgType>text</MsgType><Content><![CDATA[How may I "
        "<help>?]]></Content></xml>");
  });
  ASSERT_TRUE(wait_until([&] { return bodies("ann", "Desk").size() == 2; }));
  EXPECT_EQ(bodies("ann", "Desk").at(1).at("text"), "How may I <help>?");
}

TEST_F(AppCallbacks, AnswerWithAMessageInJson) {
  set_json();
  world.send("ann", open_chat(), "help");
  listen([](const db::Letter&) { return db::Reply{200, text("How may I help?").dump(), {}}; });
  ASSERT_TRUE(wait_until([&] { return bodies("ann", "Desk").size() == 2; }));
}

TEST_F(AppCallbacks, SayWhatIsWrongWithACardInTheAnswer) {
  set_xml();
  world.send("ann", open_chat(), "help");
  listen([this](const db::Letter&) {
    return sealed_reply(
        "<xml><MsgType>update_template_card</MsgType><TemplateCard><CardType>text_notice</CardType><CardAction><Type>."
        "</Type></CardAction><ReplaceText><a>x</a></ReplaceText></TemplateCard></xml>");
  });
  ASSERT_TRUE(wait_until([&] { return count("SELECT count(*) FROM deliveries WHERE status = 'delivered'") == 1; }));
  const Json list = items(call("olga", "app.deliveries", {{"app", numbers.at("Desk")}}));
  EXPECT_NE(list.at(0).at("remark").get<std::string>().find("template_card"), std::string::npos) << list;
}

TEST_F(AppCallbacks, SayNothingForAnswersThatAreForged) {
  set_xml();
  world.send("ann", open_chat(), "help");
  const CallbackCrypt other("other", kKey, "acme");
  listen([&](const db::Letter&) {
    const std::string sealed = other.seal("<xml><MsgType>text</MsgType><Content>evil</Content></xml>");
    return db::Reply{
        200,
        "<xml><Encrypt>" + sealed + "</Encrypt><MsgSignature>" + other.sign("1", "2", sealed) +
            "</MsgSignature><TimeStamp>1</TimeStamp><Nonce>2</Nonce></xml>",
        {}};
  });
  ASSERT_TRUE(wait_until([&] { return count("SELECT count(*) FROM deliveries WHERE status = 'delivered'") == 1; }));
  EXPECT_EQ(bodies("ann", "Desk").size(), 1U);
  const Json list = items(call("olga", "app.deliveries", {{"app", numbers.at("Desk")}}));
  EXPECT_NE(list.at(0).at("remark").get<std::string>().find("signature"), std::string::npos);
}

TEST_F(AppCallbacks, AreTriedAgainThreeTimesWhenNobodyAnswersAndNeverAfterAnAnswer) {
  set_json();
  const std::string chat = open_chat();
  world.send("ann", chat, "one");
  listen([](const db::Letter&) { return db::Reply{500, "", {}}; });
  ASSERT_TRUE(wait_until([&] { return count("SELECT count(*) FROM deliveries WHERE status = 'failed'") == 1; }));
  EXPECT_EQ(letters().size(), 1U);
  outbox.reset();
  world.send("ann", chat, "two");
  listen([](const db::Letter&) { return db::Reply{0, "", "no answer"}; });
  for (std::size_t i = 2; i <= 5; ++i) {
    ASSERT_TRUE(got(i));
    ASSERT_TRUE(wait_until(
        [&] { return count("SELECT count(*) FROM deliveries WHERE lease IS NOT NULL AND status = 'waiting'") == 0; }));
    world.clock.advance(std::chrono::seconds(60));
    outbox->wake();
  }
  ASSERT_TRUE(wait_until([&] { return count("SELECT count(*) FROM deliveries WHERE status = 'failed'") == 2; }));
  EXPECT_EQ(letters().size(), 5U);
}

}  // namespace
}  // namespace weft::test
