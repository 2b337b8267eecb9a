// Stars, deleting for oneself, and what the company allows with messages that are sent.
#include "groups/world.hpp"

namespace weft::test {
namespace {

struct Personal : testing::Test {
  GroupWorld world;
  std::string chat = world.group("alice", {"bob", "carol"});
  Seq seq = world.send("bob", chat, "first").at("seq");

  Json act(const std::string& user, const std::string& operation, Json input = Json::object()) {
    input["conversation"] = chat;
    if (!input.contains("seq")) input["seq"] = seq;
    return world.call(user, operation, std::move(input));
  }
  Json view(const std::string& user) {
    return world.call(user, "conversation.get", {{"conversation", chat}}).at("conversation");
  }
  std::vector<Seq> seen(const std::string& user, Json more = {{"after", 0}}) {
    std::vector<Seq> seqs;
    for (const Json& entry : items(world.entries(user, chat, more)))
      seqs.push_back(entry.at("seq"));
    return seqs;
  }
  Json stars(const std::string& user, Json more = Json::object()) { return world.call(user, "star.list", more); }
};

TEST_F(Personal, ListsStarsOfAllConversationsNewestFirst) {
  const std::string other = world.group("carol", {"bob"}, "Other");
  const Seq there = world.send("bob", other, "second").at("seq");
  const Seq head = view("carol").at("head_seq");
  act("carol", "message.star", {{"starred", true}});
  world.clock.advance(std::chrono::seconds(1));
  world.call("carol", "message.star", {{"conversation", other}, {"seq", there}, {"starred", true}});
  const Json first = stars("carol", {{"limit", 1}});
  EXPECT_EQ(items(first).at(0).at("conversation"), other);
  EXPECT_EQ(items(first).at(0).at("entry").at("body").at("text"), "second");
  const Json second = stars("carol", {{"limit", 1}, {"cursor", first.at("next_cursor")}});
  EXPECT_EQ(items(second).at(0).at("conversation"), chat);
  EXPECT_TRUE(second.at("next_cursor").is_null());
  EXPECT_TRUE(items(stars("bob")).empty());
  EXPECT_EQ(view("carol").at("head_seq"), head);
  EXPECT_EQ(world.inbox("carol").back(), "starred");
  act("carol", "message.star", {{"starred", false}});
  EXPECT_EQ(items(stars("carol")).size(), 1u);
}

TEST_F(Personal, StarsOnlyMessagesThatAreSeen) {
  EXPECT_EQ(code(act("carol", "message.star", {{"seq", 1}, {"starred", true}})), "not_found");
  EXPECT_EQ(code(act("carol", "message.star", {{"seq", 99}, {"starred", true}})), "not_found");
  world.person("dave");
  EXPECT_EQ(code(act("dave", "message.star", {{"starred", true}})), "not_found");
  act("alice", "group.add_members", {{"members", {"dave"}}});
  EXPECT_EQ(code(act("dave", "message.star", {{"starred", true}})), "not_found");
  EXPECT_EQ(code(act("dave", "message.hide")), "not_found");
}

TEST_F(Personal, HidesAMessageWithItsEditsFromOnePersonAlone) {
  const Seq before = act("bob", "message.edit", {{"body", {{"text", "once"}}}}).at("seq");
  act("carol", "message.star", {{"starred", true}});
  EXPECT_EQ(act("carol", "message.hide").at("hidden"), true);
  EXPECT_EQ(code(act("carol", "message.hide")), "ok");
  const Seq after = act("bob", "message.edit", {{"body", {{"text", "twice"}}}}).at("seq");
  const Seq next = world.send("bob", chat, "next").at("seq");
  EXPECT_EQ(seen("carol"), (std::vector<Seq>{1, next}));
  EXPECT_EQ(seen("alice"), (std::vector<Seq>{1, seq, before, after, next}));
  const Json page = world.entries("carol", chat, {{"after", 1}, {"limit", 1}});
  EXPECT_EQ(page.at("covers").at("to"), next);
  EXPECT_TRUE(items(stars("carol")).empty());
  EXPECT_EQ(world.inbox("carol").back(), "hidden");
  const auto attachment = std::make_shared<api::Attachment>();
  const Json hello = world.call("carol", "hello", {{"cursors", {{chat, 1}}}}, attachment);
  EXPECT_TRUE(attachment->missed.empty());
  for (const Json& item : hello.at("conversations")) {
    if (item.at("id") != chat) continue;
    EXPECT_EQ(item.at("limited"), true);
  }
}

TEST_F(Personal, CountsWhatIsHiddenAsNeitherUnreadNorLast) {
  EXPECT_EQ(view("carol").at("unread"), 1);
  act("carol", "message.hide");
  EXPECT_EQ(view("carol").at("unread"), 0);
  EXPECT_TRUE(view("carol").at("last").is_null());
  EXPECT_EQ(view("alice").at("unread"), 1);
  EXPECT_EQ(view("alice").at("last").at("preview"), "first");
  const Seq next = world.send("bob", chat, "next").at("seq");
  EXPECT_EQ(view("carol").at("unread"), 1);
  EXPECT_EQ(world.call("carol", "conversation.read", {{"conversation", chat}, {"seq", 1}}).at("unread"), 1);
  EXPECT_EQ(world.call("carol", "conversation.read", {{"conversation", chat}, {"seq", next}}).at("unread"), 0);
  world.send("bob", chat, "third");
  EXPECT_EQ(view("carol").at("unread"), 1);
}

struct MessagePolicy : Personal {
  void set(Json policy) {
    world.promote("olga", api::Role::owner);
    ASSERT_EQ(code(world.call("olga", "message.set_policy", std::move(policy))), "ok");
  }
};

TEST_F(MessagePolicy, IsTheServersUntilTheCompanyHasItsOwn) {
  const Json before = world.call("bob", "message.get_policy", Json::object());
  EXPECT_EQ(before.at("recall_window_s"), 120);
  EXPECT_EQ(before.at("edit_window_s"), 900);
  set({{"recall_window_s", 600}});
  EXPECT_EQ(world.call("bob", "message.get_policy", Json::object()).at("recall_window_s"), 600);
  EXPECT_EQ(world.call("bob", "hello", Json::object()).at("limits").at("recall_window_s"), 600);
  world.clock.advance(std::chrono::minutes(5));
  EXPECT_EQ(code(act("bob", "message.recall")), "ok");
  EXPECT_EQ(code(world.call("bob", "message.set_policy", {{"edit", false}})), "forbidden");
}

TEST_F(MessagePolicy, SwitchesRecallingAndEditingOff) {
  set({{"recall", false}, {"edit", false}});
  EXPECT_EQ(code(act("bob", "message.recall")), "forbidden");
  EXPECT_EQ(code(act("bob", "message.edit", {{"body", {{"text", "x"}}}})), "forbidden");
  EXPECT_EQ(world.call("bob", "hello", Json::object()).at("limits").at("edit_window_s"), 0);
  EXPECT_EQ(code(act("alice", "message.recall")), "ok");
}

TEST_F(MessagePolicy, SaysWhetherWhoManagesTheGroupRecallsWhatOthersSaid) {
  world.call("alice", "group.add_admins", {{"conversation", chat}, {"members", {"carol"}}});
  set({{"recall_by_managers", false}});
  EXPECT_EQ(code(act("carol", "message.recall")), "forbidden");
  EXPECT_EQ(code(act("alice", "message.recall")), "forbidden");
  set({{"recall_by_managers", true}});
  EXPECT_EQ(code(act("carol", "message.recall")), "ok");
}

}  // namespace
}  // namespace weft::test
