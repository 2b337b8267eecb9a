// Groups and direct chats: who gets in, who gets out, who sees what.
#include "conversations/world.hpp"

namespace weft::test {
namespace {

struct Group : testing::Test {
  World world;
  std::string chat = world.group("alice", {"bob", "carol"});

  Json change(const std::string& user, const std::string& operation, Json input = Json::object()) {
    input["conversation"] = chat;
    return world.call(user, operation, std::move(input));
  }
  std::vector<Seq> seen(const std::string& user) {
    std::vector<Seq> seqs;
    for (const Json& entry : items(world.entries(user, chat, {{"after", 0}, {"limit", 200}})))
      seqs.push_back(entry.at("seq"));
    return seqs;
  }
};

TEST_F(Group, CountsItsOwnerAndNamesItsMembers) {
  const Json got = change("bob", "conversation.get");
  EXPECT_EQ(got.at("conversation").at("member_count"), 3);
  EXPECT_EQ(got.at("conversation").at("owner"), world.person("alice").str());
  EXPECT_EQ(got.at("members").at("items").at(0).at("role"), "owner");
  EXPECT_EQ(got.at("members").at("items").at(0).at("principal").at("userid"), "alice");
  EXPECT_EQ(got.at("members").at("items").size(), 3u);
}

TEST_F(Group, PagesItsMembers) {
  std::set<std::string> users;
  Json input = {{"limit", 1}};
  for (int page = 0; page < 3; ++page) {
    const Json got = change("bob", "conversation.members", input);
    ASSERT_EQ(got.at("items").size(), 1u);
    users.insert(got.at("items").at(0).at("principal").at("userid"));
    input["cursor"] = got.at("next_cursor");
  }
  EXPECT_TRUE(input.at("cursor").is_null());
  EXPECT_EQ(users, (std::set<std::string>{"alice", "bob", "carol"}));
}

TEST_F(Group, NamesAMemberThatDoesNotExist) {
  const Json problem = world.call("alice", "group.create", {{"name", "X"}, {"members", {"bob", "nobody"}}});
  EXPECT_EQ(code(problem), "invalid_argument");
  EXPECT_EQ(problem.at("field"), "members[1]");
  EXPECT_NE(problem.at("detail").get<std::string>().find("nobody"), std::string::npos);
}

TEST_F(Group, NeedsSomebodyElse) {
  EXPECT_EQ(world.call("alice", "group.create", {{"name", "X"}, {"members", {"alice"}}}).at("field"), "members");
}

TEST_F(Group, RefusesTheTwoThousandAndFirstMember) {
  std::vector<identity::NewMember> people;
  for (int i = 0; i < 2000; ++i)
    people.push_back({.userid = "u" + std::to_string(i), .name = "U"});
  world.as_owner([&](db::Tx& tx) {
    tx.set_corp(world.corp);
    const auto ids = identity::create_members(tx, people);
    conversations::make_inboxes(tx, ids);
    return 0;
  });
  std::vector<std::string> members;
  for (const auto& person : people)
    members.push_back(person.userid);
  const Json problem = world.call("alice", "group.create", {{"name", "All"}, {"members", members}});
  EXPECT_EQ(problem.at("field"), "members");
  EXPECT_NE(problem.at("detail").get<std::string>().find("2001 people; a group holds at most 2000"), std::string::npos)
      << problem.dump();
  members.pop_back();
  world.take_events();
  const Json made = world.call("alice", "group.create", {{"name", "All"}, {"members", members}});
  EXPECT_EQ(made.at("member_count"), 2000);
  const Json over = world.call("alice", "group.add_members", {{"conversation", made.at("id")}, {"members", {"u1999"}}});
  EXPECT_EQ(over.at("field"), "members");
  // Too many to name in the entry, but the hub learns of everybody.
  for (const Event& event : world.take_events()) {
    const auto& entry = std::get<EntryEvent>(event);
    if (entry.conversation.str() == made.at("id") && entry.seq == 1) {
      EXPECT_EQ(entry.joined.size(), 2000u);
      EXPECT_LT(entry.json.size(), 1000u);
    }
  }
}

TEST_F(Group, ShowsANewcomerWhatComesFromItsJoiningOn) {
  world.send("alice", chat, "before");
  world.person("dave");
  const Seq joined = change("bob", "group.add_members", {{"members", {"dave", "carol"}}}).at("seq");
  world.send("alice", chat, "after");
  EXPECT_EQ(seen("dave"), (std::vector<Seq>{joined, joined + 1}));
  EXPECT_EQ(change("dave", "conversation.get").at("conversation").at("unread"), 1);
}

TEST_F(Group, ShowsALeaverWhatWasThereUntilItLeft) {
  world.send("alice", chat, "before");
  const Seq left = change("bob", "group.leave").at("seq");
  world.send("alice", chat, "after");
  EXPECT_EQ(seen("bob").back(), left);
  EXPECT_EQ(world.entries("bob", chat).at("head_seq"), left);
  EXPECT_EQ(code(change("bob", "conversation.read", {{"seq", 1}})), "not_a_participant");
  EXPECT_EQ(code(change("bob", "conversation.typing")), "not_a_participant");
  EXPECT_EQ(code(change("bob", "conversation.members")), "not_a_participant");
  EXPECT_EQ(code(change("bob", "conversation.read_list", {{"seq", 2}})), "not_a_participant");
  for (const Json& item : items(world.call("bob", "conversation.list", Json::object())))
    EXPECT_NE(item.at("id"), chat);
}

TEST_F(Group, ShowsWhoCameBackBothSpans) {
  const Seq left = change("bob", "group.leave").at("seq");
  const Seq missed = world.send("alice", chat, "not for bob").at("seq");
  const Seq back = change("alice", "group.add_members", {{"members", {"bob"}}}).at("seq");
  const auto seqs = seen("bob");
  EXPECT_EQ(seqs.front(), 1);
  EXPECT_NE(std::find(seqs.begin(), seqs.end(), left), seqs.end());
  EXPECT_EQ(std::find(seqs.begin(), seqs.end(), missed), seqs.end());
  EXPECT_EQ(seqs.back(), back);
  EXPECT_EQ(
      code(world.call("bob", "message.react", {{"conversation", chat}, {"seq", missed}, {"emoji", "👍"}, {"on", true}})),
      "not_found");
}

TEST_F(Group, TellsTheHubWhoCameAndWent) {
  world.person("dave");
  world.take_events();
  change("alice", "group.add_members", {{"members", {"dave"}}});
  change("alice", "group.remove_members", {{"members", {"bob"}}});
  std::vector<PrincipalId> joined, left;
  for (const Event& event : world.take_events()) {
    const auto& entry = std::get<EntryEvent>(event);
    joined.insert(joined.end(), entry.joined.begin(), entry.joined.end());
    left.insert(left.end(), entry.left.begin(), entry.left.end());
  }
  EXPECT_EQ(joined, std::vector{world.person("dave")});
  EXPECT_EQ(left, std::vector{world.person("bob")});
}

TEST_F(Group, LetsOnlyTheOwnerRemoveTransferAndDismiss) {
  EXPECT_EQ(code(change("bob", "group.remove_members", {{"members", {"carol"}}})), "forbidden");
  EXPECT_EQ(code(change("bob", "group.transfer_owner", {{"owner", "bob"}})), "forbidden");
  EXPECT_EQ(code(change("bob", "group.dismiss")), "forbidden");
  EXPECT_EQ(change("alice", "group.remove_members", {{"members", {"alice"}}}).at("field"), "members");
  EXPECT_EQ(change("alice", "group.transfer_owner", {{"owner", "nobody"}}).at("field"), "owner");
  EXPECT_EQ(code(change("alice", "group.transfer_owner", {{"owner", "bob"}})), "ok");
  EXPECT_EQ(code(change("alice", "group.dismiss")), "forbidden");
  EXPECT_EQ(code(change("bob", "group.dismiss")), "ok");
  EXPECT_EQ(code(change("bob", "group.dismiss")), "conversation_closed");
  EXPECT_EQ(seen("carol").size(), 3u);  // created, owner_changed, dismissed
}

TEST_F(Group, HandsOverALeavingOwnersPlaceAndEndsWithItsLastMember) {
  change("alice", "group.leave");
  EXPECT_EQ(change("bob", "conversation.get").at("conversation").at("member_count"), 2);
  const std::string heir = change("bob", "conversation.get").at("conversation").at("owner");
  EXPECT_TRUE(heir == world.person("bob").str() || heir == world.person("carol").str());
  change("bob", "group.leave");
  change("carol", "group.leave");
  EXPECT_EQ(code(world.send("carol", chat, "anybody?")), "conversation_closed");
}

TEST_F(Group, RenamesOnceAndSaysNothingChangedTheSecondTime) {
  EXPECT_GT(change("bob", "group.update", {{"name", "新名字"}}).at("seq"), 0);
  EXPECT_EQ(change("bob", "group.update", {{"name", "新名字"}}).at("seq"), 0);
  EXPECT_EQ(change("bob", "conversation.get").at("conversation").at("name"), "新名字");
}

TEST_F(Group, TellsTheInboxOfWhoIsAdded) {
  world.person("dave");
  change("alice", "group.add_members", {{"members", {"dave"}}});
  std::string inbox;
  for (const Json& item : items(world.call("dave", "conversation.list", Json::object()))) {
    if (item.at("kind") == "inbox") inbox = item.at("id");
  }
  const Json last = world.entries("dave", inbox).at("items").back();
  EXPECT_EQ(last.at("kind"), "conversation_added");
  EXPECT_EQ(last.at("body").at("conversation"), chat);
  EXPECT_EQ(code(world.entries("alice", inbox)), "not_found");
}

TEST_F(Group, IsNotADirectChat) {
  const std::string direct = world.call("alice", "conversation.open_direct", {{"peer", "bob"}}).at("id");
  EXPECT_EQ(
      code(world.call("alice", "group.add_members", {{"conversation", direct}, {"members", {"carol"}}})), "forbidden");
  EXPECT_EQ(code(world.call("alice", "group.leave", {{"conversation", direct}})), "forbidden");
}

TEST_F(Group, StaysWithinItsLimitWhenManyAddAtOnce) {
  std::vector<std::thread> adders;
  for (int t = 0; t < 6; ++t)
    world.person("p" + std::to_string(t));
  for (int t = 0; t < 6; ++t) {
    adders.emplace_back([&, t] { change("alice", "group.add_members", {{"members", {"p" + std::to_string(t)}}}); });
  }
  for (std::thread& adder : adders)
    adder.join();
  EXPECT_EQ(change("alice", "conversation.get").at("conversation").at("member_count"), 9);
  EXPECT_EQ(seen("alice").size(), 7u);
}

struct Direct : testing::Test {
  World world;
};

TEST_F(Direct, IsOneForEachPairWhoeverOpensIt) {
  world.person("bob");
  const Json first = world.call("alice", "conversation.open_direct", {{"peer", "bob"}});
  const Json second = world.call("bob", "conversation.open_direct", {{"peer", world.person("alice").str()}});
  EXPECT_EQ(first.at("id"), second.at("id"));
  EXPECT_EQ(first.at("peer").at("userid"), "bob");
  EXPECT_EQ(second.at("peer").at("userid"), "alice");
}

TEST_F(Direct, IsMadeOnceWhenBothOpenItAtOnce) {
  world.person("alice");
  world.person("bob");
  std::set<std::string> ids;
  std::mutex mutex;
  std::vector<std::thread> openers;
  for (int t = 0; t < 8; ++t) {
    openers.emplace_back([&, t] {
      const Json made = world.call(
          t % 2 ? "alice" : "bob", "conversation.open_direct", {{"peer", t % 2 ? "bob" : "alice"}});
      const std::lock_guard lock(mutex);
      ids.insert(made.at("id").get<std::string>());
    });
  }
  for (std::thread& opener : openers)
    opener.join();
  EXPECT_EQ(ids.size(), 1u);
}

TEST_F(Direct, IsRefusedWithOneselfAndWithNobody) {
  EXPECT_EQ(world.call("alice", "conversation.open_direct", {{"peer", "alice"}}).at("field"), "peer");
  EXPECT_EQ(world.call("alice", "conversation.open_direct", {{"peer", "ghost"}}).at("field"), "peer");
}

}  // namespace
}  // namespace weft::test
