// The small parts: frames, the ring, the presence board.
#include "fanout/fakes.hpp"
#include "fanout/ring.hpp"
#include "fanout/turns.hpp"
#include <weft/fanout/presence_board.hpp>

#include <gtest/gtest.h>

#include <thread>

namespace weft::test {
namespace {

TEST(TextFrame, UsesTheShortestLength) {
  using fanout::encode_text_frame;
  EXPECT_EQ(encode_text_frame(""), std::string("\x81\x00", 2));
  EXPECT_EQ(encode_text_frame("hi"), "\x81\x02hi");
  EXPECT_EQ(encode_text_frame(std::string(125, 'x')).substr(0, 2), "\x81\x7d");
  EXPECT_EQ(encode_text_frame(std::string(126, 'x')).substr(0, 4), std::string("\x81\x7e\x00\x7e", 4));
  EXPECT_EQ(encode_text_frame(std::string(65535, 'x')).substr(0, 4), "\x81\x7e\xff\xff");
  EXPECT_EQ(encode_text_frame(std::string(65536, 'x')).substr(0, 10), std::string("\x81\x7f\0\0\0\0\0\1\0\0", 10));
  EXPECT_EQ(encode_text_frame(std::string(65536, 'x')).size(), 65546u);
}

TEST(Turns, EndWithAnException) {
  ManualLoop loop;
  int finished = 0;
  fanout::Turns turns(loop, [&] { ++finished; });
  EXPECT_THROW(turns.run([] { throw std::runtime_error("on purpose"); }), std::runtime_error);
  EXPECT_FALSE(turns.busy());
  turns.run([] {});
  EXPECT_EQ(finished, 1);
}

fanout::Arrived arrived(const ConversationId& conversation, Seq seq, std::string json = "{}") {
  return {std::make_shared<EntryEvent>(EntryEvent{conversation, seq, std::move(json), {}, {}}), {}};
}

TEST(Ring, FindsTheEntriesOfAConversationBySeq) {
  fanout::Ring ring(100, 1 << 20);
  const auto one = ConversationId::make(), two = ConversationId::make();
  for (Seq seq : {3, 1, 2, 3, 5}) {
    ring.push(arrived(one, seq));
    ring.push(arrived(two, seq + 10));
  }
  std::vector<Seq> seqs;
  for (const auto& found : ring.find(one, 2, 4))
    seqs.push_back(found.entry->seq);
  EXPECT_EQ(seqs, (std::vector<Seq>{2, 3}));
  EXPECT_TRUE(ring.find(ConversationId::make(), 0, 100).empty());
}

TEST(Ring, PrefersTextToHints) {
  fanout::Ring ring(100, 1 << 20);
  const auto one = ConversationId::make();
  ring.push(arrived(one, 1, ""));
  ring.push(arrived(one, 1, "text"));
  ring.push(arrived(one, 1, ""));
  ASSERT_EQ(ring.find(one, 1, 1).size(), 1u);
  EXPECT_EQ(ring.find(one, 1, 1)[0].entry->json, "text");
}

TEST(Ring, ForgetsTheOldest) {
  fanout::Ring ring(4, 1 << 20);
  const auto one = ConversationId::make(), two = ConversationId::make();
  ring.push(arrived(two, 1));
  for (Seq seq = 1; seq <= 6; ++seq)
    ring.push(arrived(one, seq));
  EXPECT_EQ(ring.begin(), 3u);
  EXPECT_EQ(ring.end(), 7u);
  EXPECT_EQ(ring.find(one, 1, 100).size(), 4u);
  EXPECT_TRUE(ring.find(two, 1, 100).empty());
}

TEST(PresenceBoard, TellsComingAndGoing) {
  std::vector<std::pair<PrincipalId, bool>> told;
  fanout::PresenceBoard board([&](const PrincipalId& principal, bool online) { told.emplace_back(principal, online); });
  const auto anna = PrincipalId::make();
  EXPECT_FALSE(board.online(anna));
  EXPECT_TRUE(board.connect(anna));
  EXPECT_FALSE(board.connect(anna));
  EXPECT_EQ(board.connections(anna), 2u);
  EXPECT_FALSE(board.disconnect(anna));
  EXPECT_TRUE(board.online(anna));
  EXPECT_TRUE(board.disconnect(anna));
  EXPECT_FALSE(board.disconnect(anna));
  EXPECT_EQ(board.size(), 0u);
  EXPECT_EQ(told, (std::vector<std::pair<PrincipalId, bool>>{{anna, true}, {anna, false}}));
}

TEST(PresenceBoard, ManyThreads) {
  std::atomic<int> balance{0}, changes{0};
  fanout::PresenceBoard board([&](const PrincipalId&, bool online) {
    balance += online ? 1 : -1;
    ++changes;
  });
  std::vector<PrincipalId> people(20);
  for (auto& one : people)
    one = PrincipalId::make();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 2000; ++round) {
        const auto& one = people[static_cast<std::size_t>(round) % people.size()];
        board.connect(one);
        EXPECT_TRUE(board.online(one));
        board.disconnect(one);
      }
    });
  }
  for (auto& thread : threads)
    thread.join();
  EXPECT_EQ(balance, 0);
  EXPECT_GT(changes, 0);
  EXPECT_EQ(board.size(), 0u);
}

}  // namespace
}  // namespace weft::test
