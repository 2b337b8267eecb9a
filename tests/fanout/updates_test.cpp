// Read marks, typing and presence.
#include "fanout/fakes.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <set>

namespace weft::test {
namespace {

constexpr Time kNow{1'772'000'000'000ms};

struct HubUpdates : testing::Test {
  HubTest t;
  FakeSink one, two;
  PrincipalId anna = PrincipalId::make(), bert = PrincipalId::make();

  static std::map<std::string, Seq> marks(const Received& received) {
    std::map<std::string, Seq> result;
    const auto json = nlohmann::json::parse(received.text);
    for (const auto& item : json.at("items"))
      result[item.at("principal")] = item.at("seq");
    return result;
  }
  static std::set<std::string> typists(const Received& received) {
    return nlohmann::json::parse(received.text).at("principals").get<std::set<std::string>>();
  }
  static std::map<std::string, bool> online(const Received& received) {
    std::map<std::string, bool> result;
    const auto json = nlohmann::json::parse(received.text);
    for (const auto& item : json.at("items"))
      result[item.at("principal")] = item.at("online");
    return result;
  }
};

TEST_F(HubUpdates, TheFirstReadMarkGoesAtOnceLaterOnesTogether) {
  t.enter(one, {kChat}, anna);
  t.publish({ReadEvent{kChat, bert, 3}});
  auto received = one.take();
  ASSERT_EQ(received.size(), 1u);
  EXPECT_EQ(
      received[0].text, R"({"ev":"read","conversation":")" + kChat.str() + R"(","items":[{"principal":")" + bert.str() +
                            R"(","seq":3}]})");
  t.publish({ReadEvent{kChat, bert, 5}});
  t.publish({ReadEvent{kChat, bert, 4}, ReadEvent{kChat, anna, 9}});
  EXPECT_TRUE(one.take().empty());
  t.loop.advance(499ms);
  EXPECT_TRUE(one.take().empty());
  t.loop.advance(1ms);
  received = one.take();
  ASSERT_EQ(received.size(), 1u);
  EXPECT_EQ(marks(received[0]), (std::map<std::string, Seq>{{bert.str(), 5}, {anna.str(), 9}}));
}

TEST_F(HubUpdates, AtMostTwoASecond) {
  t.enter(one, {kChat});
  for (int i = 0; i < 1000; ++i) {
    t.publish({ReadEvent{kChat, bert, i}, TypingEvent{kChat, bert}});
    t.loop.advance(10ms);
  }
  EXPECT_LE(one.frames, 2 * 21);
  EXPECT_GE(one.frames, 2 * 19);
  t.loop.advance(2s);
  EXPECT_EQ(t.loop.timers(), 0u);
}

TEST_F(HubUpdates, AfterAQuietTimeTheNextGoesAtOnceAgain) {
  t.enter(one, {kChat});
  t.publish({ReadEvent{kChat, bert, 1}});
  t.loop.advance(500ms);
  one.take();
  t.publish({ReadEvent{kChat, bert, 2}});
  EXPECT_EQ(one.take().size(), 1u);
}

TEST_F(HubUpdates, OneConversationDoesNotHoldUpAnother) {
  const auto other = ConversationId::make();
  t.enter(one, {kChat, other});
  t.publish({ReadEvent{kChat, bert, 1}});
  t.publish({ReadEvent{other, bert, 1}});
  EXPECT_EQ(one.take().size(), 2u);
}

TEST_F(HubUpdates, OwnDevicesOnly) {
  FakeSink phone;
  t.enter(one, {kChat}, anna);
  t.enter(phone, {kChat}, anna);
  t.enter(two, {kChat}, bert);
  t.publish(
      {ReadEvent{kChat, anna, 3, true}, ReadEvent{kChat, bert, 4, true},
       ReadEvent{kChat, PrincipalId::make(), 5, true}});
  const auto mine = one.take();
  ASSERT_EQ(mine.size(), 1u);
  EXPECT_EQ(marks(mine[0]), (std::map<std::string, Seq>{{anna.str(), 3}}));
  EXPECT_EQ(phone.take(), mine);
  const auto his = two.take();
  ASSERT_EQ(his.size(), 1u);
  EXPECT_EQ(marks(his[0]), (std::map<std::string, Seq>{{bert.str(), 4}}));
}

TEST_F(HubUpdates, AFloodOfReadMarksIsBoundedAndKeepsTheNewest) {
  t.enter(one, {kChat});
  std::vector<PrincipalId> readers(2000);
  for (auto& reader : readers)
    reader = PrincipalId::make();
  t.publish({ReadEvent{kChat, bert, 1}});
  one.take();
  for (Seq seq = 1; seq <= 20; ++seq) {
    for (const auto& reader : readers)
      t.publish({ReadEvent{kChat, reader, seq}});
  }
  t.loop.advance(500ms);
  const auto received = one.take();
  ASSERT_FALSE(received.empty());
  std::map<std::string, Seq> all;
  for (const auto& event : received) {
    EXPECT_LE(event.text.size(), 60u << 10);
    all.merge(marks(event));
  }
  ASSERT_EQ(all.size(), 2000u);
  for (const auto& [reader, seq] : all)
    EXPECT_EQ(seq, 20);
}

