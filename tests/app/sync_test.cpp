// "A correct client": snapshots, entries, gaps and pages.
#include "app/sync_fixture.hpp"

namespace weft::app::chat {
namespace {

TEST_F(SyncTest, BeginsAtTheHeadOfTheFirstSnapshot) {
  start(40);
  EXPECT_EQ(welcomes_, 1);
  EXPECT_TRUE(applied_.empty());
  EXPECT_EQ(count("entry.list"), 0u);
  receive(event(41));
  EXPECT_EQ(applied_, Seqs{41});
}

TEST_F(SyncTest, IgnoresWhatItHasApplied) {
  start(1);
  receive(event(2));
  receive(event(2));
  receive(event(1));
  EXPECT_EQ(applied_, Seqs{2});
}

TEST_F(SyncTest, PagesOverAGap) {
  start(1);
  receive(event(5));
  EXPECT_EQ(last("entry.list")["in"]["after"], 1);
  EXPECT_TRUE(applied_.empty());
  answer(last("entry.list"), page(2, 5, 5));
  EXPECT_EQ(applied_, (Seqs{2, 3, 4, 5}));
  EXPECT_EQ(count("entry.list"), 1u);
}

TEST_F(SyncTest, PagesUntilTheHead) {
  start(1);
  receive({{"ev", "resync"}, {"conversation", kTalk}, {"head", 6}});
  answer(last("entry.list"), page(2, 3, 6));
  EXPECT_EQ(last("entry.list")["in"]["after"], 3);
  receive(event(7));
  answer(last("entry.list"), page(4, 7, 7));
  EXPECT_EQ(applied_, (Seqs{2, 3, 4, 5, 6, 7}));
  EXPECT_TRUE(sync_->settled());
}

TEST_F(SyncTest, TakesASeqInsideCoversAsNotItsOwn) {
  start(1);
  receive(event(9));
  answer(
      last("entry.list"),
      {{"items", Json::array({entry(2), entry(9)})}, {"covers", {{"from", 2}, {"to", 9}}}, {"head_seq", 9}});
  EXPECT_EQ(applied_, (Seqs{2, 9}));
  receive(event(10));
  EXPECT_EQ(applied_, (Seqs{2, 9, 10}));
}

TEST_F(SyncTest, EndsPagingThatMakesNoProgress) {
  start(1);
  receive(event(9));
  answer(last("entry.list"), {{"items", Json::array()}, {"covers", {{"from", 2}, {"to", 1}}}, {"head_seq", 9}});
  pass(10s);
  EXPECT_EQ(count("entry.list"), 1u);
}

TEST_F(SyncTest, TriesAPageAgainWhenTheServerIsBusy) {
  start(1);
  receive(event(3));
  refuse(last("entry.list"), "busy", 1);
  pass(500ms);
  EXPECT_EQ(count("entry.list"), 1u);
  pass(600ms);
  EXPECT_EQ(count("entry.list"), 2u);
}

TEST_F(SyncTest, GivesUpPagingWhereItIsNoLongerIn) {
  start(1);
  receive(event(3));
  refuse(last("entry.list"), "not_a_participant");
  pass(10s);
  EXPECT_EQ(count("entry.list"), 1u);
  EXPECT_TRUE(sync_->find(kTalk)->gone);
}

TEST_F(SyncTest, KnowsThatItWasPutOutWhileAway) {
  start(1);
  reconnect(hello({item(kTalk, 1, {{"left_seq", 1}})}));
  EXPECT_TRUE(sync_->find(kTalk)->gone);
  reconnect(hello({item(kTalk, 2, {{"left_seq", nullptr}})}));
  EXPECT_FALSE(sync_->find(kTalk)->gone);
}

TEST_F(SyncTest, ResumesWithCursorsAndEpoch) {
  start(1);
  receive(event(2));
  sync_->disconnected();
  sync_->connected(now_);
  const Json again = last("hello");
  EXPECT_EQ(again["in"]["cursors"][kTalk], 2);
  EXPECT_EQ(again["in"]["epoch"], "e1");
  answer(again, hello({item(kTalk, 4)}));
  EXPECT_TRUE(caught_up_.empty());
  receive(event(3));
  receive(event(4));
  EXPECT_EQ(missed_, (Seqs{3, 4}));
  EXPECT_EQ(caught_up_, (std::vector<std::int64_t>{2}));
  EXPECT_EQ(count("entry.list"), 0u);
}

TEST_F(SyncTest, GoesOnBehindWhatWasDeletedAndForgetsIt) {
  start(1);
  receive(event(2));
  reconnect(hello({item(kTalk, 9, {{"limited", true}, {"first_seq", 8}})}));
  EXPECT_TRUE(sync_->find(kTalk)->entries.empty());
  const Json page = {
      {"items", {entry(8), entry(9)}}, {"covers", {{"from", 8}, {"to", 9}}}, {"head_seq", 9}, {"first_seq", 8}};
  answer(last("entry.list"), page);
  EXPECT_EQ(sync_->find(kTalk)->seq, 9);
  EXPECT_EQ(missed_, (Seqs{8, 9}));
  EXPECT_TRUE(sync_->settled());
}

TEST_F(SyncTest, PagesWhatIsLimited) {
  start(1);
  reconnect(hello({item(kTalk, 4, {{"limited", true}})}));
  answer(last("entry.list"), page(2, 4, 4));
  EXPECT_EQ(missed_, (Seqs{2, 3, 4}));
  EXPECT_EQ(caught_up_, (std::vector<std::int64_t>{3}));
}

TEST_F(SyncTest, AsksForPromisedEntriesThatDoNotCome) {
  start(1);
  reconnect(hello({item(kTalk, 3)}));
  pass(1s);
  EXPECT_EQ(count("entry.list"), 0u);
  pass(5s);
  EXPECT_EQ(count("entry.list"), 1u);
}

TEST_F(SyncTest, ReadsANewConversationFromWhereItWasAdded) {
  start(1);
  reconnect(hello({item(kOther, 8, {{"joined_seq", 7}, {"limited", true}})}));
  EXPECT_EQ(last("entry.list")["in"]["after"], 6);
  answer(last("entry.list"), page(7, 8, 8));
  EXPECT_EQ(per_conversation_[kOther], (Seqs{7, 8}));
}

TEST_F(SyncTest, TakesAnUnknownConversationFromItsFirstEntry) {
  start(1);
  receive(event(7, kOther));
  EXPECT_EQ(per_conversation_[kOther], Seqs{7});
  EXPECT_EQ(last("conversation.get")["in"]["conversation"], kOther);
  answer(last("conversation.get"), {{"conversation", item(kOther, 8, {{"joined_seq", 7}, {"name", "New"}})}});
  EXPECT_EQ(sync_->find(kOther)->name, "New");
  EXPECT_EQ(last("entry.list")["in"]["after"], 7);
}

TEST_F(SyncTest, CountsWhatIsHeardWhileAConversationIsAskedForOnce) {
  start(1);
  receive(event(7, kOther));
  receive(event(8, kOther));
  // The answer was made between the two: it counts the first and knows nothing of the second.
  answer(last("conversation.get"), {{"conversation", item(kOther, 7, {{"joined_seq", 7}, {"unread", 1}})}});
  EXPECT_EQ(sync_->find(kOther)->unread, 2);
  receive(event(9, kOther));
  EXPECT_EQ(sync_->find(kOther)->unread, 3);
}

TEST_F(SyncTest, DoesNotCountAgainWhatTheAnswerCounted) {
  start(1);
  receive(event(7, kOther));
  answer(last("conversation.get"), {{"conversation", item(kOther, 8, {{"joined_seq", 7}, {"unread", 2}})}});
  receive(event(8, kOther));
  EXPECT_EQ(sync_->find(kOther)->unread, 2);
}

TEST_F(SyncTest, FollowsThePagesOfHello) {
  sync_->connected(now_);
  Json first = hello({item(kTalk, 1)});
  first["next_cursor"] = "more";
  answer(last("hello"), first);
  EXPECT_EQ(welcomes_, 0);
  EXPECT_EQ(last("hello")["in"]["cursor"], "more");
  answer(last("hello"), hello({item(kOther, 1)}));
  EXPECT_EQ(welcomes_, 1);
  EXPECT_EQ(sync_->conversations().size(), 2u);
}

TEST_F(SyncTest, ForgetsEverythingOfAnotherEpoch) {
  start(40);
  Json other = hello({item(kTalk, 12)}, "e2");
  other["epoch_changed"] = true;
  reconnect(other);
  EXPECT_EQ(forgotten_, 1);
  receive(event(13));
  EXPECT_EQ(applied_, Seqs{13});
}

TEST_F(SyncTest, ForgetsAConversationThatWasReset) {
  start(40);
  reconnect(hello({item(kTalk, 12, {{"reset", true}})}));
  receive(event(13));
  EXPECT_EQ(applied_, Seqs{13});
}

}  // namespace
}  // namespace weft::app::chat
