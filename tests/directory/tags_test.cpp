// Tags of members and departments.
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

TEST_F(Tags, AreGivenToDepartmentsAndTaken) {
  const auto sales = world.department("Sales"), service = world.department("Service");
  world.ok("olga", "tag.create", {{"name", "Customers"}});
  const auto listed = [&] { return each(world.ok("anna", "tag.departments", {{"tag", 1}}).at("items"), "/name"); };
  EXPECT_EQ(listed(), "");
  const Json both = Json::array({service, sales});
  const Json marked = world.ok("olga", "tag.mark", {{"tag", 1}, {"departments", both}, {"members", {"anna"}}});
  EXPECT_EQ(marked.at("departments").size(), 2U);
  EXPECT_EQ(marked.at("changed").size(), 1U);
  EXPECT_EQ(listed(), "Sales Service");
  EXPECT_EQ(world.ok("anna", "tag.list").at("items").at(0).at("member_count"), 1) << "who has it itself";
  const Json first = world.ok("anna", "tag.departments", {{"tag", 1}, {"limit", 1}});
  EXPECT_EQ(each(first.at("items"), "/name"), "Sales");
  const Json next = world.ok("anna", "tag.departments", {{"tag", 1}, {"cursor", first.at("next_cursor")}});
  EXPECT_EQ(each(next.at("items"), "/name"), "Service");
  const Json freed = world.ok("olga", "tag.unmark", {{"tag", 1}, {"departments", both}, {"members", Json::array()}});
  EXPECT_EQ(freed.at("departments").size(), 2U);
  EXPECT_TRUE(world.ok("olga", "tag.unmark", {{"tag", 1}, {"departments", both}}).at("departments").empty());
  world.ok("olga", "tag.mark", {{"tag", 1}, {"departments", both}});
  world.ok("olga", "department.delete", {{"department", sales}});
  EXPECT_EQ(listed(), "Service");
  world.ok("olga", "tag.delete", {{"tag", 1}});
  EXPECT_EQ(world.count("tag_departments"), 0);
}

TEST_F(Tags, AreGivenToAThousandDepartmentsAtMost) {
  const auto sales = world.department("Sales");
  world.ok("olga", "tag.create", {{"name", "All"}});
  world.in_corp([&](db::Tx& tx) {
    db::exec(
        tx,
        "INSERT INTO departments (corp_id, number, parent, path, level, name, full_name, created_at) SELECT $1, n, 1, "
        "'/1/' || n || '/', 2, 'D' || n, 'D' || n, now() FROM generate_series(2000, 2999) AS n",
        world.corp);
    db::exec(tx, "INSERT INTO tag_departments SELECT $1, 1, n FROM generate_series(2000, 2998) AS n", world.corp);
  });
  world.ok("olga", "tag.mark", {{"tag", 1}, {"departments", {sales}}});
  EXPECT_EQ(world.refusal("olga", "tag.mark", {{"tag", 1}, {"departments", {2999}}}), "conflict departments");
  world.ok("olga", "tag.mark", {{"tag", 1}, {"departments", {2000}}});
  EXPECT_EQ(world.count("tag_departments"), 1000);
}

TEST_F(Tags, OfDepartmentsAreGivenByWhoMayAndToldToWhoSeesThem) {
  const auto sales = world.department("Sales"), service = world.department("Service");
  world.member("sue", "Sales");
  world.ok("olga", "tag.create", {{"name", "A"}});
  const auto mark = [&](const std::string& who, const Json& departments) {
    return world.refusal(who, "tag.mark", {{"tag", 1}, {"departments", departments}});
  };
  EXPECT_EQ(mark("anna", {sales}), "forbidden");
  EXPECT_EQ(mark("olga", {sales, 999}), "invalid_argument departments[1]");
  EXPECT_EQ(mark("olga", Json::array()), "invalid_argument members");
  EXPECT_EQ(mark("olga", {sales}), "ok");
  world.ok("olga", "visibility.add", {{"kind", "hide"}, {"to", {{"department", service}}}});
  const Json role = world.ok("olga", "role.create", {{"name", "Tags"}, {"permissions", {"tags_manage"}}});
  world.ok("olga", "role.assign", {{"role", role.at("id")}, {"member", "anna"}, {"company", true}});
  EXPECT_EQ(mark("anna", {service}), "invalid_argument departments[0]");
  world.ok("olga", "tag.mark", {{"tag", 1}, {"departments", {service}}});
  EXPECT_EQ(each(world.ok("sue", "tag.departments", {{"tag", 1}}).at("items"), "/name"), "Sales") << "what is seen";
  EXPECT_EQ(world.count("tag_departments"), 2);
}

TEST_F(Tags, RefuseWhoIsNotThereAndWhoMayNot) {
  world.ok("olga", "tag.create", {{"name", "A"}});
  EXPECT_EQ(
      world.refusal("olga", "tag.mark", {{"tag", 1}, {"members", {"anna", "nobody"}}}), "invalid_argument members[1]");
  EXPECT_EQ(world.refusal("olga", "tag.mark", {{"tag", 9}, {"members", {"anna"}}}), "not_found");
  EXPECT_EQ(world.refusal("anna", "tag.mark", {{"tag", 1}, {"members", {"anna"}}}), "forbidden");
  EXPECT_EQ(world.refusal("anna", "tag.create", {{"name", "B"}}), "forbidden");
  EXPECT_EQ(world.refusal("anna", "tag.members", {{"tag", 9}}), "not_found");
  EXPECT_EQ(world.refusal("anna", "tag.departments", {{"tag", 9}}), "not_found");
  EXPECT_EQ(world.refusal("olga", "tag.mark", {{"tag", 1}}), "invalid_argument members");
  EXPECT_EQ(world.count("tag_members"), 0);
}

}  // namespace
}  // namespace weft::directory
