// Robots: what they may say, how often, from where, and who manages them.
#include "groups/robots_world.hpp"

namespace weft::test {
namespace {

// A picture of one pixel.
const std::string kPicture =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQ"
    "DJ/pLvAAAAAElFTkSuQmCC";
const std::string kPictureMd5 = "ee76702403cd15dbc71587365494cbe5";

struct Robots : testing::Test {
  RobotsWorld place;
};

TEST_F(Robots, WriteWithTheirKeyForAllToRead) {
  const Json sent = place.say_text("build 7 is out");
  EXPECT_EQ(sent.value("remaining", -1), 19) << sent;
  EXPECT_EQ(sent.at("conversation"), place.chat);
  EXPECT_EQ(place.last_body(), (Json{{"kind", "text"}, {"text", "build 7 is out"}}));
  const Json list = items(place.call("bob", "conversation.list", Json::object()));
  EXPECT_EQ(list.at(0).at("last").at("actor"), place.robot);
  EXPECT_EQ(list.at(0).at("unread"), 1);
}

TEST_F(Robots, MentionByListMobileAndTag) {
  place.world.as_owner([&](db::Tx& tx) {
    tx.set_corp(place.world.corp);
    db::exec(tx, "UPDATE members SET mobile_key = '13800001111' WHERE userid = 'carol'");
    return 0;
  });
  const Json sent = place.say(
      {{"msgtype", "text"},
       {"text",
        {{"content", "wake up <@Bob> and <@nobody>"},
         {"mentioned_list", {"alice", "ghost", "@all"}},
         {"mentioned_mobile_list", {"+86 138-0000-1111", "139"}}}}});
  EXPECT_EQ(sent.at("not_mentioned"), Json({"139", "ghost", "nobody"})) << sent;
  const Json body = place.last_body();
  EXPECT_EQ(body.at("text"), "wake up @Name of bob and <@nobody>");
  EXPECT_EQ(body.at("mention_all"), true);
  EXPECT_EQ(body.at("mentions").size(), 3u);
}

TEST_F(Robots, SpeakMarkdownAndNews) {
  EXPECT_EQ(code(place.say({{"msgtype", "markdown"}, {"markdown", {{"content", "**up** <@bob>"}}}})), "ok");
  EXPECT_EQ(place.last_body().at("kind"), "rich");
  EXPECT_EQ(place.last_body().at("mentions").size(), 1u);
  const Json article = {{"title", "Weekly"}, {"url", "https://a.example/1"}, {"picurl", "https://a.example/1.png"}};
  EXPECT_EQ(code(place.say({{"msgtype", "news"}, {"news", {{"articles", {article}}}}})), "ok");
  EXPECT_EQ(
      place.last_body(),
      (Json{
          {"kind", "news"},
          {"articles",
           {{{"title", "Weekly"}, {"url", "https://a.example/1"}, {"image_url", "https://a.example/1.png"}}}}}));
}

TEST_F(Robots, NameTheFieldThatIsWrong) {
  const auto field = [&](const Json& message) { return place.say(message).value("field", "none"); };
  EXPECT_EQ(field({{"msgtype", "text"}}), "text");
  EXPECT_EQ(field({{"msgtype", "text"}, {"text", {{"content", ""}}}}), "text.content");
  EXPECT_EQ(
      field({{"msgtype", "text"}, {"text", {{"content", std::string(1500, 'x') + std::string(600, 'y')}}}}),
      "text.content");
  std::string wide;
  for (int i = 0; i < 1000; ++i)
    wide += "\u4e2d";  // three bytes each
  EXPECT_EQ(field({{"msgtype", "text"}, {"text", {{"content", wide}}}}), "text.content");
  EXPECT_EQ(field({{"msgtype", "dance"}}), "msgtype");
  EXPECT_EQ(
      field({{"msgtype", "text"}, {"text", {{"content", "a"}}}, {"news", {{"articles", Json::array()}}}}),
      "news.articles");
  const Json bad = {{"title", "t"}, {"url", "javascript:1"}};
  EXPECT_EQ(field({{"msgtype", "news"}, {"news", {{"articles", {bad}}}}}), "news.articles[0].url");
  EXPECT_EQ(field({{"msgtype", "image"}, {"image", {{"base64", "?"}, {"md5", kPictureMd5}}}}), "image.base64");
  EXPECT_EQ(
      field({{"msgtype", "image"}, {"image", {{"base64", kPicture}, {"md5", std::string(32, '0')}}}}), "image.md5");
  EXPECT_EQ(field({{"msgtype", "file"}, {"file", {{"media_id", FileId::make().str()}}}}), "file.media_id");
  EXPECT_EQ(place.say_text("none of these cost a turn").at("remaining"), 19);
}

TEST_F(Robots, SendPicturesThatThePeopleMayOpen) {
  const Json picture = {
      {"msgtype", "image"}, {"client_id", "p-1"}, {"image", {{"base64", kPicture}, {"md5", kPictureMd5}}}};
  const Json sent = place.say(picture);
  ASSERT_EQ(code(sent), "ok") << sent;
  const Json body = place.last_body();
  EXPECT_EQ(body.at("kind"), "image");
  EXPECT_EQ(body.at("type"), "image/png");
  EXPECT_EQ(code(place.call("bob", "file.get", {{"file", body.at("file")}})), "ok");
  EXPECT_EQ(code(place.call("dave", "file.get", {{"file", body.at("file")}})), "not_found");
  EXPECT_EQ(place.say(picture).at("duplicate"), true);
}

TEST_F(Robots, SendTwentyAMinuteAndSayWhenTheNext) {
  place.world.clock.advance(std::chrono::seconds(1));
  for (int i = 19; i >= 0; --i) {
    EXPECT_EQ(place.say_text("x").at("remaining"), i);
    place.world.clock.advance(std::chrono::seconds(1));
  }
  const Json refused = place.say_text("x");
  EXPECT_EQ(refused.value("status", 0), 429) << refused;
  EXPECT_EQ(refused.at("retry_after"), 40);
  place.world.clock.advance(std::chrono::seconds(39));
  EXPECT_EQ(code(place.say_text("x")), "rate_limited");
  place.world.clock.advance(std::chrono::seconds(1));
  EXPECT_EQ(code(place.say_text("x")), "ok");
  EXPECT_EQ(code(place.say_text("x")), "rate_limited");
}

TEST_F(Robots, RepeatAMessageWithItsClientId) {
  const Json text = {{"msgtype", "text"}, {"client_id", "deploy-7"}, {"text", {{"content", "<@bob> go"}}}};
  const Json first = place.say(text);
  const Json again = place.say(text);
  EXPECT_EQ(again.at("duplicate"), true);
  EXPECT_EQ(again.at("seq"), first.at("seq"));
  EXPECT_TRUE(again.at("remaining").is_null());
  EXPECT_EQ(
      code(place.say({{"msgtype", "text"}, {"client_id", "deploy-7"}, {"text", {{"content", "other"}}}})),
      "idempotency_conflict");
}

TEST_F(Robots, WriteFromTheirAddressesOnly) {
  const Json odd = place.call("alice", "robot.update", {{"robot", place.robot}, {"addresses", {"10.0.0.0/33"}}});
  EXPECT_EQ(odd.value("field", ""), "addresses[0]");
  place.call("alice", "robot.update", {{"robot", place.robot}, {"addresses", {"198.51.100.0/24", "2001:db8::1"}}});
  const Json hello = {{"msgtype", "text"}, {"text", {{"content", "hi"}}}};
  EXPECT_EQ(code(place.say(hello, "192.0.2.1")), "forbidden");
  EXPECT_EQ(code(place.say(hello, "")), "forbidden");
  EXPECT_EQ(code(place.say(hello, "junk")), "forbidden");
  EXPECT_EQ(code(place.say(hello, "198.51.100.77")), "ok");
  EXPECT_EQ(code(place.say(hello, "2001:db8::1")), "ok");
  EXPECT_EQ(code(place.say(hello, "2001:db8::2")), "forbidden");
}

TEST_F(Robots, LeaveOneRowAnHourOfEachAddressThatWasRefused) {
  place.call("alice", "robot.update", {{"robot", place.robot}, {"addresses", {"198.51.100.0/24"}}});
  const Json hello = {{"msgtype", "text"}, {"text", {{"content", "hi"}}}};
  const auto rows = [&] {
    return place.value(
        "SELECT coalesce(string_agg(address || ' ' || (target = '" + place.robot +
        "')::text, ', ' ORDER BY seq), '') FROM audit_log WHERE action = 'robot.refused_address'");
  };
  EXPECT_EQ(code(place.say(hello, "198.51.100.7")), "ok");
  EXPECT_EQ(rows(), "");
  for (const char* from : {"192.0.2.1", "192.0.2.1", "junk", "192.0.2.9", "192.0.2.1", ""})
    EXPECT_EQ(code(place.say(hello, from)), "forbidden");
  EXPECT_EQ(rows(), "192.0.2.1 true, unknown true, 192.0.2.9 true");
  place.world.clock.advance(std::chrono::minutes(59));
  place.say(hello, "192.0.2.1");
  EXPECT_EQ(place.count("SELECT count(*) FROM audit_log WHERE action = 'robot.refused_address'"), 3);
  place.world.clock.advance(std::chrono::minutes(2));
  for (int i = 1; i <= 30; ++i)
    place.say(hello, "203.0.113." + std::to_string(i));
  EXPECT_EQ(place.count("SELECT count(*) FROM audit_log WHERE action = 'robot.refused_address'"), 23)
      << "twenty an hour, from however many addresses";
  place.key = "junk";
  place.say(hello, "203.0.113.99");
  EXPECT_EQ(place.count("SELECT count(*) FROM audit_log WHERE action = 'robot.refused_address'"), 23);
}

TEST_F(Robots, AreUnknownByTheOldKeyOnceItWasRotated) {
  const std::string old = place.key;
  const Json made = place.call("alice", "robot.rotate_key", {{"robot", place.robot}});
  EXPECT_EQ(code(place.say_text("x")), "unauthenticated");
  place.key = made.at("key");
  EXPECT_EQ(code(place.say_text("x")), "ok");
  place.call("alice", "robot.delete", {{"robot", place.robot}});
  EXPECT_EQ(code(place.say_text("x")), "unauthenticated");
  place.key = "junk";
  EXPECT_EQ(code(place.say_text("x")), "unauthenticated");
}

TEST_F(Robots, AreScreenedLikePeople) {
  place.world.person("admin");
  place.world.as_owner([&](db::Tx& tx) {
    tx.set_corp(place.world.corp);
    identity::set_role(tx, place.world.person("admin"), api::Role::admin);
    return 0;
  });
  place.world.roles["admin"] = api::Role::admin;
  const Json rule = {{"name", "Secrets"}, {"action", "block"}, {"words", words({"falcon"})}};
  place.call("admin", "word_rule.create", rule);
  const Json message = {{"msgtype", "markdown"}, {"markdown", {{"content", "project Falcon"}}}};
  ASSERT_TRUE(wait_until([&] { return code(place.say(message)) == "content_blocked"; }));
  const Json refused = place.say(message);
  EXPECT_EQ(refused.value("field", ""), "markdown.content") << refused;
  const Json hits = items(place.call("admin", "word_hit.list", Json::object()));
  ASSERT_FALSE(hits.empty());
  EXPECT_EQ(hits.at(0).at("actor"), place.robot);
}

TEST_F(Robots, AreManagedByWhoManagesTheGroup) {
  const Json input = {{"conversation", place.chat}, {"name", "Mine"}};
  EXPECT_EQ(code(place.call("bob", "robot.create", input)), "forbidden");
  EXPECT_EQ(code(place.call("dave", "robot.create", input)), "not_found");
  EXPECT_EQ(code(place.call("dave", "robot.list", {{"conversation", place.chat}})), "not_found");
  for (const char* operation : {"robot.update", "robot.rotate_key", "robot.delete", "robot.deliveries"}) {
    EXPECT_EQ(code(place.call("bob", operation, {{"robot", place.robot}})), "forbidden") << operation;
    EXPECT_EQ(code(place.call("dave", operation, {{"robot", place.robot}})), "not_found") << operation;
  }
  place.call("alice", "robot.update", {{"robot", place.robot}, {"addresses", {"10.0.0.1"}}});
  const Json for_bob = items(place.call("bob", "robot.list", {{"conversation", place.chat}}));
  EXPECT_TRUE(for_bob.at(0).at("addresses").is_null());
  const Json for_alice = items(place.call("alice", "robot.list", {{"conversation", place.chat}}));
  EXPECT_EQ(for_alice.at(0).at("addresses"), Json({"10.0.0.1/32"}));
}

TEST_F(Robots, AreNoPeople) {
  EXPECT_EQ(code(place.call("alice", "conversation.open_direct", {{"peer", place.robot}})), "invalid_argument");
  EXPECT_EQ(
      code(place.call("alice", "group.add_members", {{"conversation", place.chat}, {"members", {place.robot}}})),
      "invalid_argument");
  EXPECT_EQ(items(place.call("alice", "conversation.members", {{"conversation", place.chat}})).size(), 3u);
}

TEST_F(Robots, LeaveATraceInTheAuditLogAndTheLogWithoutTheirKeys) {
  const Json rotated = place.call("alice", "robot.rotate_key", {{"robot", place.robot}});
  const Json bot = place.call(
      "alice", "robot.set_callback", {{"robot", place.robot}, {"url", "https://bots.example/x?token=1"}});
  place.call("alice", "robot.update", {{"robot", place.robot}, {"name", "Builds"}});
  place.call("alice", "robot.delete", {{"robot", place.robot}});
  const std::string trail = place.value(
      "SELECT string_agg(action || ' ' || detail::text, E'\\n' ORDER BY seq) FROM audit_log WHERE action LIKE "
      "'robot%'");
  for (const char* action : {"robot.create", "robot.rotate_key", "robot.set_callback", "robot.update", "robot.delete"})
    EXPECT_NE(trail.find(action), std::string::npos) << action;
  EXPECT_NE(trail.find("\"Deploys\""), std::string::npos);
  EXPECT_NE(trail.find("\"Builds\""), std::string::npos);
  const std::string everything = trail + place.value("SELECT string_agg(to_jsonb(r)::text, '') FROM robots r") +
                                 place.value("SELECT string_agg(body::text, '') FROM entries");
  for (const std::string& secret :
       {place.key, rotated.at("key").get<std::string>(), bot.at("secret").get<std::string>()})
    EXPECT_EQ(everything.find(secret), std::string::npos);
  Json kinds = Json::array();
  for (const Json& entry : items(place.world.entries("bob", place.chat)))
    kinds.push_back(entry.at("kind"));
  EXPECT_EQ(kinds, Json({"created", "robot_added", "robot_removed"}));
}

}  // namespace
}  // namespace weft::test
