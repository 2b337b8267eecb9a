// hello: what a client that was away is told.
#include "conversations/world.hpp"

namespace weft::test {
namespace {

struct Hello : testing::Test {
  World world;
  std::string chat = world.group("alice", {"bob"});
  std::shared_ptr<api::Attachment> attachment;

  Json hello(const std::string& user, Json input = Json::object()) {
    attachment = std::make_shared<api::Attachment>();
    return world.call(user, "hello", std::move(input), attachment);
  }
  static std::optional<Json> item(const Json& answer, const std::string& id) {
    for (const Json& one : answer.at("conversations")) {
      if (one.at("id") == id) return one;
    }
    return std::nullopt;
  }
};

TEST_F(Hello, ListsEverythingToAFreshClientWithoutFloodingIt) {
  const Json answer = hello("bob");
  ASSERT_TRUE(item(answer, chat));
  EXPECT_TRUE(item(answer, chat)->at("limited"));
  EXPECT_TRUE(attachment->missed.empty());
  EXPECT_EQ(attachment->subscriptions.size(), 2u);  // the group and the inbox
  EXPECT_EQ(answer.at("principal").at("userid"), "bob");
  EXPECT_FALSE(answer.at("epoch_changed"));
}

TEST_F(Hello, SendsWhatACursorLacks) {
  for (int i = 0; i < 5; ++i)
    world.send("alice", chat, std::to_string(i));
  const Json answer = hello("bob", {{"cursors", {{chat, 2}}}});
  ASSERT_EQ(attachment->missed.size(), 4u);
  EXPECT_EQ(Json::parse(attachment->missed.front()).at("seq"), 3);
  EXPECT_FALSE(item(answer, chat)->at("limited"));
}

TEST_F(Hello, NamesTheDeviceOfTheSession) {
  const auto device = [&] {
    return world.as_owner([&](db::Tx& tx) {
      tx.set_corp(world.corp);
      return db::text_of(db::exec(tx, "SELECT device FROM sessions WHERE id = $1", world.sessions.at("bob"))[0][0]);
    });
  };
  hello("bob", {{"device", "phone"}});
  EXPECT_EQ(device(), "phone");
  hello("bob", {{"device", ""}});
  hello("bob");
  EXPECT_EQ(device(), "phone");
}

TEST_F(Hello, LeavesOutWhatTheClientHas) {
  EXPECT_FALSE(item(hello("bob", {{"cursors", {{chat, 1}}}}), chat));
  EXPECT_EQ(attachment->subscriptions.size(), 2u);
}

TEST_F(Hello, SaysLimitedBeyondTheCap) {
  for (int i = 0; i < 101; ++i)
    world.send("alice", chat, std::to_string(i));
  EXPECT_FALSE(item(hello("bob", {{"cursors", {{chat, 2}}}}), chat)->at("limited"));
  EXPECT_EQ(attachment->missed.size(), 100u);
  EXPECT_TRUE(item(hello("bob", {{"cursors", {{chat, 1}}}}), chat)->at("limited"));
  EXPECT_TRUE(attachment->missed.empty());
}

TEST_F(Hello, SaysLimitedWhenTheEntriesAreTooManyBytes) {
  for (int i = 0; i < 60; ++i)
    world.send("alice", chat, std::string(10000, 'x'));
  EXPECT_TRUE(item(hello("bob", {{"cursors", {{chat, 1}}}}), chat)->at("limited"));
  EXPECT_TRUE(attachment->missed.empty());
}

TEST_F(Hello, SaysLimitedWhenTheBeginningIsGone) {
  for (int i = 0; i < 5; ++i)
    world.send("alice", chat, std::to_string(i));
  // What it reads when retention commits after the heads were read: entries are gone, the head did not say so.
  world.as_owner([&](db::Tx& tx) {
    tx.set_corp(world.corp);
    return db::exec(tx, "DELETE FROM entries WHERE conversation_id = $1 AND seq = 2", chat).affected_rows();
  });
  EXPECT_TRUE(item(hello("bob", {{"cursors", {{chat, 1}}}}), chat)->at("limited"));
  EXPECT_TRUE(attachment->missed.empty());
  EXPECT_FALSE(item(hello("bob", {{"cursors", {{chat, 2}}}}), chat)->at("limited"));
  EXPECT_EQ(attachment->missed.size(), 4u);
}

TEST_F(Hello, RefusesASessionThatEndedMeanwhile) {
  world.person("bob");
  world.as_owner([&](db::Tx& tx) {
    tx.set_corp(world.corp);
    return db::exec(tx, "UPDATE sessions SET revoked_at = $2 WHERE id = $1", world.sessions.at("bob"), tx.now()).size();
  });
  EXPECT_EQ(hello("bob").at("code"), "unauthenticated");
}

TEST_F(Hello, ResetsACursorPastTheHead) {
  const Json one = item(hello("bob", {{"cursors", {{chat, 77}}}}), chat).value();
  EXPECT_TRUE(one.at("reset"));
  EXPECT_TRUE(one.at("limited"));
}

TEST_F(Hello, ForgetsTheCursorsOfAnotherEpoch) {
  const Json answer = hello("bob", {{"cursors", {{chat, 1}}}, {"epoch", EpochId::make().str()}});
  EXPECT_TRUE(answer.at("epoch_changed"));
  EXPECT_TRUE(item(answer, chat)->at("limited"));
}

TEST_F(Hello, TellsOfAConversationThatEndedMeanwhile) {
  world.send("alice", chat, "x");
  const Seq removed =
      world.call("alice", "group.remove_members", {{"conversation", chat}, {"members", {"bob"}}}).at("seq");
  world.send("alice", chat, "not for bob");
  const Json one = item(hello("bob", {{"cursors", {{chat, 1}}}}), chat).value();
  EXPECT_EQ(one.at("left_seq"), removed);
  EXPECT_EQ(one.at("head_seq"), removed);
  ASSERT_EQ(attachment->missed.size(), 2u);
  EXPECT_EQ(Json::parse(attachment->missed.back()).at("kind"), "members_removed");
  for (const auto& subscription : attachment->subscriptions)
    EXPECT_NE(subscription.conversation.str(), chat);
  EXPECT_FALSE(item(hello("bob"), chat));
}

TEST_F(Hello, LeavesPagingToWhoCameBack) {
  world.call("bob", "group.leave", {{"conversation", chat}});
  world.send("alice", chat, "not for bob");
  world.call("alice", "group.add_members", {{"conversation", chat}, {"members", {"bob"}}});
  EXPECT_TRUE(item(hello("bob", {{"cursors", {{chat, 1}}}}), chat)->at("limited"));
  EXPECT_TRUE(attachment->missed.empty());
}

TEST_F(Hello, PagesTheConversationsAndMissesNone) {
  std::set<std::string> made{chat};
  for (int i = 0; i < 130; ++i)
    made.insert(world.group("alice", {"bob"}, std::string(40, 'n') + std::to_string(i)));
  std::set<std::string> told;
  Json input = Json::object();
  int pages = 0;
  do {
    const Json answer = hello("bob", input);
    EXPECT_LT(answer.dump().size(), 66u * 1024);
    for (const Json& one : answer.at("conversations")) {
      if (one.at("kind") != "group") continue;
      EXPECT_TRUE(told.insert(one.at("id")).second);
    }
    input["cursor"] = answer.at("next_cursor");
    ++pages;
  } while (!input.at("cursor").is_null());
  EXPECT_EQ(told, made);
  EXPECT_GT(pages, 1);
  EXPECT_EQ(attachment->subscriptions.size(), made.size() + 1);
}

TEST_F(Hello, WithoutASocketLeavesEverythingToPaging) {
  world.send("alice", chat, "x");
  const Json answer = world.call("bob", "hello", {{"cursors", {{chat, 1}}}});
  EXPECT_TRUE(item(answer, chat)->at("limited"));
}

TEST_F(Hello, RefusesTamperedInput) {
  EXPECT_EQ(hello("bob", {{"cursors", {{"x", 1}}}}).at("field"), "cursors.x");
  EXPECT_EQ(hello("bob", {{"cursors", {{chat, -1}}}}).at("field"), "cursors." + chat);
  EXPECT_EQ(hello("bob", {{"cursor", "garbage"}}).at("field"), "cursor");
  // A conversation of somebody else says nothing about itself.
  const std::string other = world.group("alice", {"carol"});
  EXPECT_FALSE(item(hello("bob", {{"cursors", {{other, 0}}}}), other));
  EXPECT_TRUE(attachment->missed.empty());
}

TEST_F(Hello, RepairsEventsWithWhoJoinedAndLeft) {
  world.person("dave");
  const Seq added = world.call("alice", "group.add_members", {{"conversation", chat}, {"members", {"dave"}}}).at("seq");
  const Seq left = world.call("bob", "group.leave", {{"conversation", chat}}).at("seq");
  const auto events = world.as_owner(
      [&](db::Tx& tx) { return conversations::load_events(tx, *ConversationId::parse(chat), added, left); });
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].joined, std::vector{world.person("dave")});
  EXPECT_EQ(events[1].left, std::vector{world.person("bob")});
}

}  // namespace
}  // namespace weft::test
