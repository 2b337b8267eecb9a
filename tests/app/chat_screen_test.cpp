// What a person sees of `weft chat` in the corners: narrow prompts, outages, groups that come and go, pastes.
#include "app/chat_place.hpp"

#include <csignal>

namespace weft::test {
namespace {

using ChatScreen = ChatTest;

TEST_F(ChatScreen, ComesBackSoonAfterTheServer) {
  const auto mia = screen("mia", "max");
  ASSERT_TRUE(mia->says("opened this chat")) << mia->out();
  server_.kill();
  ASSERT_TRUE(mia->says("connection lost")) << mia->out();
  server_.start();
  EXPECT_TRUE(mia->says("back", std::chrono::seconds(5))) << mia->out();
}

TEST_F(ChatScreen, SaysThatItIsOfflineBeforeItWasOnline) {
  {
    Weft first(chat_args(server_, "mia"), {{"HOME", place_.data}}, Weft::Where::terminal);
    ASSERT_TRUE(first.says("Password of mia: ")) << first.out();
    first.type(kPassword + "\n");
    ASSERT_TRUE(first.says("signed in as")) << first.out();
  }
  server_.kill();
  Weft mia(chat_args(server_, "mia"), {{"HOME", place_.data}}, Weft::Where::terminal);
  ASSERT_TRUE(mia.says("the server does not answer")) << mia.out();
  mia.type("/list\n");
  EXPECT_TRUE(mia.says("not connected yet", std::chrono::seconds(5))) << mia.out();
  server_.start();
  EXPECT_TRUE(mia.says("signed in as The mia", std::chrono::seconds(5))) << mia.out();
}

TEST_F(ChatScreen, EndsAtOnceWhileTheServerIsAway) {
  const auto mia = screen("mia", "max");
  ASSERT_TRUE(mia->says("opened this chat")) << mia->out();
  server_.kill();
  ASSERT_TRUE(mia->says("connection lost")) << mia->out();
  mia->type("/quit\n");
  EXPECT_EQ(mia->wait(std::chrono::seconds(5)).status, 0);
}

TEST_F(ChatScreen, CountsWhatIsUnreadInThePrompt) {
  const auto mia = screen("mia", "");
  ASSERT_TRUE(mia->says("no conversations yet")) << mia->out();
  send("max", "mia", "psst\n");
  ASSERT_TRUE(mia->says("psst")) << mia->out();
  ASSERT_TRUE(mia->says("(1) ")) << mia->out();
  EXPECT_TRUE(mia->says("weft")) << mia->out();
  mia->type("/quit\n");
  const std::string seen = without_escapes(mia->wait().out);
  EXPECT_EQ(seen.find("[1m"), std::string::npos) << seen;
  EXPECT_EQ(seen.find("[0m"), std::string::npos) << seen;
}

TEST_F(ChatScreen, ShowsTheHistoryOnceWhenOpenedTwice) {
  send("max", "mia", "only once\n");
  const auto mia = screen("mia", "");
  ASSERT_TRUE(mia->says("only once")) << mia->out();  // of the list
  mia->type("/open max\n/open max\n");
  ASSERT_TRUE(mia->says(": only once")) << mia->out();
  mia->type("the end\n");
  ASSERT_TRUE(mia->says("The mia")) << mia->out();
  mia->type("/quit\n");
  EXPECT_EQ(occurrences(without_escapes(mia->wait().out), "opened this chat"), 1u);
}

TEST_F(ChatScreen, NumbersMeanWhatTheListShowed) {
  send("max", "mia", "older\n");
  send("olga", "mia", "newer\n");
  const auto mia = screen("mia", "");
  ASSERT_TRUE(mia->says("older")) << mia->out();
  send("max", "mia", "newest\n");
  ASSERT_TRUE(mia->says("newest")) << mia->out();
  mia->type("/open 1\n");
  EXPECT_TRUE(mia->says("Olga opened this chat")) << mia->out();
}

TEST_F(ChatScreen, SaysWhenOneIsNoLongerInAGroup) {
  const auto mia = screen("mia", "");
  mia->type("/group Crew max\n");
  ASSERT_TRUE(mia->says("created the group Crew")) << mia->out();
  const auto max = screen("max", "Crew");
  ASSERT_TRUE(max->says("created the group Crew")) << max->out();
  mia->type("/remove max\n");
  ASSERT_TRUE(max->says("you are no longer in Crew")) << max->out();
  max->type("anybody?\n");
  EXPECT_TRUE(max->says("open a conversation first")) << max->out();
  mia->type("/add max\n");
  EXPECT_TRUE(max->says("The mia added you to Crew")) << max->out();
  max->type("/open Crew\n");
  ASSERT_TRUE(max->says("Crew, 2 members")) << max->out();
  max->type("/leave\n");
  EXPECT_TRUE(max->says("you are no longer in Crew")) << max->out();
}

TEST_F(ChatScreen, CallsOnlyWhatIsNewNew) {
  const auto mia = screen("mia", "");
  mia->type("/group Crew max\n");
  ASSERT_TRUE(mia->says("created the group Crew")) << mia->out();
  const auto max = screen("max", "");
  ASSERT_TRUE(max->says("Crew")) << max->out();
  mia->type("/add olga\n");
  ASSERT_TRUE(mia->says("added Olga")) << mia->out();
  mia->type("now we are three\n");
  ASSERT_TRUE(max->says("now we are three")) << max->out();
  EXPECT_EQ(max->out().find("new conversation"), std::string::npos) << max->out();
  EXPECT_EQ(max->out().find("added you"), std::string::npos) << max->out();
}

TEST_F(ChatScreen, NobodyTypesWhatHasCome) {
  const auto mia = screen("mia", "max");
  const auto max = screen("max", "mia");
  ASSERT_TRUE(max->says("opened this chat")) << max->out();
  max->type("hello");
  ASSERT_TRUE(max->says("hello")) << max->out();
  max->type("\n");
  ASSERT_TRUE(mia->says(": hello")) << mia->out();
  const std::size_t at = mia->out().find(": hello");
  send("olga", "mia", "later\n");
  ASSERT_TRUE(mia->says("later")) << mia->out();
  EXPECT_EQ(mia->out().find("typing", at), std::string::npos) << mia->out();
}

TEST_F(ChatScreen, EditsTheLastMessageOrNone) {
  const auto mia = screen("mia", "max");
  ASSERT_TRUE(mia->says("opened this chat")) << mia->out();
  mia->type("one\n");
  ASSERT_TRUE(mia->says(": one")) << mia->out();
  mia->type("two\n/edit three\n");
  EXPECT_TRUE(mia->says("still being sent")) << mia->out();
  ASSERT_TRUE(mia->says(": two")) << mia->out();
  mia->type("/edit three\n");
  EXPECT_TRUE(mia->says("edited #3: three")) << mia->out();
  EXPECT_EQ(mia->out().find("edited #2"), std::string::npos) << mia->out();
}

TEST_F(ChatScreen, ABusyGroupDoesNotFloodOtherConversations) {
  const auto mia = screen("mia", "");
  mia->type("/group Crew max\n");
  ASSERT_TRUE(mia->says("created the group Crew")) << mia->out();
  mia->type("/open olga\n");
  ASSERT_TRUE(mia->says("opened this chat")) << mia->out();
  std::string lines;
  for (int i = 0; i < 60; ++i)
    lines += "line " + std::to_string(i) + "\n";
  send("max", "Crew", lines);
  ASSERT_TRUE(mia->says("(60) ")) << mia->out();
  ASSERT_TRUE(mia->says("more")) << mia->out();
  EXPECT_LT(occurrences(without_escapes(mia->out()), "The max: line "), 10u) << mia->out();
}

TEST_F(ChatScreen, APasteOfManyLinesIsOneMessage) {
  const auto mia = screen("mia", "max");
  const auto max = screen("max", "mia");
  ASSERT_TRUE(max->says("opened this chat")) << max->out();
  mia->type("see: \x1b[200~first 你好\nsecond\tcolumn\nthird\n\x1b[201~");
  ASSERT_TRUE(mia->says("third")) << mia->out();
  mia->type(" end\n");
  ASSERT_TRUE(max->says("third end")) << max->out();
  const std::string seen = without_escapes(max->out());
  EXPECT_EQ(occurrences(seen, "The mia: "), 1u) << seen;
  EXPECT_NE(seen.find("see: first 你好"), std::string::npos) << seen;
  EXPECT_NE(seen.find("  second    column"), std::string::npos) << seen;
}

TEST_F(ChatScreen, AsksAgainAfterAWrongPassword) {
  Weft mia(chat_args(server_, "mia"), {{"HOME", place_.data}}, Weft::Where::terminal);
  ASSERT_TRUE(mia.says("Password of mia: ")) << mia.out();
  mia.type("wrong one\n");
  ASSERT_TRUE(mia.says("is wrong")) << mia.out();
  ASSERT_TRUE(mia.says("Password of mia: ")) << mia.out();
  mia.type(kPassword + "\n");
  EXPECT_TRUE(mia.says("signed in as The mia")) << mia.out();
}

}  // namespace
}  // namespace weft::test
