// Tags of customers and their groups.
#include "customers/world.hpp"

namespace weft::test {
namespace {

struct ContactTags : ::testing::Test {
  CustomerWorld world;
  ContactTags() {
    world.promote("olga", api::Role::owner);
    world.person("bob");
  }
  Json make(const std::string& operation, Json input) { return world.call("olga", operation, std::move(input)); }
  Json groups() { return items(world.call("bob", "contact_tag_group.list", Json::object())); }
};

TEST_F(ContactTags, StandInGroupsInTheirOrder) {
  const Json first = make("contact_tag_group.create", {{"name", "Level"}, {"tags", {"A", "B"}}});
  make("contact_tag_group.create", {{"name", "Colour"}, {"position", 5}});
  const Json c = make("contact_tag.create", {{"group", first["number"]}, {"name", "C"}, {"position", 9}});
  const Json list = groups();
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0]["name"], "Colour");
  EXPECT_EQ(list[1]["tags"][0], c);
  EXPECT_EQ(list[1]["tags"][1]["name"], "A");
  EXPECT_EQ(make("contact_tag.update", {{"tag", c["number"]}, {"name", "D"}, {"position", 0}})["name"], "D");
  EXPECT_EQ(groups()[1]["tags"][0]["name"], "A");
}

TEST_F(ContactTags, DifferByName) {
  const Json group = make("contact_tag_group.create", {{"name", "Level"}, {"tags", {"A", "B"}}});
  EXPECT_EQ(make("contact_tag_group.create", {{"name", "LEVEL"}})["field"], "name");
  EXPECT_EQ(make("contact_tag_group.create", {{"name", "Other"}, {"tags", {"x", "X"}}})["field"], "tags[1]");
  EXPECT_EQ(code(make("contact_tag.create", {{"group", group["number"]}, {"name", "a"}})), "conflict");
  EXPECT_EQ(code(make("contact_tag.update", {{"tag", group["tags"][0]["number"]}, {"name", "b"}})), "conflict");
  EXPECT_EQ(make("contact_tag.update", {{"tag", group["tags"][0]["number"]}, {"name", "a"}})["name"], "a");
  EXPECT_EQ(code(make("contact_tag.create", {{"group", 99}, {"name", "x"}})), "not_found");
}

TEST_F(ContactTags, AreThreeThousandAtMost) {
  const Json group = make("contact_tag_group.create", {{"name", "Many"}});
  world.count(
      "WITH made AS (INSERT INTO contact_tags (corp_id, number, tag_group, name, created_at) SELECT corp_id, 10000 + "
      "i, "
      "number, 't' || i, now() FROM contact_tag_groups, generate_series(1, 2999) i RETURNING 1) SELECT count(*) FROM "
      "made");
  EXPECT_EQ(code(make("contact_tag_group.create", {{"name", "Two more"}, {"tags", {"x", "y"}}})), "conflict");
  EXPECT_EQ(code(make("contact_tag.create", {{"group", group["number"]}, {"name", "last"}})), "ok");
  EXPECT_EQ(code(make("contact_tag.create", {{"group", group["number"]}, {"name", "too many"}})), "conflict");
}

TEST_F(ContactTags, GoFromEverybodyWhenDeleted) {
  world.customer("carl", "emma");
  const Json group = make("contact_tag_group.create", {{"name", "Level"}, {"tags", {"A", "B"}}});
  const std::string follow = world.follow("carl", "emma")->id.str();
  const Json a = group["tags"][0]["number"], b = group["tags"][1]["number"];
  world.call("emma", "follow.tag", {{"follow", follow}, {"add", {a, b}}});
  make("contact_tag.delete", {{"tag", a}});
  EXPECT_EQ(world.count("SELECT count(*) FROM follow_tags"), 1);
  make("contact_tag_group.delete", {{"group", group["number"]}});
  EXPECT_EQ(world.count("SELECT count(*) FROM follow_tags"), 0);
  EXPECT_TRUE(groups().empty());
  EXPECT_EQ(world.count("SELECT count(*) FROM audit_log WHERE action ~ '^contact_tag'"), 3);
}

}  // namespace
}  // namespace weft::test
