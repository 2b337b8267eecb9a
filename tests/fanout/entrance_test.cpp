// From a snapshot to live delivery.
#include "fanout/fakes.hpp"

#include <gtest/gtest.h>

namespace weft::test {
namespace {

using Seqs = std::vector<Seq>;

struct HubEntrance : testing::Test {
  HubTest t;
  FakeSink sink, other;
  PrincipalId anna = PrincipalId::make();

  void begin() { t.hub.begin(sink, anna, SessionId::make()); }
  bool attach(Seq head) {
    const fanout::Hub::Subscription subscription{kChat, head};
    return t.hub.attach(sink, {&subscription, 1});
  }
};

TEST_F(HubEntrance, GetsWhatWasPublishedSinceBegin) {
  t.database.append(kChat);
  begin();
  t.publish({t.database.append(kChat), t.database.append(kChat)});
  ASSERT_TRUE(attach(2));
  EXPECT_EQ(sink.take_seqs(), Seqs{3});
  t.publish({t.database.append(kChat)});
  EXPECT_EQ(sink.take_seqs(), Seqs{4});
}

TEST_F(HubEntrance, TheSameWhenOthersListenAlready) {
  t.database.append(kChat);
  t.enter(other, {kChat});
  begin();
  t.publish({t.database.append(kChat), t.database.append(kChat)});
  ASSERT_TRUE(attach(2));
  EXPECT_EQ(sink.take_seqs(), Seqs{3});
  t.publish({t.database.append(kChat)});
  EXPECT_EQ(sink.take_seqs(), Seqs{4});
  EXPECT_EQ(other.take_seqs(), (Seqs{2, 3, 4}));
}

TEST_F(HubEntrance, NothingBeforeAttach) {
  begin();
  t.publish({t.database.append(kChat), ReadEvent{kChat, anna, 1, true}});
  EXPECT_EQ(sink.frames, 0);
}

TEST_F(HubEntrance, ASnapshotAheadOfTheHubGetsNothingTwice) {
  t.enter(other, {kChat});
  const auto a = t.database.append(kChat), b = t.database.append(kChat), c = t.database.append(kChat);
  begin();
  ASSERT_TRUE(attach(2));  // committed, but not published yet
  t.publish({a, b, c});
  EXPECT_EQ(sink.take_seqs(), Seqs{3});
  EXPECT_EQ(other.take_seqs(), (Seqs{1, 2, 3}));
}

TEST_F(HubEntrance, ASnapshotAheadOfTheHubBringsTheHubForward) {
  t.enter(other, {kChat});
  t.database.append(kChat);
  t.database.append(kChat);
  begin();
  ASSERT_TRUE(attach(2));  // and these two are never published
  t.loop.advance(30ms);
  EXPECT_EQ(other.take_seqs(), (Seqs{1, 2}));
  EXPECT_EQ(sink.take_seqs(), Seqs{});
  t.publish({t.database.append(kChat)});
  EXPECT_EQ(sink.take_seqs(), Seqs{3});
}

TEST_F(HubEntrance, SomebodyWhoWaitsMayEnd) {
  t.enter(other, {kChat});
  const auto a = t.database.append(kChat), b = t.database.append(kChat);
  begin();
  ASSERT_TRUE(attach(2));
  t.hub.end(sink);
  t.publish({a, b});
  EXPECT_EQ(sink.frames, 0);
  EXPECT_EQ(other.take_seqs(), (Seqs{1, 2}));
}

TEST_F(HubEntrance, EntriesOutOfOrderBeforeAttach) {
  const auto a = t.database.append(kChat), b = t.database.append(kChat), c = t.database.append(kChat);
  begin();
  t.publish({c});
  t.publish({b});
  ASSERT_TRUE(attach(0));
  EXPECT_EQ(sink.take_seqs(), Seqs{});
  t.publish({a});
  EXPECT_EQ(sink.take_seqs(), (Seqs{1, 2, 3}));
}

TEST_F(HubEntrance, FailsWhenTheRingWasOverrunThenWorks) {
  HubTest small({.ring_entries = 2});
  small.hub.begin(sink, anna, SessionId::make());
  for (int i = 0; i < 3; ++i)
    small.publish({small.database.append(kChat)});
  EXPECT_FALSE(small.attach(sink, {kChat}));
  EXPECT_EQ(sink.frames, 0);
  small.publish({small.database.append(kChat)});
  const fanout::Hub::Subscription subscription{kChat, 3};
  EXPECT_TRUE(small.hub.attach(sink, {&subscription, 1}));
  EXPECT_EQ(sink.take_seqs(), Seqs{4});
}

TEST_F(HubEntrance, TheRingIsBoundedInBytes) {
  HubTest small({.ring_bytes = 100'000});
  small.hub.begin(sink, anna, SessionId::make());
  auto entry = small.database.append(kChat);
  entry.json.append(60'000, ' ');
  small.publish({entry});
  auto next = small.database.append(kChat);
  next.json.append(60'000, ' ');
  small.publish({next});
  EXPECT_FALSE(small.attach(sink, {kChat}));
}

TEST_F(HubEntrance, JoinsAfterTheSnapshotAreFound) {
  const auto group = ConversationId::make();
  t.database.append(group);
  begin();
  t.publish({t.database.append(group, {anna}), t.database.append(group)});
  ASSERT_TRUE(attach(0));
  EXPECT_EQ(sink.take_seqs(), (Seqs{2, 3}));
  t.publish({t.database.append(group)});
  EXPECT_EQ(sink.take_seqs(), Seqs{4});
}

TEST_F(HubEntrance, JoinsAfterTheSnapshotAreFoundWhenOthersListen) {
  const auto group = ConversationId::make();
  t.enter(other, {group});
  begin();
  t.publish({t.database.append(group), t.database.append(group, {anna}), t.database.append(group)});
  ASSERT_TRUE(attach(0));
  EXPECT_EQ(sink.take_seqs(), (Seqs{2, 3}));
  t.publish({t.database.append(group)});
  EXPECT_EQ(sink.take_seqs(), Seqs{4});
}

TEST_F(HubEntrance, LeavingAfterTheSnapshotEndsTheReplay) {
  t.enter(other, {kChat});
  begin();
  t.publish({t.database.append(kChat), t.database.append(kChat, {}, {anna}), t.database.append(kChat)});
  ASSERT_TRUE(attach(0));
  EXPECT_EQ(sink.take_seqs(), (Seqs{1, 2}));
  t.publish({t.database.append(kChat)});
  EXPECT_EQ(sink.take_seqs(), Seqs{});
}

TEST_F(HubEntrance, LeavingAndJoiningAgainAfterTheSnapshot) {
  t.enter(other, {kChat});
  begin();
  t.publish({t.database.append(kChat, {}, {anna}), t.database.append(kChat), t.database.append(kChat, {anna})});
  ASSERT_TRUE(attach(0));
  auto seqs = sink.take_seqs();  // a hole, because entry 2 is not for Anna
  EXPECT_EQ(seqs, (Seqs{1, 3}));
  t.publish({t.database.append(kChat)});
  EXPECT_EQ(sink.take_seqs(), Seqs{4});
}

TEST_F(HubEntrance, TheSnapshotKnowsMoreThanAnOldLeaveAndJoin) {
  t.enter(other, {kChat});
  const auto a = t.database.append(kChat, {}, {anna}), b = t.database.append(kChat, {anna}),
             c = t.database.append(kChat);
  begin();
  ASSERT_TRUE(attach(2));
  t.publish({a, b, c});
  EXPECT_EQ(sink.take_seqs(), Seqs{3});
}

TEST_F(HubEntrance, TheHubBeganBehindEntriesThatThisSnapshotLacks) {
  begin();  // Anna's snapshot: nothing yet
  const auto a = t.database.append(kChat), leave = t.database.append(kChat, {}, {anna});
  t.database.append(kChat);
  t.enter(other, {kChat});  // a newer one: three entries, none of them published
  ASSERT_TRUE(attach(0));
  t.publish({t.database.append(kChat), a, leave});
  t.loop.run();
  EXPECT_EQ(sink.take_seqs(), (Seqs{1, 2}));
  t.publish({t.database.append(kChat)});
  EXPECT_EQ(sink.take_seqs(), Seqs{});
  EXPECT_EQ(other.take_seqs(), (Seqs{4, 5}));
}

TEST_F(HubEntrance, ALongWayBehindIsFetchedInPieces) {
  begin();
  for (int i = 0; i < 1000; ++i)
    t.database.append(kChat);
  t.enter(other, {kChat});
  t.database.away = true;
  ASSERT_TRUE(attach(0));
  t.loop.advance(1s);
  t.publish({t.database.append(kChat)});
  t.database.away = false;
  t.loop.advance(2s);
  EXPECT_EQ(sink.take_seqs().size(), 1001u);
}

TEST_F(HubEntrance, EndBeforeAttachAndUnknownSinksAreHarmless) {
  begin();
  t.hub.end(sink);
  t.hub.end(sink);
  t.hub.drained(sink);
  EXPECT_TRUE(attach(0));
  t.publish({t.database.append(kChat)});
  EXPECT_EQ(sink.frames, 0);
  EXPECT_EQ(t.hub.stats().sessions, 0u);
}

TEST_F(HubEntrance, NothingStaysBehind) {
  std::vector<FakeSink> sinks(50);
  for (auto& one : sinks)
    t.enter(one, {kChat, ConversationId::make()});
  EXPECT_EQ(t.hub.stats().sessions, 50u);
  EXPECT_EQ(t.hub.stats().conversations, 51u);
  for (std::size_t i = 0; i < sinks.size(); ++i)
    t.hub.end(sinks[i * 7 % sinks.size()]);
  EXPECT_EQ(t.hub.stats().sessions, 0u);
  EXPECT_EQ(t.hub.stats().conversations, 0u);
}

}  // namespace
}  // namespace weft::test
