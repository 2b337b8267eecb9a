// Broadcasts at the same time as others, and as what people do meanwhile: by the runner's own threads.
#include "broadcasts/world.hpp"
#include "support/wait.hpp"

#include <future>

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

/// A lane at its last step, as the runner has it: the job is locked, and then it asks for the broadcast.
struct BroadcastLaneBeside : BroadcastWorld {
  Json made;

  BroadcastLaneBeside() {
    world.customer("carl", "emma");
    world.customer("nick", "nora");
    made = draft("olga", {{"kind", "company"}, {"audience", {{"customers", {{"everybody", true}}}}}});
    act("olga", "start", made);
    run_jobs();
    call("emma", "broadcast_task.confirm", {{"broadcast", made["id"]}});
  }
  std::int64_t waiting_for_locks() {
    return world.count(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()");
  }
  /// What becomes of a request that comes while the lane holds its job, and which the lane does not have to wait for.
  std::string beside_lane(const std::function<Json()>& request) {
    std::future<Json> answer;
    world.in_company([&](db::Tx& tx) {
      db::exec(tx, "SELECT 1 FROM jobs WHERE kind = 'broadcast.send' AND status = 'waiting' ORDER BY id FOR UPDATE");
      answer = std::async(std::launch::async, request);
      EXPECT_TRUE(wait_until([&] { return waiting_for_locks() > 0; }));
      db::exec(tx, "SELECT 1 FROM broadcasts FOR NO KEY UPDATE");
      return 0;
    });
    return code(answer.get());
  }
};

TEST_F(BroadcastLaneBeside, DoesNotMeetAConfirmationInACircle) {
  EXPECT_EQ(beside_lane([&] { return call("nora", "broadcast_task.confirm", {{"broadcast", made["id"]}}); }), "ok");
  run_jobs();
  EXPECT_EQ(act("olga", "get", made)["status"], "done");
}

TEST_F(BroadcastLaneBeside, DoesNotMeetAResumptionInACircle) {
  act("olga", "pause", made);
  EXPECT_EQ(beside_lane([&] { return act("olga", "resume", made); }), "ok");
  run_jobs();
  EXPECT_EQ(act("olga", "get", made)["progress"]["counts"]["sent"], 1);
}

}  // namespace
}  // namespace weft::test
