// Who reads what after a merge was undone.
#include "customers/group_world.hpp"

namespace weft::test {
namespace {

struct UnmergedReading : ::testing::Test {
  CustomerGroupWorld world;
  std::string carls = world.customer("carl", "emma");
  std::string karls = world.customer("karl", "nora");

  UnmergedReading() {
    world.registry.add(customers::merging_operations());
    world.promote("olga", api::Role::owner);
    world.send("karl", karls, "karl's secret");
  }
  Json merge() {
    return world.call(
        "olga", "contact.merge",
        {{"contact", world.people.at("carl").str()}, {"other", world.people.at("karl").str()}});
  }
  Json unmerge() { return world.call("olga", "contact.unmerge", {{"contact", world.people.at("karl").str()}}); }
  std::vector<std::string> texts(const std::string& who, const std::string& log) {
    std::vector<std::string> list;
    for (const Json& entry : items(world.entries(who, log, {{"after", 0}, {"limit", 200}})))
      if (entry.at("kind") == "message") list.push_back(entry.at("body").value("text", ""));
    return list;
  }
};

using Texts = std::vector<std::string>;

TEST_F(UnmergedReading, IsTheOthersAloneAgain) {
  ASSERT_EQ(code(merge()), "ok");
  EXPECT_EQ(texts("carl", karls), Texts{"karl's secret"});
  world.send("carl", karls, "while both were one");
  const Json undone = unmerge();
  ASSERT_TRUE(undone.at("not_restored").empty()) << undone.dump();
  EXPECT_EQ(texts("carl", karls), Texts{});
  EXPECT_EQ(world.kinds("carl", karls), std::vector<std::string>{"customer_changed"}) << "that it is out";
  const Json listed = world.call("carl", "conversation.get", {{"conversation", karls}});
  EXPECT_EQ(listed.dump().find("both were one"), std::string::npos) << listed.dump();
  EXPECT_EQ(texts("karl", karls), (Texts{"karl's secret", "while both were one"}));
  ASSERT_EQ(code(merge()), "ok");
  EXPECT_EQ(texts("carl", karls).size(), 2u) << "merged once more, it is both's";
  ASSERT_EQ(code(unmerge()), "ok");
  EXPECT_EQ(texts("carl", karls), Texts{});
}

TEST_F(UnmergedReading, KeepsWhatTheContactReadOfAGroupBefore) {
  const std::string group = world.customer_group("emma");
  const std::string way = world.join_way("emma", {group});
  world.join("carl", way);
  world.send("emma", group, "to carl");
  ASSERT_EQ(
      code(world.call(
          "emma", "group.remove_members", {{"conversation", group}, {"members", {world.people.at("carl").str()}}})),
      "ok");
  world.join("karl", way);
  world.send("emma", group, "to karl");
  ASSERT_EQ(code(merge()), "ok");
  EXPECT_EQ(texts("carl", group), (Texts{"to carl", "to karl"}));
  ASSERT_EQ(code(unmerge()), "ok");
  EXPECT_EQ(texts("carl", group), Texts{"to carl"});
  EXPECT_EQ(texts("karl", group), Texts{"to karl"});
}

}  // namespace
}  // namespace weft::test
