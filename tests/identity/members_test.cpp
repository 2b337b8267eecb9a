// member.*: who may create, promote, disable and reset whom.
#include "identity/world.hpp"

namespace weft::identity {
namespace {

class MembersTest : public testing::Test {
 protected:
  MembersTest() {
    ids_["adam"] = world_.member(acme_, "adam", api::Role::admin);
    ids_["ada"] = world_.member(acme_, "ada", api::Role::admin);
    ids_["anna"] = world_.member(acme_, "anna");
  }
  std::string token(const std::string& userid) { return world_.sign_in(userid, "acme").token; }
  std::string code(const std::string& operation, const Json& input, const std::string& token) {
    return code_of(world_.call(operation, input, token));
  }

  void make_owners(const std::vector<std::string>& userids) {
    world_.as_owner([&](db::Tx& tx) {
      tx.set_corp(acme_);
      for (const std::string& userid : userids)
        set_role(tx, find_person(tx, {userid}), api::Role::owner);
    });
  }

  World world_;
  CorpId acme_ = world_.company("acme");
  std::map<std::string, PrincipalId> ids_;
};

TEST_F(MembersTest, AreCreatedByAdministrators) {
  const Json created = world_.ok(
      "member.create",
      {{"userid", "Bo.Li"},
       {"name", "李波"},
       {"password", "battery staple"},
       {"title", "Clerk"},
       {"department", "Sales"}},
      token("adam"));
  EXPECT_EQ(created.at("userid"), "Bo.Li");
  EXPECT_EQ(created.at("name"), "李波");
  EXPECT_EQ(created.at("role"), "member");
  EXPECT_EQ(created.at("status"), "active");
  const auto login = world_.sign_in("bo.li", {}, "battery staple");
  EXPECT_EQ(world_.ok("principal.get", {{"principal", "bo.LI"}}, login.token), created);
  EXPECT_EQ(world_.ok("principal.get", {{"principal", created.at("id")}}, login.token), created);
  EXPECT_EQ(
      world_.count(
          "audit_log WHERE action = 'member.create' AND actor = '" + ids_["adam"].str() +
          "' AND detail->>'userid' = 'Bo.Li'"),
      1);
  EXPECT_EQ(world_.count("audit_log a WHERE a::text LIKE '%staple%'"), 0);
}

TEST_F(MembersTest, WithoutAPasswordCannotSignInUntilOneIsSet) {
  const std::string adam = token("adam");
  world_.ok("member.create", {{"userid", "bob"}, {"name", "Bob"}}, adam);
  const Json sign_in = {{"user", "bob"}, {"password", kPassword}, {"device", "x"}};
  EXPECT_EQ(code("session.create", sign_in, {}), "unauthenticated");
  EXPECT_EQ(world_.ok("member.reset_password", {{"member", "bob"}, {"password", kPassword}}, adam).at("revoked"), 0);
  EXPECT_EQ(code("session.create", sign_in, {}), "ok");
}

TEST_F(MembersTest, MustBeWellFormed) {
  const std::string adam = token("adam");
  const auto field = [&](const std::string& name, const Json& value) {
    Json input = {{"userid", "bob"}, {"name", "Bob"}, {"password", kPassword}};
    input[name] = value;
    const ApiError error = world_.error("member.create", input, adam);
    EXPECT_EQ(error.code(), Errc::invalid_argument);
    return error.field();
  };
  for (const std::string userid : {"", "a b", "李", "a/b", "0190b6c2-7a3e-7c11-8a52-3f1de0c4a955"})
    EXPECT_EQ(field("userid", userid), "userid");
  EXPECT_EQ(field("userid", std::string(65, 'a')), "userid");
  EXPECT_EQ(field("name", ""), "name");
  EXPECT_EQ(field("name", "   "), "name");
  EXPECT_EQ(field("name", "a\nb"), "name");
  EXPECT_EQ(field("name", std::string(101, 'a')), "name");
  EXPECT_EQ(field("title", std::string(129, 'a')), "title");
  EXPECT_EQ(field("department", std::string(201, 'a')), "department");
  EXPECT_EQ(field("password", "short"), "password");
  EXPECT_EQ(field("role", "god"), "role");
  EXPECT_EQ(field("password_hash", "x"), "password_hash");
}

TEST_F(MembersTest, AUseridIsTakenInAnyCase) {
  const ApiError error = world_.error("member.create", {{"userid", "ANNA"}, {"name", "Other Anna"}}, token("adam"));
  EXPECT_EQ(error.code(), Errc::conflict);
  EXPECT_EQ(error.field(), "userid");
}

TEST_F(MembersTest, TwoAtOnceWithOneUseridMakeOne) {
  const std::string adam = token("adam"), ada = token("ada");
  std::atomic<int> made = 0, taken = 0;
  const auto create = [&](const std::string& who) {
    for (int i = 0; i < 20; ++i) {
      const std::string result = code("member.create", {{"userid", "twin" + std::to_string(i)}, {"name", "Twin"}}, who);
      made += result == "ok";
      taken += result == "conflict";
    }
  };
  std::thread one(create, adam), two(create, ada);
  one.join();
  two.join();
  EXPECT_EQ(made, 20);
  EXPECT_EQ(taken, 20);
}

TEST_F(MembersTest, OnlyAnOwnerMakesAdministratorsAndOwners) {
  const std::string adam = token("adam"), olga = token("olga");
  EXPECT_EQ(code("member.create", {{"userid", "b1"}, {"name", "B"}, {"role", "admin"}}, adam), "forbidden");
  EXPECT_EQ(code("member.create", {{"userid", "b1"}, {"name", "B"}, {"role", "owner"}}, adam), "forbidden");
  EXPECT_EQ(code("member.create", {{"userid", "b1"}, {"name", "B"}, {"role", "admin"}}, olga), "ok");
  EXPECT_EQ(code("member.create", {{"userid", "b2"}, {"name", "B"}, {"role", "owner"}}, olga), "ok");
  EXPECT_EQ(code("member.set_role", {{"member", "anna"}, {"role", "admin"}}, adam), "forbidden");
  EXPECT_EQ(world_.ok("member.set_role", {{"member", "anna"}, {"role", "admin"}}, olga).at("role"), "admin");
}

TEST_F(MembersTest, AreNotAdministeredByMembers) {
  const std::string anna = token("anna");
  EXPECT_EQ(code("member.create", {{"userid", "b"}, {"name", "B"}}, anna), "forbidden");
  EXPECT_EQ(code("member.set_role", {{"member", "anna"}, {"role", "owner"}}, anna), "forbidden");
  EXPECT_EQ(code("member.set_status", {{"member", "adam"}, {"status", "disabled"}}, anna), "forbidden");
  EXPECT_EQ(code("member.reset_password", {{"member", "adam"}, {"password", "battery staple"}}, anna), "forbidden");
  EXPECT_EQ(code("audit.list", Json::object(), anna), "forbidden");
  EXPECT_EQ(code("member.create", {{"userid", "b"}, {"name", "B"}}, {}), "unauthenticated");
}

TEST_F(MembersTest, HooksRunInTheTransactionOfTheCreation) {
  IdentityOptions options = quick_options();
  bool broken = false;
  std::vector<PrincipalId> seen;
  options.on_member_created.push_back([&](db::Tx& tx, const PrincipalId& id) {
    EXPECT_TRUE(load_principal(tx, id));
    seen.push_back(id);
    if (broken) throw ApiError(Errc::unavailable);
  });
  World world(std::move(options));
  world.company("acme");
  const std::string olga = world.sign_in("olga").token;
  const Json created = world.ok("member.create", {{"userid", "bob"}, {"name", "Bob"}}, olga);
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].str(), created.at("id"));
  broken = true;
  world.error("member.create", {{"userid", "carl"}, {"name", "Carl"}}, olga);
  EXPECT_EQ(world.error("principal.get", {{"principal", "carl"}}, olga).code(), Errc::not_found);
}

