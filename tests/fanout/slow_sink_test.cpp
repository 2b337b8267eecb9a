// Sinks that are too slow, and sinks that end in the middle of things.
#include "fanout/fakes.hpp"

#include <gtest/gtest.h>

namespace weft::test {
namespace {

using Seqs = std::vector<Seq>;
const ConversationId kOther = ConversationId::make();

struct SlowSink : testing::Test {
  HubTest t;
  FakeSink slow, healthy;

  void SetUp() override {
    slow.writes = false;
    slow.room = 2;
  }
  void send(const ConversationId& conversation) { t.publish({t.database.append(conversation)}); }
  /// The peer reads again: everything is written, then the hub is told.
  std::vector<Received> recover() {
    slow.writes = true;
    slow.write();
    t.hub.drained(slow);
    return slow.take();
  }
};

TEST_F(SlowSink, GetsOneResyncThenLive) {
  t.enter(slow, {kChat});
  t.enter(healthy, {kChat});
  for (int i = 0; i < 5; ++i)
    send(kChat);
  EXPECT_EQ(slow.dropped, 1);
  EXPECT_EQ(slow.frames, 3);  // two fitted, the third was refused, then nothing was tried
  const auto received = recover();
  ASSERT_EQ(received.size(), 1u);
  EXPECT_EQ(received[0].ev, "resync");
  EXPECT_EQ(received[0].seq, 5);
  EXPECT_EQ(received[0].conversation, kChat.str());
  send(kChat);
  EXPECT_EQ(slow.take_seqs(), Seqs{6});
  EXPECT_EQ(healthy.take_seqs(), (Seqs{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(t.hub.stats().resyncs, 1u);
}

TEST_F(SlowSink, ConversationsThatWereInTheDroppedQueueAreResynced) {
  t.enter(slow, {kChat, kOther});
  send(kOther);
  send(kChat);
  send(kChat);  // refused: the frame of kOther is gone too
  const auto received = recover();
  ASSERT_EQ(received.size(), 2u);
  EXPECT_EQ(received[0].ev + received[1].ev, "resyncresync");
  EXPECT_NE(received[0].conversation, received[1].conversation);
}

TEST_F(SlowSink, ConversationsItMissedWhileLaggingAreResynced) {
  t.enter(slow, {kChat, kOther});
  for (int i = 0; i < 3; ++i)
    send(kChat);
  send(kOther);
  EXPECT_EQ(recover().size(), 2u);
}

TEST_F(SlowSink, QuietConversationsAreNot) {
  HubTest tight({.queue_frames = 4});
  t.hub.end(slow);
  tight.enter(slow, {kChat, kOther});
  slow.writes = true;
  tight.publish({tight.database.append(kOther)});
  for (int i = 0; i < 4; ++i)
    tight.publish({tight.database.append(kChat)});
  slow.take();
  slow.writes = false;
  for (int i = 0; i < 3; ++i)
    tight.publish({tight.database.append(kChat)});
  slow.writes = true;
  tight.hub.drained(slow);
  const auto received = slow.take();
  ASSERT_EQ(received.size(), 1u);
  EXPECT_EQ(received[0].conversation, kChat.str());
  tight.hub.end(slow);
}

TEST_F(SlowSink, AConversationItWasRemovedFromIsResyncedUpToTheEnd) {
  const auto anna = t.enter(slow, {kChat, kOther});
  t.enter(healthy, {kChat});
  t.publish({t.database.append(kChat, {}, {anna})});
  send(kChat);
  send(kOther);
  send(kOther);  // refused; entry 1 of kChat was in the queue
  const auto received = recover();
  ASSERT_EQ(received.size(), 2u);
  EXPECT_EQ(received[1].conversation, kChat.str());
  EXPECT_EQ(received[1].seq, 1);
}

TEST_F(SlowSink, RemovedWhileLagging) {
  const auto anna = t.enter(slow, {kChat});
  t.enter(healthy, {kChat});
  for (int i = 0; i < 3; ++i)
    send(kChat);
  t.publish({t.database.append(kChat, {}, {anna}), t.database.append(kChat)});
  const auto received = recover();
  ASSERT_EQ(received.size(), 1u);
  EXPECT_EQ(received[0].seq, 4);
  send(kChat);
  EXPECT_TRUE(slow.take().empty());
}

TEST_F(SlowSink, RemovedAndAddedAgainWhileLagging) {
  const auto anna = t.enter(slow, {kChat});
  t.enter(healthy, {kChat});
  for (int i = 0; i < 3; ++i)
    send(kChat);
  t.publish({t.database.append(kChat, {}, {anna}), t.database.append(kChat), t.database.append(kChat, {anna})});
  const auto received = recover();
  ASSERT_EQ(received.size(), 1u);
  EXPECT_EQ(received[0].seq, 6);
  send(kChat);
  EXPECT_EQ(slow.take_seqs(), Seqs{7});
}

TEST_F(SlowSink, AddedWhileLagging) {
  const auto anna = t.enter(slow, {kChat});
  for (int i = 0; i < 3; ++i)
    send(kChat);
  t.publish({t.database.append(kOther, {anna})});
  EXPECT_EQ(recover().size(), 2u);
}

TEST_F(SlowSink, ResyncsOfManyConversationsShareFewFrames) {
  std::vector<ConversationId> many(1500);
  for (auto& one : many)
    one = ConversationId::make();
  t.enter(slow, many);
  slow.room = 0;
  for (const auto& one : many)
    send(one);
  slow.room = 1000;
  const int before = slow.frames;
  EXPECT_EQ(recover().size(), 1500u);
  EXPECT_LT(slow.frames - before, 8);
}

TEST_F(SlowSink, RefusedResyncsAreSentNextTime) {
  std::vector<ConversationId> many(1500);
  for (auto& one : many)
    one = ConversationId::make();
  t.enter(slow, many);
  slow.room = 0;
  for (const auto& one : many)
    send(one);
  slow.room = 2;
  t.hub.drained(slow);  // two frames of resyncs fit, the third is refused and the two are dropped
  EXPECT_EQ(slow.dropped, 2);
  slow.room = 1000;
  EXPECT_EQ(recover().size(), 1500u);
  EXPECT_TRUE(recover().empty());
}

TEST_F(SlowSink, ReadsAndTypingAreNotResynced) {
  t.enter(slow, {kChat});
  slow.room = 0;
  t.publish({TypingEvent{kChat, PrincipalId::make()}});
  slow.room = 10;
  const auto received = recover();  // typing is lost; that the conversation is resynced as well does no harm
  EXPECT_LE(received.size(), 1u);
  send(kChat);
  EXPECT_EQ(slow.take_seqs(), Seqs{1});
}

TEST_F(SlowSink, MayDrainInsideFlush) {
  t.enter(slow, {kChat});
  slow.room = 0;
  slow.on_flush = [&] {
    slow.room = 10;
    slow.writes = true;
    t.hub.drained(slow);
  };
  send(kChat);
  const auto received = slow.take();
  ASSERT_EQ(received.size(), 1u);
  EXPECT_EQ(received[0].ev, "resync");
}

TEST_F(SlowSink, OneThatAlwaysRefusesAndAlwaysDrainsDoesNotHoldTheThread) {
  t.enter(slow, {kChat});
  slow.room = 0;
  slow.on_flush = [&] { t.hub.drained(slow); };
  send(kChat);
  EXPECT_LT(slow.frames, 10);
  t.loop.advance(10ms);
  EXPECT_LT(slow.frames, 100);
  slow.room = 10;
  slow.writes = true;
  slow.on_flush = {};
  t.loop.advance(1ms);
  const auto received = slow.take();
  ASSERT_EQ(received.size(), 1u);
  EXPECT_EQ(received[0].ev, "resync");
}

TEST(EndingSink, MayEndInsideDeliver) {
  HubTest t;
  std::vector<FakeSink> sinks(5);
  for (auto& sink : sinks)
    t.enter(sink, {kChat});
  sinks[1].on_deliver = [&] { t.hub.end(sinks[1]); };
  sinks[2].on_deliver = [&] { t.hub.end(sinks[4]); };
  t.publish({t.database.append(kChat)});
  EXPECT_EQ(t.hub.stats().sessions, 3u);
  EXPECT_EQ(sinks[4].frames, 0);
  EXPECT_EQ(sinks[1].flushes, 0);
  t.publish({t.database.append(kChat)});
  EXPECT_EQ(sinks[0].take_seqs(), (Seqs{1, 2}));
  EXPECT_EQ(sinks[3].take_seqs(), (Seqs{1, 2}));
}

TEST(EndingSink, MayEndInsideARefusedDeliver) {
  HubTest t;
  FakeSink sink;
  t.enter(sink, {kChat});
  sink.room = 0;
  sink.on_deliver = [&] { t.hub.end(sink); };
  t.publish({t.database.append(kChat)});
  EXPECT_EQ(t.hub.stats().sessions, 0u);
}

TEST(EndingSink, MayEndInsideFlush) {
  HubTest t;
  std::vector<FakeSink> sinks(4);
  for (auto& sink : sinks) {
    t.enter(sink, {kChat});
    sink.on_flush = [&] { t.hub.end(sink); };
  }
  t.publish({t.database.append(kChat)});
  EXPECT_EQ(t.hub.stats().sessions, 0u);
  EXPECT_EQ(t.hub.stats().conversations, 0u);
}

}  // namespace
}  // namespace weft::test
