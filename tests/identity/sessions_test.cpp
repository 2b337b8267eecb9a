// session.list, session.revoke, session.revoke_all, me.get, me.change_password.
#include "identity/world.hpp"

namespace weft::identity {
namespace {

class SessionsTest : public testing::Test {
 protected:
  SessionsTest() { world_.member(acme_, "anna"); }
  std::vector<SessionId> revoked_sessions() {
    std::vector<SessionId> ids;
    for (const auto& event : world_.events()) {
      const auto& revoked = std::get<RevokedEvent>(event);
      EXPECT_FALSE(revoked.sessions.empty()) << "would close every socket of the person";
      ids.insert(ids.end(), revoked.sessions.begin(), revoked.sessions.end());
    }
    std::sort(ids.begin(), ids.end());
    return ids;
  }

  World world_;
  CorpId acme_ = world_.company("acme");
};

TEST_F(SessionsTest, AreListedNewestFirstInPages) {
  std::vector<std::string> ids;
  World::Login login;
  for (int i = 0; i < 5; ++i) {
    login = world_.sign_in("anna");
    ids.insert(ids.begin(), login.session.str());
  }
  world_.sign_in("olga");
  std::vector<std::string> listed;
  Json input = {{"limit", 2}};
  for (int page = 0; page < 3; ++page) {
    const Json answer = world_.ok("session.list", input, login.token);
    for (const auto& item : answer.at("items")) {
      listed.push_back(item.at("id"));
      EXPECT_EQ(item.at("current"), item.at("id") == login.session.str());
      EXPECT_EQ(item.at("device"), "test");
      EXPECT_EQ(item.at("address"), "192.0.2.1");
    }
    input["cursor"] = answer.at("next_cursor");
  }
  EXPECT_EQ(listed, ids);
  EXPECT_TRUE(input.at("cursor").is_null());
}

TEST_F(SessionsTest, CursorMustBeOne) {
  const auto login = world_.sign_in("anna");
  const ApiError error = world_.error("session.list", {{"cursor", "abc"}}, login.token);
  EXPECT_EQ(error.code(), Errc::invalid_argument);
  EXPECT_EQ(error.field(), "cursor");
}

TEST_F(SessionsTest, OneIsRevokedOnce) {
  const auto phone = world_.sign_in("anna"), desk = world_.sign_in("anna");
  EXPECT_EQ(world_.ok("session.revoke", {{"session", phone.session.str()}}, desk.token), (Json{{"revoked", 1}}));
  EXPECT_EQ(revoked_sessions(), std::vector{phone.session});
  EXPECT_EQ(world_.error("me.get", Json::object(), phone.token).code(), Errc::unauthenticated);
  EXPECT_EQ(world_.error("session.revoke", {{"session", phone.session.str()}}, desk.token).code(), Errc::not_found);
  EXPECT_EQ(world_.ok("session.list", Json::object(), desk.token).at("items").size(), 1U);
}

TEST_F(SessionsTest, OfAnotherPersonAreUnknown) {
  const auto anna = world_.sign_in("anna"), olga = world_.sign_in("olga");
  EXPECT_EQ(world_.error("session.revoke", {{"session", anna.session.str()}}, olga.token).code(), Errc::not_found);
  EXPECT_NO_THROW(world_.caller(anna.token));
}

TEST_F(SessionsTest, AllOrAllOthersAreRevoked) {
  const auto one = world_.sign_in("anna"), two = world_.sign_in("anna"), three = world_.sign_in("anna");
  const auto olga = world_.sign_in("olga");
  EXPECT_EQ(world_.ok("session.revoke_all", {{"keep_current", true}}, three.token).at("revoked"), 2);
  EXPECT_EQ(revoked_sessions(), (std::vector{one.session, two.session}));
  EXPECT_EQ(world_.ok("session.revoke_all", {{"keep_current", true}}, three.token).at("revoked"), 0);
  EXPECT_TRUE(world_.events().empty());
  EXPECT_EQ(world_.ok("session.revoke_all", Json::object(), three.token).at("revoked"), 1);
  EXPECT_EQ(revoked_sessions(), std::vector{three.session});
  EXPECT_THROW(world_.caller(three.token), ApiError);
  EXPECT_NO_THROW(world_.caller(olga.token));
}

TEST_F(SessionsTest, MeSaysWhoAndWhatOneMayDo) {
  world_.member(acme_, "adam", api::Role::admin);
  const auto anna = world_.sign_in("anna");
  const Json me = world_.ok("me.get", Json::object(), anna.token);
  EXPECT_EQ(me.at("principal").at("userid"), "anna");
  EXPECT_EQ(me.at("company"), (Json{{"id", acme_.str()}, {"name", "Company acme"}}));
  EXPECT_EQ(me.at("session"), anna.session.str());
  EXPECT_EQ(me.at("role"), "member");
  EXPECT_EQ(me.at("permissions"), Json::array());
  const Json adam = world_.ok("me.get", Json::object(), world_.sign_in("adam").token).at("permissions");
  const Json olga = world_.ok("me.get", Json::object(), world_.sign_in("olga").token).at("permissions");
  const Json roles = {{"permission", "roles_manage"}, {"company", true}, {"departments", Json::array()}};
  EXPECT_EQ(adam.size() + 1, olga.size());
  EXPECT_EQ(std::count(adam.begin(), adam.end(), roles), 0);
  EXPECT_EQ(std::count(olga.begin(), olga.end(), roles), 1);
}

TEST_F(SessionsTest, ChangingThePasswordEndsTheOtherSessions) {
  const auto phone = world_.sign_in("anna"), desk = world_.sign_in("anna");
  const Json answer = world_.ok(
      "me.change_password", {{"old_password", kPassword}, {"new_password", "battery staple"}}, desk.token);
  EXPECT_EQ(answer, (Json{{"revoked", 1}}));
  EXPECT_EQ(revoked_sessions(), std::vector{phone.session});
  EXPECT_NO_THROW(world_.caller(desk.token));
  EXPECT_EQ(
      world_.error("session.create", {{"user", "anna"}, {"password", kPassword}, {"device", "x"}}).code(),
      Errc::unauthenticated);
  world_.sign_in("anna", {}, "battery staple");
  EXPECT_EQ(world_.count("audit_log WHERE action = 'me.change_password'"), 1);
}

TEST_F(SessionsTest, TheOldPasswordMustBeRightAndGuessesAreCounted) {
  const auto login = world_.sign_in("anna");
  const Json wrong = {{"old_password", "wrong horse"}, {"new_password", "battery staple"}};
  for (int i = 0; i < 10; ++i) {
    const ApiError error = world_.error("me.change_password", wrong, login.token);
    EXPECT_EQ(error.code(), Errc::invalid_argument);
    EXPECT_EQ(error.field(), "old_password");
  }
  EXPECT_EQ(world_.error("me.change_password", wrong, login.token).code(), Errc::rate_limited);
  EXPECT_EQ(world_.count("audit_log WHERE action = 'me.change_password_refused'"), 10);
}

TEST_F(SessionsTest, TheNewPasswordFollowsTheRules) {
  const auto login = world_.sign_in("anna");
  const auto field = [&](const std::string& password) {
    return world_.error("me.change_password", {{"old_password", kPassword}, {"new_password", password}}, login.token)
        .field();
  };
  EXPECT_EQ(field("short"), "new_password");
  EXPECT_EQ(field(kPassword), "new_password");
  EXPECT_EQ(field(std::string(257, 'x')), "new_password");
}

TEST_F(SessionsTest, AnEndedSessionChangesNothingEvenOnAnOpenSocket) {
  const auto login = world_.sign_in("anna");
  const auto caller = world_.caller(login.token);
  world_.ok("session.revoke_all", Json::object(), login.token);
  const auto outcome = world_.call_on_socket(
      "me.change_password", {{"old_password", kPassword}, {"new_password", "battery staple"}}, caller);
  EXPECT_EQ(code_of(outcome), "unauthenticated");
}

}  // namespace
}  // namespace weft::identity
