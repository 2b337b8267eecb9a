// `weft chat` on a pseudo terminal and in a pipe, against a running server.
#include "app/chat_place.hpp"

#include <csignal>

namespace weft::test {
namespace {

TEST_F(ChatTest, AsksForThePasswordOnceAndRemembersTheSession) {
  const Environment home{{"HOME", place_.data}};
  for (const bool first : {true, false}) {
    Weft client(chat_args(server_, "mia"), home, Weft::Where::terminal);
    if (first) {
      ASSERT_TRUE(client.says("Password of mia: ")) << client.out();
      client.type(kPassword + "\n");
    }
    ASSERT_TRUE(client.says("signed in as The mia")) << client.out();
    client.type("/quit\n");
    const Ended ended = client.wait();
    EXPECT_EQ(ended.status, 0);
    EXPECT_EQ(ended.out.find(kPassword), std::string::npos);
    EXPECT_EQ(occurrences(ended.out, "Password"), first ? 1u : 0u);
  }
}

TEST_F(ChatTest, TwoPeopleTalk) {
  const auto mia = screen("mia", "max");
  const auto max = screen("max", "mia");
  ASSERT_TRUE(max->says("The mia")) << max->out();
  mia->type("hello max, 你好\n");
  EXPECT_TRUE(max->says("hello max, 你好")) << max->out();
  EXPECT_TRUE(mia->says("hello max, 你好")) << mia->out();
  max->type("hello mia\n");
  EXPECT_TRUE(mia->says("hello mia")) << mia->out();
  EXPECT_TRUE(max->says("read by The mia")) << max->out();
}

TEST_F(ChatTest, SurvivesTheDeathOfTheServer) {
  const auto mia = screen("mia", "max");
  const auto max = screen("max", "mia");
  mia->type("before one\n");
  ASSERT_TRUE(max->says("before one")) << max->out();
  server_.kill();
  ASSERT_TRUE(mia->says("connection lost")) << mia->out();
  ASSERT_TRUE(max->says("connection lost")) << max->out();
  mia->type("written meanwhile\n");
  ASSERT_TRUE(mia->says("waiting to be sent: written meanwhile")) << mia->out();
  server_.start();
  EXPECT_TRUE(max->says("written meanwhile")) << max->out();
  EXPECT_TRUE(mia->says("back")) << mia->out();
  max->type("after all\n");
  EXPECT_TRUE(mia->says("after all")) << mia->out();
  EXPECT_TRUE(max->says(": after all")) << max->out();
  mia->type("/quit\n");
  max->type("/quit\n");
  const std::string hers = without_escapes(mia->wait().out), his = without_escapes(max->wait().out);
  for (const char* text : {"The mia: before one", "The mia: written meanwhile", "The max: after all"}) {
    EXPECT_EQ(occurrences(his, text), 1u) << text << "\n" << his;
    EXPECT_EQ(occurrences(hers, text), 1u) << text << "\n" << hers;
  }
  EXPECT_LT(his.find("The mia: before one"), his.find("The mia: written meanwhile"));
  EXPECT_LT(his.find("The mia: written meanwhile"), his.find("The max: after all"));
}

TEST_F(ChatTest, CommandsDoTheirWork) {
  const auto mia = screen("mia", "max");
  mia->type("/group \"Two of us\" max olga\n");
  ASSERT_TRUE(mia->says("created the group Two of us")) << mia->out();
  mia->type("first\n");
  ASSERT_TRUE(mia->says("The mia")) << mia->out();
  ASSERT_TRUE(mia->says("first")) << mia->out();
  mia->type("/edit better\n");
  EXPECT_TRUE(mia->says("edited #2: better")) << mia->out();
  mia->type("/react #2 👍\n");
  EXPECT_TRUE(mia->says("reacted 👍 to #2")) << mia->out();
  mia->type("/recall\n");
  EXPECT_TRUE(mia->says("recalled #2")) << mia->out();
  mia->type("/who\n");
  EXPECT_TRUE(mia->says("Olga (olga)")) << mia->out();
  mia->type("/rename Three of us\n");
  EXPECT_TRUE(mia->says("renamed the group to Three of us")) << mia->out();
  mia->type("/recal\n");
  EXPECT_TRUE(mia->says("did you mean /recall?")) << mia->out();
  mia->type("/op\t");
  EXPECT_TRUE(mia->says("en ")) << mia->out();  // the rest of /open; the cursor may be moved in between
}

TEST_F(ChatTest, TextOfOthersIsNeverAnEscapeSequence) {
  const auto max = screen("max", "mia");
  const Ended sent = run_weft(
      chat_args(server_, "mia", {"--to", "max", "--password-stdin"}),
      kPassword + "\nevil \x1b]0;owned\x07\x1b[2J end\n");
  ASSERT_EQ(sent.status, 0) << sent.err;
  ASSERT_TRUE(max->says("evil ]0;owned[2J end")) << max->out();
}

TEST_F(ChatTest, EndsWhenItIsSignedOut) {
  const auto mia = screen("mia", "max");
  place_.need({"user", "revoke", "mia"});
  EXPECT_TRUE(mia->says("signed out")) << mia->out();
  EXPECT_EQ(mia->wait().status, 1);
}

TEST_F(ChatTest, SendsLinesFromAPipeInOrder) {
  Weft max(chat_args(server_, "max", {"--to", "mia", "--follow"}), {{"WEFT_PASSWORD", kPassword}});
  const auto olga = screen("olga", "max");
  ASSERT_TRUE(olga->says("●")) << olga->out();  // max listens: --follow prints what comes from then on
  std::string lines;
  for (int i = 0; i < 200; ++i)
    lines += "line " + std::to_string(i) + ".\n";
  const Ended sent = run_weft(chat_args(server_, "mia", {"--to", "max", "--password-stdin"}), kPassword + "\n" + lines);
  ASSERT_EQ(sent.status, 0) << sent.err;
  ASSERT_TRUE(max.says("line 199.")) << max.out();
  std::size_t at = 0;
  const std::size_t first = max.out().find("line ");
  for (int i = std::atoi(max.out().c_str() + first + 5); i < 200; ++i) {
    const std::string line = "The mia: line " + std::to_string(i) + ".\n";
    EXPECT_EQ(occurrences(max.out(), line), 1u) << i;
    EXPECT_GE(max.out().find(line), at);
    at = max.out().find(line);
  }
}

TEST_F(ChatTest, RefusesAWrongPassword) {
  const Ended ended = run_weft(chat_args(server_, "mia", {"--to", "max", "--password-stdin"}), "wrong one\n");
  EXPECT_EQ(ended.status, 1);
  EXPECT_NE(ended.err.find("the userid or the password is wrong"), std::string::npos) << ended.err;
}

}  // namespace
}  // namespace weft::test
