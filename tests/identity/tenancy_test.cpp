// Another company's people, sessions and records do not exist.
#include "identity/world.hpp"

namespace weft::identity {
namespace {

class TenancyTest : public testing::Test {
 protected:
  World world_;
  CorpId acme_ = world_.company("acme");
  CorpId other_ = world_.company("other");
  PrincipalId stranger_ = world_.member(other_, "stranger");
  World::Login there_ = world_.sign_in("stranger", "other");
  std::string olga_ = world_.sign_in("olga", "acme").token;
};

TEST_F(TenancyTest, AnIdOfAnotherCompanyIs404Everywhere) {
  const std::string id = stranger_.str();
  for (const std::string& ref : {id, std::string("stranger")}) {
    for (const auto& [operation, input] : std::vector<std::pair<std::string, Json>>{
             {"principal.get", {{"principal", ref}}},
             {"member.set_role", {{"member", ref}, {"role", "admin"}}},
             {"member.set_status", {{"member", ref}, {"status", "disabled"}}},
             {"member.reset_password", {{"member", ref}, {"password", "battery staple"}}},
             {"session.revoke", {{"session", there_.session.str()}}}}) {
      EXPECT_EQ(code_of(world_.call(operation, input, olga_)), "not_found") << operation;
    }
  }
  EXPECT_NO_THROW(world_.caller(there_.token));
}

TEST_F(TenancyTest, ListsEndAtTheCompany) {
  const Json members = world_.ok("member.list", Json::object(), olga_);
  ASSERT_EQ(members.at("items").size(), 1U);
  EXPECT_EQ(members.at("items")[0].at("userid"), "olga");
  EXPECT_TRUE(world_.ok("member.list", {{"query", "stranger"}}, olga_).at("items").empty());
  const Json audit = world_.ok("audit.list", Json::object(), olga_);
  EXPECT_EQ(audit.at("items").size(), 3U) << "company, owner, sign-in";
  for (const auto& row : audit.at("items"))
    EXPECT_NE(row.at("detail").value("userid", ""), "stranger");
}

TEST_F(TenancyTest, TheSameUseridMayBeInBoth) {
  EXPECT_EQ(code_of(world_.call("member.create", {{"userid", "stranger"}, {"name", "Ours"}}, olga_)), "ok");
}

TEST_F(TenancyTest, APrincipalOfAnotherCompanyCannotBeReferredTo) {
  // The fence behind the fence: even SQL of ours cannot make such a row.
  EXPECT_THROW(
      world_.as_server([&](db::Tx& tx) {
        tx.set_corp(acme_);
        db::exec(tx, "INSERT INTO members (principal_id, corp_id, userid) VALUES ($1, $2, 'x')", stranger_, acme_);
      }),
      std::exception);
}

TEST_F(TenancyTest, TheServerReadsOnlyWhatSignInNeedsOfCompanies) {
  world_.as_server([&](db::Tx& tx) { EXPECT_EQ(list_companies(tx).size(), 2U); });
  for (const std::string sql :
       {"SELECT created_at FROM companies", "UPDATE companies SET name = 'x'", "DELETE FROM companies"}) {
    EXPECT_THROW(world_.as_server([&](db::Tx& tx) { db::exec(tx, sql); }), std::exception) << sql;
  }
}

TEST_F(TenancyTest, ChainsAreSeparate) {
  world_.as_owner([&](db::Tx& tx) {
    EXPECT_EQ(audit::verify_chain(tx, acme_), std::nullopt);
    EXPECT_EQ(audit::verify_chain(tx, other_), std::nullopt);
  });
  world_.as_superuser("UPDATE audit_log SET target = 'x' WHERE seq = 2 AND corp_id = '" + other_.str() + "'");
  world_.as_owner([&](db::Tx& tx) {
    EXPECT_EQ(audit::verify_chain(tx, acme_), std::nullopt);
    EXPECT_EQ(audit::verify_chain(tx, other_), 2);
  });
}

}  // namespace
}  // namespace weft::identity
