// What a group tells of people whom the company hides: as little as of people who do not exist.
#include "groups/world.hpp"
#include <weft/base/json.hpp>
#include <weft/directory/rules.hpp>

#include <regex>

namespace weft::test {
namespace {

/// alice's group with bob and vera; vera and victor are hidden from everybody.
struct Hidden : testing::Test {
  GroupWorld world;
  std::string chat = world.group("alice", {"bob", "vera"});

  Hidden() {
    hide("vera");
    hide("victor");
  }
  void hide(const std::string& userid) {
    const PrincipalId id = world.person(userid);
    world.as_owner([&](db::Tx& tx) {
      tx.set_corp(world.corp);
      return directory::add_rule(tx, {0, directory::RuleKind::hide, {}, {std::nullopt, id}}, {}).number;
    });
  }
  Json act(const std::string& operation, Json input, const std::string& user = "alice") {
    input["conversation"] = chat;
    return world.call(user, operation, std::move(input));
  }
  Json mention(const std::string& who) {
    static int next = 0;
    return act(
        "message.send", {{"client_id", "m" + std::to_string(++next)},
                         {"kind", "text"},
                         {"body", {{"text", "look"}, {"mentions", {who}}}}});
  }
  /// The same answer but for the name that was asked for, and not a success.
  static void expect_same(Json hidden, Json nobody) {
    EXPECT_NE(code(hidden), "ok") << hidden;
    const std::string text = std::regex_replace(hidden.dump(), std::regex("victor|vera"), "nobody");
    EXPECT_EQ(text, nobody.dump());
  }
};

TEST_F(Hidden, PeopleAreNoSuchPeopleToTheGroupsOwner) {
  for (const char* operation : {"group.add_admins", "group.remove_admins", "group.remove_members"}) {
    const Json nobody = act(operation, {{"members", {"bob", "nobody"}}});
    EXPECT_EQ(nobody.at("field"), "members[1]") << operation;
    expect_same(act(operation, {{"members", {"bob", "victor"}}}), nobody);
    expect_same(act(operation, {{"members", {"bob", "vera"}}}), nobody);
  }
  const Json muted = {{"members", {"nobody"}}, {"muted", true}};
  expect_same(act("group.mute_members", {{"members", {"victor"}}, {"muted", true}}), act("group.mute_members", muted));
  const Json owner = act("group.transfer_owner", {{"owner", "nobody"}});
  EXPECT_EQ(owner.at("field"), "owner");
  expect_same(act("group.transfer_owner", {{"owner", "victor"}}), owner);
  expect_same(act("group.transfer_owner", {{"owner", "vera"}}), owner);
}

TEST_F(Hidden, PeopleWhoSpeakInAGroupAreNamedByTheirIds) {
  const std::string vera = world.person("vera").str();
  EXPECT_EQ(code(mention(vera)), "ok");
  EXPECT_EQ(act("group.mute_members", {{"members", {vera}}, {"muted", true}}).at("changed"), Json::array({vera}));
  EXPECT_EQ(code(act("group.add_admins", {{"members", {vera}}})), "ok");
  EXPECT_EQ(act("group.remove_members", {{"members", {vera}}}).at("removed"), Json::array({vera}));
}

TEST_F(Hidden, PeopleAreNotToldByMentions) {
  const Json nobody = mention("nobody");
  EXPECT_EQ(nobody.at("field"), "body.mentions[0]");
  expect_same(mention("victor"), nobody);
  expect_same(mention("vera"), nobody);
  world.person("dave");
  const Json stranger = mention("dave");
  EXPECT_EQ(stranger.at("detail"), nobody.at("detail")) << "nor is anybody else who is not here";
  EXPECT_EQ(code(mention("bob")), "ok");
}

TEST_F(Hidden, PeopleAreNotToldByEdits) {
  const Json seq = mention("bob").at("seq");
  const auto edit = [&](const char* who) {
    return act("message.edit", {{"seq", seq}, {"body", {{"text", "look"}, {"mentions", {who}}}}});
  };
  expect_same(edit("victor"), edit("nobody"));
  EXPECT_EQ(code(edit("bob")), "ok");
}

TEST_F(Hidden, AuthorsAreNotToldBySearch) {
  const auto search = [&](const char* actor) { return act("search.messages", {{"query", "x"}, {"actor", actor}}); };
  EXPECT_EQ(search("nobody").at("field"), "actor");
  expect_same(search("victor"), search("nobody"));
  EXPECT_EQ(code(search(world.person("vera").str().c_str())), "ok");
}

TEST_F(Hidden, WhoAsksToJoinTellsTheNameAndNothingElse) {
  const PrincipalId victor = world.person("victor");
  world.as_owner([&](db::Tx& tx) {
    tx.set_corp(world.corp);
    return db::exec(tx, "UPDATE members SET title = 'Spy' WHERE corp_id = $1 AND principal_id = $2", world.corp, victor)
        .affected_rows();
  });
  const Json link = act("group.create_link", {{"approval", true}});
  world.call("victor", "group.join", {{"code", link.at("code")}});
  const Json request = items(act("group.requests", Json::object())).at(0);
  EXPECT_EQ(request.at("principal").at("id"), world.person("victor").str());
  EXPECT_EQ(request.at("principal").at("name"), "Name of victor");
  for (const char* field : {"userid", "title", "department"})
    EXPECT_EQ(request.at("principal").at(field), "") << field;
}

TEST_F(Hidden, PeopleAreSeenByWhoSeesEverybody) {
  world.promote("olga", api::Role::owner);
  const Json link = act("group.create_link", Json::object());
  world.call("olga", "group.join", {{"code", link.at("code")}});
  const Json sent = act(
      "message.send", {{"client_id", "o"}, {"kind", "text"}, {"body", {{"text", "look"}, {"mentions", {"vera"}}}}},
      "olga");
  EXPECT_EQ(code(sent), "ok") << sent;
}

}  // namespace
}  // namespace weft::test
