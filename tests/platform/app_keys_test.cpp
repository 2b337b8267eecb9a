// Keys of apps: tokens that last, handed out by nobody who may do less than the app.
#include "platform/apps_world.hpp"

namespace weft::test {
namespace {

struct AppKeys : testing::Test, AppsWorld {
  AppKeys() { make_app("Sync"); }
  Json create(Json more = Json::object(), const std::string& by = "olga") {
    more["app"] = numbers.at("Sync");
    if (!more.contains("name")) more["name"] = "nightly";
    return call(by, "app_key.create", more);
  }
  Json list() { return call("olga", "app_key.list", {{"app", numbers.at("Sync")}}).at("items"); }
  std::optional<api::Caller> caller(const std::string& token) {
    return world.as_owner([&](db::Tx& tx) {
      api::Credential credential;
      credential.token_hash = identity::token_hash(token);
      return identity::SessionAuthenticator().authenticate(tx, credential);
    });
  }
  void give_a_role(const std::string& permission) {
    run_sql(
        "WITH r AS (INSERT INTO roles (id, corp_id, name, permissions, created_at, changed_at) SELECT "
        "gen_random_uuid(), corp_id, 'Powerful', ARRAY['" +
        permission +
        "'], now(), now() FROM apps RETURNING *) INSERT INTO role_assignments (corp_id, principal_id, "
        "role_id, company, granted_at) SELECT r.corp_id, a.id, r.id, true, now() FROM r, apps a");
  }
};

TEST_F(AppKeys, AreShownOnceAndListedWithoutTheirToken) {
  const Json made = create({{"permissions", {"members_manage"}}, {"expires_at", "2099-01-01T00:00:00.000Z"}});
  const std::string token = made.at("token");
  const auto who = caller(token);
  ASSERT_TRUE(who);
  EXPECT_TRUE(who->app);
  EXPECT_EQ(who->principal, world.person("Sync"));
  const Json keys = list();
  ASSERT_EQ(keys.size(), 1U);
  EXPECT_EQ(keys[0].at("key"), made.at("key").at("key"));
  EXPECT_EQ(keys[0].at("permissions"), Json({"members_manage"}));
  EXPECT_EQ(keys[0].at("expires_at"), "2099-01-01T00:00:00.000Z");
  EXPECT_EQ(keys.dump().find(token), std::string::npos);
  EXPECT_EQ(count("SELECT count(*) FROM audit_log a WHERE a::text LIKE '%" + token + "%'"), 0);
}

TEST_F(AppKeys, AreRefusedWithTheFieldThatIsWrong) {
  EXPECT_EQ(create({{"expires_at", "2001-01-01T00:00:00.000Z"}}).at("field"), "expires_at");
  for (int i = 0; i < 20; ++i)
    EXPECT_EQ(code(create()), "ok");
  EXPECT_EQ(code(create()), "conflict");
  EXPECT_EQ(code(call("olga", "app_key.create", {{"app", 5}, {"name", "x"}})), "not_found");
  EXPECT_EQ(
      code(call("olga", "app_key.revoke", {{"app", numbers.at("Sync")}, {"key", SessionId::make().str()}})),
      "not_found");
}

TEST_F(AppKeys, AreGoodUntilTheyAreRevoked) {
  const Json made = create();
  const std::string token = made.at("token");
  EXPECT_EQ(made.at("key").at("expires_at"), nullptr);
  call("olga", "app.rotate_secret", {{"app", numbers.at("Sync")}});
  EXPECT_TRUE(caller(token));
  call("olga", "app.disable", {{"app", numbers.at("Sync")}});
  EXPECT_FALSE(caller(token));
  call("olga", "app.enable", {{"app", numbers.at("Sync")}});
  EXPECT_TRUE(caller(token));
  EXPECT_EQ(
      code(call("olga", "app_key.revoke", {{"app", numbers.at("Sync")}, {"key", made.at("key").at("key")}})), "ok");
  EXPECT_FALSE(caller(token));
  EXPECT_EQ(list().size(), 0U);
  give_a_role("members_manage");
  const std::string last = create().at("token");
  call("olga", "app.delete", {{"app", numbers.at("Sync")}});
  EXPECT_FALSE(caller(last));
  EXPECT_EQ(
      count("SELECT count(*) FROM role_assignments a JOIN principals p ON p.id = a.principal_id AND p.kind = 'app'"),
      0);
  EXPECT_EQ(count("SELECT count(*) FROM audit_log WHERE action IN ('app_key.create', 'app_key.revoke')"), 3);
}

TEST_F(AppKeys, AndSecretsAreNotHandedOutByWhoMayDoLess) {
  const PrincipalId bob = world.person("bob");
  run_sql(
      "INSERT INTO roles (id, corp_id, name, permissions, created_at, changed_at) SELECT gen_random_uuid(), corp_id, "
      "'Apps', ARRAY['apps_manage'], now(), now() FROM apps");
  run_sql(
      "INSERT INTO role_assignments (corp_id, principal_id, role_id, company, granted_at) SELECT corp_id, '" +
      bob.str() + "', id, true, now() FROM roles WHERE name = 'Apps'");
  run_sql("SELECT weft_refresh_rank(corp_id, ARRAY['" + bob.str() + "']::uuid[]) FROM apps");
  EXPECT_EQ(code(create({}, "bob")), "ok");
  give_a_role("members_manage");
  EXPECT_EQ(code(create({}, "bob")), "forbidden");
  for (const char* operation : {"app.rotate_secret", "app.disable", "app.enable", "app.delete"})
    EXPECT_EQ(code(call("bob", operation, {{"app", numbers.at("Sync")}})), "forbidden") << operation;
  EXPECT_EQ(code(create()), "ok");
}

}  // namespace
}  // namespace weft::test
