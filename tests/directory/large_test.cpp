// A company of 10,000 people in 500 departments: answers stay right and pages stay small.
#include "directory/world.hpp"

namespace weft::directory {
namespace {

constexpr int kPeople = 10000;
constexpr int kAreas = 20;
constexpr int kTeams = 24;  // of an area; with the areas 500 departments

struct Large : testing::Test {
  Large() {
    world.in_corp([&](db::Tx& tx) {
      std::vector<identity::NewMember> people;
      for (int i = 0; i < kPeople; ++i) {
        const int area = i % kAreas, team = (i / kAreas) % kTeams;
        people.push_back(
            {.userid = "p" + std::to_string(i),
             .name = "王 " + std::to_string(i),
             .department = "Area " + std::to_string(area) + "/Team " + std::to_string(team)});
      }
      identity::create_members(tx, people);
    });
  }
  /// How many items all pages of a list hold together.
  std::size_t all(const std::string& who, const std::string& operation, Json input) {
    std::size_t count = 0;
    input["limit"] = 200;
    for (;;) {
      const Json page = world.ok(who, operation, input);
      count += page.at("items").size();
      if (page.at("next_cursor").is_null()) return count;
      input["cursor"] = page.at("next_cursor");
    }
  }
  World world;
};

TEST_F(Large, CountsListsMovesAndHides) {
  EXPECT_EQ(world.count("departments"), 1 + kAreas + kAreas * kTeams);
  EXPECT_EQ(world.ok("olga", "department.get", {{"department", 1}}).at("total_count"), kPeople + 1);
  EXPECT_EQ(all("olga", "department.tree", Json::object()), 501U);
  const auto area = world.department("Area 3");
  EXPECT_EQ(all("olga", "department.members", {{"department", area}, {"recursive", true}}), 500U);
  const auto to = world.department("Area 4");
  world.ok("olga", "department.move", {{"department", area}, {"parent", to}});
  EXPECT_EQ(world.ok("olga", "department.get", {{"department", to}}).at("total_count"), 1000);

  world.member("rita");
  world.ok("olga", "visibility.add", {{"kind", "hide"}, {"to", {{"department", to}}}});
  EXPECT_EQ(world.ok("rita", "department.get", {{"department", 1}}).at("total_count"), kPeople + 2 - 1000);
  EXPECT_EQ(all("rita", "member.list", Json::object()), static_cast<std::size_t>(kPeople + 2 - 1000));
  EXPECT_EQ(all("rita", "department.tree", Json::object()), 451U);
  std::vector<std::string> seen;
  for (int i = 0; seen.size() < 1999; ++i)
    if (i % kAreas != 3 && i % kAreas != 4) seen.push_back("p" + std::to_string(i));
  EXPECT_EQ(world.ok("rita", "group.create", {{"name", "Big"}, {"members", seen}}).at("member_count"), 2000);
  seen.back() = "p3";
  EXPECT_EQ(
      world.refusal("rita", "group.create", {{"name", "Big"}, {"members", seen}}), "invalid_argument members[1998]");
}

}  // namespace
}  // namespace weft::directory
