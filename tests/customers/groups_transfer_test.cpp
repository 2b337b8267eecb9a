// The company gives groups to another employee: what goes, what stays and why, how often, and two calls at once.
#include "customers/group_world.hpp"

#include <thread>

namespace weft::test {
namespace {

using Codes = std::vector<std::string>;

struct GroupTransfer : ::testing::Test {
  CustomerGroupWorld world;
  std::string group = world.customer_group("emma", {"nora"});

  GroupTransfer() {
    world.promote("olga", api::Role::owner);
    for (const char* userid : {"omar", "pia"})
      world.employee(userid);
  }
  std::int64_t transfers() { return world.count("SELECT count(*) FROM group_transfers"); }
  std::string assignable(const std::string& who = "olga") {
    const auto open = items(world.call(who, "customer_group.list", {{"scope", "company"}, {"assignable", true}}));
    if (open.size() != 1) return std::to_string(open.size());
    return open[0].at("id");
  }
  void past(const std::string& from, int count) {
    for (int i = 0; i < count; ++i)
      world.in_company([&](db::Tx& tx) {
        return db::exec(
                   tx,
                   "INSERT INTO group_transfers (id, corp_id, conversation_id, kind, from_id, to_id, by_id, at) SELECT "
                   "gen_random_uuid(), $1, $2, 'resigned', $3, $4, $4, $5",
                   world.corp, group, world.people.at(from), world.people.at("olga"), tx.now())
            .affected_rows();
      });
  }
};

TEST_F(GroupTransfer, GivesSeveralAndSaysOfEach) {
  const std::string other = world.customer_group("emma", {}, "Other"), staff = world.group("emma", {"nora"});
  const std::string code = world.join_way("emma", {group});
  world.join("carl", code);
  EXPECT_EQ(
      world.transfer({other, ConversationId::make().str(), group, staff, other}, "omar"),
      (Codes{"done", "not_a_group", "done", "not_a_group", "done"}));
  EXPECT_EQ(world.last.at("results")[2].at("from"), world.people.at("emma").str());
  EXPECT_EQ(world.owner_of(group), "omar");
  EXPECT_EQ(world.owner_of(other), "omar");
  const auto kinds = world.kinds("carl", group);
  EXPECT_EQ(Codes(kinds.end() - 2, kinds.end()), (Codes{"members_added", "owner_changed"}));
  const Json seen = items(world.entries("carl", group, {{"after", 0}, {"limit", 200}}));
  EXPECT_EQ(seen.back().at("actor"), world.people.at("emma").str()) << "who gave the order is nobody to customers";
  EXPECT_EQ(weft::test::code(world.send("emma", group, "still here")), "ok");
  EXPECT_EQ(world.inbox_kinds("omar").back(), "group_given");
  EXPECT_EQ(world.inbox_kinds("emma").back(), "group_given");
  EXPECT_EQ(world.count("SELECT count(*) FROM audit_log WHERE action = 'customer_group.transfer'"), 1);
  EXPECT_EQ(transfers(), 2);
}

TEST_F(GroupTransfer, LeavesTheRestWhereItIs) {
  EXPECT_EQ(world.transfer({group}, "emma"), Codes{"same_owner"});
  world.person("paul");
  EXPECT_EQ(world.transfer({group}, "paul"), Codes{"not_verified"});
  world.set_status("omar", "disabled");
  EXPECT_EQ(world.transfer({group}, "omar"), Codes{"disabled"});
  world.offboard("pia");
  EXPECT_EQ(world.transfer({group}, "pia"), Codes{"left"});
  EXPECT_EQ(world.owner_of(group), "emma");
  EXPECT_EQ(transfers(), 0);
  EXPECT_EQ(world.call("olga", "customer_group.transfer", {{"groups", {group}}, {"to", "nobody"}})["field"], "to");
  world.set_rules([](customers::Serving& rules) { rules.per_employee.value = 1; });
  world.customer("carl", "nora");
  EXPECT_EQ(world.transfer({group}, "nora"), Codes{"done"}) << "customers of a group are nobody's";
  world.call("nora", "group.dismiss", {{"conversation", group}});
  EXPECT_EQ(world.transfer({group}, "emma"), Codes{"dismissed"});
}

TEST_F(GroupTransfer, IsForWhoMayHandOver) {
  EXPECT_EQ(world.transfer({group}, "omar", "nora"), Codes{"forbidden"});
  EXPECT_EQ(world.transfer({group}, "omar", "emma"), Codes{"forbidden"});
  world.set_rules([](customers::Serving& rules) { rules.own_hand_overs = true; });
  EXPECT_EQ(world.transfer({group}, "omar", "nora"), Codes{"not_a_group"}) << "others' stay where they are";
  EXPECT_EQ(world.transfer({group}, "omar", "emma"), Codes{"done"});
}

TEST_F(GroupTransfer, IsCountedWhileTheOwnerWorksOn) {
  EXPECT_EQ(world.transfer({group}, "omar"), Codes{"done"});
  world.clock.advance(std::chrono::hours(24));
  EXPECT_EQ(world.transfer({group}, "nora"), Codes{"done"});
  EXPECT_EQ(world.transfer({group}, "emma"), Codes{"capped"});
  EXPECT_EQ(world.last.at("results")[0].at("allowed_at"), "2027-04-15T00:00:00.000Z");
  world.clock.advance(std::chrono::hours(24 * 89));
  EXPECT_EQ(world.transfer({group}, "emma"), Codes{"done"});
  EXPECT_EQ(world.transfer({group}, "emma"), Codes{"same_owner"});
}

TEST_F(GroupTransfer, StopsAtThreeHundredOfOneOwnerADay) {
  const std::string other = world.customer_group("emma", {}, "Other");
  past("emma", 299);
  EXPECT_EQ(world.transfer({group}, "nora"), Codes{"done"});
  EXPECT_EQ(world.transfer({other}, "nora"), Codes{"day_full"});
  EXPECT_EQ(world.last.at("results")[0].at("allowed_at"), "2027-01-16T00:00:00.000Z");
  EXPECT_EQ(world.transfer({group}, "omar"), Codes{"done"}) << "another owner's day";
  world.clock.advance(std::chrono::hours(24));
  EXPECT_EQ(world.transfer({other}, "nora"), Codes{"done"});
}

TEST_F(GroupTransfer, FollowsWhoLeavesTheCompany) {
  const std::string alone = world.customer_group("emma", {}, "Alone");
  world.call("emma", "group.add_admins", {{"conversation", group}, {"members", {"nora"}}});
  world.customer_group("emma", {"omar", "nora"}, "Third");
  world.offboard("emma");
  EXPECT_EQ(world.owner_of(group), "nora") << "an admin comes first";
  EXPECT_EQ(assignable(), alone);
  EXPECT_EQ(assignable("nora"), "0");
  const Json of_emma = world.call("olga", "customer_group.list", {{"scope", "company"}, {"owner", "emma"}});
  ASSERT_EQ(items(of_emma).size(), 1U);
  EXPECT_EQ(items(of_emma)[0].at("assignable"), true);
  past("emma", 2);
  EXPECT_EQ(world.transfer({alone}, "omar"), Codes{"done"}) << "the cap is of those who work on";
  EXPECT_EQ(world.owner_of(alone), "omar");
  EXPECT_EQ(assignable(), "0");
  EXPECT_EQ(weft::test::code(world.send("omar", alone, "here I am")), "ok");
}

TEST_F(GroupTransfer, IsForWhoManagesTheDepartmentThatTheOwnerWasIn) {
  const std::string alone = world.customer_group("emma", {}, "Alone");
  const auto north = world.place("emma", "Sales/North"), support = world.place("nora", "Support");
  world.place("omar", "Sales/North");
  const auto manages = [&](const std::string& who, std::int64_t department) {
    world.grant(who, "{customers_manage}", department);
    world.permissions[who] = {api::Permission::customers_manage};
  };
  manages("mara", north);
  manages("sven", support);
  world.offboard("emma");
  EXPECT_EQ(assignable("mara"), alone);
  EXPECT_EQ(assignable("sven"), "0");
  EXPECT_EQ(weft::test::code(world.call("mara", "customer_group.get", {{"conversation", alone}})), "ok");
  EXPECT_EQ(weft::test::code(world.call("sven", "customer_group.get", {{"conversation", alone}})), "not_found");
  EXPECT_EQ(world.transfer({alone}, "nora", "sven"), Codes{"not_a_group"});
  EXPECT_EQ(world.transfer({alone}, "nora", "mara"), Codes{"out_of_reach"});
  EXPECT_EQ(world.transfer({alone}, "omar", "mara"), Codes{"done"});
}

TEST_F(GroupTransfer, EndsAYearAfterTheOwnerLeft) {
  const std::string alone = world.customer_group("emma", {}, "Alone");
  world.offboard("emma");
  world.in_company([](db::Tx& tx) {
    return db::exec(tx, "UPDATE offboardings SET started_at = started_at - interval '366 days'").affected_rows();
  });
  EXPECT_EQ(world.transfer({alone}, "omar"), Codes{"long_gone"});
  EXPECT_EQ(assignable(), alone) << "it is shown all the same";
}

TEST_F(GroupTransfer, HappensOnceWhenTwoGiveTheSameGroup) {
  world.set_rules([](customers::Serving& rules) { rules.hand_overs.value = 1; });
  std::vector<std::string> groups;
  for (int i = 0; i < 8; ++i)
    groups.push_back(world.customer_group("emma", {"nora", "omar", "pia"}, "Race " + std::to_string(i)));
  std::atomic<int> done{0};
  std::vector<std::thread> threads;
  for (const char* to : {"nora", "omar", "pia"})
    threads.emplace_back([&, to] {
      std::vector<std::string> order = groups;
      if (std::string(to) == "omar") std::reverse(order.begin(), order.end());
      const Json answer = world.call("olga", "customer_group.transfer", {{"groups", order}, {"to", to}});
      for (const Json& one : answer.at("results"))
        done += one.at("code") == "done" ? 1 : 0;
    });
  threads.emplace_back([&] {
    for (const std::string& one : groups)
      world.call("emma", "group.transfer_owner", {{"conversation", one}, {"owner", "nora"}});
  });
  for (auto& thread : threads)
    thread.join();
  EXPECT_EQ(done, 8);
  EXPECT_EQ(transfers(), 8);
  EXPECT_EQ(
      world.count("SELECT count(*) FROM conversations c WHERE c.kind = 'customer_group' AND (SELECT array_agg("
                  "p.principal_id) FROM participants p WHERE p.conversation_id = c.id AND p.role = 'owner' AND "
                  "p.left_seq IS NULL) IS DISTINCT FROM ARRAY[c.owner_id]"),
      0);
}

}  // namespace
}  // namespace weft::test