TEST_F(HubUpdates, TypingIsToldAtOnceThenTogether) {
  t.enter(one, {kChat});
  t.publish({TypingEvent{kChat, anna}});
  auto received = one.take();
  ASSERT_EQ(received.size(), 1u);
  EXPECT_EQ(typists(received[0]), std::set{anna.str()});
  t.publish({TypingEvent{kChat, anna}, TypingEvent{kChat, bert}});
  t.publish({TypingEvent{kChat, anna}});
  t.loop.advance(500ms);
  received = one.take();
  ASSERT_EQ(received.size(), 1u);
  EXPECT_EQ(typists(received[0]), (std::set{anna.str(), bert.str()}));
}

TEST_F(HubUpdates, TypingDoesNotWaitForReads) {
  t.enter(one, {kChat});
  t.publish({ReadEvent{kChat, bert, 1}});
  t.publish({TypingEvent{kChat, anna}});
  EXPECT_EQ(one.take().size(), 2u);
}

TEST_F(HubUpdates, ComeAfterTheEntriesOfTheirBatch) {
  t.enter(one, {kChat});
  t.publish({ReadEvent{kChat, bert, 1}, t.database.append(kChat)});
  const auto received = one.take();
  ASSERT_EQ(received.size(), 2u);
  EXPECT_EQ(received[0].ev, "entry");
  EXPECT_EQ(one.flushes, 1);
}

TEST_F(HubUpdates, AConversationThatIsGoneIsForgotten) {
  t.enter(one, {kChat});
  t.publish({ReadEvent{kChat, bert, 1}});
  t.publish({ReadEvent{kChat, bert, 2}});
  t.hub.end(one);
  t.enter(two, {kChat});
  t.loop.advance(1s);
  EXPECT_TRUE(two.take().empty());
  t.publish({ReadEvent{ConversationId::make(), bert, 2}});
}

TEST_F(HubUpdates, PresenceGoesToWatchersOnly) {
  t.enter(one, {kChat}, anna);
  t.enter(two, {kChat}, bert);
  t.hub.watch(one, {bert});
  t.hub.presence_changed(bert, true, kNow);
  const auto received = one.take();
  ASSERT_EQ(received.size(), 1u);
  EXPECT_EQ(
      received[0].text, R"({"ev":"presence","items":[{"principal":")" + bert.str() +
                            R"(","online":true,"last_seen_at":")" + to_rfc3339(kNow) + R"("}]})");
  EXPECT_EQ(two.frames, 0);
}

TEST_F(HubUpdates, PresenceIsCoalescedPerWatcher) {
  t.enter(one, {}, anna);
  const auto carl = PrincipalId::make();
  t.hub.watch(one, {bert, carl});
  t.hub.presence_changed(bert, true, kNow);
  one.take();
  t.hub.presence_changed(bert, false, kNow);
  t.hub.presence_changed(carl, true, kNow);
  t.hub.presence_changed(bert, true, kNow);
  t.hub.presence_changed(bert, false, kNow);
  EXPECT_TRUE(one.take().empty());
  t.loop.advance(500ms);
  const auto received = one.take();
  ASSERT_EQ(received.size(), 1u);
  EXPECT_EQ(online(received[0]), (std::map<std::string, bool>{{bert.str(), false}, {carl.str(), true}}));
  t.loop.advance(2s);
  EXPECT_EQ(t.loop.timers(), 0u);
}

TEST_F(HubUpdates, WatchReplacesAndIsLimited) {
  HubTest small({.watch_limit = 2});
  FakeSink sink;
  small.enter(sink, {}, anna);
  std::vector<PrincipalId> many(5);
  for (auto& one_of : many)
    one_of = PrincipalId::make();
  small.hub.watch(sink, many);
  small.hub.watch(sink, {bert});
  for (const auto& principal : many)
    small.hub.presence_changed(principal, true, kNow);
  EXPECT_EQ(sink.frames, 0);
  small.hub.watch(sink, many);
  for (const auto& principal : many)
    small.hub.presence_changed(principal, true, kNow);
  small.loop.advance(500ms);
  std::size_t told = 0;
  for (const auto& received : sink.take())
    told += online(received).size();
  EXPECT_EQ(told, 2u);
}

TEST_F(HubUpdates, AWatcherMayEndAnyTime) {
  t.enter(one, {}, anna);
  t.hub.watch(one, {bert});
  t.hub.presence_changed(bert, true, kNow);
  t.hub.presence_changed(bert, false, kNow);
  t.hub.end(one);
  t.loop.advance(1s);
  t.hub.presence_changed(bert, true, kNow);
  EXPECT_EQ(one.frames, 1);
}

}  // namespace
}  // namespace weft::test
