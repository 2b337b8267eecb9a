// Attempts that nobody came back from: they count, they hold up nothing for ever, and the dead are told from the
// living.
#include "db/deliveries.hpp"
#include "db/outbox_world.hpp"

namespace weft::test {
namespace {

using Strings = std::vector<std::string>;
using std::chrono::seconds;

db::store::Claims claims(std::optional<std::int64_t> holder = {}) {
  return {{"webhook"}, {10}, {6}, std::chrono::minutes(1), holder};
}

struct OutboxLost : testing::Test {
  OutboxWorld world;

  /// An attempt that nobody settles. Whom it was made at; "" when nothing is due.
  std::string lose(std::optional<std::int64_t> holder = {}) {
    return world.in_company([&](db::Tx& tx) {
      db::store::relay(tx, 100, 100);
      const auto claimed = db::store::claim_delivery(tx, claims(holder));
      return claimed ? claimed->delivery.event.text : "";
    });
  }
  /// The same, and its lease is over.
  std::string lose_for_good() {
    const std::string what = lose();
    world.clock.advance(seconds(61));
    return what;
  }
  std::int64_t take_back(std::int64_t holder) {
    return world.in_company([&](db::Tx& tx) { return db::store::take_back(tx, holder); });
  }
};

TEST_F(OutboxLost, LetsItsLineGoOnAfterTheFourth) {
  world.listen("a");
  world.announce("tag.created", "x", "bad");
  world.announce("tag.created", "x", "good");
  for (int i = 0; i < 4; ++i)
    EXPECT_EQ(lose_for_good(), "\"bad\"");
  std::map<std::string, int> begun;
  ++begun[lose()];
  ++begun[lose()];
  EXPECT_EQ(begun, (std::map<std::string, int>{{"\"bad\"", 1}, {"\"good\"", 1}}));
}

TEST_F(OutboxLost, IsADeadLetterWhenAllAttemptsWere) {
  world.listen("a");
  world.announce("tag.created", "x", "bad");
  for (int i = 0; i < 6; ++i)
    EXPECT_EQ(lose_for_good(), "\"bad\"") << i;
  EXPECT_EQ(lose(), "");
  EXPECT_EQ(
      world.count("deliveries WHERE status = 'failed' AND attempts = 6 AND remark = 'lost' AND lease IS NULL"), 1);
  EXPECT_EQ(world.count("delivery_targets WHERE waiting = 0 AND silent = 0 AND failing_since IS NULL"), 1);
  EXPECT_EQ(world.count("delivery_days WHERE failed = 1 AND refused = 0"), 1);
  EXPECT_EQ(world.count("delivery_lines"), 0);
}

TEST_F(OutboxLost, IsTakenBackFromTheDeadAtOnce) {
  world.listen("a");
  world.announce("tag.created", "x", "one");
  const auto living = db::connect(world.pool);
  {
    db::Tx tx(*living, world.clock);
    db::store::live_as(tx, 7);
    tx.commit();
  }
  ASSERT_EQ(lose(7), "\"one\"");
  EXPECT_EQ(take_back(8), 0) << "it lives";
  EXPECT_EQ(take_back(7), 0) << "its own";
  living->disconnect();
  ASSERT_TRUE(wait_until([&] { return take_back(8) == 1; }));
  EXPECT_EQ(lose(8), "\"one\"");
  EXPECT_EQ(world.count("deliveries WHERE attempts = 2"), 1);
}

TEST_F(OutboxLost, IsNotTakenBackFromWhoIsUnknown) {
  world.listen("a");
  world.announce("tag.created", "x", "one");
  ASSERT_EQ(lose(), "\"one\"");
  EXPECT_EQ(take_back(8), 0);
}

TEST_F(OutboxLost, IsToldByTheNextThatStarts) {
  world.listen("a");
  world.announce("tag.created", "x", "one");
  ASSERT_EQ(lose(7), "\"one\"");  // and the server is killed
  world.deliver();
  EXPECT_TRUE(world.becomes("deliveries WHERE status = 'delivered' AND attempts = 2", 1)) << "no time has passed";
}

TEST_F(OutboxLost, IsNotWhatARunningOneHolds) {
  world.listen("a");
  std::mutex gate;
  std::unique_lock closed(gate);
  world.outside.answer([&](auto&&...) {
    const std::lock_guard wait(gate);
    return db::Reply{200, "", ""};
  });
  world.deliver();
  world.announce("tag.created", "x", "one");
  ASSERT_TRUE(world.outside.got("a", 1));
  EXPECT_EQ(world.count("delivery_lines WHERE holder IS NOT NULL"), 1);
  EXPECT_EQ(take_back(8), 0);
  closed.unlock();
  EXPECT_TRUE(world.becomes("deliveries WHERE status = 'delivered' AND attempts = 1", 1));
}

TEST_F(OutboxLost, IsNothingThatCannotBeWritten) {
  world.listen("a");
  world.announce("tag.created", "x", "bad");
  world.announce("tag.created", "x", "good");
  world.deliver([](db::DeliveryKind& kind) {
    kind.write = [write = kind.write](db::Tx& tx, const db::Delivery& delivery) {
      if (delivery.event.text == "\"bad\"") throw std::runtime_error("broken");
      return write(tx, delivery);
    };
  });
  EXPECT_TRUE(world.becomes("deliveries WHERE status = 'failed' AND remark = 'it cannot be written'", 1));
  EXPECT_TRUE(world.becomes("deliveries WHERE status = 'delivered'", 1));
  EXPECT_EQ(world.outside.told("a"), Strings{"good"});
}

}  // namespace
}  // namespace weft::test
