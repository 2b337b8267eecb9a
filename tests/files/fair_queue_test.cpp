// Whoever brings much waits for it alone.
#include "files/fair_queue.hpp"

#include <gtest/gtest.h>

#include <future>

namespace weft::test {
namespace {

struct Fair : testing::Test {
  files::FairQueue queue{{1, 3, 5}};
  std::promise<void> gate, held;
  std::string order;  // only the one thread writes it, and only until stop()

  /// Afterwards the thread is busy, and what is posted waits.
  void hold() {
    queue.post("somebody", [this] {
      held.set_value();
      gate.get_future().wait();
    });
    held.get_future().wait();
  }
  bool post(const std::string& whose) {
    return queue.post(whose, [this, whose] { order += whose; });
  }
  std::string finish() {
    gate.set_value();
    queue.stop();
    return order;
  }
};

TEST_F(Fair, TakesOneOfEachInTurn) {
  hold();
  for (const char* whose : {"a", "a", "a", "b", "c"})
    EXPECT_TRUE(post(whose));
  EXPECT_EQ(finish(), "abcaa");
}

TEST_F(Fair, BoundsEachAndAll) {
  hold();
  for (int i = 0; i < 3; ++i)
    EXPECT_TRUE(post("a"));
  EXPECT_FALSE(post("a"));
  EXPECT_TRUE(post("b"));
  EXPECT_TRUE(post("c"));
  EXPECT_FALSE(post("d"));
  EXPECT_EQ(finish(), "abcaa");
  EXPECT_FALSE(post("a"));
}

TEST_F(Fair, TellsWhatIsTakenBefore) {
  hold();
  for (const char* whose : {"a", "a", "b"})
    EXPECT_TRUE(post(whose));
  EXPECT_EQ(queue.before("a"), 3u);
  EXPECT_EQ(queue.before("b"), 3u);
  EXPECT_EQ(queue.before("c"), 2u);
  EXPECT_EQ(queue.queued(), 3u);
  EXPECT_EQ(finish(), "aba");
}

}  // namespace
}  // namespace weft::test
