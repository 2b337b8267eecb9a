// Broadcasts to employees.
#include "broadcasts/world.hpp"

namespace weft::test {
namespace {

struct BroadcastToEmployees : BroadcastWorld {};

TEST_F(BroadcastToEmployees, StandsInTheirInboxes) {
  world.place("emma", "Sales/North");
  const auto sales = world.place("nora", "Sales");
  const Json made = draft(
      "olga", {{"target", "employees"},
               {"title", "Party"},
               {"content", {{"text", "Dear {name}"}}},
               {"audience", {{"employees", {{"departments", {sales}}}}}}});
  ASSERT_EQ(code(made), "ok") << made.dump();
  act("olga", "start", made);
  run_jobs();
  EXPECT_EQ(fates("olga", made), (std::vector<std::string>{"Name of emma sent", "Name of nora sent"}));
  const Json entry = world.inbox_entries("emma").back();
  EXPECT_EQ(entry["kind"], "announcement");
  EXPECT_EQ(entry["body"]["title"], "Party");
  EXPECT_EQ(entry["body"]["message"]["text"], "Dear Name of emma");
  const Json omar = world.inbox_entries("omar");
  EXPECT_TRUE(omar.empty()) << omar.dump();
}

TEST_F(BroadcastToEmployees, ReachesWhoHasATagOrIsInADepartmentThatHasIt) {
  world.place("emma", "Sales/North");
  const auto sales = world.place("nora", "Sales");
  world.in_company([&](db::Tx& tx) {
    db::exec(tx, "INSERT INTO tags (corp_id, number, name, created_at) VALUES ($1, 7, 'T', $2)", world.corp, tx.now());
    db::exec(tx, "INSERT INTO tag_members VALUES ($1, 7, $2)", world.corp, world.person("omar"));
    db::exec(tx, "INSERT INTO tag_departments VALUES ($1, 7, $2)", world.corp, sales);
    return 0;
  });
  const Json made = draft("olga", {{"target", "employees"}, {"audience", {{"employees", {{"tags", {7}}}}}}});
  ASSERT_EQ(code(made), "ok") << made.dump();
  act("olga", "start", made);
  run_jobs();
  EXPECT_EQ(
      fates("olga", made), (std::vector<std::string>{"Name of emma sent", "Name of nora sent", "Name of omar sent"}));
}

TEST_F(BroadcastToEmployees, TakesAListAndAPower) {
  const Json made = draft("olga", {{"target", "employees"}});
  EXPECT_EQ(add("olga", made, Json::array({"emma", "omar"}))["added"], 2);
  act("olga", "start", made);
  run_jobs();
  EXPECT_EQ(act("olga", "get", made)["progress"]["counts"]["sent"], 2);
  EXPECT_EQ(code(draft("emma", {{"target", "employees"}})), "forbidden");
  EXPECT_EQ(draft("olga", {{"target", "employees"}, {"kind", "company"}})["field"], "kind");
}

TEST_F(BroadcastToEmployees, NamesDepartmentsAndTagsThatAreNotThere) {
  const auto sales = world.place("nora", "Sales");
  const auto wrong = [&](const Json& employees) {
    const Json made = draft("olga", {{"target", "employees"}, {"audience", {{"employees", employees}}}});
    return made.value("field", "none");
  };
  EXPECT_EQ(wrong({{"departments", {sales, 999}}}), "audience.employees.departments[1]");
  EXPECT_EQ(wrong({{"tags", {999}}}), "audience.employees.tags[0]");
  EXPECT_EQ(wrong({{"departments", {sales}}}), "none");
}

TEST_F(BroadcastToEmployees, SaysOfEachOfAListWhyItWasNotAdded) {
  const Json made = draft("olga", {{"target", "employees"}});
  const Json added = add("olga", made, Json::array({"emma", "nobody", to_string(make_uuid()), "emma"}));
  EXPECT_EQ(added["added"], 1) << added.dump();
  ASSERT_EQ(added["results"].size(), 3u);
  EXPECT_EQ(added["results"][0]["recipient"], "nobody");
  EXPECT_EQ(added["results"][0]["code"], "unknown");
  EXPECT_EQ(added["results"][1]["code"], "unknown");
  EXPECT_EQ(added["results"][2]["code"], "already");
}

}  // namespace
}  // namespace weft::test
