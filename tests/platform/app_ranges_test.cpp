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
  /// The last entry of a chat.
  std::string closed(const std::string& conversation) {
    const Json entries = items(world.entries("ann", conversation, {{"after", 0}, {"limit", 200}}));
    return entries.back().at("kind");
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

TEST_F(AppRanges, FollowAChangeOfTheDirectoryRightAway) {
  tag("ann", 5);
  make_app("Desk", {{"tags", {5}}});
  listen("Desk");
  const std::string conversation = call("ann", "app.enter", {{"app", numbers.at("Desk")}}).at("conversation");
  run_jobs("app.changes");
  tag("bob", 5);
  run_sql("DELETE FROM tag_members WHERE principal_id = '" + world.person("ann").str() + "'");
  EXPECT_EQ(run_jobs("app.changes"), 1);  // both in one
  EXPECT_EQ(told("subscribe"), 1);
  EXPECT_EQ(told("unsubscribe"), 1);
  EXPECT_EQ(closed(conversation), "closed");
  tag("ann", 5);
  run_jobs("app.changes");
  EXPECT_EQ(closed(conversation), "reopened");
  EXPECT_EQ(told("subscribe"), 2);
}

TEST_F(AppRanges, FollowTheDepartmentsOfTheirTags) {
  place("ann", "Sales/North");
  const std::int64_t sales = count("SELECT number FROM departments WHERE name = 'Sales'");
  tag("bob", 5);
  make_app("Desk", {{"tags", {5}}});
  listen("Desk");
  run_jobs("app.changes");
  tag_department(sales, 5);
  EXPECT_EQ(run_jobs("app.changes"), 1);
  run_jobs("app.range");
  EXPECT_EQ(told("subscribe"), 1);
  const std::string conversation = call("ann", "app.enter", {{"app", numbers.at("Desk")}}).at("conversation");
  run_sql("DELETE FROM tag_departments");
  run_jobs("app.changes");
  run_jobs("app.range");
  EXPECT_EQ(told("unsubscribe"), 1);
  EXPECT_EQ(closed(conversation), "closed");
}

TEST_F(AppRanges, FollowWhoIsDisabledOrPutElsewhere) {
  place("ann", "Sales");
  place("bob", "Service");
  make_app("Desk", {{"departments", {count("SELECT number FROM departments WHERE name = 'Sales'")}}});
  make_app("All");
  listen("Desk");
  listen("All");
  run_jobs("app.changes");
  run_sql("UPDATE principals SET status = 'disabled' WHERE id = '" + world.person("ann").str() + "'");
  run_jobs("app.changes");
  EXPECT_EQ(told("unsubscribe"), 2);
  place("bob", "Sales");
  run_jobs("app.changes");
  EXPECT_EQ(told("subscribe"), 1);
}

TEST_F(AppRanges, FollowADepartmentThatMoves) {
  place("ann", "Sales");
  place("bob", "Service");
  make_app("Desk", {{"departments", {count("SELECT number FROM departments WHERE name = 'Sales'")}}});
  listen("Desk");
  run_jobs("app.changes");
  run_sql(
      "UPDATE departments d SET path = top.path || d.number || '/', level = top.level + 1, parent = top.number FROM "
      "departments top WHERE "
      "d.name = 'Service' AND top.name = 'Sales' AND d.corp_id = top.corp_id");
  run_jobs("app.changes");
  run_jobs("app.range");
  EXPECT_EQ(told("subscribe"), 1);
}

TEST_F(AppRanges, AreNotWaitedForByTheDirectory) {
  make_app("Desk");
  tag("ann", 5);
  const auto connection = db::connect(world.pool(1));
  db::Tx step(*connection, world.clock);
  step.set_corp(world.corp);
  EXPECT_EQ(db::exec(step, "SELECT 1 FROM jobs WHERE kind = 'app.changes' FOR UPDATE").size(), 1U);
  tag("bob", 5);  // returns, and leaves another one that begins afterwards
  EXPECT_EQ(count("SELECT count(*) FROM jobs WHERE kind = 'app.changes'"), 2);
}

TEST_F(AppRanges, CostNothingWhereThereIsNoApp) {
  tag("ann", 5);
  EXPECT_EQ(count("SELECT count(*) FROM app_range_changes"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM jobs WHERE kind = 'app.changes'"), 0);
}

TEST_F(AppRanges, RefuseAtOnceWhatWouldReachNobody) {
  make_app("Desk");
  const std::string conversation = call("ann", "app.enter", {{"app", numbers.at("Desk")}}).at("conversation");
  call("olga", "app.disable", {{"app", numbers.at("Desk")}});
  const Json off = world.send("ann", conversation, "hello?");
  EXPECT_EQ(code(off), "conversation_closed");
  EXPECT_NE(off.at("detail").get<std::string>().find("switched off"), std::string::npos) << off;
  call("olga", "app.enable", {{"app", numbers.at("Desk")}});
  range("Desk", {{"members", {"bob"}}});
  const Json out = world.send("ann", conversation, "hello?");
  EXPECT_EQ(code(out), "conversation_closed");
  EXPECT_NE(out.at("detail").get<std::string>().find("not for you"), std::string::npos) << out;
  EXPECT_EQ(count("SELECT count(*) FROM entries WHERE body->>'text' = 'hello?'"), 0);
  range("Desk", {{"everybody", true}});
  EXPECT_EQ(code(world.send("ann", conversation, "hello")), "ok");
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

TEST_F(AppRanges, ForgetCodesThatAreOver) {
  make_app("Desk");
  const Json card = {
      {"card_type", "button_interaction"},
      {"task_id", "t1"},
      {"main_title", {{"title", "Leave"}}},
      {"button_list", {{{"text", "Approve"}, {"key", "yes"}}}}};
  as_app("Desk", "app_message.send", {{"msgtype", "template_card"}, {"template_card", card}, {"members", {"ann"}}});
  const auto purge = [&] {
    world.as_owner([&](db::Tx& tx) {
      tx.set_corp(world.corp);
      return platform::purge_apps(tx, 1000);
    });
    return count("SELECT count(*) FROM app_response_codes");
  };
  world.clock.advance(std::chrono::hours(71));
  EXPECT_EQ(purge(), 1);
  world.clock.advance(std::chrono::hours(2));
  EXPECT_EQ(purge(), 0);
  EXPECT_EQ(count("SELECT count(*) FROM app_messages"), 1);
}

TEST_F(AppRanges, ForgetManyMessagesInSteps) {
  make_app("Desk");
  for (int i = 0; i < 3; ++i)
    say("Desk", std::to_string(i), {"ann"});
  world.clock.advance(std::chrono::hours(24 * 181));
  const auto purge = [&] {
    return world.as_owner([&](db::Tx& tx) {
      tx.set_corp(world.corp);
      return platform::purge_apps(tx, 200);  // two at a time
    });
  };
  EXPECT_EQ(purge(), 200);  // there is more
  EXPECT_LT(purge(), 200);
  EXPECT_EQ(count("SELECT count(*) FROM app_messages"), 0);
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
