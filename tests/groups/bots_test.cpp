// Bots: robots that are told when somebody calls them, and answer.
#include "groups/robots_world.hpp"
#include <weft/base/hmac.hpp>
#include <weft/base/sealed.hpp>
#include <weft/db/outbox.hpp>

#include <mutex>

namespace weft::test {
namespace {

/// Somebody outside who keeps what it is told, and answers as the test says.
class Outside {
 public:
  db::Reply answer(const db::Letter& letter) {
    std::size_t nth = 0;
    {
      const std::lock_guard lock(mutex_);
      letters_.push_back(letter);
      nth = letters_.size();
    }
    before_(nth);
    const std::lock_guard lock(mutex_);
    return replies_(nth);
  }
  /// Called while the sender waits. Before delivering begins.
  void before_reply(std::function<void(std::size_t nth)> call) { before_ = std::move(call); }
  void replies(std::function<db::Reply(std::size_t nth)> with) {
    const std::lock_guard lock(mutex_);
    replies_ = std::move(with);
  }
  std::vector<db::Letter> letters() const {
    const std::lock_guard lock(mutex_);
    return letters_;
  }
  bool got(std::size_t count) const {
    return wait_until([&] { return letters().size() >= count; });
  }

 private:
  mutable std::mutex mutex_;
  std::vector<db::Letter> letters_;
  std::function<void(std::size_t)> before_ = [](std::size_t) {};
  std::function<db::Reply(std::size_t)> replies_ = [](std::size_t) { return db::Reply{200, "", ""}; };
};

std::string header(const db::Letter& letter, const std::string& name) {
  for (const auto& [known, value] : letter.headers)
    if (known == name) return value;
  return {};
}

db::Reply saying(const std::string& text) {
  return {200, Json{{"msgtype", "text"}, {"text", {{"content", text}}}}.dump(), ""};
}

struct Bots : testing::Test {
  RobotsWorld place;
  Outside outside;
  std::string secret;
  std::unique_ptr<db::Outbox> outbox;

  Bots() {
    secret = place.call("alice", "robot.set_callback", {{"robot", place.robot}, {"url", "https://bots.example/hook"}})
                 .at("secret");
  }
  ~Bots() override { outbox.reset(); }

