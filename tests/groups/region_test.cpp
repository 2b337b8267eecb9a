// groups_manage held for departments: the groups whose owner is there, and no other.
#include "groups/world.hpp"
#include <weft/base/json.hpp>
#include <weft/directory/departments.hpp>
#include <weft/directory/members.hpp>
#include <weft/identity/roles.hpp>

namespace weft::test {
namespace {

/// rita manages the groups of North; nils and nora are there, sven is in South.
struct Region : testing::Test {
  GroupWorld world;
  std::string north, south;

  Region() {
    for (const char* userid : {"nils", "nora"})
      place(userid, "North");
    place("sven", "South");
    give_region("rita", "North");
    north = world.group("nils", {"sven", "nora"}, "Ours");
    south = world.group("sven", {"nils", "nora"}, "Theirs");
  }
  std::int64_t department(db::Tx& tx, const std::string& name) {
    return directory::departments_at(tx, std::span(&name, 1), true, {}).at(name);
  }
  void place(const std::string& userid, const std::string& name) {
    const PrincipalId id = world.person(userid);
    world.as_owner([&](db::Tx& tx) {
      tx.set_corp(world.corp);
      directory::set_departments(tx, {id, {{department(tx, name), true}}}, {});
      return 0;
    });
  }
  void give_region(const std::string& userid, const std::string& name) {
    const PrincipalId id = world.person(userid);
    world.as_owner([&](db::Tx& tx) {
      tx.set_corp(world.corp);
      const auto role = identity::RoleId::make();
      db::exec(
          tx,
          "INSERT INTO roles (corp_id, id, name, permissions, created_at, changed_at) VALUES ($1, $2, 'Moderator', "
          "'{groups_manage}', now(), now())",
          world.corp, role);
      db::exec(
          tx,
          "INSERT INTO role_assignments (corp_id, principal_id, role_id, company, granted_at) VALUES ($1, $2, $3, "
          "false, now())",
          world.corp, id, role);
      db::exec(
          tx, "INSERT INTO role_scopes (corp_id, principal_id, role_id, department) VALUES ($1, $2, $3, $4)",
          world.corp, id, role, department(tx, name));
      db::exec(tx, "SELECT weft_refresh_rank($1, ARRAY[$2]::uuid[])", world.corp, id);
      return 0;
    });
    world.permissions[userid] = {api::Permission::groups_manage};
  }
  Json act(const std::string& group, const std::string& operation, Json input = Json::object()) {
    input["conversation"] = group;
    return world.call("rita", operation, std::move(input));
  }
  std::string owner(const std::string& group) {
    return act(group, "group.admin_get").at("group").at("owner").get<std::string>();
  }
};

TEST_F(Region, ListsTheGroupsOfItsOwnersOnly) {
  const Json listed = items(world.call("rita", "group.admin_list", Json::object()));
  ASSERT_EQ(listed.size(), 1u);
  EXPECT_EQ(listed.at(0).at("id"), north);
}

TEST_F(Region, GovernsTheGroupsOfItsOwnersOnly) {
  EXPECT_EQ(code(act(south, "group.admin_get")), "forbidden");
  EXPECT_EQ(code(act(south, "group.admin_set_owner", {{"owner", "nora"}})), "forbidden");
  EXPECT_EQ(code(act(south, "group.admin_set_limits", {{"member_limit", 5}})), "forbidden");
  EXPECT_EQ(code(act(south, "group.admin_dismiss")), "forbidden");
  EXPECT_EQ(code(act(north, "group.admin_set_limits", {{"member_limit", 5}})), "ok");
  EXPECT_EQ(code(act(north, "group.admin_set_owner", {{"owner", "nora"}})), "ok");
  EXPECT_EQ(owner(north), world.person("nora").str());
  EXPECT_EQ(code(act(north, "group.admin_dismiss")), "ok");
}

TEST_F(Region, DoesNotChangeWhatTheCompanySaysOfAllGroups) {
  EXPECT_EQ(code(world.call("rita", "group.set_defaults", {{"member_limit", 9}})), "forbidden");
}

TEST_F(Region, GivesAGroupAwayWhoseOwnerIsDisabled) {
  world.set_status("nils", "disabled");
  world.set_status("sven", "disabled");
  EXPECT_EQ(code(act(south, "group.transfer_owner", {{"owner", "nora"}})), "not_found") << "she is not in it";
  EXPECT_EQ(code(act(south, "group.dismiss")), "not_found");
  EXPECT_EQ(code(act(north, "group.transfer_owner", {{"owner", "nora"}})), "ok");
  EXPECT_EQ(owner(north), world.person("nora").str());
  EXPECT_EQ(code(act(north, "group.transfer_owner", {{"owner", "sven"}})), "not_found") << "nora is active";
}

TEST_F(Region, IsWhatCountsNotTheRank) {
  world.promote("olga", api::Role::admin);
  world.permissions["olga"] = {api::Permission::members_manage};
  world.set_status("sven", "disabled");
  EXPECT_EQ(code(world.call("olga", "group.dismiss", {{"conversation", south}})), "not_found");
  world.permissions.erase("olga");
  EXPECT_EQ(code(world.call("olga", "group.dismiss", {{"conversation", south}})), "ok");
}

}  // namespace
}  // namespace weft::test
