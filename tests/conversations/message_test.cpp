// Recall, edit, reactions, pins, read marks, preferences, presence.
#include "conversations/world.hpp"

namespace weft::test {
namespace {

struct Message : testing::Test {
  World world;
  std::string chat = world.group("alice", {"bob", "carol"});
  Seq seq = world.send("bob", chat, "first").at("seq");

  Json act(const std::string& user, const std::string& operation, Json input = Json::object()) {
    input["conversation"] = chat;
    if (!input.contains("seq")) input["seq"] = seq;
    return world.call(user, operation, std::move(input));
  }
  Json entry(Seq at) { return world.entries("carol", chat, {{"after", at - 1}, {"limit", 1}}).at("items").at(0); }
};

TEST_F(Message, LeavesATombstoneWhenRecalledAndKeepsTheOriginalSealed) {
  const Seq recall = act("bob", "message.recall").at("seq");
  EXPECT_EQ(entry(seq).at("body"), (Json{{"kind", "recalled"}}));
  EXPECT_EQ(entry(recall).at("kind"), "recall");
  EXPECT_EQ(entry(recall).at("body").at("seq"), seq);
  const std::string sealed = world.as_owner(
      [&](db::Tx& tx) { return db::text_of(db::exec(tx, "SELECT body->>'text' FROM sealed_entries")[0][0]); });
  EXPECT_EQ(sealed, "first");
  EXPECT_EQ(act("bob", "message.recall").at("seq"), 0);
}

TEST_F(Message, TakesItsEditsBackWhenRecalledAndKeepsThemSealed) {
  const Seq once = act("bob", "message.edit", {{"body", {{"text", "secret one"}}}}).at("seq");
  const Seq twice = act("bob", "message.edit", {{"body", {{"text", "secret two"}}}}).at("seq");
  const Seq other = world.send("bob", chat, "another").at("seq");
  act("bob", "message.edit", {{"seq", other}, {"body", {{"text", "stays"}}}});
  world.take_events();
  act("bob", "message.recall");
  for (const Seq at : {once, twice})
    EXPECT_EQ(entry(at).at("body"), (Json{{"seq", seq}, {"body", {{"kind", "recalled"}}}}));
  EXPECT_EQ(world.entries("carol", chat, {{"after", 0}}).dump().find("secret"), std::string::npos);
  EXPECT_NE(world.entries("carol", chat, {{"after", other}}).dump().find("stays"), std::string::npos);
  const auto attachment = std::make_shared<api::Attachment>();
  world.call("carol", "hello", {{"cursors", {{chat, 1}}}}, attachment);
  ASSERT_FALSE(attachment->missed.empty());
  for (const std::string& event : attachment->missed)
    EXPECT_EQ(event.find("secret"), std::string::npos) << event;
  const auto sealed = world.as_owner([&](db::Tx& tx) {
    std::set<Seq> seqs;
    for (const auto& row : db::exec(tx, "SELECT seq FROM sealed_entries WHERE body::text LIKE '%secret%'"))
      seqs.insert(row[0].as<Seq>());
    return seqs;
  });
  EXPECT_EQ(sealed, (std::set<Seq>{seq, once, twice}));
}

TEST_F(Message, IsRecalledByItsSenderInTheWindowAndByTheGroupsOwnerAnyTime) {
  EXPECT_EQ(code(act("carol", "message.recall")), "forbidden");
  world.clock.advance(std::chrono::minutes(3));
  EXPECT_EQ(code(act("bob", "message.recall")), "window_closed");
  EXPECT_EQ(code(act("alice", "message.recall")), "ok");
}

TEST_F(Message, IsEditedByItsSenderInTheWindow) {
  EXPECT_EQ(code(act("alice", "message.edit", {{"body", {{"text", "x"}}}})), "forbidden");
  const Seq edit = act("bob", "message.edit", {{"body", {{"text", "better"}}}}).at("seq");
  EXPECT_EQ(entry(seq).at("body").at("text"), "better");
  EXPECT_TRUE(entry(seq).at("body").at("edited"));
  EXPECT_EQ(entry(edit).at("body").at("body"), entry(seq).at("body"));
  EXPECT_EQ(act("bob", "message.edit", {{"body", {{"text", ""}}}}).at("field"), "body.text");
  world.clock.advance(std::chrono::minutes(16));
  EXPECT_EQ(code(act("bob", "message.edit", {{"body", {{"text", "late"}}}})), "window_closed");
}

TEST_F(Message, IsNotAnEntryOfAnotherKind) {
  EXPECT_EQ(code(act("alice", "message.recall", {{"seq", 1}})), "not_found");
  EXPECT_EQ(code(act("alice", "message.pin", {{"seq", 99}, {"pinned", true}})), "not_found");
}

TEST_F(Message, TakesAReactionOnceAndLetsItGo) {
  EXPECT_GT(act("carol", "message.react", {{"emoji", "👍🏽"}, {"on", true}}).at("seq"), 0);
  EXPECT_EQ(act("carol", "message.react", {{"emoji", "👍🏽"}, {"on", true}}).at("seq"), 0);
  EXPECT_GT(act("carol", "message.react", {{"emoji", "👍🏽"}, {"on", false}}).at("seq"), 0);
  EXPECT_EQ(act("carol", "message.react", {{"emoji", "👍🏽"}, {"on", false}}).at("seq"), 0);
}

TEST_F(Message, RefusesAReactionThatIsNoEmoji) {
  for (const char* text : {"a", "ok", "7", "<b>", "👍 ", "\u200d"})
    EXPECT_EQ(act("carol", "message.react", {{"emoji", text}, {"on", true}}).at("field"), "emoji") << text;
  for (const char* text : {"❤️", "👨‍👩‍👧‍👦", "🇨🇳", "1️⃣", "😀"})
    EXPECT_EQ(code(act("carol", "message.react", {{"emoji", text}, {"on", true}})), "ok") << text;
}

TEST_F(Message, IsPinnedForEverybody) {
  EXPECT_GT(act("carol", "message.pin", {{"pinned", true}}).at("seq"), 0);
  EXPECT_EQ(act("bob", "message.pin", {{"pinned", true}}).at("seq"), 0);
  EXPECT_EQ(world.call("bob", "conversation.get", {{"conversation", chat}}).at("pins"), Json::array({seq}));
  EXPECT_GT(act("bob", "message.pin", {{"pinned", false}}).at("seq"), 0);
}

TEST_F(Message, IsReadUpToAMarkThatOnlyMovesForward) {
  const Seq second = world.send("bob", chat, "second").at("seq");
  world.take_events();
  EXPECT_EQ(act("carol", "conversation.read", {{"seq", second}}).at("unread"), 0);
  const auto events = world.take_events();
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(std::get<ReadEvent>(events[0]).seq, second);
  EXPECT_FALSE(std::get<ReadEvent>(events[0]).own_devices_only);
  EXPECT_EQ(act("carol", "conversation.read", {{"seq", seq}}).at("read_seq"), second);
  EXPECT_TRUE(world.take_events().empty());
  EXPECT_EQ(act("carol", "conversation.read", {{"seq", second + 5}}).at("field"), "seq");
}

TEST_F(Message, SaysWhoHasReadIt) {
  act("carol", "conversation.read");
  const Json readers = act("bob", "conversation.read_list");
  EXPECT_EQ(readers.at("read_count"), 1);
  EXPECT_EQ(readers.at("unread_count"), 1);
  for (const Json& item : readers.at("items"))
    EXPECT_EQ(item.at("read"), item.at("principal") == world.person("carol").str());
  EXPECT_EQ(readers.at("items").size(), 2u);
}

TEST_F(Message, ListsEntriesBothWays) {
  for (int i = 0; i < 10; ++i)
    world.send("alice", chat, std::to_string(i));
  const Json newest = world.entries("bob", chat, {{"limit", 3}});
  EXPECT_EQ(newest.at("items").back().at("seq"), newest.at("head_seq"));
  EXPECT_EQ(newest.at("covers").at("from"), newest.at("items").front().at("seq"));
  const Json older = world.entries("bob", chat, {{"before", newest.at("covers").at("from")}, {"limit", 200}});
  EXPECT_EQ(older.at("covers").at("from"), 1);
  EXPECT_EQ(older.at("items").back().at("seq").get<Seq>() + 1, newest.at("items").front().at("seq"));
  const Json forward = world.entries("bob", chat, {{"after", 2}, {"limit", 4}});
  EXPECT_EQ(forward.at("covers"), (Json{{"from", 3}, {"to", 6}}));
  EXPECT_EQ(world.entries("bob", chat, {{"after", 500}}).at("items").size(), 0u);
}

TEST_F(Message, CoversNothingThatIsNoSeq) {
  const Seq last = INT64_C(9007199254740991);
  EXPECT_EQ(world.entries("bob", chat, {{"after", last - 1}}).at("covers").at("from"), last);
  EXPECT_EQ(world.entries("bob", chat, {{"after", last}}).at("field"), "after");
}

TEST_F(Message, CutsAPageOfLongEntries) {
  for (int i = 0; i < 4; ++i)
    world.send("alice", chat, std::string(10000, 'x'));
  for (int i = 0; i < 4; ++i)
    world.send("alice", chat, std::string(9990, 'y'));
  const Json page = world.entries("bob", chat, {{"after", 0}, {"limit", 200}});
  EXPECT_LT(page.dump().size(), 64u * 1024);
  EXPECT_EQ(page.at("covers").at("to"), page.at("items").back().at("seq"));
  EXPECT_LT(page.at("covers").at("to"), page.at("head_seq"));
}

TEST_F(Message, KeepsPreferencesAndTellsOnesOtherDevices) {
  world.take_events();
  const Json set = world.call("bob", "conversation.preferences", {{"conversation", chat}, {"notify", "none"}});
  EXPECT_EQ(set, (Json{{"pinned", false}, {"notify", "none"}}));
  EXPECT_EQ(world.take_events().size(), 1u);
  world.call("bob", "conversation.preferences", {{"conversation", chat}, {"notify", "none"}});
  EXPECT_TRUE(world.take_events().empty());
  EXPECT_EQ(world.call("bob", "conversation.get", {{"conversation", chat}}).at("conversation").at("notify"), "none");
  EXPECT_EQ(world.call("carol", "conversation.get", {{"conversation", chat}}).at("conversation").at("notify"), "all");
}

TEST_F(Message, TellsWhoIsOnline) {
  world.presence.online_now.insert(world.person("bob"));
  const Json items =
      world.call("alice", "presence.get", {{"principals", {"bob", "carol"}}, {"watch", true}}).at("items");
  EXPECT_TRUE(items.at(0).at("online"));
  EXPECT_FALSE(items.at(1).at("online"));
  EXPECT_EQ(world.presence.watched.size(), 2u);
}

}  // namespace
}  // namespace weft::test
