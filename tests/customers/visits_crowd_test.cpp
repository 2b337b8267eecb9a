// Many who come at once: by one code, from one address, and a customer who writes without end.
#include "customers/visits/turnstile.hpp"
#include "customers/ways_world.hpp"

#include <atomic>
#include <future>

namespace weft::test {
namespace {

/// Visits that begin without waiting for them.
class Crowd {
 public:
  Crowd(WayWorld& world, const Json& way) : world_(world), code_(WayWorld::code_of(way)) {}
  ~Crowd() { wait(); }
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  void come(const std::string& address) {
    api::Context context;
    context.address = address;
    ++coming_;
    const auto done = [this](const api::Outcome& outcome) {
      const auto* error = std::get_if<ApiError>(&outcome);
      if (!error) ++in_;
      if (error && error->code() == Errc::busy && error->retry_after() > 0) ++busy_;
      --coming_;
    };
    try {
      world_.registry.find("visit.start")->defer(context, {{"code", code_}}, done);
    } catch (const ApiError& error) {
      done(error);
    }
  }
  void wait() {
    while (coming_ > 0)
      std::this_thread::yield();
  }
  int in() const { return in_; }
  int busy() const { return busy_; }

 private:
  WayWorld& world_;
  std::string code_;
  std::atomic<int> coming_{0}, in_{0}, busy_{0};
};

TEST(VisitCrowd, ByOneCodeHoldsUpNobodyElse) {
  WayWorld world(0, 4);
  const Json way = world.way({"emma"});
  const std::string chat = world.customer("carl", "emma");
  Crowd crowd(world, way);
  {
    db::PoolOptions options = world.pool(1);
    options.role = "";
    const auto connection = db::connect(options);
    db::Tx slow(*connection, world.clock);
    db::exec(slow, "SELECT 1 FROM contact_ways FOR UPDATE");  // who comes waits here
    for (int i = 0; i < 100; ++i)
      crowd.come("127.0.1." + std::to_string(i));
    auto said = std::async(std::launch::async, [&] { return world.send("emma", chat, "still here"); });
    auto list = std::async(std::launch::async, [&] { return world.call("emma", "conversation.list", Json::object()); });
    EXPECT_EQ(list.wait_for(std::chrono::seconds(8)), std::future_status::ready) << "all workers wait for one code";
    EXPECT_EQ(said.wait_for(std::chrono::seconds(8)), std::future_status::ready);
    EXPECT_EQ(crowd.in(), 0);
  }
  crowd.wait();
  EXPECT_EQ(crowd.in(), 52) << "two at a time, and fifty who waited their turn";
  EXPECT_EQ(crowd.busy(), 48);
  EXPECT_EQ(world.count("SELECT customers FROM service_loads"), 53);
}

TEST(VisitCrowd, LetsEachCompanyInAFewAtATime) {
  customers::Turnstile turnstile({4, 2, 30, 10});
  const CorpId acme = CorpId::make(), beta = CorpId::make();
  std::vector<std::string> inside;
  const auto enter = [&](const CorpId& company, const std::string& code) {
    return turnstile.enter(company, code, [&inside, code] { inside.push_back(code); });
  };
  for (int i = 0; i < 12; ++i)
    EXPECT_TRUE(enter(acme, "poster"));
  EXPECT_FALSE(enter(acme, "poster")) << "ten wait for this code";
  EXPECT_TRUE(enter(acme, "card"));
  EXPECT_TRUE(enter(beta, "shop"));
  EXPECT_TRUE(enter(beta, "shop"));
  EXPECT_EQ(inside, (std::vector<std::string>{"poster", "poster", "shop", "shop"}));
  EXPECT_TRUE(enter(beta, "shop"));
  turnstile.leave(beta);
  EXPECT_EQ(inside.back(), "shop") << "nobody waits behind another company";
  for (int i = 0; i < 10; ++i)
    turnstile.leave(acme);
  EXPECT_EQ(inside.back(), "poster");
  turnstile.leave(acme);
  EXPECT_EQ(inside.back(), "card");
}

TEST(VisitCrowd, OfVisitsThatEndAtOnceIsNoneInsideAnother) {
  customers::Turnstile turnstile({1, 1, 20000, 20000});
  const CorpId acme = CorpId::make();
  int depth = 0, deepest = 0, in = 0;
  const auto go = [&] {
    deepest = std::max(deepest, ++depth);
    ++in;
    turnstile.leave(acme);
    --depth;
  };
  EXPECT_TRUE(turnstile.enter(acme, "first", [] {}));
  for (int i = 0; i < 10000; ++i)
    EXPECT_TRUE(turnstile.enter(acme, "poster", go));
  turnstile.leave(acme);
  EXPECT_EQ(in, 10000);
  EXPECT_EQ(deepest, 1);
}

TEST(VisitCrowd, OfOneAddressIsMeasuredByTheHourAndTheDay) {
  WayWorld world;
  const Json way = world.way({"emma"});
  for (int i = 0; i < 60; ++i)
    EXPECT_EQ(world.start("c" + std::to_string(i), way).at("status"), "open");
  const Json refused = world.start("late", way);
  EXPECT_EQ(code(refused), "rate_limited");
  EXPECT_EQ(refused.at("retry_after"), 60);
  EXPECT_EQ(world.count("SELECT count(*) FROM contacts"), 60);
  EXPECT_EQ(world.start("c0", way).at("status"), "open") << "who is known comes as often as it likes";
  int made = 60;
  for (int hour = 0; hour < 24; ++hour) {
    world.clock.advance(std::chrono::hours(1));
    for (int i = 0; i < 60; ++i)
      if (code(world.start("h" + std::to_string(made), way)) == "ok") ++made;
  }
  EXPECT_GE(made, 595) << "what a day fills up again";
  EXPECT_LE(made, 600);
}

TEST(VisitCrowd, WritesInItsMeasure) {
  WayWorld world;
  const std::string chat = world.customer("carl", "emma");
  const auto measured = customers::measured(
      conversations::operations(
          {world.dispatcher, *world.log, world.presence, world.clock, world.rules, EpochId::make()}),
      customers::message_meter(60, 20), world.clock);
  api::Registry registry;
  registry.add(measured);
  std::swap(registry, world.registry);
  int sent = 0;
  for (int i = 0; i < 30; ++i)
    if (code(world.send("carl", chat, "again")) == "ok") ++sent;
  EXPECT_EQ(sent, 20);
  const Json refused = world.send("carl", chat, "again");
  EXPECT_EQ(code(refused), "rate_limited");
  EXPECT_EQ(refused.at("retry_after"), 1);
  for (int i = 0; i < 30; ++i)
    EXPECT_EQ(code(world.send("emma", chat, "an answer")), "ok") << "employees are not measured";
  const Json react = {{"conversation", chat}, {"seq", 2}, {"emoji", "+"}};
  EXPECT_EQ(code(world.call("carl", "message.react", react)), "rate_limited");
  world.clock.advance(std::chrono::seconds(1));
  EXPECT_EQ(code(world.send("carl", chat, "again")), "ok");
  EXPECT_EQ(code(world.send("carl", chat, "again")), "rate_limited");
}

}  // namespace
}  // namespace weft::test
