// How much may be asked of webhooks: tests, and telling again.
#include "platform/webhooks_world.hpp"

namespace weft::test {
namespace {

using std::chrono::hours;

struct WebhookBounds : testing::Test {
  WebhooksWorld place;
  CustomerWorld& world = place.world;
  Json id = place.make("a", {{"events", {"conversation.*"}}}).at("webhook").at("id");

  Json test() { return place.call("webhook.test", {{"webhook", id}}); }
  Json switched(bool on) { return place.call("webhook.update", {{"webhook", id}, {"enabled", on}}); }
  std::int64_t pings(const std::string& status) {
    return world.count(
        "SELECT count(*) FROM deliveries WHERE type = 'webhook.ping' AND lease IS NULL AND status = '" + status + "'");
  }
  Json range() {
    return place.call(
        "webhook.replay_range", {{"webhook", id}, {"from", "2020-01-01T00:00:00Z"}, {"to", "2100-01-01T00:00:00Z"}});
  }
  db::Step step(const Json& job) {
    return world.in_company([&](db::Tx& tx) {
      const auto rows = db::exec(tx, "SELECT state FROM jobs WHERE id = $1", job.at("job").get<std::string>());
      db::Job one;
      one.state = {db::text_of(rows.at(0)[0])};
      return platform::webhook_jobs().at(platform::kReplayJob).step(tx, one);
    });
  }
};

TEST_F(WebhookBounds, TakeFiveTestsAtATimeEvenBeforeTheyAreRelayed) {
  for (int i = 0; i < 5; ++i)
    ASSERT_EQ(code(test()), "ok") << i;
  EXPECT_EQ(world.count("SELECT count(*) FROM deliveries"), 0);
  const Json refused = test();
  EXPECT_EQ(code(refused), "rate_limited");
  EXPECT_EQ(refused.at("detail"), "five tests of it are on their way");
  place.deliver();
  ASSERT_TRUE(wait_until([&] { return pings("delivered") == 5; }));
  EXPECT_EQ(code(test()), "ok");
}

TEST_F(WebhookBounds, EndATestAfterFourFailures) {
  place.outside.answer([](auto&&...) { return db::Reply{500, "", ""}; });
  for (int i = 0; i < 5; ++i)
    ASSERT_EQ(code(test()), "ok") << i;
  place.deliver();
  for (std::int64_t failures = 1; failures < 4; ++failures) {
    ASSERT_TRUE(wait_until([&] { return pings("waiting' AND attempts = '" + std::to_string(failures)) == 5; }));
    EXPECT_EQ(code(test()), "rate_limited") << failures;
    place.later(hours(1));
  }
  ASSERT_TRUE(wait_until([&] { return pings("failed") == 5; }));
  EXPECT_EQ(code(test()), "ok");
}

TEST_F(WebhookBounds, TellNothingAgainWhileTheyAreOff) {
  switched(false);
  world.group("olga", {"bob"}, "Team");
  place.deliver();
  ASSERT_TRUE(wait_until([&] { return !place.log(id).empty(); }));
  const Json missed = place.log(id).at(0);
  const Json refused = place.call("webhook.replay", {{"webhook", id}, {"delivery", missed.at("id")}});
  EXPECT_EQ(code(refused), "conflict");
  EXPECT_EQ(refused.at("detail"), "the endpoint is switched off: what is told again fails again");
  EXPECT_EQ(place.log(id).at(0), missed);
  EXPECT_EQ(code(range()), "conflict");
}

TEST_F(WebhookBounds, TellOneRangeAgainAtATime) {
  const Json job = range();
  ASSERT_TRUE(job.contains("job")) << job;
  EXPECT_EQ(code(range()), "conflict");
  world.in_company(
      [&](db::Tx& tx) { return db::cancel_job(tx, db::JobId::parse(job.at("job").get<std::string>()).value()); });
  EXPECT_EQ(code(range()), "ok");
}

TEST_F(WebhookBounds, WaitWithARangeUntilTheRestIsTold) {
  world.group("olga", {"bob"}, "Team");
  place.deliver();
  ASSERT_TRUE(wait_until([&] {
    return world.count("SELECT count(*) FROM deliveries WHERE status = 'delivered'") > 0 &&
           world.count("SELECT (SELECT count(*) FROM deliveries WHERE status = 'waiting') + count(*) FROM outbox") == 0;
  }));
  place.outbox.reset();
  world.clock.advance(std::chrono::seconds(1));
  const Json job = place.call(
      "webhook.replay_range",
      {{"webhook", id}, {"from", "2020-01-01T00:00:00Z"}, {"to", "2100-01-01T00:00:00Z"}, {"status", "delivered"}});
  ASSERT_TRUE(job.contains("job")) << job;
  const auto waiting = [&](const char* number) {
    world.in_company([&](db::Tx& tx) {
      return db::exec(tx, std::string("UPDATE delivery_targets SET waiting = ") + number).affected_rows();
    });
  };
  waiting("10000");
  EXPECT_EQ(step(job).next, db::Next::later);
  EXPECT_EQ(world.count("SELECT count(*) FROM deliveries WHERE status = 'waiting'"), 0);
  waiting("9999");
  EXPECT_EQ(step(job).next, db::Next::done);
  EXPECT_GT(world.count("SELECT count(*) FROM deliveries WHERE status = 'waiting'"), 0);
}

TEST_F(WebhookBounds, EndARangeWhenTheyAreSwitchedOff) {
  const Json job = range();
  switched(false);
  EXPECT_THROW(step(job), db::JobFailed);
}

TEST_F(WebhookBounds, KeepNoWordsOfACustomerThatWasErased) {
  place.make("b", {{"events", {"customer.*"}}});
  world.customer("carl", "emma");
  world.customer("dora", "emma");
  const auto note = [&](const char* who, const char* words) {
    world.in_company([&](db::Tx& tx) {
      customers::note(
          tx, {.contact = customers::ContactId(world.people.at(who).uuid()),
               .kind = customers::EventKind::scanned,
               .detail = {{"state", words}}});
      return 0;
    });
  };
  note("carl", "my number is 5550199");
  note("dora", "mine is 5550177");
  place.deliver();
  ASSERT_TRUE(place.gets("b", "customer.scanned", 2));
  place.outbox.reset();
  note("carl", "call 5550199");
  const std::string told =
      "SELECT (SELECT count(*) FROM deliveries WHERE event::text ~ '0199') + (SELECT count(*) FROM "
      "outbox WHERE body::text ~ '0199')";
  ASSERT_EQ(world.count(told), 2);
  ASSERT_EQ(code(place.call("contact.erase", {{"contact", world.people.at("carl").str()}})), "ok");
  EXPECT_EQ(world.count(told), 0);
  EXPECT_EQ(world.count("SELECT count(*) FROM deliveries WHERE event::text ~ '0177'"), 1) << "others keep theirs";
  EXPECT_EQ(
      world.count("SELECT count(*) FROM deliveries WHERE type = 'customer.scanned' AND event->'detail' = '{}'"), 1);
}

}  // namespace
}  // namespace weft::test
