// Who may serve customers: settings, the verified name, limits.
#include "customers/world.hpp"

namespace weft::test {
namespace {

struct CustomerServing : ::testing::Test {
  CustomerWorld world;
  CustomerServing() {
    world.promote("olga", api::Role::owner);
    world.person("new");
  }
  Json check(const std::string& who, const std::string& about) {
    const Json answer = world.call(who, "serving.check", {{"members", {about}}});
    return answer.contains("items") ? answer["items"][0] : answer;
  }
};

TEST_F(CustomerServing, NeedsAVerifiedName) {
  EXPECT_EQ(check("new", "new")["code"], "not_verified");
  const Json verified = world.call("olga", "member.verify", {{"member", "new"}});
  EXPECT_TRUE(verified["verified_at"].is_string());
  EXPECT_EQ(check("new", "new")["may_serve"], true);
  EXPECT_EQ(world.count("SELECT count(*) FROM audit_log WHERE action = 'member.verify'"), 1);
  EXPECT_EQ(world.call("olga", "member.verify", {{"member", "new"}}), verified) << "once is enough";
  EXPECT_EQ(world.count("SELECT count(*) FROM audit_log WHERE action = 'member.verify'"), 1);
  EXPECT_TRUE(world.call("olga", "member.unverify", {{"member", "new"}})["verified_at"].is_null());
  EXPECT_EQ(check("olga", "new")["code"], "not_verified");
}

TEST_F(CustomerServing, LimitsCustomersWithAReason) {
  world.customer("carl", "emma");
  const Json set = world.call("olga", "serving.set", {{"per_employee", 1}});
  EXPECT_EQ(set["per_employee"], 1);
  EXPECT_EQ(set["in_company"], 50000);
  EXPECT_EQ(check("olga", "emma")["code"], "full");
  EXPECT_EQ(check("olga", "emma")["customers"], 1);
  world.call("olga", "serving.set", {{"per_employee", 5}, {"in_company", 1}});
  EXPECT_EQ(check("olga", "emma")["code"], "company_full");
  EXPECT_EQ(world.call("new", "serving.get", Json::object())["in_company"], 1);
}

TEST_F(CustomerServing, SetsEveryRuleThatItShows) {
  const Json shown = world.call("olga", "serving.get", Json::object());
  const Json again = world.call("olga", "serving.set", shown);
  EXPECT_EQ(again, shown);
  const Json changed = world.call("olga", "serving.set", {{"own_hand_overs", true}, {"undo_s", 60}});
  EXPECT_EQ(changed["own_hand_overs"], true);
  EXPECT_EQ(changed["undo_s"], 60);
}

TEST_F(CustomerServing, RefusesDepartmentsThatAreNotThere) {
  EXPECT_EQ(world.call("olga", "serving.set", {{"departments", {1, 99}}})["field"], "departments[1]");
  world.call("olga", "serving.set", {{"departments", Json::array()}, {"members", {"new"}}, {"verified", false}});
  EXPECT_EQ(check("olga", "new")["may_serve"], true);
  world.employee("emma");
  EXPECT_EQ(check("olga", "emma")["code"], "outside_range");
}

TEST_F(CustomerServing, TellsNobodyAboutOthers) {
  world.employee("emma");
  EXPECT_EQ(code(check("new", "emma")), "forbidden");
}

}  // namespace
}  // namespace weft::test
