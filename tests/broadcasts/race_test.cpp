// Broadcasts at the same time as others, and as what people do meanwhile: by the runner's own threads.
#include "broadcasts/world.hpp"
#include "support/wait.hpp"

namespace weft::test {
namespace {

struct BroadcastRace : BroadcastWorld {
  SystemClock now;
  static constexpr int kCustomers = 70;

  BroadcastRace() {
    world.clock.advance(now.now() - world.clock.now());
    set_rules([](broadcasts::Rules& rules) {
      rules.customers = broadcasts::Quota::one_per_day;
      rules.direct = true;
    });
    for (int i = 0; i < kCustomers; ++i)
      world.customer("c" + std::to_string(i), i % 2 ? "emma" : "nora");
  }
  Json to_all() {
    const Json made = draft("olga", {{"kind", "direct"}, {"audience", {{"customers", {{"everybody", true}}}}}});
    act("olga", "start", made);
    return made;
  }
  std::unique_ptr<db::JobRunner> runner() {
    db::JobRunnerOptions options;
    options.database = world.pool(4);
    options.poll = std::chrono::milliseconds(10);
    return std::make_unique<db::JobRunner>(std::move(options), now, kinds, [](std::vector<Event>) {});
  }
  bool over(const Json& made) {
    const auto status = act("olga", "get", made).at("status");
    return status == "done" || status == "stopped";
  }
};

TEST_F(BroadcastRace, GivesNobodyMoreThanTheQuota) {
  const std::vector<Json> all{to_all(), to_all(), to_all()};
  const auto running = runner();
  for (const Json& one : all)
    ASSERT_TRUE(wait_until([&] { return over(one); }, std::chrono::seconds(60)));
  EXPECT_EQ(running->figures().retried, 0U) << "nothing waited for each other in a circle";
  EXPECT_EQ(world.count("SELECT count(*) FROM entries WHERE client_id LIKE 'broadcast:%'"), kCustomers);
  EXPECT_EQ(world.count("SELECT count(*) FROM broadcast_recipients WHERE state = 'sent'"), kCustomers);
  EXPECT_EQ(world.count("SELECT count(*) FROM broadcast_recipients WHERE reason = 'quota'"), 2 * kCustomers);
  EXPECT_EQ(
      world.count("SELECT count(*) FROM (SELECT 1 FROM entries WHERE client_id LIKE 'broadcast:%' GROUP BY "
                  "conversation_id HAVING count(*) > 1) x"),
      0);
}

TEST_F(BroadcastRace, SendsNothingOnceAStopWasAnswered) {
  const Json made = to_all();
  const auto running = runner();
  ASSERT_TRUE(
      wait_until([&] { return act("olga", "get", made)["progress"]["counts"]["sent"] > 0; }, std::chrono::seconds(60)));
  act("olga", "stop", made);
  const auto sent = world.count("SELECT count(*) FROM entries WHERE client_id LIKE 'broadcast:%'");
  ASSERT_TRUE(wait_until(
      [&] { return world.count("SELECT count(*) FROM broadcast_recipients WHERE state = 'waiting'") == 0; },
      std::chrono::seconds(60)));
  EXPECT_EQ(world.count("SELECT count(*) FROM entries WHERE client_id LIKE 'broadcast:%'"), sent);
}

}  // namespace
}  // namespace weft::test
