// role.create, update, delete, list: roles as sets of permissions.
#include "identity/administrators.hpp"

namespace weft::identity {
namespace {

class RolesTest : public AdministratorsTest {};

TEST_F(RolesTest, EveryCompanyHasTheBuiltInOnes) {
  const Json roles = world_.ok("role.list", Json::object(), olga_).at("items");
  std::map<std::string, std::size_t> sizes;
  for (const Json& role : roles)
    sizes[role.at("builtin")] = role.at("permissions").size();
  const auto all = world_.ok("permission.list", Json::object(), olga_).at("items").size();
  EXPECT_EQ(sizes.at("owner"), all);
  EXPECT_EQ(sizes.at("admin"), all - 1);
  EXPECT_EQ(sizes.at("auditor"), 1U);
  EXPECT_GT(sizes.at("directory_admin"), 5U);
  EXPECT_EQ(world_.ok("role.get", {{"role", "owner"}}, olga_).at("holders"), 1);
}

TEST_F(RolesTest, AreMadeChangedAndRemoved) {
  const std::string id = role("Helpdesk", {"passwords_reset", "members_manage"});
  Json got = world_.ok("role.get", {{"role", id}}, olga_);
  EXPECT_EQ(got.at("permissions"), (Json{"members_manage", "passwords_reset"}));
  got = world_.ok("role.update", {{"role", id}, {"name", "Desk"}, {"permissions", {"passwords_reset"}}}, olga_);
  EXPECT_EQ(got.at("name"), "Desk");
  EXPECT_EQ(got.at("permissions"), (Json{"passwords_reset"}));
  world_.ok("role.delete", {{"role", id}}, olga_);
  EXPECT_EQ(code("role.get", {{"role", id}}, olga_), "not_found");
}

TEST_F(RolesTest, AreAuditedWithBeforeAndAfter) {
  const std::string id = role("Helpdesk", {"passwords_reset"});
  world_.ok("role.update", {{"role", id}, {"permissions", {"tags_manage"}}}, olga_);
  world_.ok("role.delete", {{"role", id}}, olga_);
  const std::string row = "audit_log WHERE target = '" + id +
                          "' AND address = '192.0.2.1' AND request_id = 'request-1'";
  EXPECT_EQ(
      world_.count(
          row + " AND action = 'role.create' AND detail->'before' = 'null' AND detail->'after'->>'name' = 'Helpdesk'"),
      1);
  EXPECT_EQ(
      world_.count(
          row + " AND action = 'role.update' AND detail->'before'->'permissions' = '[\"passwords_reset\"]' AND "
                "detail->'after'->'permissions' = '[\"tags_manage\"]'"),
      1);
  EXPECT_EQ(world_.count(row + " AND action = 'role.delete' AND detail->'after' = 'null'"), 1);
}

TEST_F(RolesTest, HaveNamesOfTheirOwn) {
  role("Helpdesk", {"passwords_reset"});
  const ApiError taken = world_.error("role.create", {{"name", "HELPDESK"}, {"permissions", Json::array()}}, olga_);
  EXPECT_EQ(taken.code(), Errc::conflict);
  EXPECT_EQ(taken.field(), "name");
  const std::string other = role("Other", {});
  EXPECT_EQ(code("role.update", {{"role", other}, {"name", "helpdesk"}}, olga_), "conflict");
  EXPECT_EQ(code("role.update", {{"role", other}, {"name", "OTHER"}}, olga_), "ok");
  EXPECT_EQ(world_.error("role.create", {{"name", "  "}, {"permissions", Json::array()}}, olga_).field(), "name");
}

TEST_F(RolesTest, RefuseUnknownPermissionsByPlace) {
  const ApiError error = world_.error("role.create", {{"name", "X"}, {"permissions", {"tags_manage", "all"}}}, olga_);
  EXPECT_EQ(error.code(), Errc::invalid_argument);
  EXPECT_EQ(error.field(), "permissions[1]");
}

TEST_F(RolesTest, BuiltInOnesStay) {
  for (const std::string builtin : {"owner", "admin", "directory_admin", "auditor"}) {
    EXPECT_EQ(code("role.update", {{"role", builtin}, {"name", "X"}}, olga_), "conflict");
    EXPECT_EQ(code("role.delete", {{"role", builtin}}, olga_), "conflict");
  }
}

TEST_F(RolesTest, AHeldRoleIsNotRemoved) {
  const std::string id = role("Helpdesk", {"passwords_reset"});
  give(id, "carl");
  EXPECT_EQ(code("role.delete", {{"role", id}}, olga_), "conflict");
  world_.ok("role.unassign", {{"role", id}, {"member", "carl"}}, olga_);
  EXPECT_EQ(code("role.delete", {{"role", id}}, olga_), "ok");
}

TEST_F(RolesTest, NobodyDefinesWhatTheyDoNotHold) {
  give(role("Recruiter", {"members_manage", "roles_manage"}), "dora");
  const std::string strong = role("Strong", {"audit_read"});
  const std::string dora = token("dora");
  EXPECT_EQ(code("role.create", {{"name", "A"}, {"permissions", {"members_manage"}}}, dora), "ok");
  EXPECT_EQ(code("role.create", {{"name", "B"}, {"permissions", {"members_manage", "audit_read"}}}, dora), "forbidden");
  EXPECT_EQ(code("role.update", {{"role", strong}, {"permissions", Json::array()}}, dora), "forbidden");
  EXPECT_EQ(code("role.update", {{"role", strong}, {"name", "Weak"}}, dora), "forbidden");
  EXPECT_EQ(code("role.delete", {{"role", strong}}, dora), "forbidden");
  EXPECT_EQ(world_.count("roles WHERE name IN ('B', 'Weak')"), 0);
}

TEST_F(RolesTest, WhoGivesRolesInARegionDefinesNone) {
  give(role("Regional", {"members_manage", "roles_manage"}), "dora", {"North"});
  EXPECT_EQ(code("role.create", {{"name", "A"}, {"permissions", {"members_manage"}}}, token("dora")), "forbidden");
}

TEST_F(RolesTest, AreReadByWhoGivesThemAndByAuditors) {
  give("auditor", "carl");
  EXPECT_EQ(code("role.list", Json::object(), token("carl")), "ok");
  EXPECT_EQ(code("role.list", Json::object(), token("adam")), "ok");
  for (const std::string operation : {"role.list", "role.assignments"})
    EXPECT_EQ(code(operation, Json::object(), token("anna")), "forbidden") << operation;
  EXPECT_EQ(code("role.get", {{"role", "owner"}}, token("anna")), "forbidden");
}

TEST_F(RolesTest, OfAnotherCompanyAreNotThere) {
  const std::string id = role("Helpdesk", {"passwords_reset"});
  const CorpId other = world_.company("other");
  world_.member(other, "anna");
  const std::string boss = world_.sign_in("olga", "other").token;
  EXPECT_EQ(code("role.get", {{"role", id}}, boss), "not_found");
  EXPECT_EQ(code("role.update", {{"role", id}, {"name", "X"}}, boss), "not_found");
  EXPECT_EQ(code("role.delete", {{"role", id}}, boss), "not_found");
  EXPECT_EQ(code("role.assign", {{"role", id}, {"member", "anna"}, {"company", true}}, boss), "not_found");
  EXPECT_EQ(
      code("role.assign", {{"role", "auditor"}, {"member", ids_["carl"].str()}, {"company", true}}, boss), "not_found");
  EXPECT_EQ(world_.ok("role.list", Json::object(), boss).at("items").size(), 4U);
}

}  // namespace
}  // namespace weft::identity
