// The lanes' statements: a batch in which every send is fine, and one in which they are not.
#include "conversations/store_append.hpp"
#include "conversations/world.hpp"

namespace weft::test {
namespace {

using conversations::Send;
using conversations::store::Appender;
using conversations::store::Verdict;

class Append : public testing::Test {
 protected:
  Append() : chat(*ConversationId::parse(world.group("alice", {"bob", "carol"}))), lane(world.pool(1), line) {}

  Send send(const std::string& userid, const std::string& client_id, const std::string& text = "hi") {
    const std::string body = R"({"kind":"text","text":")" + text + R"("})";
    // Any text that is the same for the same body serves as its digest.
    const std::string hash = "00000000-0000-4000-8000-0000000000" + std::to_string(10 + text.size() % 90);
    return {world.corp, chat, world.person(userid), client_id, hash, body};
  }
  std::vector<Verdict> append(const std::vector<Send>& sends) {
    std::vector<const Send*> pointers;
    for (const Send& one : sends)
      pointers.push_back(&one);
    return lane.append(world.corp, world.clock.now(), pointers);
  }
  static std::vector<std::string> words(const std::vector<Verdict>& verdicts) {
    std::vector<std::string> words;
    for (const Verdict& verdict : verdicts)
      words.push_back(verdict.word);
    return words;
  }
  Seq head() { return world.entries("alice", chat.str()).at("head_seq"); }

  World world;
  const ConversationId chat;
  db::Line line;
  Appender lane;
};

TEST_F(Append, NumbersABatchInItsOrder) {
  const ConversationId other = *ConversationId::parse(world.group("bob", {"alice"}));
  Send elsewhere = send("bob", "b1");
  elsewhere.conversation = other;
  const auto verdicts = append({send("alice", "a1"), elsewhere, send("bob", "b2"), send("alice", "a2")});
  EXPECT_EQ(words(verdicts), std::vector<std::string>(4, "accepted"));
  EXPECT_EQ(verdicts[0].seq, 2);
  EXPECT_EQ(verdicts[1].seq, 2);
  EXPECT_EQ(verdicts[2].seq, 3);
  EXPECT_EQ(verdicts[3].seq, 4);
  EXPECT_EQ(verdicts[3].message_no, 3);
  const Json items = world.entries("carol", chat.str()).at("items");
  EXPECT_EQ(items.at(1).at("client_id"), "a1");
  EXPECT_EQ(items.at(2).at("client_id"), "b2");
  EXPECT_EQ(items.at(3).at("client_id"), "a2");
}

TEST_F(Append, JudgesEachSendOfAMixedBatch) {
  append({send("alice", "old")});
  world.call("carol", "group.leave", {{"conversation", chat.str()}});
  const Seq before = head();
  Send nowhere = send("alice", "nowhere");
  nowhere.conversation = ConversationId::make();
  const auto verdicts = append(
      {send("alice", "new 1"), send("alice", "old"), send("alice", "other"), send("stranger", "s"), send("carol", "c"),
       nowhere, send("bob", "new 2")});
  EXPECT_EQ(
      words(verdicts),
      (std::vector<std::string>{
          "accepted", "duplicate", "accepted", "not_found", "not_a_participant", "not_found", "accepted"}));
  EXPECT_EQ(verdicts[0].seq, before + 1);
  EXPECT_EQ(verdicts[1].seq, 2);
  EXPECT_EQ(verdicts[6].seq, before + 3);
  EXPECT_EQ(head(), before + 3);
}

/// One send takes a statement of its own; it must undo itself in the same cases.
TEST_F(Append, JudgesALoneSend) {
  EXPECT_EQ(words(append({send("alice", "one")})), std::vector<std::string>{"accepted"});
  EXPECT_EQ(words(append({send("alice", "one")})), std::vector<std::string>{"duplicate"});
  EXPECT_EQ(words(append({send("alice", "one", "something else")})), std::vector<std::string>{"conflict"});
  EXPECT_EQ(words(append({send("stranger", "s")})), std::vector<std::string>{"not_found"});
  world.call("carol", "group.leave", {{"conversation", chat.str()}});
  const Seq before = head();
  EXPECT_EQ(words(append({send("carol", "c")})), std::vector<std::string>{"not_a_participant"});
  world.call("alice", "group.dismiss", {{"conversation", chat.str()}});
  EXPECT_EQ(words(append({send("alice", "late")})), std::vector<std::string>{"closed"});
  EXPECT_EQ(head(), before + 1) << "only the dismissal";
}

}  // namespace
}  // namespace weft::test
