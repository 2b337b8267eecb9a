// Groups with customers: what employees and customers may do in them, who sees what, and that an employee runs each.
#include "customers/group_world.hpp"

namespace weft::test {
namespace {

struct CustomerGroup : ::testing::Test {
  CustomerGroupWorld world;
  std::string group = world.customer_group("emma", {"nora"});
  std::string way = world.join_way("emma", {group});

  Json here(Json more = Json::object()) const {
    more["conversation"] = group;
    return more;
  }
  std::string id(const std::string& name) { return world.people.at(name).str(); }
  Json seen(const std::string& who = "emma") { return world.call(who, "customer_group.get", here()); }
};

TEST_F(CustomerGroup, IsMadeByWhoMayServe) {
  world.person("paul");
  EXPECT_EQ(world.call("paul", "customer_group.create", {{"name", "Mine"}})["field"], "owner");
  EXPECT_EQ(code(world.call("emma", "customer_group.create", {{"name", "Hers"}, {"owner", "nora"}})), "forbidden");
  world.promote("olga", api::Role::owner);
  const Json made = world.call("olga", "customer_group.create", {{"name", "Hers"}, {"owner", "nora"}});
  EXPECT_EQ(made.at("owner"), id("nora"));
  EXPECT_EQ(made.at("member_count"), 1);
  EXPECT_EQ(world.count("SELECT count(*) FROM audit_log WHERE action = 'customer_group.create'"), 1);
  EXPECT_EQ(items(world.call("nora", "customer_group.list", Json::object())).size(), 1U);
  EXPECT_EQ(items(world.call("olga", "customer_group.list", {{"scope", "company"}, {"query", "her"}})).size(), 1U);
  EXPECT_EQ(items(world.call("paul", "customer_group.list", {{"scope", "company"}})).size(), 0U);
  EXPECT_EQ(code(world.call("paul", "customer_group.get", here())), "not_found");
}

TEST_F(CustomerGroup, ShowsCustomersCardsOnly) {
  world.join("carl", way);
  world.join("dora", way);
  const Json answer = world.call("carl", "conversation.get", here());
  EXPECT_EQ(answer.at("conversation").at("kind"), "customer_group");
  const Json members = items(answer.at("members"));
  ASSERT_EQ(members.size(), 4U);
  for (const Json& member : members) {
    EXPECT_EQ(member.at("principal").at("userid"), "");
    EXPECT_EQ(member.at("principal").at("department"), "");
  }
  EXPECT_EQ(
      code(world.call("carl", "conversation.get", {{"conversation", world.customer("dora", "nora")}})), "not_found");
  const Json sent = world.call(
      "emma", "message.send", here({{"client_id", "card"}, {"kind", "contact"}, {"body", {{"principal", "nora"}}}}));
  ASSERT_EQ(code(sent), "ok") << sent;
  const Json entries = items(world.entries("carl", group, {{"after", sent.at("seq").get<Seq>() - 1}}));
  EXPECT_EQ(entries.at(0).at("body").at("name"), "Name of nora");
  EXPECT_EQ(entries.at(0).at("body").at("userid"), "");
}

TEST_F(CustomerGroup, LeavesRunningItToEmployees) {
  world.join("carl", way);
  EXPECT_EQ(world.call("emma", "group.add_admins", here({{"members", {id("carl")}}}))["field"], "members[0]");
  EXPECT_EQ(code(world.call("emma", "group.transfer_owner", here({{"owner", id("carl")}}))), "invalid_argument");
  world.promote("olga", api::Role::owner);
  EXPECT_EQ(code(world.call("olga", "group.admin_set_owner", here({{"owner", id("carl")}}))), "invalid_argument");
  world.set_rules([](customers::Serving& rules) { rules.departments = {}; });
  EXPECT_EQ(world.call("emma", "group.transfer_owner", here({{"owner", "nora"}}))["field"], "owner");
  EXPECT_EQ(code(world.call("olga", "group.admin_set_owner", here({{"owner", "nora"}}))), "forbidden")
      << "who runs it may serve customers";
  EXPECT_EQ(world.owner_of(group), "emma");
  const Json all = {{"client_id", "a"}, {"kind", "text"}, {"body", {{"text", "@all"}, {"mention_all", true}}}};
  EXPECT_EQ(world.call("carl", "message.send", here(all))["field"], "body.mention_all");
  EXPECT_EQ(code(world.call("emma", "message.send", here(all))), "ok");
  for (const Json& rules : {world.call("emma", "conversation.get", here()).at("rules")}) {
    EXPECT_EQ(rules.at("invite"), "admins");
    EXPECT_EQ(rules.at("member_limit"), 500);
  }
  EXPECT_EQ(code(world.call("nora", "group.update", here({{"name", "Nora's"}}))), "forbidden");
  EXPECT_EQ(code(world.call("emma", "group.update", here({{"name", "Winter"}}))), "ok");
  EXPECT_EQ(code(world.call("emma", "group.set_notice", here({{"text", "Be kind"}}))), "ok");
  EXPECT_EQ(world.call("emma", "group.set_rules", here({{"member_limit", 501}}))["field"], "member_limit");
  EXPECT_EQ(code(world.call("emma", "group.set_rules", here({{"member_limit", 100}}))), "ok");
}

TEST_F(CustomerGroup, KeepsCustomersOutOfOtherConversations) {
  world.join("carl", way);
  const std::string staff = world.group("emma", {"nora"});
  EXPECT_NE(code(world.call("emma", "group.create", {{"name", "X"}, {"members", {id("carl")}}})), "ok");
  EXPECT_NE(code(world.call("emma", "group.add_members", {{"conversation", staff}, {"members", {id("carl")}}})), "ok");
  EXPECT_NE(code(world.call("emma", "conversation.open_direct", {{"peer", id("carl")}})), "ok");
  world.employee("omar");
  EXPECT_EQ(code(world.call("emma", "group.add_members", here({{"members", {"omar"}}}))), "ok");
}

TEST_F(CustomerGroup, SilencesAndTakesOutCustomers) {
  world.join("carl", way);
  EXPECT_EQ(code(world.call("emma", "group.mute_members", here({{"members", {id("carl")}}, {"muted", true}}))), "ok");
  EXPECT_EQ(code(world.send("carl", group, "hm")), "muted");
  EXPECT_EQ(code(world.call("carl", "customer_group.call_associate", here({{"client_id", "1"}}))), "muted");
  EXPECT_EQ(code(world.call("emma", "group.remove_members", here({{"members", {id("carl")}}}))), "ok");
  world.send("emma", group, "now that he is gone");
  EXPECT_EQ(code(world.send("carl", group, "again")), "not_a_participant");
  EXPECT_EQ(world.said("carl", group).size(), 0U);
  EXPECT_EQ(seen().at("customers"), 0);
  EXPECT_EQ(world.count("SELECT count(*) FROM contact_events WHERE kind = 'left_group'"), 1);
}

TEST_F(CustomerGroup, GoesToTheNextEmployeeAndNeverToACustomer) {
  world.join("carl", way);
  EXPECT_EQ(code(world.call("emma", "group.leave", here())), "ok");
  EXPECT_EQ(seen("nora").at("owner"), id("nora"));
  EXPECT_EQ(code(world.call("nora", "group.leave", here())), "conflict") << "the customers would be alone";
  world.offboard("nora");
  world.promote("olga", api::Role::owner);
  const Json open = items(world.call("olga", "customer_group.list", {{"scope", "company"}, {"assignable", true}}));
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open[0].at("assignable"), true);
  EXPECT_EQ(code(world.send("carl", group, "anybody?")), "ok");
  world.employee("omar");
  EXPECT_EQ(world.transfer({group}, "omar"), std::vector<std::string>{"done"});
  EXPECT_EQ(seen("omar").at("owner"), id("omar"));
  EXPECT_EQ(seen("omar").at("assignable"), false);
  EXPECT_EQ(code(world.send("omar", group, "here")), "ok");
}

TEST_F(CustomerGroup, IsLeftByCustomersOnlyWhereTheyAre) {
  world.join("carl", way);
  EXPECT_EQ(code(world.call("dora", "customer_group.leave", here())), "not_found");
  const std::string chat = world.customer("carl", "emma");
  EXPECT_EQ(code(world.call("carl", "customer_group.leave", {{"conversation", chat}})), "not_found");
  EXPECT_EQ(code(world.call("carl", "customer_group.leave", here())), "ok");
  EXPECT_EQ(code(world.call("carl", "customer_group.associate", here())), "not_a_participant");
}

}  // namespace
}  // namespace weft::test
