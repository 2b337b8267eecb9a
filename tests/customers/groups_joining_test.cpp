// Join ways: which group a customer comes into, that the next one is opened once, and what becomes of who comes again.
#include "customers/group_world.hpp"
#include <weft/conversations/customer_chats.hpp>

#include <set>
#include <thread>

namespace weft::test {
namespace {

struct JoinWay : ::testing::Test {
  CustomerGroupWorld world;
  std::string group = world.customer_group("emma", {"nora"});

  std::string code_of(const std::string& name, const std::string& code) {
    try {
      world.join(name, code);
      return "ok";
    } catch (const ApiError& error) {
      return Json::parse(problem_json(error, "")).at("code");
    }
  }
  Json shown() { return world.call("emma", "join_way.get", {{"way", world.way}}); }
};

TEST_F(JoinWay, BringsACustomerIntoTheGroup) {
  const std::string code = world.join_way("emma", {group}, {{"state", "fair"}});
  world.send("emma", group, "before");
  ASSERT_EQ(world.join("carl", code), group);
  EXPECT_EQ(world.kinds("carl", group), std::vector<std::string>{"members_added"}) << "it sees what follows";
  EXPECT_EQ(weft::test::code(world.send("carl", group, "hello")), "ok");
  EXPECT_EQ(weft::test::code(world.send("emma", group, "welcome")), "ok");
  const Json seen = world.call("emma", "customer_group.get", {{"conversation", group}});
  EXPECT_EQ(seen.at("customers"), 1);
  EXPECT_EQ(seen.at("member_count"), 3);
  EXPECT_EQ(shown().at("joins"), 1);
  EXPECT_EQ(
      world.count("SELECT count(*) FROM contact_events WHERE kind = 'joined_group' AND detail->>'state' = 'fair'"), 1);
}

TEST_F(JoinWay, OpensTheNextGroupWhenAllAreFull) {
  world.limit(4);
  const std::string code = world.join_way("emma", {group}, {{"prefix", "Sale "}, {"base", 7}});
  world.call("emma", "group.add_admins", {{"conversation", group}, {"members", {"nora"}}});
  EXPECT_EQ(world.join("ann", code), group);
  EXPECT_EQ(world.join("ben", code), group);
  const std::string next = world.join("cleo", code);
  ASSERT_NE(next, group);
  const Json seen = world.call("nora", "customer_group.get", {{"conversation", next}});
  EXPECT_EQ(seen.at("name"), "Sale 7");
  EXPECT_EQ(seen.at("number"), 7);
  EXPECT_EQ(seen.at("way"), world.way);
  EXPECT_EQ(seen.at("owner"), world.people.at("emma").str());
  EXPECT_EQ(seen.at("customers"), 1);
  EXPECT_EQ(world.kinds("nora", next), (std::vector<std::string>{"created", "admins", "members_added"}));
  EXPECT_EQ(world.join("dan", code), next);
  EXPECT_EQ(shown().at("next_number"), 8);
  EXPECT_EQ(shown().at("groups").size(), 2U);
}

TEST_F(JoinWay, FillsAGroupThatHasRoomAgain) {
  world.limit(3);
  const std::string code = world.join_way("emma", {group});
  EXPECT_EQ(world.join("ann", code), group);
  EXPECT_NE(world.join("ben", code), group);
  EXPECT_EQ(weft::test::code(world.call("ann", "customer_group.leave", {{"conversation", group}})), "ok");
  EXPECT_EQ(world.join("cleo", code), group);
  EXPECT_EQ(world.count("SELECT count(*) FROM contact_events WHERE kind = 'left_group'"), 1);
}

TEST_F(JoinWay, LeadsWhoComesAgainToWhereItIs) {
  world.limit(3);
  const std::string code = world.join_way("emma", {group});
  world.join("ann", code);
  const std::string next = world.join("ben", code);
  EXPECT_EQ(world.join("ben", code), next);
  EXPECT_EQ(world.join("ann", code), group);
  EXPECT_EQ(shown().at("joins"), 2);
  const std::string other = world.customer_group("nora", {}, "Others");
  EXPECT_EQ(world.join("ann", world.join_way("nora", {other})), other) << "somebody may be in several groups";
  const auto groups = world.in_company([&](db::Tx& tx) { return customers::groups_of(tx, world.people.at("ann")); });
  EXPECT_EQ(groups.size(), 2U);
}

TEST_F(JoinWay, TellsWhyItLetsNobodyIn) {
  world.limit(3);
  const std::string full = world.join_way("emma", {group}, {{"auto_open", false}});
  world.join("ann", full);
  EXPECT_EQ(world.look(full)->trouble, customers::JoinTrouble::used_up);
  EXPECT_EQ(code_of("ben", full), "conflict");
  const Time end = world.clock.now() + std::chrono::hours(1);
  const std::string brief = world.join_way("emma", {group}, {{"expires_at", to_rfc3339(end)}});
  EXPECT_EQ(world.look(brief)->trouble, std::nullopt);
  world.clock.advance(std::chrono::hours(2));
  EXPECT_EQ(world.look(brief)->trouble, customers::JoinTrouble::expired);
  EXPECT_EQ(code_of("ben", brief), "conflict");
  EXPECT_EQ(code_of("ann", brief), "ok") << "who is in the group still finds it";
  const std::string gone = world.join_way("emma", {group});
  world.call("emma", "join_way.delete", {{"way", world.way}});
  EXPECT_EQ(world.look(gone), std::nullopt);
  EXPECT_EQ(code_of("ben", gone), "not_found");
}

TEST_F(JoinWay, KeepsOutForAWeekWhomAnEmployeeTookOut) {
  world.limit(3);
  const std::string code = world.join_way("emma", {group});
  world.join("ann", code);
  const std::string next = world.join("ben", code);
  world.call("emma", "group.remove_members", {{"conversation", group}, {"members", {world.people.at("ann").str()}}});
  EXPECT_EQ(code_of("ann", code), "conflict") << "neither into the group nor into the next one";
  EXPECT_EQ(code_of("ann", world.join_way("emma", {group})), "conflict") << "nor by another way";
  const std::string other = world.join_way("emma", {world.customer_group("emma", {}, "Other")});
  EXPECT_EQ(code_of("ann", other), "ok");
  world.clock.advance(std::chrono::hours(24 * 7));
  EXPECT_EQ(world.join("ann", code), group);
  EXPECT_EQ(weft::test::code(world.call("ann", "customer_group.leave", {{"conversation", group}})), "ok");
  EXPECT_EQ(world.join("ann", code), group) << "who leaves by itself comes back when it likes";
}

TEST_F(JoinWay, LetsNobodyIntoAGroupThatNobodyRuns) {
  const std::string lonely = world.customer_group("omar", {}, "Lonely");
  const std::string code = world.join_way("omar", {lonely});
  world.set_status("omar", "disabled");
  EXPECT_EQ(world.look(code)->trouble, customers::JoinTrouble::nobody);
  EXPECT_EQ(code_of("ann", code), "conflict");
}

TEST_F(JoinWay, NeverOverfillsAndOpensOneGroupAtATime) {
  constexpr int kVisitors = 24;
  constexpr int kLimit = 6;  // two employees in the first group, one in those that follow
  world.limit(kLimit);
  const std::string code = world.join_way("emma", {group});
  const std::string mirror = world.join_way("emma", {group});
  for (int i = 0; i < kVisitors; ++i)
    world.customer("v" + std::to_string(i));
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int i = t; i < kVisitors; i += 4)
        world.join("v" + std::to_string(i), i % 8 < 6 ? code : mirror);
    });
  for (auto& thread : threads)
    thread.join();
  EXPECT_EQ(world.count("SELECT count(*) FROM contact_events WHERE kind = 'joined_group'"), kVisitors);
  EXPECT_EQ(world.count("SELECT max(member_count) FROM conversations WHERE kind = 'customer_group'"), kLimit);
  EXPECT_EQ(world.count("SELECT sum(customers) FROM customer_groups"), kVisitors);
  EXPECT_EQ(
      world.count(
          "SELECT count(*) FROM conversations c JOIN customer_groups g ON g.conversation_id = c.id WHERE "
          "c.member_count <> (SELECT count(*) FROM participants p WHERE p.conversation_id = c.id AND p.left_seq "
          "IS NULL)"),
      0);
  EXPECT_EQ(
      world.count("SELECT count(*) FROM join_ways w WHERE w.opened <> (SELECT count(*) FROM join_way_groups t WHERE "
                  "t.way_id = w.id AND NOT t.named)"),
      0);
  EXPECT_EQ(
      world.count(
          "SELECT count(*) FROM (SELECT t.way_id FROM join_way_groups t JOIN conversations c ON c.id = "
          "t.conversation_id WHERE c.member_count < " +
          std::to_string(kLimit) + " GROUP BY t.way_id HAVING count(*) > 1) more"),
      0)
      << "a way opens a group only when all others are full";
}

