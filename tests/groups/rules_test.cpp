// Who may do what in a group: roles, circles, silence, notices.
#include "groups/world.hpp"

namespace weft::test {
namespace {

struct GroupRules : testing::Test {
  GroupWorld world;
  std::string chat = world.group("alice", {"bob", "carol", "dave"});

  Json act(const std::string& user, const std::string& operation, Json input = Json::object()) {
    input["conversation"] = chat;
    return world.call(user, operation, std::move(input));
  }
  Json last(const std::string& user = "alice") { return items(world.entries(user, chat, {{"limit", 1}})).at(0); }
  void make_admin(const std::string& user) {
    ASSERT_EQ(code(act("alice", "group.add_admins", {{"members", {user}}})), "ok");
  }
  std::string later(std::chrono::seconds by) { return to_rfc3339(world.clock.now() + by); }
};

TEST_F(GroupRules, NameTheAdminsInAnEntryAndInTheListOfMembers) {
  make_admin("bob");
  EXPECT_EQ(last().at("kind"), "admins");
  EXPECT_EQ(last().at("body").at("admins"), Json::array({world.person("bob").str()}));
  const Json got = act("dave", "conversation.get");
  EXPECT_EQ(got.at("members").at("items").at(1).at("role"), "admin");
  EXPECT_EQ(got.at("members").at("items").at(1).at("principal").at("userid"), "bob");
  EXPECT_EQ(act("bob", "conversation.get").at("conversation").at("role"), "admin");
  EXPECT_EQ(act("alice", "group.add_admins", {{"members", {"bob"}}}).at("seq"), 0);
}

TEST_F(GroupRules, LetTheOwnerAloneMakeAdmins) {
  make_admin("bob");
  EXPECT_EQ(code(act("bob", "group.add_admins", {{"members", {"carol"}}})), "forbidden");
  EXPECT_EQ(code(act("bob", "group.remove_admins", {{"members", {"bob"}}})), "forbidden");
  EXPECT_EQ(code(act("alice", "group.remove_admins", {{"members", {"bob"}}})), "ok");
  EXPECT_EQ(last().at("body").at("admins"), Json::array());
}

TEST_F(GroupRules, RefuseAnAdminWhoIsNotInTheGroup) {
  world.person("erin");
  EXPECT_EQ(act("alice", "group.add_admins", {{"members", {"bob", "erin"}}}).at("field"), "members[1]");
  EXPECT_EQ(act("dave", "conversation.get").at("members").at("items").at(1).at("role"), "member");
}

TEST_F(GroupRules, KeepAdminsFromTakingOutTheOwnerAndEachOther) {
  make_admin("bob");
  make_admin("carol");
  EXPECT_EQ(code(act("bob", "group.remove_members", {{"members", {"dave", "alice"}}})), "forbidden");
  EXPECT_EQ(code(act("bob", "group.remove_members", {{"members", {"carol"}}})), "forbidden");
  EXPECT_EQ(act("bob", "group.remove_members", {{"members", {"dave"}}}).at("member_count"), 3);
  EXPECT_EQ(act("alice", "group.remove_members", {{"members", {"carol"}}}).at("member_count"), 2);
}

TEST_F(GroupRules, TakeThePowersOfAdminsWhenTheOwnerAloneManages) {
  make_admin("bob");
  EXPECT_EQ(code(act("bob", "group.set_rules", {{"owner_only", true}})), "forbidden");
  EXPECT_EQ(code(act("alice", "group.set_rules", {{"owner_only", true}})), "ok");
  for (const char* operation : {"group.set_rules", "group.mute_all", "group.requests"}) {
    Json input = Json::object();
    if (operation == std::string("group.set_rules")) input["invite"] = "admins";
    if (operation == std::string("group.mute_all")) input["muted"] = true;
    EXPECT_EQ(code(act("bob", operation, input)), "forbidden") << operation;
  }
  EXPECT_EQ(code(act("bob", "group.remove_members", {{"members", {"dave"}}})), "forbidden");
}

TEST_F(GroupRules, SayWhoMayRenameAndInvite) {
  const Json set = act("alice", "group.set_rules", {{"rename", "admins"}, {"invite", "admins"}});
  EXPECT_EQ(last().at("kind"), "rules");
  EXPECT_EQ(last().at("body"), (Json{{"rename", "admins"}, {"invite", "admins"}}));
  EXPECT_EQ(last().at("seq"), set.at("seq"));
  world.person("erin");
  EXPECT_EQ(code(act("bob", "group.update", {{"name", "Mine"}})), "forbidden");
  EXPECT_EQ(code(act("bob", "group.add_members", {{"members", {"erin"}}})), "forbidden");
  make_admin("bob");
  EXPECT_EQ(code(act("bob", "group.update", {{"name", "Mine"}})), "ok");
  EXPECT_EQ(code(act("bob", "group.add_members", {{"members", {"erin"}}})), "ok");
  EXPECT_EQ(act("dave", "conversation.get").at("rules").at("rename"), "admins");
  EXPECT_EQ(act("alice", "group.set_rules", {{"rename", "admins"}}).at("seq"), 0);
}

TEST_F(GroupRules, SayWhoMayCallEverybodyWhetherSentOrEdited) {
  const auto call = [&](const std::string& user) {
    return world.call(
        user, "message.send",
        {{"conversation", chat},
         {"client_id", user + to_rfc3339(world.clock.now())},
         {"kind", "text"},
         {"body", {{"text", "all!"}, {"mention_all", true}}}});
  };
  EXPECT_EQ(code(call("bob")), "ok");
  act("alice", "group.set_rules", {{"mention_all", "admins"}});
  world.clock.advance(std::chrono::seconds(1));
  const Json refused = call("bob");
  EXPECT_EQ(code(refused), "forbidden");
  EXPECT_EQ(refused.at("field"), "body.mention_all");
  EXPECT_EQ(code(call("alice")), "ok");
  const Seq plain = world.send("bob", chat, "quiet").at("seq");
  const Json loud = {{"seq", plain}, {"body", {{"text", "all!"}, {"mention_all", true}}}};
  EXPECT_EQ(code(act("bob", "message.edit", loud)), "forbidden");
  make_admin("bob");
  EXPECT_EQ(code(call("bob")), "ok");
  EXPECT_EQ(code(act("bob", "message.edit", loud)), "ok");
}

TEST_F(GroupRules, HoldNoMorePeopleThanTheGroupsLimit) {
  EXPECT_EQ(act("alice", "group.set_rules", {{"member_limit", 3}}).at("field"), "member_limit");
  EXPECT_EQ(code(act("alice", "group.set_rules", {{"member_limit", 5}})), "ok");
  world.person("erin");
  world.person("frank");
  const Json over = act("bob", "group.add_members", {{"members", {"erin", "frank"}}});
  EXPECT_NE(over.at("detail").get<std::string>().find("at most 5"), std::string::npos);
  EXPECT_EQ(act("bob", "group.add_members", {{"members", {"erin"}}}).at("member_count"), 5);
}

TEST_F(GroupRules, BeginAsTheCompanyWants) {
  world.promote("olga", api::Role::owner);
  const Json set = world.call(
      "olga", "group.set_defaults", {{"member_limit", 3}, {"rename", "admins"}, {"confirm_invites", true}});
  EXPECT_EQ(set.at("member_limit"), 3) << set.dump();
  EXPECT_EQ(
      world.call("alice", "group.create", {{"name", "Large"}, {"members", {"bob", "carol", "dave"}}}).at("field"),
      "members");
  const std::string fresh = world.group("alice", {"bob"});
  const Json rules = world.call("bob", "conversation.get", {{"conversation", fresh}}).at("rules");
  EXPECT_EQ(rules.at("member_limit"), 3);
  EXPECT_EQ(rules.at("rename"), "admins");
  EXPECT_EQ(rules.at("invite"), "everybody");
  EXPECT_EQ(rules.at("confirm_invites"), true);
  EXPECT_EQ(act("bob", "conversation.get").at("rules").at("rename"), "everybody");
  EXPECT_EQ(code(world.call("alice", "group.set_defaults", {{"rename", "admins"}})), "forbidden");
}

TEST_F(GroupRules, KeepANoticeWithWhoAndWhen) {
  make_admin("bob");
  EXPECT_EQ(code(act("carol", "group.set_notice", {{"text", "Mine"}})), "forbidden");
  EXPECT_EQ(code(act("bob", "group.set_notice", {{"text", "Monday is off"}})), "ok");
  EXPECT_EQ(last().at("kind"), "notice");
  const Json notice = act("dave", "conversation.get").at("rules").at("notice");
  EXPECT_EQ(notice.at("text"), "Monday is off");
  EXPECT_EQ(notice.at("by"), world.person("bob").str());
  EXPECT_EQ(notice.at("at"), to_rfc3339(world.clock.now()));
  EXPECT_EQ(code(act("alice", "group.set_notice", {{"text", ""}})), "ok");
  EXPECT_TRUE(act("dave", "conversation.get").at("rules").at("notice").is_null());
}

TEST_F(GroupRules, SilenceEverybodyButOwnerAndAdmins) {
  make_admin("bob");
  EXPECT_EQ(code(act("carol", "group.mute_all", {{"muted", true}})), "forbidden");
  EXPECT_EQ(code(act("bob", "group.mute_all", {{"muted", true}})), "ok");
  EXPECT_EQ(last().at("body").at("until"), "9999-12-31T23:59:59.999Z");
  EXPECT_EQ(code(world.send("carol", chat, "but")), "muted");
  EXPECT_EQ(code(world.send("alice", chat, "order")), "ok");
  EXPECT_EQ(code(world.send("bob", chat, "order")), "ok");
  EXPECT_EQ(act("carol", "conversation.get").at("conversation").at("mute_all_until"), "9999-12-31T23:59:59.999Z");
  act("alice", "group.mute_all", {{"muted", false}});
  EXPECT_EQ(code(world.send("carol", chat, "at last")), "ok");
}

TEST_F(GroupRules, GiveTheVoiceBackWhenTheTimeIsOver) {
  EXPECT_EQ(
      act("alice", "group.mute_all", {{"muted", true}, {"until", later(-std::chrono::seconds(1))}}).at("field"),
      "until");
  act("alice", "group.mute_all", {{"muted", true}, {"until", later(std::chrono::minutes(10))}});
  act("alice", "group.mute_members",
      {{"members", {"dave"}}, {"muted", true}, {"until", later(std::chrono::minutes(20))}});
  EXPECT_EQ(code(world.send("carol", chat, "now")), "muted");
  world.clock.advance(std::chrono::minutes(11));
  EXPECT_EQ(code(world.send("carol", chat, "now")), "ok");
  EXPECT_EQ(code(world.send("dave", chat, "now")), "muted");
  world.clock.advance(std::chrono::minutes(10));
  EXPECT_EQ(code(world.send("dave", chat, "now")), "ok");
}

TEST_F(GroupRules, LeaveASilencedPersonNoOtherWayToBeHeard) {
  const Seq said = world.send("carol", chat, "harmless").at("seq");
  const Json muted = act("alice", "group.mute_members", {{"members", {"carol"}}, {"muted", true}});
  EXPECT_EQ(muted.at("changed"), Json::array({world.person("carol").str()}));
  EXPECT_EQ(code(world.send("carol", chat, "nasty")), "muted");
  EXPECT_EQ(code(act("carol", "message.edit", {{"seq", said}, {"body", {{"text", "nasty"}}}})), "muted");
  EXPECT_EQ(code(act("carol", "message.react", {{"seq", said}, {"emoji", "👍"}, {"on", true}})), "muted");
  EXPECT_EQ(code(act("carol", "message.pin", {{"seq", said}, {"pinned", true}})), "muted");
  EXPECT_EQ(code(act("carol", "group.update", {{"name", "nasty"}})), "muted");
  EXPECT_EQ(code(act("carol", "message.recall", {{"seq", said}})), "ok");
  // Out and in again: still silent.
  act("carol", "group.leave");
  act("bob", "group.add_members", {{"members", {"carol"}}});
  EXPECT_EQ(code(world.send("carol", chat, "nasty")), "muted");
  act("alice", "group.mute_members", {{"members", {"carol"}}, {"muted", false}});
  EXPECT_EQ(code(world.send("carol", chat, "sorry")), "ok");
}

TEST_F(GroupRules, SilenceNeitherOwnerNorAdmins) {
  make_admin("bob");
  EXPECT_EQ(
      act("alice", "group.mute_members", {{"members", {"dave", "bob"}}, {"muted", true}}).at("field"), "members[1]");
  EXPECT_EQ(act("bob", "group.mute_members", {{"members", {"alice"}}, {"muted", true}}).at("field"), "members[0]");
  act("alice", "group.mute_members", {{"members", {"carol"}}, {"muted", true}});
  make_admin("carol");
  EXPECT_EQ(code(world.send("carol", chat, "promoted")), "ok");
}

TEST_F(GroupRules, HandALeavingOwnersPlaceToTheLongestAdmin) {
  make_admin("dave");
  make_admin("carol");
  world.set_status("carol", "disabled");
  act("alice", "group.leave");
  EXPECT_EQ(act("bob", "conversation.get").at("conversation").at("owner"), world.person("dave").str());
}

TEST_F(GroupRules, SilenceSendsThatAreOnTheirWayInTheLanes) {
  std::atomic<int> accepted{0}, refused{0}, other{0};
  std::vector<std::thread> senders;
  for (const char* user : {"bob", "carol", "dave"}) {
    senders.emplace_back([&, user] {
      for (int i = 0; i < 40; ++i) {
        const std::string result = code(world.send(user, chat, "hi"));
        ++(result == "ok" ? accepted : result == "muted" ? refused : other);
      }
    });
  }
  const Seq silence = act("alice", "group.mute_all", {{"muted", true}}).at("seq");
  for (auto& sender : senders)
    sender.join();
  EXPECT_EQ(other, 0);
  EXPECT_EQ(accepted + refused, 120);
  EXPECT_EQ(world.count("SELECT count(*) FROM entries WHERE kind = 'message' AND seq > " + std::to_string(silence)), 0);
  EXPECT_EQ(world.count("SELECT count(*) FROM entries WHERE kind = 'message'"), accepted);
}

TEST_F(GroupRules, AreNotFoundByStrangers) {
  world.person("erin");
  for (const char* operation :
       {"group.set_rules", "group.set_notice", "group.mute_all", "group.add_admins", "group.mute_members"}) {
    Json input = Json::object();
    if (operation == std::string("group.set_notice")) input["text"] = "x";
    if (operation == std::string("group.mute_all")) input["muted"] = true;
    if (operation == std::string("group.add_admins")) input["members"] = {"nobody"};
    if (operation == std::string("group.mute_members")) input = {{"members", {"nobody"}}, {"muted", true}};
    EXPECT_EQ(code(act("erin", operation, input)), "not_found") << operation;
  }
}

}  // namespace
}  // namespace weft::test
