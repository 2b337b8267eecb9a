// Where permissions reach, on members and on open sockets.
#include "identity/administrators.hpp"
#include <weft/identity/access.hpp>

namespace weft::identity {
namespace {

class AccessTest : public AdministratorsTest {
 protected:
  AccessTest() {
    give("directory_admin", "rita", {"North"});
    rita_ = token("rita");
  }
  Json status(const std::string& userid, const std::string& value) { return {{"member", userid}, {"status", value}}; }
  std::string rita_;
};

TEST_F(AccessTest, ARegionalAdministratorRunsThatRegionOnly) {
  const std::string password = "battery staple";
  EXPECT_EQ(code("member.set_status", status("anna", "disabled"), rita_), "ok");
  EXPECT_EQ(code("member.set_status", status("anna", "active"), rita_), "ok");
  EXPECT_EQ(code("member.reset_password", {{"member", "nils"}, {"password", password}}, rita_), "ok");
  for (const std::string outside : {"ben", "carl"}) {
    EXPECT_EQ(code("member.set_status", status(outside, "disabled"), rita_), "forbidden") << outside;
    EXPECT_EQ(code("member.reset_password", {{"member", outside}, {"password", password}}, rita_), "forbidden");
  }
  EXPECT_EQ(code("member.set_status", status("nobody", "disabled"), rita_), "not_found");
}

TEST_F(AccessTest, ARegionalAdministratorAddsToThatRegionOnly) {
  const auto create = [&](const std::string& userid, const std::string& department) {
    return code("member.create", {{"userid", userid}, {"name", "New"}, {"department", department}}, rita_);
  };
  EXPECT_EQ(create("n1", "North/Sales"), "ok");
  EXPECT_EQ(create("n2", "South"), "forbidden");
  EXPECT_EQ(create("n3", ""), "forbidden");
  EXPECT_EQ(create("n4", "Northern"), "invalid_argument") << "a name that begins alike, and is not there";
  EXPECT_EQ(world_.count("members WHERE userid IN ('n2', 'n3', 'n4')"), 0);
  EXPECT_EQ(world_.count("departments WHERE name = 'Northern'"), 0) << "nothing is left of a refused write";
}

TEST_F(AccessTest, NobodyTouchesWhoMayDoMore) {
  give("auditor", "anna");
  EXPECT_EQ(code("member.set_status", status("anna", "disabled"), rita_), "forbidden");
  EXPECT_EQ(code("member.reset_password", {{"member", "anna"}, {"password", "battery staple"}}, rita_), "forbidden");
  give("directory_admin", "nils", {"South"});
  EXPECT_EQ(code("member.set_status", status("nils", "disabled"), rita_), "forbidden") << "holds the South";
  give("directory_admin", "nils", {"North/Sales"});
  EXPECT_EQ(code("member.set_status", status("nils", "disabled"), rita_), "ok");
}

TEST_F(AccessTest, ReachIsASetOfSubtrees) {
  as_acme([&](db::Tx& tx) {
    api::Caller rita;
    rita.corp = acme_;
    rita.principal = ids_["rita"];
    const Reach reach = identity::reach(tx, rita, api::Permission::members_manage);
    EXPECT_FALSE(reach.company);
    ASSERT_EQ(reach.paths.size(), 1U);
    EXPECT_TRUE(reach.covers(reach.paths[0] + "77/"));
    EXPECT_FALSE(reach.covers("/1/"));
    EXPECT_TRUE(identity::reach(tx, rita, api::Permission::audit_read).empty());
    EXPECT_NO_THROW(require_department(tx, rita, api::Permission::departments_manage, department("North/Sales")));
    EXPECT_THROW(require_department(tx, rita, api::Permission::departments_manage, 1), ApiError);
    EXPECT_THROW(require_department(tx, rita, api::Permission::departments_manage, 4711), ApiError);
    EXPECT_THROW(require_company(tx, rita, api::Permission::members_manage), ApiError);
  });
}

TEST_F(AccessTest, WhoIsDisabledReachesNobody) {
  as_acme([&](db::Tx& tx) {
    api::Caller rita;
    rita.corp = acme_;
    rita.principal = ids_["rita"];
    set_status(tx, rita.principal, PrincipalStatus::disabled);
    EXPECT_TRUE(reach(tx, rita, api::Permission::members_manage).empty()) << "a job that acts for her ends";
  });
}

TEST_F(AccessTest, AMovedDepartmentTakesItsMembersAlong) {
  as_acme([&](db::Tx& tx) {
    db::exec(
        tx,
        "UPDATE departments s SET parent = n.number, path = n.path || s.number || '/' FROM departments n WHERE s.name "
        "= "
        "'South' AND n.full_name = 'North'");
  });
  EXPECT_EQ(code("member.set_status", status("ben", "disabled"), rita_), "ok");
}

TEST_F(AccessTest, AChangeHoldsWithTheNextRequestOfAnOpenSocket) {
  const api::Caller rita = world_.caller(rita_);
  EXPECT_TRUE(rita.may(api::Permission::members_manage));
  EXPECT_EQ(code_of(world_.call_on_socket("member.set_status", status("anna", "disabled"), rita)), "ok");
  world_.ok("role.unassign", {{"role", "directory_admin"}, {"member", "rita"}}, olga_);
  for (const auto& [operation, input] : std::vector<std::pair<std::string, Json>>{
           {"member.set_status", status("anna", "active")},
           {"member.create", {{"userid", "b"}, {"name", "B"}, {"department", "North"}}},
           {"member.create", {{"userid", "b"}, {"name", "B"}, {"department", "North"}, {"password", kPassword}}},
           {"member.reset_password", {{"member", "anna"}, {"password", "battery staple"}}}})
    EXPECT_EQ(code_of(world_.call_on_socket(operation, input, rita)), "forbidden") << operation;
}

TEST_F(AccessTest, ANarrowedScopeHoldsWithTheNextRequestOfAnOpenSocket) {
  const api::Caller rita = world_.caller(rita_);
  give("directory_admin", "rita", {"South"});
  EXPECT_EQ(code_of(world_.call_on_socket("member.set_status", status("anna", "disabled"), rita)), "forbidden");
  EXPECT_EQ(code_of(world_.call_on_socket("member.set_status", status("ben", "disabled"), rita)), "ok");
}

TEST_F(AccessTest, AChangedRoleHoldsWithTheNextRequest) {
  const std::string desk = role("Desk", {"passwords_reset"});
  give(desk, "dora");
  const std::string dora = token("dora");
  const Json reset = {{"member", "anna"}, {"password", "battery staple"}};
  EXPECT_EQ(code("member.reset_password", reset, dora), "ok");
  world_.ok("role.update", {{"role", desk}, {"permissions", {"tags_manage"}}}, olga_);
  EXPECT_EQ(code("member.reset_password", reset, dora), "forbidden");
}

TEST_F(AccessTest, ARevokedRoleStopsWhoWaitsInLine) {
  // The write of the owner holds the line; rita's stands behind it and is judged by what is true after it.
  for (int round = 0; round < 10; ++round) {
    give("directory_admin", "rita", {"North"});
    std::string revoked, wrote;
    std::thread one([&] { revoked = code("role.unassign", {{"role", "directory_admin"}, {"member", "rita"}}, olga_); });
    std::thread two(
        [&] { wrote = code("member.set_status", status("anna", round % 2 ? "active" : "disabled"), rita_); });
    one.join();
    two.join();
    EXPECT_EQ(revoked, "ok");
    EXPECT_TRUE(wrote == "ok" || wrote == "forbidden") << wrote;
    EXPECT_EQ(code("member.set_status", status("anna", "active"), rita_), "forbidden");
  }
}

}  // namespace
}  // namespace weft::identity
