// Who joins, who leaves, who is signed out.
#include "fanout/fakes.hpp"

#include <gtest/gtest.h>

namespace weft::test {
namespace {

using Seqs = std::vector<Seq>;
const ConversationId kGroup = ConversationId::make();

TEST(HubMembership, AllSessionsOfWhoJoinsGetThatEntryAndTheNext) {
  HubTest t;
  FakeSink owner, phone, desk;
  t.enter(owner, {kGroup});
  const auto anna = t.enter(phone, {});
  t.enter(desk, {}, anna);
  t.publish({t.database.append(kGroup), t.database.append(kGroup, {anna}), t.database.append(kGroup)});
  EXPECT_EQ(owner.take_seqs(), (Seqs{1, 2, 3}));
  EXPECT_EQ(phone.take_seqs(), (Seqs{2, 3}));
  EXPECT_EQ(desk.take_seqs(), (Seqs{2, 3}));
}

TEST(HubMembership, WhoLeavesGetsThatEntryAndNothingAfter) {
  HubTest t;
  FakeSink owner, phone, desk;
  t.enter(owner, {kGroup});
  const auto anna = t.enter(phone, {kGroup});
  t.enter(desk, {kGroup}, anna);
  t.publish({t.database.append(kGroup), t.database.append(kGroup, {}, {anna}), t.database.append(kGroup)});
  EXPECT_EQ(owner.take_seqs(), (Seqs{1, 2, 3}));
  EXPECT_EQ(phone.take_seqs(), (Seqs{1, 2}));
  EXPECT_EQ(desk.take_seqs(), (Seqs{1, 2}));
}

TEST(HubMembership, JoinsAgain) {
  HubTest t;
  FakeSink owner, sink;
  t.enter(owner, {kGroup});
  const auto anna = t.enter(sink, {kGroup});
  t.publish({t.database.append(kGroup, {}, {anna})});
  t.publish({t.database.append(kGroup)});
  t.publish({t.database.append(kGroup, {anna})});
  t.publish({t.database.append(kGroup)});
  EXPECT_EQ(sink.take_seqs(), (Seqs{1, 3, 4}));
}

TEST(HubMembership, AConversationNobodyListenedToStartsWithTheJoin) {
  HubTest t;
  FakeSink sink;
  const auto anna = t.enter(sink, {});
  for (int i = 0; i < 5; ++i)
    t.publish({t.database.append(kGroup)});
  t.publish({t.database.append(kGroup, {anna})});
  t.publish({t.database.append(kGroup)});
  EXPECT_EQ(sink.take_seqs(), (Seqs{6, 7}));
}

TEST(HubMembership, AJoinThatComesAfterItsSuccessorsIsCaughtUp) {
  HubTest t;
  FakeSink sink;
  const auto anna = t.enter(sink, {});
  const auto join = t.database.append(kGroup, {anna}), next = t.database.append(kGroup),
             last = t.database.append(kGroup);
  t.publish({last});
  t.publish({next});
  t.publish({join});
  EXPECT_EQ(sink.take_seqs(), (Seqs{1, 2, 3}));
}

TEST(HubMembership, AJoinBehindAGapIsNotForgottenWhenTheLastListenerGoes) {
  HubTest t;
  FakeSink owner, sink;
  t.enter(owner, {kGroup});
  const auto anna = t.enter(sink, {});
  const auto before = t.database.append(kGroup), join = t.database.append(kGroup, {anna});
  t.publish({join});
  t.hub.end(owner);
  t.loop.advance(30ms);
  EXPECT_EQ(sink.take_seqs(), Seqs{2});
  t.hub.end(sink);
  EXPECT_EQ(t.hub.stats().conversations, 0u);
}

TEST(HubMembership, AJoinThatTheHubBeganBehindIsCaughtUpFromTheRing) {
  HubTest t;
  FakeSink first, second;
  const auto anna = t.enter(first, {}), bert = t.enter(second, {});
  const auto one = t.database.append(kGroup, {anna}), two = t.database.append(kGroup, {bert}),
             three = t.database.append(kGroup);
  t.publish({two});
  t.publish({three, one});
  EXPECT_EQ(first.take_seqs(), (Seqs{1, 2, 3}));
  EXPECT_EQ(second.take_seqs(), (Seqs{2, 3}));
  t.publish({t.database.append(kGroup), one});
  EXPECT_EQ(first.take_seqs(), Seqs{4});
  EXPECT_TRUE(t.database.asked.empty());
}

TEST(HubMembership, AJoinThatTheHubBeganBehindIsCaughtUpFromTheDatabase) {
  HubTest t;
  FakeSink first, second, third;
  const auto anna = t.enter(first, {}), bert = t.enter(second, {});
  const auto one = t.database.append(kGroup, {anna, bert}), two = t.database.append(kGroup),
             three = t.database.append(kGroup, {}, {bert});
  t.enter(third, {kGroup});  // the hub begins behind all three
  t.database.answers = false;
  t.publish({one});
  t.publish({t.database.append(kGroup)});
  EXPECT_EQ(first.frames + second.frames, 0);
  ASSERT_EQ(t.database.kept.size(), 1u);
  t.database.kept[0]();
  EXPECT_EQ(first.take_seqs(), (Seqs{1, 2, 3, 4}));
  EXPECT_EQ(second.take_seqs(), (Seqs{1, 2, 3}));
  t.publish({two, three, t.database.append(kGroup)});
  EXPECT_EQ(first.take_seqs(), Seqs{5});
  EXPECT_EQ(second.take_seqs(), Seqs{});
  EXPECT_EQ(third.take_seqs(), (Seqs{4, 5}));
}

TEST(HubMembership, CatchingUpSurvivesWhatHappensMeanwhile) {
  HubTest t;
  FakeSink first, second, third;
  const auto anna = t.enter(first, {}), bert = t.enter(second, {});
  const auto one = t.database.append(kGroup, {anna, bert});
  t.database.append(kGroup);
  t.enter(third, {kGroup});
  t.database.answers = false;
  t.publish({one});
  t.hub.end(second);
  t.publish({t.database.append(kGroup, {}, {anna}), t.database.append(kGroup, {anna})});  // she is a member again
  EXPECT_EQ(first.frames, 0);                                                             // nothing before its turn
  t.hub.end(third);
  ASSERT_EQ(t.database.kept.size(), 1u);
  t.database.kept[0]();
  EXPECT_EQ(first.take_seqs(), (Seqs{1, 2, 3, 4}));
  t.publish({t.database.append(kGroup)});
  EXPECT_EQ(first.take_seqs(), Seqs{5});
  EXPECT_EQ(second.frames, 0);
}

TEST(HubMembership, AnEntryAfterALeaveNeverOvertakesIt) {
  HubTest t;
  FakeSink owner, sink;
  t.enter(owner, {kGroup});
  const auto anna = t.enter(sink, {kGroup});
  const auto leave = t.database.append(kGroup, {}, {anna}), secret = t.database.append(kGroup);
  t.publish({secret});
  t.publish({leave});
  EXPECT_EQ(sink.take_seqs(), Seqs{1});
  EXPECT_EQ(owner.take_seqs(), (Seqs{1, 2}));
}

TEST(HubMembership, MembershipsInAGapComeFromTheDatabase) {
  HubTest t;
  FakeSink owner, leaver, joiner;
  t.enter(owner, {kGroup});
  const auto anna = t.enter(leaver, {kGroup});
  const auto bert = t.enter(joiner, {});
  t.database.append(kGroup, {}, {anna});
  t.database.append(kGroup, {bert});
  t.publish({t.database.append(kGroup)});
  t.loop.advance(30ms);
  EXPECT_EQ(owner.take_seqs(), (Seqs{1, 2, 3}));
  EXPECT_EQ(leaver.take_seqs(), Seqs{1});
  EXPECT_EQ(joiner.take_seqs(), (Seqs{2, 3}));
}

TEST(HubMembership, MembershipsAreAppliedWhereTextIsSkipped) {
  HubTest t({.held_per_conversation = 4});
  FakeSink owner, leaver, joiner;
  t.enter(owner, {kGroup});
  const auto anna = t.enter(leaver, {kGroup});
  const auto bert = t.enter(joiner, {});
  t.database.append(kGroup);
  t.database.append(kGroup, {bert}, {anna});
  for (int i = 0; i < 5; ++i)
    t.database.append(kGroup);
  const auto& log = t.database.logs[kGroup];
  t.publish({log.begin() + 2, log.end()});
  t.loop.advance(30ms);
  const auto resync = [](FakeSink& sink) { return sink.take().at(0); };
  EXPECT_EQ(resync(owner).seq, 7);
  EXPECT_EQ(resync(joiner).seq, 7);
  const auto left = resync(leaver);
  EXPECT_EQ(left.ev, "resync");
  EXPECT_EQ(left.seq, 2);
  t.publish({t.database.append(kGroup)});
  EXPECT_EQ(owner.take_seqs(), Seqs{8});
  EXPECT_EQ(joiner.take_seqs(), Seqs{8});
  EXPECT_EQ(leaver.take_seqs(), Seqs{});
}

TEST(HubMembership, WhoIsNotConnectedHereMattersNot) {
  HubTest t;
  FakeSink owner;
  t.enter(owner, {kGroup});
  const auto elsewhere = PrincipalId::make();
  t.publish({t.database.append(kGroup, {elsewhere}), t.database.append(kGroup, {}, {elsewhere})});
  EXPECT_EQ(owner.take_seqs(), (Seqs{1, 2}));
}

TEST(HubMembership, ManyJoinAndLeaveAtOnce) {
  HubTest t;
  std::vector<FakeSink> sinks(300);
  std::vector<PrincipalId> people;
  for (auto& sink : sinks)
    people.push_back(t.enter(sink, {}));
  t.publish({t.database.append(kGroup, people)});
  const std::vector<PrincipalId> odd = [&] {
    std::vector<PrincipalId> some;
    for (std::size_t i = 1; i < people.size(); i += 2)
      some.push_back(people[i]);
    return some;
  }();
  t.publish({t.database.append(kGroup, {}, odd)});
  t.publish({t.database.append(kGroup)});
  for (std::size_t i = 0; i < sinks.size(); ++i) {
    EXPECT_EQ(sinks[i].take_seqs(), i % 2 ? (Seqs{1, 2}) : (Seqs{1, 2, 3})) << i;
  }
}

TEST(HubRevocation, ClosesTheNamedSessionsOrAll) {
  HubTest t;
  FakeSink one, two, three;
  const auto anna = PrincipalId::make();
  const auto first = SessionId::make();
  t.hub.begin(one, anna, first);
  t.hub.begin(two, anna, SessionId::make());
  t.enter(three, {kGroup});
  t.publish({RevokedEvent{anna, {first}}});
  EXPECT_EQ(one.closed, fanout::Close::signed_out);
  EXPECT_FALSE(two.closed);
  t.publish({RevokedEvent{anna, {}}});
  EXPECT_EQ(two.closed, fanout::Close::signed_out);
  EXPECT_FALSE(three.closed);
}

TEST(HubRevocation, NothingIsDeliveredAfterIt) {
  HubTest t;
  FakeSink sink;
  const auto anna = t.enter(sink, {kGroup});
  t.publish({RevokedEvent{anna, {}}, t.database.append(kGroup)});
  EXPECT_EQ(sink.frames, 0);
}

TEST(HubRevocation, ASinkMayEndItselfWhenClosed) {
  HubTest t;
  std::vector<FakeSink> sinks(3);
  const auto anna = PrincipalId::make();
  for (auto& sink : sinks) {
    t.enter(sink, {kGroup}, anna);
    sink.on_close = [&] { t.hub.end(sink); };
  }
  t.publish({RevokedEvent{anna, {}}});
  for (const auto& sink : sinks)
    EXPECT_TRUE(sink.closed);
  EXPECT_EQ(t.hub.stats().sessions, 0u);
  EXPECT_EQ(t.hub.stats().conversations, 0u);
}

}  // namespace
}  // namespace weft::test
