// What remains of a group for who has left, and who looks after one whose owner is gone.
#include "conversations/world.hpp"

namespace weft::test {
namespace {

struct Leaving : testing::Test {
  World world;
  std::string chat = world.group("alice", {"bob", "carol"}, "Then");

  Json change(const std::string& user, const std::string& operation, Json input = Json::object()) {
    input["conversation"] = chat;
    return world.call(user, operation, std::move(input));
  }
  Json seen(const std::string& user) { return change(user, "conversation.get").at("conversation"); }
  std::string owner() { return seen("carol").at("owner"); }
  std::int64_t audited(const std::string& action) {
    return world.as_owner([&](db::Tx& tx) {
      return db::exec(tx, "SELECT 1 FROM audit_log WHERE action = $1 AND target = $2", action, chat).size();
    });
  }
  /// Everything about a group changes.
  void go_on() {
    world.clock.advance(std::chrono::hours(1));
    world.person("dave");
    change("alice", "group.update", {{"name", "SECRET"}});
    change("alice", "group.add_members", {{"members", {"dave"}}});
    world.send("alice", chat, "secret plans");
    change("alice", "group.transfer_owner", {{"owner", "carol"}});
    change("carol", "group.dismiss");
  }
};

TEST_F(Leaving, KeepsTheGroupAsItWasThen) {
  const Seq last = world.send("alice", chat, "last words").at("seq");
  world.clock.advance(std::chrono::minutes(1));
  const Seq removed = change("alice", "group.remove_members", {{"members", {"bob"}}}).at("seq");
  const Time then = world.clock.now();
  go_on();
  const Json view = seen("bob");
  EXPECT_EQ(view.at("name"), "Then");
  EXPECT_EQ(view.at("owner"), world.person("alice").str());
  EXPECT_EQ(view.at("member_count"), 2);
  EXPECT_EQ(view.at("message_count"), 1);
  EXPECT_EQ(view.at("head_seq"), removed);
  EXPECT_EQ(view.at("left_seq"), removed);
  EXPECT_EQ(view.at("active_at"), to_rfc3339(then));
  EXPECT_EQ(view.at("dismissed"), false);
  EXPECT_EQ(view.at("unread"), 0);
  EXPECT_EQ(view.at("last").at("seq"), last);
}

TEST_F(Leaving, IsToldByHelloInTheSameWords) {
  world.send("alice", chat, "last words");
  change("bob", "group.leave");
  go_on();
  const Json answer = world.call("bob", "hello", {{"cursors", {{chat, 1}}}}, std::make_shared<api::Attachment>());
  for (Json item : Json(answer.at("conversations"))) {
    if (item.at("id") != chat) continue;
    item.erase("limited");
    item.erase("reset");
    EXPECT_EQ(item, seen("bob"));
    EXPECT_EQ(item.at("name"), "Then");
    return;
  }
  ADD_FAILURE() << answer.dump();
}

TEST_F(Leaving, KnowsOfTheDismissalThatEndedIt) {
  go_on();
  EXPECT_EQ(seen("carol").at("dismissed"), true);
  EXPECT_EQ(seen("carol").at("name"), "SECRET");
  EXPECT_EQ(seen("carol").at("owner"), world.person("carol").str());
  EXPECT_EQ(seen("carol").at("member_count"), 0);
}

TEST_F(Leaving, IsUndoneByComingBack) {
  change("bob", "group.leave");
  change("alice", "group.update", {{"name", "Now"}});
  change("alice", "group.add_members", {{"members", {"bob"}}});
  EXPECT_EQ(seen("bob").at("name"), "Now");
  EXPECT_EQ(seen("bob").at("member_count"), 3);
}

TEST_F(Leaving, NamesWhoCannotBeRemoved) {
  const std::string bob = world.person("bob").str();
  for (const auto& nobody : {std::string("nobody"), PrincipalId::make().str()}) {
    const Json problem = change("alice", "group.remove_members", {{"members", {bob, nobody}}});
    EXPECT_EQ(code(problem), "invalid_argument");
    EXPECT_EQ(problem.at("field"), "members[1]");
  }
  EXPECT_EQ(seen("bob").at("member_count"), 3);
}

TEST_F(Leaving, TakesOutWhoWasDisabled) {
  world.set_status("bob", "disabled");
  world.set_status("carol", "left");
  const Json removed = change("alice", "group.remove_members", {{"members", {"BOB", world.person("carol").str()}}});
  EXPECT_EQ(removed.at("removed").size(), 2u) << removed.dump();
  EXPECT_EQ(removed.at("member_count"), 1);
}

TEST_F(Leaving, PassesTheOwnersPlaceToSomebodyActive) {
  const std::string first = std::min(world.person("bob"), world.person("carol")) == world.person("bob") ? "bob"
                                                                                                        : "carol";
  world.set_status(first, "disabled");
  change("alice", "group.leave");
  const std::string heir = first == "bob" ? "carol" : "bob";
  EXPECT_EQ(seen(heir).at("owner"), world.person(heir).str());
}

TEST_F(Leaving, EndsTheGroupWithTheLastWhoIsActive) {
  world.set_status("bob", "disabled");
  world.set_status("carol", "left");
  change("alice", "group.leave");
  EXPECT_EQ(seen("alice").at("dismissed"), true);
}

TEST_F(Leaving, HasAnAdministratorLookAfterTheGroupOfAnInactiveOwner) {
  const PrincipalId adam = world.person("adam");
  world.as_owner([&](db::Tx& tx) {
    tx.set_corp(world.corp);
    identity::set_role(tx, adam, api::Role::admin);
    return 0;
  });
  world.roles["adam"] = api::Role::admin;
  EXPECT_EQ(code(change("adam", "group.transfer_owner", {{"owner", "bob"}})), "not_found");
  EXPECT_EQ(code(change("adam", "group.dismiss")), "not_found");
  world.set_status("alice", "disabled");
  EXPECT_EQ(code(change("bob", "group.transfer_owner", {{"owner", "bob"}})), "forbidden");
  EXPECT_EQ(change("adam", "group.transfer_owner", {{"owner", "adam"}}).at("field"), "owner");
  EXPECT_GT(change("adam", "group.transfer_owner", {{"owner", "bob"}}).at("seq"), 0);
  EXPECT_EQ(owner(), world.person("bob").str());
  EXPECT_EQ(audited("group.transfer_owner"), 1);
  EXPECT_EQ(code(change("adam", "group.dismiss")), "not_found") << "there is an owner again";
  world.set_status("bob", "left");
  EXPECT_GT(change("adam", "group.dismiss").at("seq"), 0);
  EXPECT_EQ(seen("carol").at("dismissed"), true);
  EXPECT_EQ(audited("group.dismiss"), 1);
}

TEST_F(Leaving, IsNotWatchedOver) {
  change("alice", "group.transfer_owner", {{"owner", "bob"}});
  change("bob", "group.dismiss");
  EXPECT_EQ(audited("group.transfer_owner") + audited("group.dismiss"), 0) << "what owners do is not administration";
}

}  // namespace
}  // namespace weft::test
