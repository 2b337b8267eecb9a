// Programs of the company: they hold roles as people do, and keys that may be narrower.
#include "identity/administrators.hpp"
#include <weft/identity/sessions.hpp>

namespace weft::identity {
namespace {

struct Programs : AdministratorsTest {
  Programs() {
    as_acme([&](db::Tx& tx) {
      db::exec(
          tx, "INSERT INTO principals (id, corp_id, kind, name, created_at) VALUES ($1, $2, 'app', 'Sync', $3)", app_,
          acme_, tx.now());
    });
  }
  std::string key(const std::optional<api::PermissionSet>& permissions = {}, std::optional<Time> until = {}) {
    std::string made;
    as_acme([&](db::Tx& tx) { made = make_key(tx, app_, "nightly", permissions, until, "192.0.2.7").token; });
    return made;
  }
  Json fresh(const std::string& userid) const { return {{"userid", userid}, {"name", userid}}; }
  void set_status(const std::string& status) {
    as_acme([&](db::Tx& tx) { db::exec(tx, "UPDATE principals SET status = $2 WHERE id = $1", app_, status); });
  }

  const PrincipalId app_ = PrincipalId::make();
};

TEST_F(Programs, DoWhatTheirRolesSay) {
  const std::string token = key();
  EXPECT_EQ(token.substr(0, 3), "wk_");
  EXPECT_EQ(code("member.create", fresh("eve"), token), "forbidden");
  give(role("Staff", {"members_manage"}), app_.str());
  EXPECT_EQ(code("member.create", fresh("eve"), token), "ok");
  EXPECT_EQ(code("role.list", Json::object(), token), "forbidden");
  EXPECT_EQ(code("me.get", Json::object(), token), "forbidden");
}

TEST_F(Programs, StayInsideTheDepartmentsOfARole) {
  give(role("Staff", {"members_manage"}), app_.str(), {"North"});
  const std::string token = key();
  Json inside = fresh("eve"), outside = fresh("fay");
  inside["department"] = "North";
  outside["department"] = "South";
  EXPECT_EQ(code("member.create", inside, token), "ok");
  EXPECT_EQ(code("member.create", outside, token), "forbidden");
}

TEST_F(Programs, HaveKeysThatLeavePermissionsOut) {
  give(role("Staff", {"members_manage", "audit_read"}), app_.str());
  const std::string narrow = key(api::PermissionSet{api::Permission::audit_read, api::Permission::roles_manage});
  EXPECT_EQ(code("audit.list", Json::object(), narrow), "ok");
  EXPECT_EQ(code("member.create", fresh("eve"), narrow), "forbidden");
  EXPECT_EQ(code("role.create", {{"name", "x"}, {"permissions", Json::array()}}, narrow), "forbidden");
  EXPECT_EQ(code("member.create", fresh("eve"), key()), "ok");
  EXPECT_EQ(code("audit.list", Json::object(), key(api::PermissionSet{})), "forbidden");
}

TEST_F(Programs, HoldNoMoreBehindAGateThanTheirKeySays) {
  const std::string staff = role("Staff", {"members_manage", "roles_manage", "audit_read"});
  give(staff, app_.str());
  const std::string narrow = key(api::PermissionSet{api::Permission::roles_manage});
  EXPECT_EQ(code("role.assign", assignment(staff, "carl"), narrow), "forbidden");
  EXPECT_EQ(code("role.assign", assignment(staff, app_.str()), narrow), "forbidden");
  EXPECT_EQ(code("role.assign", assignment(staff, "carl"), key()), "ok");
}

TEST_F(Programs, LoseARoleAtOnce) {
  const std::string staff = role("Staff", {"members_manage"});
  give(staff, app_.str());
  const std::string token = key();
  EXPECT_EQ(code("member.create", fresh("eve"), token), "ok");
  EXPECT_EQ(world_.ok("role.unassign", {{"role", staff}, {"member", app_.str()}}, olga_).at("unassigned"), true);
  EXPECT_EQ(code("member.create", fresh("fay"), token), "forbidden");
}

TEST_F(Programs, KeepTheirKeysWhenSessionsEnd) {
  give(role("Staff", {"audit_read"}), app_.str());
  const std::string token = key();
  as_acme([&](db::Tx& tx) {
    for (int i = 0; i < 25; ++i)
      open_session(tx, app_, "job", "192.0.2.7", std::chrono::hours(2), std::chrono::hours(2));
    end_sessions(tx, app_);
  });
  EXPECT_EQ(code("audit.list", Json::object(), token), "ok");
  set_status("disabled");
  EXPECT_EQ(code("audit.list", Json::object(), token), "unauthenticated");
  set_status("active");
  EXPECT_EQ(code("audit.list", Json::object(), token), "ok");
  as_acme([&](db::Tx& tx) {
    const auto keys = keys_of(tx, app_);
    ASSERT_EQ(keys.size(), 1U);
    EXPECT_EQ(keys[0].name, "nightly");
    EXPECT_FALSE(keys[0].expires_at || keys[0].permissions);
    EXPECT_TRUE(end_keys(tx, app_, keys[0].id));
    EXPECT_FALSE(end_keys(tx, app_, keys[0].id));
  });
  EXPECT_EQ(code("audit.list", Json::object(), token), "unauthenticated");
}

TEST_F(Programs, AreGivenRolesByWhoHoldsThemEverywhere) {
  give(role("Givers", {"roles_manage", "members_manage"}), "rita", {"North"});
  give(role("Chiefs", {"roles_manage", "members_manage"}), "dora");
  const std::string staff = role("Staff", {"members_manage"});
  const Json north = assignment(staff, app_.str(), {"North"});
  EXPECT_EQ(code("role.assign", north, token("rita")), "forbidden");
  EXPECT_EQ(code("role.assign", north, token("dora")), "ok");
  EXPECT_EQ(code("role.assign", assignment("auditor", app_.str()), token("dora")), "forbidden");
  EXPECT_EQ(world_.error("role.assign", assignment("owner", app_.str()), olga_).field(), "role");
  const Json held = world_.ok("role.assignments", {{"member", app_.str()}}, olga_).at("items");
  ASSERT_EQ(held.size(), 1U);
  EXPECT_EQ(held[0].at("member").at("kind"), "app");
}

}  // namespace
}  // namespace weft::identity
