// What the command line does: companies, imports, passwords.
#include "identity/world.hpp"

namespace weft::identity {
namespace {

ApiError caught(const std::function<void()>& act) {
  try {
    act();
  } catch (const ApiError& error) {
    return error;
  }
  ADD_FAILURE() << "nothing was refused";
  return ApiError(Errc::internal);
}

class AdminTest : public testing::Test {
 protected:
  void in_acme(const std::function<void(db::Tx&)>& body) {
    world_.as_owner([&](db::Tx& tx) {
      tx.set_corp(acme_);
      body(tx);
    });
  }
  static std::vector<NewMember> people(int count) {
    std::vector<NewMember> list;
    for (int i = 0; i < count; ++i)
      list.push_back(
          {"user" + std::to_string(i), "用户 " + std::to_string(i), "T", "D/E", api::Role::member,
           "quick:one for all"});
    return list;
  }

  World world_;
  CorpId acme_ = world_.company("acme");
};

TEST_F(AdminTest, ACompanyIsMadeOnce) {
  EXPECT_EQ(caught([&] { world_.company("acme"); }).code(), Errc::conflict);
  for (const std::string handle : {"", "Acme", "a b", "-a", "a-"})
    EXPECT_EQ(caught([&] { world_.company(handle); }).field(), "handle") << handle;
  EXPECT_EQ(caught([&] { world_.company(std::string(65, 'a')); }).field(), "handle");
}

TEST_F(AdminTest, ACompanyIsChosenByHandleOrBecauseItIsTheOnlyOne) {
  world_.as_server([&](db::Tx& tx) {
    EXPECT_EQ(choose_company(tx, "").id, acme_);
    EXPECT_EQ(choose_company(tx, "ACME").id, acme_);
    EXPECT_EQ(caught([&] { choose_company(tx, "nowhere"); }).code(), Errc::not_found);
  });
  world_.company("other");
  world_.as_server([&](db::Tx& tx) { EXPECT_EQ(caught([&] { choose_company(tx, ""); }).field(), "company"); });
}

TEST_F(AdminTest, TwoThousandAreImportedAtOnce) {
  int hooked = 0;
  const std::vector<MemberHook> hooks{[&](db::Tx&, const PrincipalId&) { ++hooked; }};
  std::vector<PrincipalId> ids;
  in_acme([&](db::Tx& tx) { ids = create_members(tx, people(2000), {}, hooks); });
  EXPECT_EQ(ids.size(), 2000U);
  EXPECT_EQ(hooked, 2000);
  EXPECT_EQ(world_.count("members"), 2001);
  EXPECT_EQ(world_.count("audit_log WHERE action = 'member.create' AND detail->>'userid' LIKE 'user%'"), 2000);
  world_.as_server([&](db::Tx& tx) { EXPECT_EQ(audit::verify_chain(tx, acme_), std::nullopt); });
  world_.sign_in("user1999", {}, "one for all");
  in_acme([&](db::Tx& tx) {
    EXPECT_EQ(load_principal(tx, ids[7])->name, "用户 7");
    EXPECT_EQ(list_members(tx, "user1", 2)[0].userid, "user10");
  });
}

TEST_F(AdminTest, AnImportIsAllOrNothingAndNamesTheCulprit) {
  auto taken = people(10);
  taken[4].userid = "Olga";
  EXPECT_EQ(caught([&] { in_acme([&](db::Tx& tx) { create_members(tx, taken); }); }).field(), "members[4].userid");
  auto twice = people(10);
  twice[9].userid = "USER3";
  EXPECT_EQ(caught([&] { in_acme([&](db::Tx& tx) { create_members(tx, twice); }); }).field(), "members[9].userid");
  auto bad = people(10);
  bad[2].name = "";
  EXPECT_EQ(caught([&] { in_acme([&](db::Tx& tx) { create_members(tx, bad); }); }).field(), "members[2].name");
  EXPECT_EQ(world_.count("members"), 1);
}

TEST_F(AdminTest, TextIsStoredAsItIs) {
  const std::string odd = R"(O'Brien "the \ {1,2}" NULL; DROP TABLE)";
  PrincipalId id;
  in_acme([&](db::Tx& tx) { id = create_member(tx, {"odd", odd, "NULL", "{}"}); });
  in_acme([&](db::Tx& tx) {
    EXPECT_EQ(load_principal(tx, id)->name, odd);
    EXPECT_EQ(load_principal(tx, id)->title, "NULL");
    EXPECT_EQ(load_principal(tx, id)->department, "{}");
  });
}

TEST_F(AdminTest, AMemberWithoutAPasswordHasNotComeYet) {
  PrincipalId id;
  in_acme([&](db::Tx& tx) {
    id = create_member(tx, {"nora", "Nora"});
    EXPECT_EQ(load_principal(tx, id)->status, PrincipalStatus::not_activated);
    EXPECT_EQ(resolve_one(tx, {"nora"}, "peer"), id) << "may be found and written to";
    set_status(tx, id, PrincipalStatus::disabled);
    EXPECT_EQ(caught([&] { resolve_one(tx, {"nora"}, "peer"); }).field(), "peer");
    set_status(tx, id, PrincipalStatus::active);
    EXPECT_EQ(load_principal(tx, id)->status, PrincipalStatus::not_activated);
    set_password(tx, id, "quick:battery staple");
    EXPECT_EQ(load_principal(tx, id)->status, PrincipalStatus::active);
  });
  world_.sign_in("nora", {}, "battery staple");
}

TEST_F(AdminTest, DepartmentsAreMadeByThePathsOfNewMembers) {
  std::vector<NewMember> some = people(4);
  some[0].department = "Sales / North";
  some[1].department = "company ACME/sales/north";
  some[3].department = "";
  some[2].department = R"(R\/D)";
  in_acme([&](db::Tx& tx) {
    const auto ids = create_members(tx, some);
    const auto loaded = load_principals(tx, ids);
    EXPECT_EQ(loaded[0].department, "Sales/North");
    EXPECT_EQ(loaded[1].department, "Sales/North");
    EXPECT_EQ(loaded[2].department, R"(R\/D)");
    EXPECT_EQ(loaded[3].department, "");
  });
  EXPECT_EQ(world_.count("departments"), 4);
  EXPECT_EQ(world_.count("department_members WHERE main"), 5);
}

TEST_F(AdminTest, DepartmentsNeedAProperNameAndAtMostFifteenLevels) {
  std::string deep = "a";
  for (int level = 0; level < 14; ++level)
    deep += "/a";
  for (const std::string& path :
       {std::string("a|b"), std::string("a\\b"), std::string("a/") + std::string(65, 'x'), deep}) {
    const auto refused = caught([&] { in_acme([&](db::Tx& tx) { create_member(tx, {"odd", "Odd", "", path}); }); });
    EXPECT_EQ(refused.field(), "department") << path;
  }
  EXPECT_EQ(world_.count("departments"), 3) << "those of olga";
}

TEST_F(AdminTest, AnOperatorSetsAPasswordAndEndsSessions) {
  const auto anna = world_.member(acme_, "anna");
  const auto login = world_.sign_in("anna");
  in_acme([&](db::Tx& tx) { EXPECT_EQ(set_password(tx, anna, "quick:battery staple"), 1); });
  EXPECT_THROW(world_.caller(login.token), ApiError);
  world_.sign_in("anna", {}, "battery staple");
  in_acme([&](db::Tx& tx) { EXPECT_EQ(revoke_sessions(tx, anna), 1); });
  EXPECT_EQ(
      world_.count("audit_log WHERE actor IS NULL AND address = 'local' AND action IN ('member.reset_password', "
                   "'session.revoke_all')"),
      2);
}

TEST_F(AdminTest, TheLastOwnerIsProtectedFromTheOperatorToo) {
  in_acme([&](db::Tx& tx) {
    const auto olga = find_person(tx, {"olga"});
    EXPECT_EQ(caught([&] { set_role(tx, olga, api::Role::admin); }).code(), Errc::conflict);
    EXPECT_EQ(caught([&] { set_status(tx, olga, PrincipalStatus::disabled); }).code(), Errc::conflict);
  });
}

TEST_F(AdminTest, OldSessionsArePurged) {
  world_.sign_in("olga");
  world_.clock.advance(std::chrono::hours(59 * 24));
  const auto live = world_.sign_in("olga");
  const auto purge = [&] {
    std::int64_t count = 0;
    world_.as_server([&](db::Tx& tx) {
      tx.set_corp(acme_);
      count = purge_sessions(tx, 100);
    });
    return count;
  };
  EXPECT_EQ(purge(), 0);
  world_.clock.advance(std::chrono::hours(2 * 24));
  EXPECT_EQ(purge(), 1);
  EXPECT_NO_THROW(world_.caller(live.token));
}

}  // namespace
}  // namespace weft::identity