TEST_F(MembersTest, AreListedByUseridInPagesAndByPrefix) {
  for (const std::string userid : {"Zoe", "bob", "Carl", "anna2"})
    world_.member(acme_, userid);
  const std::string anna = token("anna");
  const auto list = [&](Json input) {
    std::string userids;
    input["limit"] = 3;
    for (int page = 0; page < 5; ++page) {
      const Json answer = world_.ok("member.list", input, anna);
      for (const auto& item : answer.at("items"))
        userids += item.at("userid").get<std::string>() + " ";
      if (answer.at("next_cursor").is_null()) break;
      input["cursor"] = answer.at("next_cursor");
    }
    return userids;
  };
  EXPECT_EQ(list(Json::object()), "ada adam anna anna2 bob Carl olga Zoe ");
  EXPECT_EQ(list({{"query", "AN"}}), "anna anna2 ");
  EXPECT_EQ(list({{"query", "name of C"}}), "Carl ");
  EXPECT_EQ(list({{"query", "%"}}), "");
  EXPECT_EQ(world_.error("member.list", {{"cursor", "x"}}, anna).field(), "cursor");
}

TEST_F(MembersTest, APageIsStableWhileOthersAreAdded) {
  const std::string anna = token("anna");
  const Json first = world_.ok("member.list", {{"limit", 2}}, anna);
  world_.member(acme_, "aaa");
  const Json second = world_.ok("member.list", {{"limit", 2}, {"cursor", first.at("next_cursor")}}, anna);
  EXPECT_EQ(second.at("items")[0].at("userid"), "anna");
}

