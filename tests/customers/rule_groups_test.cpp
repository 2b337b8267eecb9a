// Sales groups: what owners see and do inside, nothing outside, and tags that stay inside.
#include "customers/figures_world.hpp"
#include "support/plans.hpp"
#include <weft/customers/reach.hpp>
#include <weft/customers/rule_groups.hpp>

namespace weft::test {
namespace {

using customers::Power;

class RuleGroupWorld : public FiguresWorld {
 public:
  explicit RuleGroupWorld(int threads = 4) : FiguresWorld(threads) { registry.add(customers::rule_group_operations()); }
};

struct RuleGroup : ::testing::Test {
  RuleGroupWorld world;
  std::int64_t sales = world.place("emma", "Sales/North");

  RuleGroup() {
    world.customer("carl", "emma");
    world.customer("cora", "nora");
    world.employee("otto");
    world.place("nora", "Support");
  }
  Json create(Json in) {
    in.emplace("name", "North");
    in.emplace("owners", Json{"otto"});
    in.emplace("powers", Json::array());
    return world.call("olga", "rule_group.create", in);
  }
  customers::Reach reach(const std::string& who, Power power) {
    return world.in_company([&](db::Tx& tx) {
      api::Caller caller;
      caller.corp = world.corp;
      caller.principal = world.people.at(who);
      return customers::customer_reach(tx, caller, power);
    });
  }
  bool reaches(const std::string& who, Power power, const std::string& employee) {
    const auto reach_now = reach(who, power);
    return world.in_company([&](db::Tx& tx) { return customers::reaches(tx, reach_now, world.people.at(employee)); });
  }
  Json figures(const std::string& who) {
    return world.call(who, "customer_figures.employees", {{"from", "2027-01-15"}, {"to", "2027-01-15"}});
  }
  static Json powers(std::initializer_list<const char*> list) {
    return Json(std::vector<std::string>(list.begin(), list.end()));
  }
};

TEST_F(RuleGroup, GivesPowersInsideOnly) {
  EXPECT_EQ(code(figures("otto")), "forbidden");
  create({{"departments", {sales}}, {"powers", powers({"view_figures"})}});
  EXPECT_TRUE(reaches("otto", Power::view_figures, "emma"));
  EXPECT_FALSE(reaches("otto", Power::view_figures, "nora"));
  EXPECT_FALSE(reaches("otto", Power::view_customers, "emma")) << "not given";
  EXPECT_TRUE(reach("emma", Power::view_figures).empty()) << "being in the range gives nothing";
  const Json seen = items(figures("otto"));
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0]["employee"]["userid"], "emma");
}

TEST_F(RuleGroup, TakesInWhoIsNamedAndWhoComesLater) {
  const Json made = create({{"members", {"nora"}}, {"powers", powers({"view_customers"})}});
  EXPECT_TRUE(reaches("otto", Power::view_customers, "nora"));
  EXPECT_FALSE(reaches("otto", Power::view_customers, "emma"));
  world.call(
      "olga", "rule_group.update", {{"group", made["id"]}, {"departments", {sales}}, {"members", Json::array()}});
  EXPECT_FALSE(reaches("otto", Power::view_customers, "nora"));
  world.place("nora", "Sales/North");
  EXPECT_TRUE(reaches("otto", Power::view_customers, "nora"));
}

TEST_F(RuleGroup, EndsWithItsOwner) {
  const Json made = create({{"departments", {1}}, {"powers", powers({"view_customers"})}});
  EXPECT_TRUE(reach("otto", Power::view_customers).departments.company);
  world.set_status("otto", "disabled");
  EXPECT_TRUE(reach("otto", Power::view_customers).empty());
  world.set_status("otto", "active");
  world.call("olga", "rule_group.delete", {{"group", made["id"]}});
  EXPECT_TRUE(reach("otto", Power::view_customers).empty());
}

TEST_F(RuleGroup, AsksForVerifiedOwners) {
  world.person("new");
  EXPECT_EQ(create({{"owners", {"otto", "new"}}})["field"], "owners[1]");
  world.set_status("otto", "disabled");
  EXPECT_EQ(create(Json::object())["field"], "owners[0]");
  EXPECT_EQ(create({{"departments", {999}}, {"owners", {"emma"}}})["field"], "departments");
  EXPECT_EQ(create({{"powers", {"everything"}}, {"owners", {"emma"}}})["field"], "powers[0]");
}

TEST_F(RuleGroup, IsSeenByItsOwners) {
  const Json made = create(Json::object());
  EXPECT_EQ(code(world.call("otto", "rule_group.get", {{"group", made["id"]}})), "ok");
  EXPECT_EQ(items(world.call("otto", "rule_group.list", Json::object())).size(), 1u);
  EXPECT_EQ(code(world.call("emma", "rule_group.get", {{"group", made["id"]}})), "not_found");
  EXPECT_TRUE(items(world.call("emma", "rule_group.list", Json::object())).empty());
  EXPECT_EQ(code(world.call("otto", "rule_group.update", {{"group", made["id"]}, {"name", "Mine"}})), "forbidden");
}