TEST_F(JoinWay, IsMadeByWhoRunsTheGroups) {
  world.employee("pia");
  const auto make = [&](const std::string& who) { return world.call(who, "join_way.create", {{"groups", {group}}}); };
  EXPECT_EQ(weft::test::code(make("nora")), "not_found") << "an ordinary member does not run it";
  EXPECT_EQ(make("pia")["field"], "groups[0]");
  world.promote("olga", api::Role::owner);
  EXPECT_EQ(weft::test::code(make("olga")), "ok");
  EXPECT_EQ(weft::test::code(world.call("emma", "join_way.create", {{"groups", {group, group}}})), "invalid_argument");
  const std::string staff = world.group("emma", {"nora"});
  EXPECT_EQ(weft::test::code(world.call("emma", "join_way.create", {{"groups", {staff}}})), "not_found");
  world.join_way("emma", {group});
  EXPECT_EQ(weft::test::code(world.call("nora", "join_way.get", {{"way", world.way}})), "not_found");
  EXPECT_EQ(weft::test::code(world.call("nora", "join_way.delete", {{"way", world.way}})), "not_found");
  EXPECT_EQ(items(world.call("emma", "join_way.list", Json::object())).size(), 1U);
  EXPECT_EQ(items(world.call("olga", "join_way.list", {{"scope", "company"}})).size(), 2U);
}

TEST_F(JoinWay, ChangesWhereItLeads) {
  const std::string code = world.join_way("emma", {group});
  const std::string other = world.customer_group("emma", {}, "Other");
  const Json changed = world.call(
      "emma", "join_way.update", {{"way", world.way}, {"groups", {other}}, {"remark", "poster"}, {"auto_open", false}});
  ASSERT_EQ(changed.at("groups").size(), 1U);
  EXPECT_EQ(changed.at("groups")[0].at("conversation"), other);
  EXPECT_EQ(changed.at("remark"), "poster");
  EXPECT_EQ(world.join("ann", code), other);
}

}  // namespace
}  // namespace weft::test
