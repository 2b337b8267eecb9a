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

TEST_F(BroadcastToEmployees, TakesAListAndAPower) {
  const Json made = draft("olga", {{"target", "employees"}});
  EXPECT_EQ(add("olga", made, Json::array({"emma", "omar"}))["added"], 2);
  act("olga", "start", made);
  run_jobs();
  EXPECT_EQ(act("olga", "get", made)["progress"]["counts"]["sent"], 2);
  EXPECT_EQ(code(draft("emma", {{"target", "employees"}})), "forbidden");
  EXPECT_EQ(draft("olga", {{"target", "employees"}, {"kind", "company"}})["field"], "kind");
}

}  // namespace
}  // namespace weft::test