TEST_F(MembersTest, DisablingEndsTheSessionsAndEnablingDoesNotBringThemBack) {
  const auto anna = world_.sign_in("anna");
  const std::string adam = token("adam");
  world_.events();
  EXPECT_EQ(
      world_.ok("member.set_status", {{"member", "anna"}, {"status", "disabled"}}, adam).at("status"), "disabled");
  const auto events = world_.events();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(std::get<RevokedEvent>(events[0]).principal, ids_["anna"]);
  EXPECT_TRUE(std::get<RevokedEvent>(events[0]).sessions.empty()) << "all of them";
  EXPECT_EQ(code("me.get", Json::object(), anna.token), "unauthenticated");
  world_.ok("member.set_status", {{"member", "anna"}, {"status", "active"}}, adam);
  EXPECT_EQ(code("me.get", Json::object(), anna.token), "unauthenticated");
  world_.sign_in("anna");
  EXPECT_EQ(world_.count("audit_log WHERE action = 'member.set_status'"), 2);
}

TEST_F(MembersTest, NobodyTouchesWhoStandsHigher) {
  const std::string adam = token("adam"), olga = token("olga");
  EXPECT_EQ(code("member.set_status", {{"member", "olga"}, {"status", "disabled"}}, adam), "forbidden");
  EXPECT_EQ(code("member.reset_password", {{"member", "olga"}, {"password", "battery staple"}}, adam), "forbidden");
  EXPECT_EQ(code("member.reset_password", {{"member", "anna"}, {"password", "battery staple"}}, adam), "ok");
  EXPECT_EQ(code("member.reset_password", {{"member", "adam"}, {"password", "battery staple"}}, olga), "ok");
  EXPECT_EQ(code("member.set_status", {{"member", "ada"}, {"status", "disabled"}}, olga), "ok");
}

TEST_F(MembersTest, ResettingAPasswordEndsAllSessions) {
  const auto anna = world_.sign_in("anna");
  const std::string adam = token("adam");
  EXPECT_EQ(
      world_.ok("member.reset_password", {{"member", "anna"}, {"password", "battery staple"}}, adam).at("revoked"), 1);
  EXPECT_EQ(code("me.get", Json::object(), anna.token), "unauthenticated");
  world_.sign_in("anna", {}, "battery staple");
  EXPECT_EQ(
      world_.error("member.reset_password", {{"member", "Anna"}, {"password", "anna"}}, adam).field(), "password");
  EXPECT_EQ(code("member.reset_password", {{"member", "adam"}, {"password", "battery staple"}}, adam), "conflict");
}

