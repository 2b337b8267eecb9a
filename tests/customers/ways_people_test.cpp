// Who may stand in a way, which tags it gives, and how a call is told what does not fit.
#include "customers/ways_world.hpp"
#include <weft/customers/rule_groups.hpp>

namespace weft::test {
namespace {

struct WayPeople : testing::Test {
  WayWorld world;
  static std::string told(const Json& answer) { return code(answer) + " " + answer.value("field", ""); }

  /// A tag of a new rule group with these members.
  std::int64_t tag_of_group(const std::vector<std::string>& members) {
    for (const std::string& userid : members)
      world.employee(userid);
    world.employee("olga");
    const Json group = world.call(
        "olga", "rule_group.create",
        {{"name", "Sales"}, {"owners", {"olga"}}, {"members", members}, {"powers", {"tags"}}});
    EXPECT_EQ(code(group), "ok") << group.dump();
    group_id = group.at("id");
    const Json tags = world.call(
        "olga", "rule_group.create_tags", {{"group", group_id}, {"name", "Heat"}, {"tags", {"hot"}}});
    EXPECT_EQ(code(tags), "ok") << tags.dump();
    return tags.at("tags").at(0).at("number");
  }
  std::string group_id;
};

TEST_F(WayPeople, WithATagOfOthersTurnNobodyAway) {
  world.registry.add(customers::rule_group_operations());
  const auto tag = tag_of_group({"carol", "nora"});
  const Json way = world.way({"carol"}, {{"tags", {tag}}});
  const Json asked = world.way({"carol"}, {{"tags", {tag}}, {"approval", true}});
  ASSERT_EQ(code(world.call("olga", "rule_group.update", {{"group", group_id}, {"members", {"nora"}}})), "ok");
  const Json started = world.start("carl", way);
  EXPECT_EQ(started.value("status", Json()), "open") << started.dump();
  EXPECT_EQ(world.count("SELECT count(*) FROM follow_tags"), 0);
  EXPECT_EQ(world.start("dora", asked).at("status"), "waiting");
  const Json request = items(world.call("carol", "customer_request.list", Json::object())).at(0).at("id");
  EXPECT_EQ(code(world.call("carol", "customer_request.accept", {{"request", request}})), "ok");
}

TEST_F(WayPeople, HaveOneWhoMayGiveTheTag) {
  world.registry.add(customers::rule_group_operations());
  const auto tag = tag_of_group({"nora"});
  world.employee("carol");
  const auto make = [&](const Json& more) {
    Json way = {{"employees", {"carol"}}, {"tags", {tag}}};
    way.update(more);
    return world.call("olga", "contact_way.create", way);
  };
  EXPECT_EQ(told(make(Json::object())), "invalid_argument tags");
  const Json way = make({{"employees", {"carol", "nora"}}});
  EXPECT_EQ(code(way), "ok");
  EXPECT_EQ(code(make({{"backup", "nora"}})), "ok");
  EXPECT_EQ(
      told(world.call("olga", "contact_way.update", {{"way", way.at("id")}, {"employees", {"carol"}}})),
      "invalid_argument tags");
  EXPECT_EQ(code(world.call("olga", "contact_way.update", {{"way", way.at("id")}, {"title", "x"}})), "ok");
}

TEST_F(WayPeople, AreNamedWhereTheyDoNotFit) {
  for (const char* userid : {"bob", "carol"})
    world.employee(userid);
  const auto make = [&](const std::string& who, const Json& way) {
    return told(world.call(who, "contact_way.create", way));
  };
  EXPECT_EQ(make("bob", {{"employees", {"bob"}}, {"backup", "carol"}}), "forbidden backup");
  EXPECT_EQ(make("bob", {{"employees", {"bob"}}, {"fallback", "carol"}}), "forbidden fallback");
  EXPECT_EQ(make("bob", {{"departments", {1}}}), "forbidden departments");
  EXPECT_EQ(make("bob", {{"employees", {"carol"}}}), "forbidden employees");
  EXPECT_EQ(make("olga", {{"employees", {"bob"}}, {"departments", {1, 4711}}}), "not_found departments[1]");
  world.set_status("carol", "disabled");
  const Json disabled = world.call("olga", "contact_way.create", {{"employees", {"bob", "carol"}}});
  EXPECT_EQ(told(disabled), "invalid_argument employees[1]");
  EXPECT_NE(disabled.dump().find("is disabled"), std::string::npos) << disabled.dump();
  EXPECT_EQ(make("olga", {{"employees", {"bob"}}, {"backup", "carol"}}), "invalid_argument backup");
}

TEST_F(WayPeople, OfADeletedWayThatWasPausedIsNobody) {
  const Json way = world.way({"emma"}, {{"paused", true}});
  EXPECT_EQ(world.look(way).at("closed").at("reason"), "paused");
  ASSERT_EQ(code(world.call("olga", "contact_way.delete", {{"way", way.at("id")}})), "ok");
  EXPECT_EQ(world.look(way).at("closed").at("reason"), "expired");
}

TEST_F(WayPeople, AcceptWithARemarkAsLongAsAny) {
  const Json way = world.way({"emma"}, {{"approval", true}});
  world.start("carl", way);
  const Json request = items(world.call("emma", "customer_request.list", Json::object())).at(0).at("id");
  const std::string remark(64, 'x');
  EXPECT_EQ(code(world.call("emma", "customer_request.accept", {{"request", request}, {"remark", remark}})), "ok");
  EXPECT_EQ(world.follow("carl", "emma")->remark, remark);
}

/// Handed from emma to nora, and then left by the customer.
TEST_F(WayPeople, WhoTookOverAreCameBackTo) {
  const Json way = world.way({"emma"});
  const std::string chat = world.start("carl", way).at("conversation");
  world.employee("nora");
  world.in_company([&](db::Tx& tx) {
    const auto follow = customers::find_follow(tx, world.people.at("carl"), world.people.at("emma"));
    customers::pass_on(tx, *follow, world.people.at("nora"), {}, Json::object());
    return 0;
  });
  ASSERT_EQ(code(world.call("carl", "visit.leave", {{"conversation", chat}})), "ok");
  const Json again = world.start("carl", way);
  EXPECT_EQ(again.at("conversation"), chat);
  EXPECT_EQ(world.in_charge(again), "nora");
  ASSERT_EQ(code(world.call("carl", "visit.leave", {{"conversation", chat}})), "ok");
  world.set_status("nora", "left");
  EXPECT_EQ(world.in_charge(world.start("carl", way)), "emma") << "nobody is there to come back to";
}

}  // namespace
}  // namespace weft::test
