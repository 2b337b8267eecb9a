// weft_enter: a session becomes a caller in one statement, and moves on with use.
#include "identity/world.hpp"

namespace weft::identity {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

class EnterTest : public testing::Test {
 protected:
  EnterTest() { world_.member(acme_, "anna", api::Role::admin); }

  std::optional<api::Caller> enter(const api::Credential& credential) {
    std::optional<api::Caller> caller;
    world_.as_server([&](db::Tx& tx) { caller = SessionAuthenticator().authenticate(tx, credential); });
    return caller;
  }
  static api::Credential token(const std::string& text) {
    api::Credential credential;
    credential.token_hash = token_hash(text);
    return credential;
  }
  static api::Credential session(const SessionId& id, const CorpId& corp) {
    api::Credential credential;
    credential.session = id;
    credential.corp = corp;
    return credential;
  }

  World world_;
  CorpId acme_ = world_.company("acme");
};

TEST_F(EnterTest, ByTokenOrBySession) {
  const auto login = world_.sign_in("anna");
  const auto by_token = enter(token(login.token));
  ASSERT_TRUE(by_token);
  EXPECT_EQ(by_token->corp, acme_);
  EXPECT_EQ(by_token->session, login.session);
  EXPECT_EQ(by_token->role, api::Role::admin);
  EXPECT_EQ(by_token->userid, "anna");
  const auto by_session = enter(session(login.session, acme_));
  ASSERT_TRUE(by_session);
  EXPECT_EQ(by_session->principal, by_token->principal);
}

TEST_F(EnterTest, SetsTheTenantForTheTransactionOnly) {
  const auto login = world_.sign_in("anna");
  world_.as_server([&](db::Tx& tx) {
    EXPECT_EQ(db::exec(tx, "SELECT 1 FROM members").size(), 0U);
    ASSERT_TRUE(SessionAuthenticator().authenticate(tx, token(login.token)));
    EXPECT_EQ(tx.corp(), acme_);
    EXPECT_EQ(db::exec(tx, "SELECT 1 FROM members").size(), 2U);
  });
  world_.as_server([&](db::Tx& tx) { EXPECT_EQ(db::exec(tx, "SELECT 1 FROM members").size(), 0U); });
}

TEST_F(EnterTest, AnUnknownTokenSeesNothing) {
  world_.sign_in("anna");
  world_.as_server([&](db::Tx& tx) {
    EXPECT_FALSE(SessionAuthenticator().authenticate(tx, token("guess")));
    EXPECT_EQ(db::exec(tx, "SELECT 1 FROM sessions").size(), 0U);
    EXPECT_EQ(db::exec(tx, "SELECT 1 FROM members").size(), 0U);
  });
}

TEST_F(EnterTest, OneTokenDoesNotOpenTheNextOne) {
  const auto login = world_.sign_in("anna");
  world_.as_server([&](db::Tx& tx) {
    ASSERT_TRUE(SessionAuthenticator().authenticate(tx, token(login.token)));
    EXPECT_FALSE(SessionAuthenticator().authenticate(tx, token("guess")));
    EXPECT_EQ(db::exec(tx, "SELECT 1 FROM members").size(), 0U) << "the tenant of the first is gone";
  });
}

TEST_F(EnterTest, ASessionOfAnotherCompanyIsUnknown) {
  const auto login = world_.sign_in("anna");
  EXPECT_FALSE(enter(session(login.session, world_.company("other"))));
  EXPECT_FALSE(enter(session(login.session, CorpId())));
}

TEST_F(EnterTest, ThirtyDaysWithoutUseEndASession) {
  const auto login = world_.sign_in("anna");
  world_.clock.advance(hours(30 * 24) - seconds(1));
  EXPECT_TRUE(enter(token(login.token)));
  world_.clock.advance(hours(30 * 24) - seconds(1));
  EXPECT_TRUE(enter(token(login.token))) << "use moved the end on";
  world_.clock.advance(hours(30 * 24));
  EXPECT_FALSE(enter(token(login.token)));
  EXPECT_FALSE(enter(session(login.session, acme_)));
}

TEST_F(EnterTest, HalfAYearEndsASessionInAnyCase) {
  const auto login = world_.sign_in("anna");
  for (int day = 0; day < 170; day += 10) {
    world_.clock.advance(hours(10 * 24));
    EXPECT_TRUE(enter(token(login.token))) << day;
  }
  world_.clock.advance(hours(10 * 24));
  EXPECT_FALSE(enter(token(login.token)));
}

TEST_F(EnterTest, NotesUseAtMostOnceAMinute) {
  const auto login = world_.sign_in("anna");
  const auto seen = [&](const std::string& at) { return world_.count("sessions WHERE last_seen_at = '" + at + "'"); };
  world_.clock.advance(seconds(60));
  enter(token(login.token));
  EXPECT_EQ(seen("2026-03-01T08:00:00Z"), 1);
  world_.clock.advance(seconds(1));
  enter(token(login.token));
  EXPECT_EQ(seen("2026-03-01T08:01:01Z"), 1);
}

TEST_F(EnterTest, MovesTheEndInStepsOfAHundredth) {
  const auto login = world_.sign_in("anna");
  const auto ends = [&](const std::string& at) { return world_.count("sessions WHERE expires_at = '" + at + "'"); };
  world_.clock.advance(hours(7));
  enter(token(login.token));
  EXPECT_EQ(ends("2026-03-31T08:00:00Z"), 1);
  world_.clock.advance(hours(1));
  enter(token(login.token));
  EXPECT_EQ(ends("2026-03-31T16:00:00Z"), 1);
}

TEST_F(EnterTest, DoesNotWaitForWhoHoldsTheRow) {
  const auto login = world_.sign_in("anna");
  world_.clock.advance(std::chrono::minutes(5));
  world_.as_owner([&](db::Tx& tx) {
    db::exec(tx, "SELECT 1 FROM sessions FOR UPDATE");
    // Would run into the statement timeout if it waited.
    EXPECT_TRUE(enter(token(login.token)));
  });
  EXPECT_EQ(world_.count("sessions WHERE last_seen_at = '2026-03-01T08:00:00Z'"), 1);
}

TEST_F(EnterTest, ADisabledMemberIsOutAtOnce) {
  const auto login = world_.sign_in("anna");
  world_.as_superuser("UPDATE principals SET status = 'disabled' WHERE name = 'Name of anna'");
  EXPECT_FALSE(enter(token(login.token)));
}

}  // namespace
}  // namespace weft::identity