TEST_F(MembersTest, TheUseridIsNoPassword) {
  const std::string olga = token("olga");
  world_.ok("member.create", {{"userid", "bob.robertson"}, {"name", "Bob"}}, olga);
  EXPECT_EQ(
      world_.error("member.reset_password", {{"member", "bob.robertson"}, {"password", "Bob.Robertson"}}, olga).field(),
      "password");
}

TEST_F(MembersTest, TheLastOwnerStays) {
  const std::string olga = token("olga");
  EXPECT_EQ(code("member.set_role", {{"member", "olga"}, {"role", "member"}}, olga), "conflict");
  EXPECT_EQ(code("member.set_status", {{"member", "olga"}, {"status", "disabled"}}, olga), "conflict");
  world_.ok("member.set_role", {{"member", "adam"}, {"role", "owner"}}, olga);
  world_.ok("member.set_status", {{"member", "adam"}, {"status", "disabled"}}, olga);
  EXPECT_EQ(code("member.set_role", {{"member", "olga"}, {"role", "member"}}, olga), "conflict")
      << "a disabled owner is none";
  world_.ok("member.set_status", {{"member", "adam"}, {"status", "active"}}, olga);
  EXPECT_EQ(code("member.set_role", {{"member", "olga"}, {"role", "member"}}, olga), "ok");
  EXPECT_EQ(code("member.set_role", {{"member", "adam"}, {"role", "member"}}, olga), "forbidden");
}

TEST_F(MembersTest, OwnersWhoDemoteEachOtherAtOnceLeaveOne) {
  const std::string olga = token("olga"), adam = token("adam");
  for (int round = 0; round < 15; ++round) {
    make_owners({"olga", "adam"});
    std::string first, second;
    std::thread one([&] { first = code("member.set_role", {{"member", "adam"}, {"role", "member"}}, olga); });
    std::thread two([&] { second = code("member.set_role", {{"member", "olga"}, {"role", "member"}}, adam); });
    one.join();
    two.join();
    EXPECT_EQ(world_.count("members WHERE role = 'owner'"), 1) << first << " " << second;
    EXPECT_NE(first == "ok", second == "ok") << first << " " << second;
  }
}

TEST_F(MembersTest, OwnersWhoStepDownAtOnceLeaveOne) {
  const std::string olga = token("olga"), adam = token("adam");
  for (int round = 0; round < 15; ++round) {
    make_owners({"olga", "adam"});
    std::thread one([&] { code("member.set_role", {{"member", "olga"}, {"role", "admin"}}, olga); });
    std::thread two([&] { code("member.set_role", {{"member", "adam"}, {"role", "admin"}}, adam); });
    one.join();
    two.join();
    EXPECT_EQ(world_.count("members WHERE role = 'owner'"), 1);
  }
}

TEST_F(MembersTest, ADemotedAdministratorOnAnOpenSocketMayNoLonger) {
  const std::string olga = token("olga");
  const auto adam = world_.caller(token("adam"));
  world_.ok("member.set_role", {{"member", "adam"}, {"role", "member"}}, olga);
  for (const auto& [operation, input] : std::vector<std::pair<std::string, Json>>{
           {"member.create", {{"userid", "bob"}, {"name", "Bob"}}},
           {"member.create", {{"userid", "bob"}, {"name", "Bob"}, {"password", kPassword}}},
           {"member.reset_password", {{"member", "anna"}, {"password", "battery staple"}}},
           {"member.set_status", {{"member", "anna"}, {"status", "disabled"}}},
           {"audit.list", Json::object()}}) {
    EXPECT_EQ(code_of(world_.call_on_socket(operation, input, adam)), "forbidden") << operation;
  }
}

}  // namespace
}  // namespace weft::identity
