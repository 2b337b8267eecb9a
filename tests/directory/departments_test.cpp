// Departments: making, naming, moving and deleting them.
#include "directory/world.hpp"

#include <thread>

namespace weft::directory {
namespace {

struct Departments : testing::Test {
  std::int64_t make(const std::string& name, std::int64_t parent = 1, Json more = Json::object()) {
    more["name"] = name;
    more["parent"] = parent;
    return world.ok("olga", "department.create", more).at("number");
  }
  std::string paths() {
    return world.in_corp([&](db::Tx& tx) {
      return db::text_of(
          db::exec(
              tx, "SELECT string_agg(path || full_name, ' ' ORDER BY path) FROM departments WHERE corp_id = $1",
              world.corp)
              .at(0)[0]);
    });
  }
  /// Every department's path is its parent's and its own number.
  std::int64_t broken() {
    return world.count(
        "departments d LEFT JOIN departments p ON p.corp_id = d.corp_id AND p.number = d.parent WHERE d.path <> "
        "coalesce(p.path, '/') || d.number || '/' OR d.level <> coalesce(p.level, 0) + 1 OR d.full_name <> CASE WHEN "
        "p.parent IS NULL AND d.parent IS NULL THEN '' ELSE weft_join_name(p.full_name, d.name) END");
  }
  World world;
};

TEST_F(Departments, AreNumberedAndKnowTheirNames) {
  const auto sales = make("Sales");
  const auto north = make("North", sales, {{"name_en", "North"}, {"position", 7}});
  EXPECT_EQ(sales, 2);
  const Json got = world.ok("olga", "department.get", {{"department", north}});
  EXPECT_EQ(got.at("full_name"), "Sales/North");
  EXPECT_EQ(got.at("level"), 3);
  EXPECT_EQ(got.at("parent"), sales);
  EXPECT_EQ(got.at("position"), 7);
  EXPECT_EQ(make("R/D", 1, {{"number", 900}}), 900);
  EXPECT_EQ(world.ok("olga", "department.get", {{"department", 900}}).at("full_name"), "R\\/D");
  EXPECT_EQ(make("Next"), 901);
  EXPECT_EQ(world.refusal("olga", "department.create", {{"name", "X"}, {"number", 900}}), "conflict number");
  EXPECT_EQ(broken(), 0);
}

TEST_F(Departments, GiveANumberOnceAndNeverAgain) {
  make("Old", 1, {{"number", 42}});
  world.ok("olga", "department.delete", {{"department", 42}});
  EXPECT_EQ(world.refusal("olga", "department.create", {{"name", "Board"}, {"number", 42}}), "conflict number")
      << "an invitation into the old one would lead into the new one";
  EXPECT_EQ(
      world.refusal("olga", "department.create", {{"name", "X"}, {"number", 1000000000}}), "invalid_argument number")
      << "nothing would be left for those that come after";
  const auto region = make("Region");
  world.member("rita", "Region");
  const Json role = world.ok("olga", "role.create", {{"name", "Region"}, {"permissions", {"departments_manage"}}});
  world.ok("olga", "role.assign", {{"role", role.at("id")}, {"member", "rita"}, {"departments", {region}}});
  const Json wanted = {{"name", "X"}, {"parent", region}, {"number", 777}};
  EXPECT_EQ(world.refusal("rita", "department.create", wanted), "forbidden number");
  EXPECT_EQ(world.refusal("rita", "department.create", {{"name", "X"}, {"parent", region}}), "ok");
}

TEST_F(Departments, BringNobodyUnderAPermissionByMoving) {
  const auto mine = make("Mine"), theirs = make("Theirs");
  world.member("rita", "Mine");
  world.member("vic", "Theirs");
  const auto role = [&](const char* name, const char* permission) {
    return world.ok("olga", "role.create", {{"name", name}, {"permissions", {permission}}}).at("id");
  };
  const Json planner = role("Planner", "departments_manage"), keeper = role("Keeper", "passwords_reset");
  const Json mover = role("Mover", "members_manage");
  world.ok("olga", "role.assign", {{"role", planner}, {"member", "rita"}, {"company", true}});
  world.ok("olga", "role.assign", {{"role", mover}, {"member", "rita"}, {"company", true}});
  EXPECT_EQ(world.refusal("rita", "department.move", {{"department", theirs}, {"parent", mine}}), "ok");
  world.ok("rita", "department.move", {{"department", theirs}, {"parent", 1}});
  world.ok("olga", "role.assign", {{"role", keeper}, {"member", "rita"}, {"departments", {mine}}});
  EXPECT_EQ(world.refusal("rita", "department.move", {{"department", theirs}, {"parent", mine}}), "forbidden parent");
  const Json into = {{"member", "vic"}, {"departments", {{{"department", mine}}}}};
  EXPECT_EQ(world.refusal("rita", "member.set_departments", into), "forbidden departments");
  EXPECT_EQ(world.refusal("olga", "member.set_departments", into), "ok");
}

TEST_F(Departments, AreNotFoundOutByPuttingThingsBelowThem) {
  const auto secret = make("Secret"), region = make("Region");
  world.member("rita", "Region");
  const Json role = world.ok("olga", "role.create", {{"name", "Region"}, {"permissions", {"departments_manage"}}});
  world.ok("olga", "role.assign", {{"role", role.at("id")}, {"member", "rita"}, {"departments", {region}}});
  world.ok("olga", "visibility.add", {{"kind", "hide"}, {"to", {{"department", secret}}}});
  for (const std::int64_t parent : {secret, std::int64_t{9999}}) {
    EXPECT_EQ(
        world.refusal("rita", "department.create", {{"name", "X"}, {"parent", parent}}), "invalid_argument parent");
    EXPECT_EQ(
        world.refusal("rita", "department.move", {{"department", region}, {"parent", parent}}),
        world.refusal("rita", "department.move", {{"department", region}, {"parent", 9998}}));
  }
}

TEST_F(Departments, RefuseNamesThatNobodyCouldUse) {
  make("Sales");
  for (const std::string name : {"a\\b", "a:b", "a*b", "a?b", "a\"b", "a<b", "a>b", "a|b", "  ", "a\nb"})
    EXPECT_EQ(world.refusal("olga", "department.create", {{"name", name}}), "invalid_argument name") << name;
  EXPECT_EQ(world.refusal("olga", "department.create", {{"name", ""}}), "invalid_argument name");
  EXPECT_EQ(world.refusal("olga", "department.create", {{"name", std::string(65, 'x')}}), "invalid_argument name");
  std::string longest;
  for (int i = 0; i < 64; ++i)
    longest += "部";
  make(longest);
  EXPECT_EQ(world.refusal("olga", "department.create", {{"name", "sales"}}), "conflict name");
  EXPECT_EQ(world.refusal("olga", "department.create", {{"name", "Ｓales"}}), "conflict name") << "full width";
  make("sales", 2);
}

TEST_F(Departments, HaveAtMostFifteenLevels) {
  std::int64_t at = 1;
  for (int level = 2; level <= 15; ++level)
    at = make("L" + std::to_string(level), at);
  EXPECT_EQ(world.refusal("olga", "department.create", {{"name", "L16"}, {"parent", at}}), "invalid_argument parent");
  const auto two = make("two");
  make("three", two);
  EXPECT_EQ(
      world.refusal("olga", "department.move", {{"department", two}, {"parent", at - 1}}), "invalid_argument parent");
  world.ok("olga", "department.move", {{"department", two}, {"parent", at - 2}});
  EXPECT_EQ(broken(), 0);
}

TEST_F(Departments, AreAtMostThirtyThousand) {
  world.in_corp([&](db::Tx& tx) {
    db::exec(tx, "UPDATE directory_heads SET department_count = 29999 WHERE corp_id = $1", world.corp);
  });
  make("The last");
  EXPECT_EQ(world.refusal("olga", "department.create", {{"name", "One more"}}), "conflict");
}

TEST_F(Departments, ARenameShowsInEveryMemberBelow) {
  world.member("anna", "Sales/North/Harbour");
  world.ok("olga", "department.update", {{"department", 2}, {"name", "Shops"}});
  EXPECT_EQ(world.ok("olga", "principal.get", {{"principal", "anna"}}).at("department"), "Shops/North/Harbour");
  world.ok("olga", "department.update", {{"department", 1}, {"name", "Acme & Sons"}});
  EXPECT_EQ(world.ok("olga", "principal.get", {{"principal", "anna"}}).at("department"), "Shops/North/Harbour");
  EXPECT_EQ(broken(), 0);
  EXPECT_EQ(
      world.count("audit_log WHERE action = 'department.update' AND detail->'before'->>'name' = 'Sales' AND "
                  "detail->'after'->>'name' = 'Shops'"),
      1);
}

TEST_F(Departments, MoveWithAllBelowThem) {
  world.member("anna", "Sales/North/Harbour");
  const auto shops = make("Shops");
  const Json moved = world.ok("olga", "department.move", {{"department", 3}, {"parent", shops}, {"position", 4}});
  EXPECT_EQ(moved.at("full_name"), "Shops/North");
  EXPECT_EQ(moved.at("position"), 4);
  EXPECT_EQ(world.ok("olga", "principal.get", {{"principal", "anna"}}).at("department"), "Shops/North/Harbour");
  EXPECT_EQ(paths(), "/1/ /1/2/Sales /1/5/Shops /1/5/3/Shops/North /1/5/3/4/Shops/North/Harbour");
  EXPECT_EQ(broken(), 0);
}

TEST_F(Departments, DoNotMoveBelowThemselvesNorWhereTheirNameIsTaken) {
  const auto top = world.department("A/B/C");
  EXPECT_EQ(world.refusal("olga", "department.move", {{"department", 2}, {"parent", top}}), "invalid_argument parent");
  EXPECT_EQ(world.refusal("olga", "department.move", {{"department", 2}, {"parent", 2}}), "invalid_argument parent");
  EXPECT_EQ(world.refusal("olga", "department.move", {{"department", 2}, {"parent", 77}}), "invalid_argument parent");
  EXPECT_EQ(world.refusal("olga", "department.move", {{"department", 1}, {"parent", 2}}), "conflict");
  world.department("b");
  EXPECT_EQ(world.refusal("olga", "department.move", {{"department", 3}, {"parent", 1}}), "conflict parent");
  EXPECT_EQ(world.refusal("olga", "department.move", {{"department", 88}, {"parent", 1}}), "not_found");
  EXPECT_EQ(broken(), 0);
}

TEST_F(Departments, TwoMovesAtOnceNeverCloseACircle) {
  world.member("admin", "", api::Role::admin);
  const auto a = make("A"), b = make("B");
  for (int round = 0; round < 15; ++round) {
    std::string first, second;
    std::thread one([&] { first = world.refusal("olga", "department.move", {{"department", a}, {"parent", b}}); });
    std::thread two([&] { second = world.refusal("admin", "department.move", {{"department", b}, {"parent", a}}); });
    one.join();
    two.join();
    EXPECT_NE(first == "ok", second == "ok") << first << ", " << second;
    EXPECT_EQ(broken(), 0);
    for (const auto department : {a, b})
      world.ok("olga", "department.move", {{"department", department}, {"parent", 1}});
  }
}

TEST_F(Departments, AreDeletedOnlyWhenEmpty) {
  world.member("anna", "Sales/North");
  EXPECT_EQ(world.refusal("olga", "department.delete", {{"department", 2}}), "conflict");
  EXPECT_EQ(world.refusal("olga", "department.delete", {{"department", 3}}), "conflict");
  EXPECT_EQ(world.refusal("olga", "department.delete", {{"department", 1}}), "conflict");
  world.ok("olga", "member.set_departments", {{"member", "anna"}, {"departments", {{{"department", 1}}}}});
  world.ok("olga", "department.delete", {{"department", 3}});
  EXPECT_EQ(world.refusal("olga", "department.get", {{"department", 3}}), "not_found");
  EXPECT_EQ(make("North", 2), 4) << "a number is not given again";
  EXPECT_EQ(world.count("directory_heads WHERE department_count = 3"), 1);
}

TEST_F(Departments, AreListedInTheirOrder) {
  make("C");
  make("A", 1, {{"position", 5}});
  make("B", 1, {{"position", 9}});
  make("D");
  const Json page = world.ok("olga", "department.list", {{"limit", 3}});
  EXPECT_EQ(each(page.at("items"), "/name"), "B A C");
  const Json rest = world.ok("olga", "department.list", {{"cursor", page.at("next_cursor")}});
  EXPECT_EQ(each(rest.at("items"), "/name"), "D");
  EXPECT_TRUE(rest.at("next_cursor").is_null());
}

TEST_F(Departments, ATreeComesParentsFirstInPages) {
  for (int top = 0; top < 5; ++top)
    for (int below = 0; below < 5; ++below)
      world.department("T" + std::to_string(top) + "/B" + std::to_string(below));
  std::set<std::int64_t> seen;
  Json cursor;
  do {
    Json input = {{"limit", 7}};
    if (!cursor.is_null()) input["cursor"] = cursor;
    const Json page = world.ok("olga", "department.tree", input);
    for (const Json& item : page.at("items")) {
      EXPECT_TRUE(item.at("parent").is_null() || seen.contains(item.at("parent").get<std::int64_t>())) << item.dump();
      EXPECT_TRUE(seen.insert(item.at("number").get<std::int64_t>()).second);
    }
    cursor = page.at("next_cursor");
  } while (!cursor.is_null());
  EXPECT_EQ(seen.size(), 31U);
  EXPECT_EQ(world.ok("olga", "department.tree", {{"top", 2}}).at("items").size(), 6U);
}

TEST_F(Departments, CountTheirPeopleOnce) {
  world.member("anna", "Sales");
  world.member("bert", "Sales/North");
  world.ok(
      "olga", "member.set_departments",
      {{"member", "anna"}, {"departments", {{{"department", 2}}, {{"department", 3}, {"leader", true}}}}});
  const Json sales = world.ok("olga", "department.get", {{"department", 2}});
  EXPECT_EQ(sales.at("member_count"), 1);
  EXPECT_EQ(sales.at("total_count"), 2);
  EXPECT_TRUE(sales.at("has_children"));
  const Json north = world.ok("olga", "department.get", {{"department", 3}});
  EXPECT_EQ(north.at("leaders"), Json::array({world.id("anna").str()}));
  EXPECT_EQ(north.at("member_count"), 2);
}

TEST_F(Departments, HaveLeadersWhoAreInThem) {
  world.member("anna", "Sales");
  world.member("bert");
  EXPECT_EQ(
      world.refusal("olga", "department.update", {{"department", 2}, {"leaders", {"anna", "bert"}}}),
      "invalid_argument leaders[1]");
  EXPECT_EQ(world.ok("olga", "department.update", {{"department", 2}, {"leaders", {"anna"}}}).at("leaders").size(), 1U);
  EXPECT_TRUE(
      world.ok("olga", "department.update", {{"department", 2}, {"leaders", Json::array()}}).at("leaders").empty());
}

TEST_F(Departments, AreNotForMembersToChange) {
  world.member("anna", "Sales");
  EXPECT_EQ(world.refusal("anna", "department.create", {{"name", "X"}}), "forbidden");
  EXPECT_EQ(world.refusal("anna", "department.update", {{"department", 2}, {"name", "X"}}), "forbidden");
  EXPECT_EQ(world.refusal("anna", "department.move", {{"department", 2}, {"parent", 1}}), "forbidden");
  EXPECT_EQ(world.refusal("anna", "department.delete", {{"department", 2}}), "forbidden");
}

}  // namespace
}  // namespace weft::directory