  void deliver() {
    db::OutboxOptions options;
    options.database = place.world.pool(2);
    options.poll = std::chrono::milliseconds(20);
    outbox = std::make_unique<db::Outbox>(
        options, place.world.clock, groups::robot_deliveries(place.parts()),
        [this](const db::Letter& letter) { return outside.answer(letter); }, [](std::vector<Event>) {});
  }
  Json deliveries(Json filter = Json::object()) {
    filter["robot"] = place.robot;
    return items(place.call("alice", "robot.deliveries", filter));
  }
  bool newest_is(const std::string& status) {
    return wait_until([&] {
      const Json list = deliveries();
      return !list.empty() && list.at(0).at("status") == status;
    });
  }
};

TEST_F(Bots, AreToldWhoSaidWhatAndSignedForIt) {
  const Json sent = place.mentioning("bob", "@Deploys  status of api? ");
  ASSERT_EQ(code(sent), "ok") << sent;
  deliver();
  ASSERT_TRUE(outside.got(1));
  const db::Letter letter = outside.letters().at(0);
  EXPECT_EQ(letter.url, "https://bots.example/hook");
  const Json body = Json::parse(letter.body);
  EXPECT_EQ(body.at("text"), "status of api?");
  EXPECT_EQ(body.at("sender").at("userid"), "bob");
  EXPECT_EQ(body.at("sender").at("name"), "Name of bob");
  EXPECT_EQ(body.at("conversation"), place.chat);
  EXPECT_EQ(body.at("seq"), sent.at("seq"));
  EXPECT_EQ(body.at("event"), header(letter, "X-Weft-Delivery"));
  const std::string timestamp = header(letter, "X-Weft-Timestamp");
  EXPECT_EQ(timestamp, "1800000000");
  EXPECT_EQ(header(letter, "X-Weft-Signature"), hex(hmac_sha256(secret, timestamp + "." + letter.body)));
  EXPECT_TRUE(newest_is("delivered"));
}

TEST_F(Bots, SignWithASecretThatIsStoredSealed) {
  const auto sealed = [&] {
    return place.world.as_owner([](db::Tx& tx) {
      return db::number_of(db::exec(tx, "SELECT count(*) FROM robots WHERE starts_with(secret, 'sealed1:')").at(0)[0]);
    });
  };
  EXPECT_EQ(sealed(), 1);
  place.world.as_owner([&](db::Tx& tx) {
    tx.set_corp(place.world.corp);
    db::exec(tx, "UPDATE robots SET secret = $1", secret);  // as it was stored before
    return groups::seal_old_secrets(tx, 10);
  });
  EXPECT_EQ(sealed(), 1);
  place.mentioning("bob", "@Deploys status?");
  deliver();
  ASSERT_TRUE(outside.got(1));
  const db::Letter letter = outside.letters().at(0);
  const std::string timestamp = header(letter, "X-Weft-Timestamp");
  EXPECT_EQ(header(letter, "X-Weft-Signature"), hex(hmac_sha256(secret, timestamp + "." + letter.body)));
}

TEST_F(Bots, TellNothingWithASecretThatNobodyCanOpen) {
  place.mentioning("bob", "@Deploys status?");
  use_sealing_key(std::string(kSealingKey, 'x'));
  deliver();
  EXPECT_TRUE(newest_is("failed"));
  EXPECT_TRUE(outside.letters().empty());
}

TEST_F(Bots, AnswerIntoTheGroup) {
  outside.replies([](std::size_t) { return saying("all green <@bob>"); });
  place.mentioning("bob", "@Deploys status?");
  deliver();
  ASSERT_TRUE(wait_until([&] { return place.last_body().value("text", "") == "all green @Name of bob"; }));
  EXPECT_TRUE(newest_is("delivered"));
  EXPECT_EQ(deliveries().at(0).at("reply_status"), 200);
}

TEST_F(Bots, AreCalledByAQuoteToo) {
  const Seq said = place.say_text("build 7 is out").at("seq");
  const Json quote = place.call(
      "carol", "message.send",
      {{"conversation", place.chat},
       {"client_id", "q"},
       {"kind", "rich"},
       {"body", {{"markdown", "**why**?"}, {"reply_to", said}}}});
  ASSERT_EQ(code(quote), "ok") << quote;
  deliver();
  ASSERT_TRUE(outside.got(1));
  const Json body = Json::parse(outside.letters().at(0).body);
  EXPECT_EQ(body.at("text"), "**why**?");
  EXPECT_EQ(body.at("reply_to"), said);
}

TEST_F(Bots, AreNotCalledByOthersTalk) {
  place.world.send("bob", place.chat, "@Deploys in plain text is no mention");
  const Seq bobs = place.world.send("bob", place.chat, "hello").at("seq");
  place.call(
      "carol", "message.send",
      {{"conversation", place.chat},
       {"client_id", "q"},
       {"kind", "text"},
       {"body", {{"text", "hi"}, {"reply_to", bobs}, {"mentions", {"bob"}}}}});
  EXPECT_EQ(place.count("SELECT count(*) FROM outbox"), 0);
  const std::string other = place.world.group("alice", {"bob"}, "Other");
  const Json elsewhere = place.call(
      "bob", "message.send",
      {{"conversation", other},
       {"client_id", "e"},
       {"kind", "text"},
       {"body", {{"text", "hi"}, {"mentions", {place.robot}}}}});
  EXPECT_EQ(elsewhere.value("field", ""), "body.mentions[0]") << elsewhere;
}

TEST_F(Bots, CallNoBots) {
  const Json second = place.call("alice", "robot.create", {{"conversation", place.chat}, {"name", "Echo"}});
  const std::string echo = second.at("robot").at("id");
  place.call("alice", "robot.set_callback", {{"robot", echo}, {"url", "https://bots.example/echo"}});
  place.say({{"msgtype", "text"}, {"text", {{"content", "<@" + echo + "> you?"}, {"mentioned_list", {echo}}}}});
  EXPECT_EQ(place.count("SELECT count(*) FROM outbox"), 0);
}

TEST_F(Bots, AreTriedAgainAndThenGivenUp) {
  outside.replies([](std::size_t nth) {
    return nth % 2 == 1 ? db::Reply{500, "", ""} : db::Reply{0, "", "no answer in time"};
  });
  place.mentioning("bob", "@Deploys?");
  deliver();
  const std::chrono::seconds pauses[] = {
      std::chrono::seconds(10), std::chrono::seconds(60), std::chrono::seconds(300), std::chrono::seconds(900),
      std::chrono::seconds(2400)};
  for (std::size_t i = 0; i < 5; ++i) {
    ASSERT_TRUE(wait_until([&] {
      return place.count(
                 "SELECT count(*) FROM deliveries WHERE lease IS NULL AND attempts = " + std::to_string(i + 1)) == 1;
    })) << i;
    EXPECT_EQ(outside.letters().size(), i + 1);
    place.world.clock.advance(pauses[i] - std::chrono::milliseconds(1));
    EXPECT_EQ(deliveries().at(0).at("status"), "waiting");
    place.world.clock.advance(std::chrono::milliseconds(1));
  }
  ASSERT_TRUE(newest_is("failed"));
  EXPECT_EQ(outside.letters().size(), 6u);
  EXPECT_EQ(deliveries().at(0).at("remark"), "no answer in time");
  const auto first = outside.letters().front(), last = outside.letters().back();
  EXPECT_EQ(header(first, "X-Weft-Delivery"), header(last, "X-Weft-Delivery"));
  EXPECT_EQ(first.body, last.body);
  outside.replies([](std::size_t) { return saying("I am back"); });
  const Json again = place.call(
      "alice", "robot.redeliver", {{"robot", place.robot}, {"delivery", deliveries().at(0).at("id")}});
  EXPECT_EQ(again.value("status", ""), "waiting") << again;
  ASSERT_TRUE(newest_is("delivered"));
  EXPECT_EQ(place.last_body().at("text"), "I am back");
}

TEST_F(Bots, AreToldInOrder) {
  outside.replies([](std::size_t nth) { return nth == 1 ? db::Reply{503, "", ""} : db::Reply{200, "", ""}; });
  for (int i = 0; i < 3; ++i)
    place.mentioning("bob", "@Deploys " + std::to_string(i));
  deliver();
  ASSERT_TRUE(outside.got(1));
  EXPECT_EQ(place.count("SELECT count(*) FROM deliveries WHERE attempts = 0"), 2);
  ASSERT_TRUE(wait_until([&] { return place.count("SELECT count(*) FROM deliveries WHERE remark IS NOT NULL") == 1; }));
  place.world.clock.advance(std::chrono::seconds(10));
  ASSERT_TRUE(outside.got(4));
  std::string said;
  for (const db::Letter& letter : outside.letters())
    said += Json::parse(letter.body).at("text").get<std::string>();
  EXPECT_EQ(said, "0012");
}

TEST_F(Bots, AnswerOnceThoughTwoAttemptsCameBack) {
  // The first attempt takes longer than its lease: the other thread makes a second one meanwhile, and answers first.
  outside.replies([](std::size_t nth) { return saying("answer " + std::to_string(nth)); });
  outside.before_reply([&](std::size_t nth) {
    if (nth > 1) return;
    place.world.clock.advance(std::chrono::minutes(2));
    EXPECT_TRUE(newest_is("delivered"));
  });
  place.mentioning("bob", "@Deploys?");
  deliver();
  ASSERT_TRUE(newest_is("delivered"));
  outbox.reset();  // the first attempt has come to its end, too
  EXPECT_EQ(outside.letters().size(), 2u);
  EXPECT_EQ(place.last_body().at("text"), "answer 2");
  EXPECT_EQ(place.count("SELECT count(*) FROM entries WHERE body->>'text' LIKE 'answer%'"), 1);
}

TEST_F(Bots, MaySayNothingThatIsNotAllowed) {
  outside.replies([](std::size_t) { return db::Reply{200, R"({"msgtype":"text","text":{"content":""}})", ""}; });
  place.mentioning("bob", "@Deploys?");
  deliver();
  ASSERT_TRUE(newest_is("delivered"));
  const std::string remark = deliveries().at(0).at("remark");
  EXPECT_NE(remark.find("text.content"), std::string::npos) << remark;
  outside.replies([](std::size_t) { return db::Reply{200, "<html>", ""}; });
  place.mentioning("bob", "@Deploys again?");
  ASSERT_TRUE(wait_until([&] {
    const Json all = deliveries();
    return all.size() == 2 && all.at(0).at("status") == "delivered";
  }));
  EXPECT_FALSE(deliveries().at(0).at("remark").is_null());
  EXPECT_EQ(place.last_body().at("text"), "@Deploys again?");
}

TEST_F(Bots, AreNotToldWhatWasRecalledOrOnceTheyAreGone) {
  const Json sent = place.mentioning("bob", "@Deploys the password is x");
  place.call("bob", "message.recall", {{"conversation", place.chat}, {"seq", sent.at("seq")}});
  deliver();
  ASSERT_TRUE(newest_is("failed"));
  EXPECT_TRUE(outside.letters().empty());
  place.call("alice", "robot.remove_callback", {{"robot", place.robot}});
  place.mentioning("bob", "@Deploys?");
  EXPECT_EQ(deliveries().size(), 1u);
}

TEST_F(Bots, HaveAnAddressThatMayBeReached) {
  const Json refused = place.call("alice", "robot.set_callback", {{"robot", place.robot}, {"url", "http://10.0.0.1/"}});
  EXPECT_EQ(refused.value("field", ""), "url") << refused;
  EXPECT_EQ(
      code(place.call("bob", "robot.set_callback", {{"robot", place.robot}, {"url", "https://bots.example/"}})),
      "forbidden");
  const Json other = place.call(
      "alice", "robot.redeliver", {{"robot", place.robot}, {"delivery", to_string(make_uuid())}});
  EXPECT_EQ(other.value("field", ""), "delivery") << other;
}

}  // namespace
}  // namespace weft::test
