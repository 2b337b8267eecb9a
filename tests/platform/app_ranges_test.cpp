// What happens when members come into the range of an app, or leave it.
#include "platform/apps_world.hpp"
#include <weft/base/json.hpp>

namespace weft::test {
namespace {

struct AppRanges : testing::Test, AppsWorld {
  AppRanges() {
    asked = [](const db::Letter& letter, bool) {
      return db::Reply{200, Json{{"challenge", Json::parse(letter.body).at("data").at("challenge")}}.dump(), {}};
    };
  }
  Json range(const std::string& app, Json range) {
    return call("olga", "app.update", {{"app", numbers.at(app)}, {"range", std::move(range)}});
  }
  void listen(const std::string& app) {
    const Json set = call(
        "olga", "app.set_callback",
        {{"app", numbers.at(app)},
         {"style", "json"},
         {"url", "https://apps.example/hook"},
         {"secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}});
    ASSERT_EQ(code(set), "ok") << set;
  }
  std::int64_t told(const std::string& kind) {
    return count("SELECT count(*) FROM outbox WHERE kind = 'app." + kind + "'");
  }
};

TEST_F(AppRanges, CloseTheChatsOfWhoLeavesAndOpenThemAgain) {
  make_app("Desk");
  const std::string chat = call("ann", "app.enter", {{"app", numbers.at("Desk")}}).at("conversation");
  range("Desk", {{"everybody", false}, {"members", {"bob"}}});
  run_jobs("app.range");
  EXPECT_EQ(code(world.send("ann", chat, "hello?")), "conversation_closed");
  range("Desk", {{"members", {"ann"}}});
  run_jobs("app.range");
  EXPECT_EQ(code(world.send("ann", chat, "hello")), "ok");
}

TEST_F(AppRanges, CloseTheChatsOfDisabledAndDeletedApps) {
  make_app("Desk");
  const std::string chat = call("ann", "app.enter", {{"app", numbers.at("Desk")}}).at("conversation");
  call("olga", "app.disable", {{"app", numbers.at("Desk")}});
  run_jobs("app.range");
  EXPECT_EQ(code(world.send("ann", chat, "hello?")), "conversation_closed");
  call("olga", "app.enable", {{"app", numbers.at("Desk")}});
  run_jobs("app.range");
  EXPECT_EQ(code(world.send("ann", chat, "hello")), "ok");
  call("olga", "app.delete", {{"app", numbers.at("Desk")}});
  run_jobs("app.range");
  EXPECT_EQ(code(world.send("ann", chat, "hello?")), "conversation_closed");
}

TEST_F(AppRanges, TellWhoCameAndWhoWent) {
  make_app("Desk", {{"members", {"ann"}}});
  listen("Desk");
  run_jobs("app.range");
  EXPECT_EQ(told("subscribe"), 0);  // who was there when it began to listen
  range("Desk", {{"members", {"bob", "carl"}}});
  run_jobs("app.range");
  EXPECT_EQ(told("subscribe"), 2);
  EXPECT_EQ(told("unsubscribe"), 1);
  run_jobs("app.range");
  EXPECT_EQ(told("subscribe"), 2);
}

TEST_F(AppRanges, FollowTheDirectory) {
  tag("ann", 5);
  make_app("Desk", {{"tags", {5}}});
  listen("Desk");
  tag("bob", 5);
  run_sql("DELETE FROM tag_members WHERE principal_id = '" + world.person("ann").str() + "'");
  world.as_owner([&](db::Tx& tx) {
    tx.set_corp(world.corp);
    platform::keep_ranges(tx);
    return 0;
  });
  run_jobs("app.range");
  EXPECT_EQ(told("subscribe"), 1);
  EXPECT_EQ(told("unsubscribe"), 1);
}

TEST_F(AppRanges, AreFollowedInSteps) {
  run_sql(
      "WITH p AS (INSERT INTO principals (id, corp_id, kind, name, created_at) SELECT gen_random_uuid(), weft_corp(), "
      "'member', 'P' || n, now() FROM generate_series(1, 450) n RETURNING id, name) INSERT INTO members (principal_id, "
      "corp_id, userid, main_department) SELECT id, weft_corp(), name, 1 FROM p");
  make_app("Desk", Json::object());
  listen("Desk");
  range("Desk", {{"everybody", true}});
  EXPECT_EQ(run_jobs("app.range"), 3);
  EXPECT_EQ(told("subscribe"), 454);
}

TEST_F(AppRanges, ForgetWhatWasSentLongAgo) {
  make_app("Desk");
  say("Desk", "old", {"ann"});
  world.clock.advance(std::chrono::hours(24 * 181));
  world.as_owner([&](db::Tx& tx) {
    tx.set_corp(world.corp);
    return platform::purge_apps(tx, 1000);
  });
  EXPECT_EQ(count("SELECT count(*) FROM app_messages"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM app_message_recipients"), 0);
  EXPECT_EQ(bodies("ann", "Desk").size(), 1U);
}

}  // namespace
}  // namespace weft::test