TEST_F(RuleGroup, KeepsItsTagsInside) {
  const Json made = create({{"departments", {sales}}, {"powers", powers({"tags"})}});
  const Json in = {{"group", made["id"]}, {"name", "Interest"}, {"tags", {"high", "low"}}};
  EXPECT_EQ(code(world.call("emma", "rule_group.create_tags", in)), "not_found");
  const Json tags = world.call("otto", "rule_group.create_tags", in);
  ASSERT_EQ(tags["rule_group"], made["id"]);
  const std::int64_t high = tags["tags"][0]["number"];
  const auto seen = [&](const std::string& who) {
    return items(world.call(who, "contact_tag_group.list", Json::object())).size();
  };
  EXPECT_EQ(seen("otto"), 1u);
  EXPECT_EQ(seen("emma"), 1u);
  EXPECT_EQ(seen("nora"), 0u);
  const auto give = [&](const std::string& contact, const std::string& employee) {
    return world.in_company([&](db::Tx& tx) {
      const auto follow = customers::find_follow(tx, world.people.at(contact), world.people.at(employee)).value();
      return customers::tag(tx, follow, std::span(&high, 1), {}, {}, "tags");
    });
  };
  EXPECT_TRUE(give("carl", "emma"));
  EXPECT_THROW(give("cora", "nora"), ApiError);
  world.call("olga", "rule_group.delete", {{"group", made["id"]}});
  EXPECT_EQ(world.count("SELECT count(*) FROM follow_tags"), 0);
}

TEST_F(RuleGroup, LeavesOthersTagsAlone) {
  const Json one = create({{"powers", powers({"tags"})}});
  const Json other = create({{"owners", {"emma"}}, {"powers", powers({"tags"})}});
  const Json without = create(Json::object());
  const Json tags = world.call(
      "emma", "rule_group.create_tags", {{"group", other["id"]}, {"name", "T"}, {"tags", {"t"}}});
  const Json number = tags["number"], tag = tags["tags"][0]["number"];
  const auto call = [&](const std::string& operation, Json in) {
    in["group"] = one["id"];
    return world.call("otto", operation, in).value("field", "none");
  };
  EXPECT_EQ(call("rule_group.delete_tags", {{"tag_group", number}}), "tag_group");
  EXPECT_EQ(call("rule_group.create_tag", {{"tag_group", number}, {"name", "x"}}), "tag_group");
  EXPECT_EQ(call("rule_group.delete_tag", {{"tag", tag}}), "tag");
  EXPECT_EQ(code(world.call("otto", "rule_group.create_tags", {{"group", without["id"]}, {"name", "T"}})), "forbidden");
}

TEST(RuleGroupPlans, UseAnIndexForEveryTableThatGrows) {
  RuleGroupWorld world(1);
  world.customer("carl", "emma");
  world.employee("otto");
  const auto act = [&](const std::string& who, const std::string& operation, const Json& in) {
    Json answer = world.call(who, operation, in);
    EXPECT_EQ(code(answer), "ok") << operation << answer.dump();
    return answer;
  };
  const Json made = act(
      "olga", "rule_group.create",
      {{"name", "N"}, {"owners", {"otto"}}, {"departments", {1}}, {"members", {"emma"}}, {"powers", {"tags"}}});
  const Json one = {{"group", made["id"]}};
  act("olga", "rule_group.update", {{"group", made["id"]}, {"name", "M"}});
  act("otto", "rule_group.list", Json::object());
  act("otto", "rule_group.get", one);
  act("otto", "rule_group.create_tags", {{"group", made["id"]}, {"name", "T"}, {"tags", {"t"}}});
  act("otto", "rule_group.tags", one);
  std::promise<void> done;
  world.dispatcher.transact(
      [&](db::Tx& tx) {
        tx.set_corp(world.corp);
        api::Caller caller;
        caller.corp = world.corp;
        caller.principal = world.people.at("otto");
        customers::customer_reach(tx, caller, Power::tags);
        const std::int64_t tag = 1;
        customers::tag_from_elsewhere(tx, std::span(&tag, 1), world.people.at("emma"));
        customers::rule_groups_around(tx, caller.principal);
        EXPECT_GT(prepared_count(tx), 15u);
        for (const std::string& read : whole_reads(tx))
          ADD_FAILURE() << read;
        return std::string();
      },
      [&](const api::Outcome& outcome) {
        EXPECT_TRUE(std::holds_alternative<std::string>(outcome));
        done.set_value();
      });
  done.get_future().get();
  act("olga", "rule_group.delete", one);
}

}  // namespace
}  // namespace weft::test
