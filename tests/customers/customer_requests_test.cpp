// Customers who wait for an employee, and how much one address may ask for.
#include "customers/visits/meter.hpp"
#include "customers/ways_world.hpp"
#include <weft/customers/rule_groups.hpp>

namespace weft::test {
namespace {

struct CustomerRequest : testing::Test {
  WayWorld world;
  Json way = world.way({"emma"}, {{"approval", true}, {"welcome", {{"text", "Welcome"}}}});
  Json asked = world.start("carl", way, {{"name", "Carl"}, {"message", "about the house"}});
  Json request() { return items(world.call("emma", "customer_request.list", Json::object())).at(0); }
  Json decide(const std::string& how, const std::string& who = "emma") {
    return world.call(who, "customer_request." + how, {{"request", id}});
  }
  std::string id = request().at("id");
};

TEST_F(CustomerRequest, WaitsAndIsAccepted) {
  EXPECT_EQ(asked.at("status"), "waiting");
  EXPECT_TRUE(asked.at("token").is_string());
  EXPECT_EQ(request().at("message"), "about the house");
  EXPECT_EQ(request().at("name"), "Carl");
  EXPECT_EQ(world.start("carl", way).at("status"), "waiting");
  EXPECT_EQ(world.inbox("emma").back(), "customer_requested");
  const Json accepted = world.call("emma", "customer_request.accept", {{"request", id}, {"remark", "House"}});
  ASSERT_EQ(code(accepted), "ok");
  EXPECT_EQ(world.texts("carl", accepted.at("conversation")), (std::vector<std::string>{"Welcome"}));
  EXPECT_EQ(world.follow("carl", "emma")->remark, "House");
  EXPECT_EQ(world.inbox("carl").back(), "visit_decided");
  EXPECT_EQ(world.start("carl", way).at("status"), "open");
  EXPECT_EQ(code(decide("accept")), "conflict");
  EXPECT_EQ(code(decide("refuse")), "conflict");
}

TEST_F(CustomerRequest, IsRefusedForADay) {
  EXPECT_EQ(code(decide("refuse")), "ok");
  EXPECT_EQ(world.inbox("carl").back(), "visit_decided");
  EXPECT_EQ(world.start("carl", way).at("status"), "refused");
  world.clock.advance(std::chrono::hours(25));
  EXPECT_EQ(world.start("carl", way).at("status"), "waiting");
}

TEST_F(CustomerRequest, IsIgnoredWithoutBeingTold) {
  const auto before = world.inbox("carl");
  EXPECT_EQ(code(decide("ignore")), "ok");
  EXPECT_EQ(world.inbox("carl"), before);
  EXPECT_EQ(world.start("carl", way).at("status"), "waiting");
  EXPECT_EQ(world.call("carl", "visit.get", Json::object()).at("requests").at(0).at("status"), "waiting");
  EXPECT_EQ(code(decide("accept")), "ok") << "on second thoughts";
}

TEST_F(CustomerRequest, IsDecidedByNobodyElse) {
  world.employee("nora");
  EXPECT_EQ(code(decide("accept", "nora")), "not_found");
  EXPECT_EQ(code(world.call("nora", "customer_request.list", {{"employee", "emma"}})), "forbidden");
  EXPECT_EQ(code(decide("accept", "olga")), "ok");
}

TEST_F(CustomerRequest, IsAuditedWhenSomebodyElseDecides) {
  const std::string audited =
      "SELECT count(*) FROM audit_log WHERE action LIKE 'customer_request.%' AND detail::text LIKE '%waiting%'";
  EXPECT_EQ(code(decide("ignore")), "ok");
  EXPECT_EQ(world.count(audited), 0) << "one's own affair";
  world.start("cora", way, {{"name", "Cora"}});
  const std::string other = request().at("id");
  EXPECT_EQ(code(world.call("olga", "customer_request.refuse", {{"request", other}})), "ok");
  EXPECT_EQ(world.count(audited), 1);
}

TEST_F(CustomerRequest, IsDecidedByTheOwnerOfARuleGroup) {
  world.registry.add(customers::rule_group_operations());
  world.employee("otto");
  const auto give = [&](const std::string& power) {
    const Json group = {
        {"name", power}, {"owners", {"otto"}}, {"members", {"emma"}}, {"powers", std::vector<std::string>{power}}};
    EXPECT_EQ(code(world.call("olga", "rule_group.create", group)), "ok");
  };
  const auto list = [&] { return world.call("otto", "customer_request.list", {{"employee", "emma"}}); };
  EXPECT_EQ(code(list()), "forbidden");
  give("view_customers");
  EXPECT_EQ(items(list()).size(), 1u);
  EXPECT_EQ(code(decide("accept", "otto")), "not_found") << "sees it, and decides nothing";
  give("share_customers");
  EXPECT_EQ(code(decide("accept", "otto")), "ok");
  EXPECT_EQ(world.count("SELECT count(*) FROM audit_log WHERE action = 'customer_request.accept'"), 1);
}

TEST_F(CustomerRequest, CountsAsIgnoredAfterAWeek) {
  const auto tidy = [&] { return world.in_company([](db::Tx& tx) { return customers::keep_in_bounds(tx, 10); }); };
  world.clock.advance(std::chrono::hours(24 * 6));
  EXPECT_EQ(tidy(), 0);
  world.clock.advance(std::chrono::hours(25));
  EXPECT_EQ(tidy(), 1);
  EXPECT_TRUE(items(world.call("emma", "customer_request.list", Json::object())).empty());
  EXPECT_EQ(world.start("carl", way).at("status"), "waiting");
  EXPECT_EQ(code(decide("accept")), "ok") << "still";
}

TEST_F(CustomerRequest, WaitsOnWhileTheEmployeeIsFull) {
  world.in_company([](db::Tx& tx) { return db::exec(tx, "UPDATE members SET verified_at = NULL").affected_rows(); });
  EXPECT_EQ(code(decide("accept")), "forbidden");
  EXPECT_EQ(request().at("status"), "waiting");
}

TEST_F(CustomerRequest, GoesToTheNextWhenTheEmployeeIsGone) {
  const Json both = world.way({"emma", "nora"}, {{"approval", true}});
  world.start("cora", both, {{"name", "Cora"}});
  const bool was_emma = items(world.call("nora", "customer_request.list", Json::object())).empty();
  world.set_status(was_emma ? "emma" : "nora", "disabled");
  EXPECT_EQ(world.start("cora", both).at("status"), "waiting");
  const Json asked_now = items(world.call(was_emma ? "nora" : "emma", "customer_request.list", Json::object()));
  EXPECT_TRUE(std::any_of(asked_now.begin(), asked_now.end(), [](const Json& one) { return one["name"] == "Cora"; }));
}

TEST_F(CustomerRequest, HasNoPlaceLeft) {
  const Json narrow = world.way({"emma"}, {{"approval", true}, {"most_uses", 1}});
  std::vector<std::string> ids;
  for (const char* name : {"cora", "cleo"}) {
    world.start(name, narrow, {{"name", name}});
    for (const Json& one : items(world.call("emma", "customer_request.list", Json::object())))
      if (one["name"] == name) ids.push_back(one["id"]);
  }
  ASSERT_EQ(ids.size(), 2u);
  EXPECT_EQ(code(world.call("emma", "customer_request.accept", {{"request", ids[0]}})), "ok");
  EXPECT_EQ(code(world.call("emma", "customer_request.accept", {{"request", ids[1]}})), "conflict");
}

TEST(VisitLimits, LeaveOtherAddressesAlone) {
  const Time now{std::chrono::hours(1)};
  customers::AddressMeter meter(100, 50);
  int passed = 0;
  for (int i = 0; i < 10000; ++i)
    try {
      meter.take("192.0.2.1", 1, now);
      ++passed;
    } catch (const ApiError& error) {
      EXPECT_EQ(error.code(), Errc::rate_limited);
      EXPECT_GE(error.retry_after(), 1);
    }
  EXPECT_EQ(passed, 100);
  EXPECT_NO_THROW(meter.take("192.0.2.2", 1, now));
  EXPECT_NO_THROW(meter.take("192.0.2.1", 40, now + std::chrono::seconds(30)));
  EXPECT_THROW(meter.take("192.0.2.1", 40, now + std::chrono::seconds(30)), ApiError);
  EXPECT_NO_THROW(meter.take("2001:db8::1", 60, now));
  EXPECT_THROW(meter.take("2001:db8::ffff", 60, now), ApiError) << "one household";
  for (int i = 0; i < 1000; ++i)
    meter.take("10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250), 1, now);
  EXPECT_EQ(meter.size(), 50u);
}

TEST(VisitLimits, HoldOneAddress) {
  WayWorld world(10);
  const Json way = world.way({"emma"});
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(code(world.look(way)), "ok");
  const Json refused = world.look(way);
  EXPECT_EQ(code(refused), "rate_limited");
  EXPECT_GE(refused.at("retry_after").get<int>(), 1);
  world.clock.advance(std::chrono::seconds(30));
  EXPECT_EQ(world.start("carl", way).at("status"), "open");
  EXPECT_EQ(code(world.start("dora", way)), "rate_limited");
}

}  // namespace
}  // namespace weft::test
