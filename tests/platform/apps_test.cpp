// Managing apps: numbers, secrets, tokens, who is in their range.
#include "platform/apps_world.hpp"

namespace weft::test {
namespace {

struct Apps : testing::Test, AppsWorld {
  std::vector<std::string> mine(const std::string& userid) {
    std::vector<std::string> names;
    const Json list = items(call(userid, "app.list_mine", Json::object()));
    for (const Json& one : list)
      names.push_back(one.at("name"));
    return names;
  }
  Json ask_token(const std::string& app, const std::string& secret, const std::string& address = "192.0.2.1") {
    return token({{"app", numbers.at(app)}, {"secret", secret}}, address);
  }
  bool lives(const std::string& given) {
    return world.as_owner([&](db::Tx& tx) {
      tx.set_corp(world.corp);
      return identity::session_owner(tx, given).has_value();
    });
  }
};

TEST_F(Apps, HaveNumbersThatAreGivenOnce) {
  const Json first = make_app("Leave");
  const Json second = make_app("Travel");
  EXPECT_EQ(first.at("app").at("app"), 1000001);
  EXPECT_EQ(second.at("app").at("app"), 1000002);
  call("olga", "app.delete", {{"app", 1000002}});
  EXPECT_EQ(make_app("Rooms").at("app").at("app"), 1000003);
  EXPECT_EQ(code(call("olga", "app.get", {{"app", 1000002}})), "not_found");
}

TEST_F(Apps, ShowTheirSecretOnceAndKeepADigestOnly) {
  const Json made = make_app("Leave");
  const std::string secret = made.at("secret");
  EXPECT_EQ(secret.size(), 43U);
  EXPECT_FALSE(call("olga", "app.get", {{"app", numbers.at("Leave")}}).dump().find(secret) != std::string::npos);
  EXPECT_EQ(count("SELECT count(*) FROM apps WHERE secret_hash = sha256(convert_to('" + secret + "', 'UTF8'))"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM apps a WHERE a::text LIKE '%" + secret + "%'"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM audit_log a WHERE a::text LIKE '%" + secret + "%'"), 0);
}

TEST_F(Apps, AreChangedFieldByField) {
  make_app("Leave");
  const std::int64_t app = numbers.at("Leave");
  const Json changed = call(
      "olga", "app.update",
      {{"app", app}, {"name", "Holidays"}, {"description", "Ask here"}, {"home_url", "https://intra.example/leave"}});
  EXPECT_EQ(changed.at("name"), "Holidays");
  EXPECT_EQ(changed.at("range").at("everybody"), true);
  EXPECT_EQ(call("olga", "app.update", {{"app", app}, {"home_url", ""}}).at("home_url"), nullptr);
  EXPECT_EQ(call("olga", "app.update", {{"app", app}, {"home_url", "javascript:alert(1)"}}).at("field"), "home_url");
  EXPECT_EQ(
      call("olga", "app.update", {{"app", app}, {"range", {{"departments", {1, 77}}}}}).at("field"),
      "range.departments[1]");
  EXPECT_EQ(call("olga", "app.update", {{"app", app}, {"range", {{"tags", {5}}}}}).at("field"), "range.tags[0]");
  EXPECT_EQ(
      call("olga", "app.update", {{"app", app}, {"range", {{"members", {"nobody"}}}}}).at("field"), "range.members[0]");
}

TEST_F(Apps, HaveALogoThatMembersSee) {
  make_app("Leave");
  const std::string picture = put_picture("olga");
  const Json changed = call("olga", "app.update", {{"app", numbers.at("Leave")}, {"logo", picture}});
  ASSERT_EQ(changed.at("logo"), picture) << changed;
  EXPECT_EQ(items(call("ann", "app.list_mine", Json::object())).at(0).at("logo"), picture);
  EXPECT_EQ(get_code("ann", picture), "ok");
  EXPECT_EQ(
      call("olga", "app.update", {{"app", numbers.at("Leave")}, {"logo", FileId::make().str()}}).at("field"), "logo");
}

TEST_F(Apps, AreSeenByWhoIsInTheirRange) {
  const auto sales = place("ann", "Sales/North");
  place("bob", "Service");
  tag("carl", 7);
  make_app("All");
  make_app("Nobody", Json::object());
  make_app("People", {{"members", {"bob"}}});
  make_app("Tagged", {{"tags", {7}}});
  const std::int64_t top = count("SELECT number FROM departments WHERE name = 'Sales'");
  ASSERT_NE(top, sales);
  make_app("Sellers", {{"departments", {top}}});
  tag_department(top, 8);
  make_app("Tagged sellers", {{"tags", {8}}});
  using Names = std::vector<std::string>;
  EXPECT_EQ(mine("ann"), (Names{"All", "Sellers", "Tagged sellers"}));
  EXPECT_EQ(mine("bob"), (Names{"All", "People"}));
  EXPECT_EQ(mine("carl"), (Names{"All", "Tagged"}));
  EXPECT_EQ(code(call("ann", "app.enter", {{"app", numbers.at("People")}})), "not_found");
  EXPECT_EQ(code(call("ann", "app.enter", {{"app", numbers.at("Sellers")}})), "ok");
  EXPECT_EQ(code(call("ann", "app.enter", {{"app", numbers.at("Tagged sellers")}})), "ok");
  EXPECT_EQ(code(call("bob", "app.enter", {{"app", numbers.at("Tagged sellers")}})), "not_found");
}

TEST_F(Apps, AreSeenByNobodyWhileDisabled) {
  make_app("Leave");
  call("olga", "app.disable", {{"app", numbers.at("Leave")}});
  EXPECT_TRUE(mine("ann").empty());
  EXPECT_EQ(code(call("ann", "app.enter", {{"app", numbers.at("Leave")}})), "not_found");
  call("olga", "app.enable", {{"app", numbers.at("Leave")}});
  EXPECT_EQ(mine("ann").size(), 1U);
}

TEST_F(Apps, ListInPages) {
  for (const char* name : {"A", "B", "C"})
    make_app(name);
  const Json first = call("ann", "app.list_mine", {{"limit", 2}});
  EXPECT_EQ(items(first).size(), 2U);
  EXPECT_EQ(items(call("ann", "app.list_mine", {{"limit", 2}, {"cursor", first.at("next_cursor")}})).size(), 1U);
  const Json page = call("olga", "app.list", {{"limit", 1}});
  EXPECT_EQ(items(call("olga", "app.list", {{"cursor", page.at("next_cursor")}})).size(), 2U);
}

TEST_F(Apps, AreNoPeople) {
  make_app("Leave");
  const std::string id = world.person("Leave").str();
  EXPECT_EQ(code(call("ann", "conversation.open_direct", {{"peer", id}})), "invalid_argument");
  EXPECT_EQ(call("ann", "group.create", {{"name", "Team"}, {"members", {"bob", id}}}).at("field"), "members[1]");
}

TEST_F(Apps, GetTokensForTheirSecret) {
  make_app("Leave");
  const Json got = ask_token("Leave", secrets.at("Leave"));
  ASSERT_EQ(code(got), "ok") << got;
  EXPECT_EQ(got.at("expires_in"), 7200);
  EXPECT_TRUE(lives(got.at("token")));
  world.clock.advance(std::chrono::hours(2) + std::chrono::seconds(1));
  EXPECT_FALSE(lives(got.at("token")));
}

TEST_F(Apps, AnswerAlikeForWrongSecretsAndNumbersThatNobodyHas) {
  make_app("Leave");
  const Json wrong = ask_token("Leave", "wrong");
  EXPECT_EQ(code(wrong), "unauthenticated");
  EXPECT_EQ(token({{"app", 5}, {"secret", "wrong"}}), wrong);
  EXPECT_EQ(token({{"company", "nowhere"}, {"app", 5}, {"secret", "wrong"}}), wrong);
}

TEST_F(Apps, RefuseGuessingFromOneAddressOnly) {
  make_app("Leave");
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(code(ask_token("Leave", "wrong" + std::to_string(i))), "unauthenticated");
  const Json refused = ask_token("Leave", secrets.at("Leave"));
  EXPECT_EQ(code(refused), "rate_limited");
  EXPECT_GT(refused.at("retry_after"), 0);
  EXPECT_EQ(code(ask_token("Leave", secrets.at("Leave"), "192.0.2.2")), "ok");
}

TEST_F(Apps, HaveTheRangeThatWasGivenLast) {
  tag("carl", 7);
  make_app("Leave", {{"members", {"ann"}}, {"tags", {7}}});
  const std::int64_t app = numbers.at("Leave");
  const Json range = call("olga", "app.update", {{"app", app}, {"range", {{"members", {"bob"}}}}}).at("range");
  EXPECT_EQ(range.at("members"), Json::array({world.person("bob").str()}));
  EXPECT_TRUE(range.at("tags").empty());
  EXPECT_EQ(call("olga", "app.update", {{"app", app}, {"name", "Holidays"}}).at("range"), range);
  const Json all = call("olga", "app.update", {{"app", app}, {"range", {{"everybody", true}}}}).at("range");
  EXPECT_EQ(all.at("everybody"), true);
  EXPECT_TRUE(all.at("members").empty());
}

TEST_F(Apps, LoseTheirTokensAtOnce) {
  make_app("Leave");
  const std::int64_t app = numbers.at("Leave");
  const std::string first = ask_token("Leave", secrets.at("Leave")).at("token");
  world.take_events();
  const Json rotated = call("olga", "app.rotate_secret", {{"app", app}});
  EXPECT_FALSE(lives(first));
  const auto events = world.take_events();
  EXPECT_TRUE(std::any_of(events.begin(), events.end(), [&](const Event& event) {
    const auto* revoked = std::get_if<RevokedEvent>(&event);
    return revoked != nullptr && revoked->principal == world.person("Leave");
  }));
  EXPECT_EQ(code(ask_token("Leave", secrets.at("Leave"))), "unauthenticated");
  const std::string second = ask_token("Leave", rotated.at("secret")).at("token");
  call("olga", "app.disable", {{"app", app}});
  EXPECT_FALSE(lives(second));
  EXPECT_EQ(code(ask_token("Leave", rotated.at("secret"))), "unauthenticated");
  call("olga", "app.enable", {{"app", app}});
  const std::string third = ask_token("Leave", rotated.at("secret")).at("token");
  call("olga", "app.delete", {{"app", app}});
  EXPECT_FALSE(lives(third));
}

TEST_F(Apps, SpeakOfThemselvesOnly) {
  make_app("Leave");
  make_app("Travel");
  EXPECT_EQ(code(as_app("Leave", "app.get", {{"app", numbers.at("Leave")}})), "ok");
  EXPECT_EQ(code(as_app("Leave", "app.get", {{"app", numbers.at("Travel")}})), "not_found");
  EXPECT_EQ(code(as_app("Leave", "app.list", {})), "not admitted");
}

TEST_F(Apps, LeaveRowsInTheAuditLog) {
  make_app("Leave");
  const std::int64_t app = numbers.at("Leave");
  call("olga", "app.update", {{"app", app}, {"name", "Holidays"}});
  call("olga", "app.rotate_secret", {{"app", app}});
  call("olga", "app.disable", {{"app", app}});
  call("olga", "app.enable", {{"app", app}});
  call("olga", "app_limits.set", {{"member_minute", 5}});
  call("olga", "app.delete", {{"app", app}});
  EXPECT_EQ(
      count("SELECT count(DISTINCT action) FROM audit_log WHERE action IN ('app.create', 'app.update', "
            "'app.rotate_secret', 'app.disable', 'app.enable', 'app.delete', 'settings.update')"),
      7);
}

TEST_F(Apps, OpenOneChatWithEachMember) {
  make_app("Leave");
  const Json card = call("ann", "app.enter", {{"app", numbers.at("Leave")}});
  const std::string conversation = card.at("conversation");
  EXPECT_EQ(call("ann", "app.enter", {{"app", numbers.at("Leave")}}).at("conversation"), conversation);
  const Json seen = call("ann", "conversation.get", {{"conversation", conversation}}).at("conversation");
  EXPECT_EQ(seen.at("kind"), "app");
  EXPECT_EQ(seen.at("peer").at("name"), "Leave");
  EXPECT_EQ(seen.at("peer").at("kind"), "app");
  EXPECT_EQ(code(call("ann", "conversation.preferences", {{"conversation", conversation}, {"pinned", true}})), "ok");
  EXPECT_EQ(code(world.send("ann", conversation, "hello")), "ok");
  EXPECT_EQ(code(world.send("bob", conversation, "hello")), "not_found");
}

}  // namespace
}  // namespace weft::test
