// Order, doubles and gaps.
#include "fanout/fakes.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace weft::test {
namespace {

using Seqs = std::vector<Seq>;

TEST(HubOrder, DeliversToAllSessionsOfAllMembers) {
  HubTest t;
  FakeSink phone, desk, peer, stranger;
  const auto anna = t.enter(phone, {kChat});
  t.enter(desk, {kChat}, anna);
  t.enter(peer, {kChat});
  t.enter(stranger, {ConversationId::make()});
  t.publish({t.database.append(kChat)});
  for (FakeSink* sink : {&phone, &desk, &peer})
    EXPECT_EQ(sink->take_seqs(), Seqs{1});
  EXPECT_EQ(stranger.take_seqs(), Seqs{});
  EXPECT_EQ(stranger.flushes, 0);
}

TEST(HubOrder, EntriesOfABatchShareOneFrameAndOneFlush) {
  HubTest t;
  FakeSink one, two;
  t.enter(one, {kChat});
  t.enter(two, {kChat});
  one.writes = two.writes = false;
  t.publish({t.database.append(kChat), t.database.append(kChat), t.database.append(kChat)});
  ASSERT_EQ(one.queued.size(), 1u);
  EXPECT_EQ(one.queued[0].get(), two.queued[0].get());
  EXPECT_EQ(one.queued[0]->messages, 3u);
  EXPECT_EQ(one.flushes, 1);
}

TEST(HubOrder, InterleavedConversationsShareFramesToo) {
  HubTest t;
  const auto other = ConversationId::make();
  FakeSink sink;
  t.enter(sink, {kChat, other});
  t.publish({t.database.append(kChat), t.database.append(other), t.database.append(kChat), t.database.append(other)});
  EXPECT_EQ(sink.frames, 2);
  EXPECT_EQ(sink.flushes, 1);
  EXPECT_EQ(sink.take_seqs(), (Seqs{1, 2, 1, 2}));
}

TEST(HubOrder, AFrameStaysUnderItsCap) {
  HubTest t;
  FakeSink sink;
  t.enter(sink, {kChat});
  sink.writes = false;
  std::vector<Event> events;
  for (int i = 0; i < 100; ++i) {
    auto entry = t.database.append(kChat);
    entry.json.insert(entry.json.size() - 1, R"(,"text":")" + std::string(2000, 'x') + '"');
    events.emplace_back(entry);
  }
  auto huge = t.database.append(kChat);
  huge.json.insert(huge.json.size() - 1, R"(,"text":")" + std::string(100'000, 'x') + '"');
  events.emplace_back(huge);
  t.publish(events);
  ASSERT_GT(sink.queued.size(), 6u);
  for (std::size_t i = 0; i + 1 < sink.queued.size(); ++i)
    EXPECT_LE(sink.queued[i]->bytes.size(), (32u << 10) + 4);
  EXPECT_EQ(sink.queued.back()->messages, 1u);
  sink.write();
  EXPECT_EQ(sink.take_seqs().size(), 101u);
}

TEST(HubOrder, DropsDoubles) {
  HubTest t;
  FakeSink sink;
  t.enter(sink, {kChat});
  const auto first = t.database.append(kChat), second = t.database.append(kChat);
  t.publish({first, first});
  t.publish({second, first, second});
  EXPECT_EQ(sink.take_seqs(), (Seqs{1, 2}));
}

TEST(HubOrder, HoldsWhatComesTooEarly) {
  HubTest t;
  FakeSink sink;
  t.enter(sink, {kChat});
  const auto a = t.database.append(kChat), b = t.database.append(kChat), c = t.database.append(kChat);
  t.publish({c});
  t.publish({b});
  EXPECT_EQ(sink.take_seqs(), Seqs{});
  t.publish({a});
  EXPECT_EQ(sink.take_seqs(), (Seqs{1, 2, 3}));
  EXPECT_EQ(sink.frames, 1);
  t.loop.advance(10s);
  EXPECT_TRUE(t.database.asked.empty());
}

TEST(HubOrder, AsksTheDatabaseAfterAWhile) {
  HubTest t;
  FakeSink sink;
  t.enter(sink, {kChat});
  for (int i = 0; i < 4; ++i)
    t.database.append(kChat);
  const auto& log = t.database.logs[kChat];
  t.publish({log[2], log[3]});
  t.loop.advance(29ms);
  EXPECT_TRUE(t.database.asked.empty());
  t.loop.advance(1ms);
  EXPECT_EQ(t.database.asked, (std::vector<std::pair<Seq, Seq>>{{1, 2}}));
  EXPECT_EQ(sink.take_seqs(), (Seqs{1, 2, 3, 4}));
  EXPECT_EQ(t.hub.stats().backfilled, 2u);
  t.publish({log[0], log[1]});  // late after all
  EXPECT_EQ(sink.take_seqs(), Seqs{});
}

TEST(HubOrder, TheEntryMayArriveWhileTheDatabaseIsAsked) {
  HubTest t;
  FakeSink sink;
  t.enter(sink, {kChat});
  const auto a = t.database.append(kChat), b = t.database.append(kChat);
  t.database.answers = false;
  t.publish({b});
  t.loop.advance(30ms);
  t.publish({a});
  EXPECT_EQ(sink.take_seqs(), (Seqs{1, 2}));
  ASSERT_EQ(t.database.kept.size(), 1u);
  t.database.kept[0]();
  EXPECT_EQ(sink.take_seqs(), Seqs{});
}

TEST(HubOrder, AsksAgainLessAndLessOftenWhileTheDatabaseIsAway) {
  HubTest t;
  FakeSink sink;
  t.enter(sink, {kChat});
  t.database.append(kChat);
  t.publish({t.database.append(kChat)});
  t.database.away = true;
  t.loop.advance(20s);
  EXPECT_GT(t.database.asked.size(), 10u);
  EXPECT_LT(t.database.asked.size(), 40u);
  EXPECT_EQ(sink.take_seqs(), Seqs{});
  t.database.away = false;
  t.loop.advance(1s);
  EXPECT_EQ(sink.take_seqs(), (Seqs{1, 2}));
  EXPECT_EQ(t.loop.timers(), 0u);
}

TEST(HubOrder, FetchesALongGapInPieces) {
  HubTest t;
  FakeSink sink;
  t.enter(sink, {kChat});
  for (int i = 0; i < 1000; ++i)
    t.database.append(kChat);
  t.publish({t.database.logs[kChat].back()});
  t.loop.advance(30ms);
  const auto seqs = sink.take_seqs();
  ASSERT_EQ(seqs.size(), 1000u);
  EXPECT_TRUE(std::ranges::is_sorted(seqs));
  EXPECT_EQ(t.database.asked.size(), 4u);
}

TEST(HubOrder, GoesOnBehindAnEntryThatNoLongerExists) {
  HubTest t;
  FakeSink sink;
  t.enter(sink, {kChat});
  for (int i = 0; i < 4; ++i)
    t.database.append(kChat);
  const auto last = t.database.logs[kChat].back();
  t.database.logs[kChat].erase(t.database.logs[kChat].begin() + 1);
  t.publish({last});
  t.loop.advance(30ms);
  EXPECT_EQ(t.loop.timers(), 0u);
  const auto received = sink.take();
  ASSERT_EQ(received.size(), 4u);
  EXPECT_EQ(received[0].seq, 1);
  EXPECT_EQ(received[1].ev, "resync");
  EXPECT_EQ(received[1].seq, 4);
  EXPECT_EQ(received[2].seq, 3);
  EXPECT_EQ(received[3].seq, 4);
}

TEST(HubOrder, TooMuchBehindAGapBecomesAResync) {
  HubTest t({.held_per_conversation = 8});
  FakeSink sink;
  t.enter(sink, {kChat});
  for (int i = 0; i < 20; ++i)
    t.database.append(kChat);
  const auto& log = t.database.logs[kChat];
  t.publish({log.begin() + 1, log.end()});
  t.loop.advance(30ms);
  const auto received = sink.take();
  ASSERT_FALSE(received.empty());
  EXPECT_EQ(received.front().ev, "resync");
  EXPECT_EQ(received.back().seq, 20);
  Seq sure = received.front().seq;  // the client pages up to the head
  EXPECT_GE(sure, 10);
  for (const auto& one : received) {
    if (one.ev != "entry" || one.seq <= sure) continue;
    EXPECT_EQ(one.seq, ++sure);
  }
  EXPECT_EQ(sure, 20);
  t.publish({t.database.append(kChat)});
  EXPECT_EQ(sink.take_seqs(), Seqs{21});
}

TEST(HubOrder, AHintIsFetched) {
  HubTest t;
  FakeSink sink;
  t.enter(sink, {kChat});
  t.database.append(kChat);
  t.database.append(kChat);
  t.publish({EntryEvent{kChat, 2, {}, {}, {}}});
  EXPECT_EQ(sink.take_seqs(), Seqs{});
  t.loop.advance(30ms);
  EXPECT_EQ(sink.take_seqs(), (Seqs{1, 2}));
}

TEST(HubOrder, TimersAndAnswersOutliveTheHub) {
  ManualLoop loop;
  FakeDatabase database(loop);
  FakeSink sink;
  {
    fanout::Hub hub(loop, {}, database.backfill());
    hub.begin(sink, PrincipalId::make(), SessionId::make());
    const fanout::Hub::Subscription subscription{kChat, 0};
    hub.attach(sink, {&subscription, 1});
    database.append(kChat);
    const std::vector<Event> events{database.append(kChat)};
    database.answers = false;
    hub.publish(events);
    loop.advance(30ms);
    hub.publish(std::vector<Event>{TypingEvent{kChat, PrincipalId::make()}});
  }
  for (const auto& answer : database.kept)
    answer();
  loop.advance(10s);
  EXPECT_EQ(sink.take_seqs(), Seqs{});
}

}  // namespace
}  // namespace weft::test
