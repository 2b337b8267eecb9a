// Groups that apps make, change and write into.
#include "platform/apps_world.hpp"

namespace weft::test {
namespace {

struct AppGroups : testing::Test, AppsWorld {
  AppGroups() { make_app("Ops"); }

  Json make(Json more = Json::object()) {
    Json input = {{"name", "Night shift"}, {"members", {"ann", "bob"}}};
    input.update(more);
    return as_app("Ops", "app_group.create", std::move(input));
  }
  Json change(const std::string& chat, Json more) {
    more["chat"] = chat;
    return as_app("Ops", "app_group.update", std::move(more));
  }
};

TEST_F(AppGroups, AreMadeOfMembersWithAnOwner) {
  const Json made = make({{"chat", "shift1"}, {"owner", "bob"}});
  ASSERT_EQ(code(made), "ok") << made;
  EXPECT_EQ(made.at("chat"), "shift1");
  const Json seen = as_app("Ops", "app_group.get", {{"chat", "shift1"}});
  EXPECT_EQ(seen.at("owner"), "bob");
  EXPECT_EQ(seen.at("members").size(), 2U);
  const Json listed = call("ann", "conversation.get", {{"conversation", made.at("conversation")}}).at("conversation");
  EXPECT_EQ(listed.at("kind"), "group");
  EXPECT_EQ(listed.at("name"), "Night shift");
  EXPECT_EQ(make({{"chat", "shift1"}}).at("field"), "chat");
  EXPECT_EQ(make().at("chat").get<std::string>().size(), 32U);
}

TEST_F(AppGroups, NameTheFieldThatIsWrong) {
  make_app("Narrow", {{"members", {"ann"}}});
  EXPECT_EQ(make({{"chat", "no-dash"}}).at("field"), "chat");
  EXPECT_EQ(make({{"members", {"ann"}}}).at("field"), "members");
  EXPECT_EQ(make({{"members", {"ann", "Ann"}}}).at("field"), "members");
  EXPECT_EQ(make({{"members", {"ann", "zed"}}}).at("field"), "members[1]");
  EXPECT_EQ(make({{"owner", "carl"}}).at("field"), "owner");
  EXPECT_EQ(make({{"name", std::string(51, 'x')}}).at("field"), "name");
  const Json far = as_app("Narrow", "app_group.create", {{"name", "x"}, {"members", {"ann", "bob"}}});
  EXPECT_EQ(far.at("field"), "members[1]");
}

TEST_F(AppGroups, AreChangedByTheirApp) {
  const std::string chat = make().at("chat");
  const Json changed = change(chat, {{"name", "Day shift"}, {"owner", "bob"}, {"add", {"carl"}}, {"remove", {"ann"}}});
  ASSERT_EQ(code(changed), "ok") << changed;
  EXPECT_EQ(changed.at("name"), "Day shift");
  EXPECT_EQ(changed.at("owner"), "bob");
  EXPECT_EQ(changed.at("members").size(), 2U);
  EXPECT_EQ(change(chat, {{"remove", {"bob"}}}).at("field"), "remove[0]");
  EXPECT_EQ(change(chat, {{"owner", "ann"}}).at("field"), "owner");
}

TEST_F(AppGroups, AreWrittenIntoByTheirApp) {
  const Json made = make();
  const Json message = text("Wake up", {{"chat", made.at("chat")}, {"client_id", "m1"}});
  const Json sent = as_app("Ops", "app_group.send", message);
  ASSERT_EQ(code(sent), "ok") << sent;
  EXPECT_EQ(as_app("Ops", "app_group.send", message).at("duplicate"), true);
  const Json entries = items(world.entries("bob", made.at("conversation"), {{"after", 1}}));
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries.at(0).at("actor"), world.person("Ops").str());
  EXPECT_EQ(entries.at(0).at("body").at("text"), "Wake up");
  Json card = {{"card_type", "text_notice"}};
  EXPECT_EQ(
      as_app(
          "Ops", "app_group.send",
          {{"chat", made.at("chat")}, {"msgtype", "template_card"}, {"template_card", {{"card_type", "text_notice"}}}})
          .at("field"),
      "msgtype");
}

TEST_F(AppGroups, AreKnownToTheirAppOnly) {
  const std::string chat = make().at("chat");
  make_app("Other");
  EXPECT_EQ(code(as_app("Other", "app_group.get", {{"chat", chat}})), "not_found");
  EXPECT_EQ(code(as_app("Other", "app_group.update", {{"chat", chat}, {"name", "Mine"}})), "not_found");
  EXPECT_EQ(code(as_app("Other", "app_group.send", text("x", {{"chat", chat}}))), "not_found");
}

TEST_F(AppGroups, AreMadeAndChangedSoOften) {
  call("olga", "app_limits.set", {{"groups_day", 1}, {"group_changes_hour", 1}});
  const std::string chat = make().at("chat");
  const Json refused = make();
  EXPECT_EQ(code(refused), "rate_limited");
  EXPECT_GT(refused.at("retry_after"), 0);
  EXPECT_EQ(code(change(chat, {{"name", "A"}})), "ok");
  EXPECT_EQ(code(change(chat, {{"name", "B"}})), "rate_limited");
  world.clock.advance(std::chrono::hours(1));
  EXPECT_EQ(code(change(chat, {{"name", "B"}})), "ok");
  world.clock.advance(std::chrono::hours(24));
  EXPECT_EQ(code(make()), "ok");
}

}  // namespace
}  // namespace weft::test
