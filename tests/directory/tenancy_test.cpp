// Another company's people and departments are not there, whoever asks and however.
#include "directory/world.hpp"

namespace weft::directory {
namespace {

struct DirectoryTenancy : testing::Test {
  World world;
  const std::string zoe = world.stranger().str();
};

TEST_F(DirectoryTenancy, PeopleOfAnotherCompanyAreNotThere) {
  world.ok("olga", "tag.create", {{"name", "T"}});
  const Json root = Json::array({{{"department", 1}}});
  for (const std::string& who : {zoe, std::string("zoe")}) {
    EXPECT_EQ(world.refusal("olga", "member.get", {{"member", who}}), "not_found");
    EXPECT_EQ(world.refusal("olga", "member.update", {{"member", who}, {"name", "X"}}), "not_found");
    EXPECT_EQ(world.refusal("olga", "member.set_departments", {{"member", who}, {"departments", root}}), "not_found");
    EXPECT_EQ(world.refusal("olga", "member.offboard", {{"member", who}}), "not_found");
    EXPECT_EQ(world.refusal("olga", "offboarding.get", {{"member", who}}), "not_found");
    EXPECT_EQ(world.refusal("olga", "tag.mark", {{"tag", 1}, {"members", {who}}}), "invalid_argument members[0]");
    EXPECT_EQ(
        world.refusal("olga", "visibility.add", {{"kind", "hide"}, {"to", {{"member", who}}}}),
        "invalid_argument to.member");
    EXPECT_EQ(
        world.refusal("olga", "department.update", {{"department", 1}, {"leaders", {who}}}),
        "invalid_argument leaders[0]");
  }
  EXPECT_TRUE(world.ok("olga", "member.search", {{"query", "zoe"}}).at("items").empty());
  EXPECT_EQ(world.count("principals WHERE name = 'Zoe' AND status = 'active'"), 1) << "untouched";
}

TEST_F(DirectoryTenancy, NumbersAreTheCompanysOwn) {
  EXPECT_EQ(world.refusal("olga", "department.get", {{"department", 2}}), "not_found");
  EXPECT_EQ(world.refusal("olga", "department.move", {{"department", 2}, {"parent", 1}}), "not_found");
  EXPECT_EQ(world.refusal("olga", "department.delete", {{"department", 2}}), "not_found");
  EXPECT_EQ(world.ok("olga", "department.create", {{"name", "Ours"}}).at("number"), 2);
  EXPECT_EQ(world.ok("olga", "department.get", {{"department", 2}}).at("name"), "Ours");
  EXPECT_EQ(world.ok("olga", "department.get", {{"department", 1}}).at("total_count"), 1);
  EXPECT_EQ(world.count("departments WHERE number = 2"), 2);
}

TEST_F(DirectoryTenancy, CursorsAndJunkAreRefusedPlainly) {
  for (const std::string operation :
       {"department.list", "department.tree", "tag.list", "visibility.list", "offboarding.list"}) {
    EXPECT_EQ(world.refusal("olga", operation, {{"cursor", "junk"}}), "invalid_argument cursor") << operation;
    EXPECT_EQ(world.refusal("olga", operation, {{"limit", 201}}), "invalid_argument limit") << operation;
    EXPECT_EQ(world.refusal("olga", operation, {{"shape", "round"}}), "invalid_argument shape") << operation;
  }
  EXPECT_EQ(world.refusal("olga", "department.get", {{"department", 0}}), "invalid_argument department");
  EXPECT_EQ(world.refusal("olga", "department.get", {{"department", "1"}}), "invalid_argument department");
  EXPECT_EQ(world.refusal("olga", "member.search", {{"query", ""}}), "invalid_argument query");
  EXPECT_EQ(
      world.refusal("olga", "department.members", {{"department", 1}, {"cursor", "junk"}}), "invalid_argument cursor");
}

}  // namespace
}  // namespace weft::directory
