// Customers who wait for an employee that cannot serve any more.
#include "customers/ways_world.hpp"
#include <weft/identity/settings.hpp>

namespace weft::test {
namespace {

struct RequestPassing : testing::Test {
  WayWorld world;
  Json way = world.way({"emma"}, {{"approval", true}});
  Json asked = world.start("carl", way, {{"name", "Carl"}, {"message", "about the house"}});

  Json list(const std::string& who) { return items(world.call(who, "customer_request.list", Json::object())); }
  Json waiting() { return world.call("carl", "visit.get", Json::object()).at("requests"); }
  /// The way, after emma was asked, is for these.
  void change(const Json& more) {
    for (const Json& people : {more.value("employees", Json::array()), Json({more.value("backup", "emma")})})
      for (const Json& userid : people)
        if (userid != "emma") world.employee(userid);
    Json in = more;
    in["way"] = way.at("id");
    const Json changed = world.call("olga", "contact_way.update", in);
    EXPECT_EQ(code(changed), "ok") << changed.dump();
  }
  std::int64_t pass() {
    return world.in_company(
        [&](db::Tx& tx) { return customers::pass_requests_of(tx, world.people.at("emma"), &world.presence); });
  }
};

TEST_F(RequestPassing, HappensWhenTheVisitorComesBack) {
  change({{"employees", {"emma", "nora"}}});
  world.set_status("emma", "disabled");
  EXPECT_EQ(world.start("carl", way).at("status"), "waiting");
  ASSERT_EQ(list("nora").size(), 1u);
  EXPECT_EQ(list("nora").at(0).at("message"), "about the house");
  EXPECT_EQ(waiting().size(), 1u) << "one request, not two";
  EXPECT_EQ(world.inbox("nora").back(), "customer_requested");
  EXPECT_EQ(world.inbox("emma").back(), "customer_request_decided");
}

TEST_F(RequestPassing, HappensWhenTheVisitorAsks) {
  change({{"backup", "nora"}});
  world.set_status("emma", "disabled");
  ASSERT_EQ(waiting().size(), 1u);
  EXPECT_EQ(waiting().at(0).at("card").at("name"), "Name of nora");
  const Json request = list("nora").at(0).at("id");
  EXPECT_EQ(code(world.call("nora", "customer_request.accept", {{"request", request}})), "ok");
  EXPECT_EQ(world.start("carl", way).at("status"), "open");
}

TEST_F(RequestPassing, HappensWhenTheEmployeeLeaves) {
  change({{"backup", "nora"}});
  world.set_status("emma", "left");
  EXPECT_EQ(pass(), 1);
  EXPECT_EQ(pass(), 0);
  EXPECT_EQ(list("nora").size(), 1u);
}

TEST_F(RequestPassing, LetsWhomNobodyCanTakeWait) {
  world.set_status("emma", "left");
  EXPECT_EQ(pass(), 1);
  EXPECT_EQ(pass(), 0);
  EXPECT_EQ(waiting().at(0).at("status"), "waiting");
  EXPECT_EQ(world.start("carl", way).at("closed").at("reason"), "nobody");
  world.employee("nora");
  change({{"backup", "nora"}});
  EXPECT_EQ(world.start("carl", way).at("status"), "waiting");
  EXPECT_EQ(list("nora").size(), 1u);
  EXPECT_EQ(waiting().size(), 1u);
}

TEST_F(RequestPassing, LeavesWhoIsFullAlone) {
  change({{"employees", {"emma", "nora"}}});
  world.in_company([](db::Tx& tx) {
    customers::Serving rules;
    rules.per_employee.value = 1;
    return identity::save_settings(tx, customers::kServingSettings, rules, identity::Origin{});
  });
  world.customer("dora", "emma");
  EXPECT_EQ(waiting().at(0).at("card").at("name"), "Name of emma") << "there may be room tomorrow";
  EXPECT_TRUE(list("nora").empty());
}

TEST_F(RequestPassing, IsDoneByWhoManages) {
  const std::string id = list("emma").at(0).at("id");
  world.employee("nora");
  world.employee("olga");
  world.set_status("emma", "disabled");
  const auto accept = [&](const std::string& who, const Json& employee) {
    Json in = {{"request", id}};
    if (!employee.is_null()) in["employee"] = employee;
    const Json answer = world.call(who, "customer_request.accept", in);
    return code(answer) + " " + answer.value("field", "");
  };
  EXPECT_EQ(accept("olga", nullptr), "conflict employee") << "is disabled";
  EXPECT_EQ(accept("olga", "nora"), "invalid_argument employee") << "is none of the way's";
  change({{"backup", "nora"}});
  EXPECT_EQ(accept("nora", "nora"), "not_found request");
  EXPECT_EQ(accept("olga", "nora"), "ok ");
  EXPECT_EQ(world.follow("carl", "nora")->status, customers::FollowStatus::active);
  EXPECT_EQ(world.count("SELECT count(*) FROM audit_log WHERE action = 'customer_request.accept'"), 1);
}

TEST_F(RequestPassing, IsNotForWhoReachesNobodyElse) {
  const std::string id = list("emma").at(0).at("id");
  change({{"employees", {"emma", "nora"}}});
  const Json answer = world.call("emma", "customer_request.accept", {{"request", id}, {"employee", "nora"}});
  EXPECT_EQ(code(answer), "forbidden");
  EXPECT_EQ(answer.value("field", ""), "employee");
  EXPECT_EQ(code(world.call("emma", "customer_request.accept", {{"request", id}, {"employee", "emma"}})), "ok");
}

}  // namespace
}  // namespace weft::test
