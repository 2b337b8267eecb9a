// Tags of members.
#include "directory/world.hpp"

namespace weft::directory {
namespace {

struct Tags : testing::Test {
  Tags() {
    world.member("anna");
    world.member("bert");
  }
  World world;
};

TEST_F(Tags, AreGivenAndTaken) {
  EXPECT_EQ(world.ok("olga", "tag.create", {{"name", "First aid"}}).at("number"), 1);
  const Json marked = world.ok("olga", "tag.mark", {{"tag", 1}, {"members", {"anna", "bert"}}});
  EXPECT_EQ(marked.at("changed").size(), 2U);
  EXPECT_TRUE(world.ok("olga", "tag.mark", {{"tag", 1}, {"members", {"anna"}}}).at("changed").empty());
  EXPECT_EQ(world.ok("anna", "tag.list").at("items").at(0).at("member_count"), 2);
  EXPECT_EQ(world.ok("anna", "tag.members", {{"tag", 1}}).at("items").size(), 2U);
  EXPECT_EQ(world.ok("anna", "member.get", {{"member", "bert"}}).at("tags"), Json::array({1}));
  world.ok("olga", "tag.unmark", {{"tag", 1}, {"members", {"bert"}}});
  EXPECT_EQ(each(world.ok("anna", "tag.members", {{"tag", 1}}).at("items"), "/userid"), "anna");
  world.ok("olga", "tag.delete", {{"tag", 1}});
  EXPECT_TRUE(world.ok("anna", "member.get", {{"member", "anna"}}).at("tags").empty());
  EXPECT_EQ(world.ok("olga", "tag.create", {{"name", "First aid"}}).at("number"), 2) << "a number is not given again";
}

TEST_F(Tags, AreNamedOnceAndThreeThousandAtMost) {
  world.ok("olga", "tag.create", {{"name", "A"}});
  EXPECT_EQ(world.refusal("olga", "tag.create", {{"name", "a"}}), "conflict name");
  EXPECT_EQ(world.refusal("olga", "tag.create", {{"name", " "}}), "invalid_argument name");
  EXPECT_EQ(world.refusal("olga", "tag.create", {{"name", std::string(33, 'x')}}), "invalid_argument name");
  world.ok("olga", "tag.create", {{"name", "B"}});
  EXPECT_EQ(world.refusal("olga", "tag.update", {{"tag", 2}, {"name", "A"}}), "conflict name");
  world.ok("olga", "tag.update", {{"tag", 2}, {"name", "b"}});
  world.in_corp(
      [&](db::Tx& tx) { db::exec(tx, "UPDATE directory_heads SET tag_count = 3000 WHERE corp_id = $1", world.corp); });
  EXPECT_EQ(world.refusal("olga", "tag.create", {{"name", "C"}}), "conflict");
}

TEST_F(Tags, RefuseWhoIsNotThereAndWhoMayNot) {
  world.ok("olga", "tag.create", {{"name", "A"}});
  EXPECT_EQ(
      world.refusal("olga", "tag.mark", {{"tag", 1}, {"members", {"anna", "nobody"}}}), "invalid_argument members[1]");
  EXPECT_EQ(world.refusal("olga", "tag.mark", {{"tag", 9}, {"members", {"anna"}}}), "not_found");
  EXPECT_EQ(world.refusal("anna", "tag.mark", {{"tag", 1}, {"members", {"anna"}}}), "forbidden");
  EXPECT_EQ(world.refusal("anna", "tag.create", {{"name", "B"}}), "forbidden");
  EXPECT_EQ(world.refusal("anna", "tag.members", {{"tag", 9}}), "not_found");
  EXPECT_EQ(world.count("tag_members"), 0);
}

}  // namespace
}  // namespace weft::directory
