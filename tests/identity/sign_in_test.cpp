// session.create: who gets in, what everybody else is told, and how sessions live and end.
#include "identity/world.hpp"
#include <weft/base/crypto.hpp>

#include <future>

namespace weft::identity {
namespace {

Json sign_in_as(const std::string& user, const std::string& password = kPassword) {
  return {{"user", user}, {"password", password}, {"device", "Firefox"}};
}

class SignInTest : public testing::Test {
 protected:
  std::shared_ptr<std::atomic<int>> verified_ = std::make_shared<std::atomic<int>>(0);
  World world_{quick_options(verified_)};
  CorpId acme_ = world_.company("acme");
  PrincipalId anna_ = world_.member(acme_, "anna");
};

TEST_F(SignInTest, AnswersWithEverythingAClientNeeds) {
  const Json answer = world_.ok("session.create", sign_in_as("anna"));
  EXPECT_EQ(answer.at("token").get<std::string>().size(), 43U);
  EXPECT_TRUE(SessionId::parse(answer.at("session").get<std::string>()));
  EXPECT_EQ(
      answer.at("principal").dump(),
      R"({"department":"Sales/North","id":")" + anna_.str() +
          R"(","kind":"member","name":"Name of anna","role":"member","status":"active","title":"Title","userid":"anna"})");
  EXPECT_EQ(answer.at("company"), (Json{{"id", acme_.str()}, {"name", "Company acme"}}));
  EXPECT_EQ(answer.at("expires_at"), "2026-03-31T08:00:00.000Z");
}

TEST_F(SignInTest, ByArgon2) {
  World world{IdentityOptions{}};
  world.company("acme");
  EXPECT_FALSE(world.sign_in("olga").token.empty());
  EXPECT_EQ(world.error("session.create", sign_in_as("olga", "wrong horse")).code(), Errc::unauthenticated);
  EXPECT_EQ(world.error("session.create", sign_in_as("nobody")).code(), Errc::unauthenticated);
}

TEST_F(SignInTest, TakesTheUseridInAnyCase) {
  EXPECT_FALSE(world_.sign_in("ANNA").token.empty());
}

TEST_F(SignInTest, NeedsTheCompanyOnlyWhenThereAreSeveral) {
  EXPECT_FALSE(world_.sign_in("anna").token.empty());
  const CorpId other = world_.company("other");
  world_.member(other, "anna");
  const ApiError error = world_.error("session.create", sign_in_as("anna"));
  EXPECT_EQ(error.code(), Errc::invalid_argument);
  EXPECT_EQ(error.field(), "company");
  EXPECT_EQ(world_.caller(world_.sign_in("anna", "acme").token).corp, acme_);
  EXPECT_EQ(world_.caller(world_.sign_in("anna", "OTHER").token).corp, other);
}

TEST_F(SignInTest, StoresOnlyTheHashOfTheToken) {
  const auto login = world_.sign_in("anna");
  EXPECT_EQ(world_.count("sessions WHERE token_hash = sha256('" + login.token + "')"), 1);
  EXPECT_EQ(world_.count("sessions s WHERE s::text LIKE '%" + login.token + "%'"), 0);
  EXPECT_EQ(world_.count("audit_log a WHERE a::text LIKE '%" + login.token + "%'"), 0);
}

TEST_F(SignInTest, AnswersAlikeWhoeverIsRefusedAndHashesOnceForEach) {
  world_.as_owner([&](db::Tx& tx) {
    tx.set_corp(acme_);
    create_member(tx, {"nopassword", "No Password"});
  });
  const auto gone = world_.member(acme_, "gone");
  world_.as_owner([&](db::Tx& tx) {
    tx.set_corp(acme_);
    set_status(tx, gone, PrincipalStatus::disabled);
  });
  Json unknown_company = sign_in_as("anna");
  unknown_company["company"] = "nowhere";
  std::vector<std::string> answers;
  for (const Json& input :
       {sign_in_as("anna", "wrong horse"), sign_in_as("nobody"), sign_in_as("nopassword"), sign_in_as("gone"),
        unknown_company, sign_in_as("gone", "wrong horse")}) {
    *verified_ = 0;
    answers.push_back(problem_json(world_.error("session.create", input), "r"));
    EXPECT_EQ(*verified_, 1) << input;
  }
  for (const auto& answer : answers)
    EXPECT_EQ(answer, answers.front());
  EXPECT_NE(answers.front().find("\"status\":401"), std::string::npos);
}

TEST_F(SignInTest, AuditsSuccessAndFailureWithoutWhatWasTyped) {
  world_.error("session.create", sign_in_as("hunter2hunter2", "my secret word"));
  world_.error("session.create", sign_in_as("anna", "my secret word"));
  const auto login = world_.sign_in("anna");
  EXPECT_EQ(world_.count("audit_log WHERE action = 'session.create_refused' AND target = '' AND actor IS NULL"), 1);
  EXPECT_EQ(world_.count("audit_log WHERE action = 'session.create_refused' AND target = '" + anna_.str() + "'"), 1);
  EXPECT_EQ(
      world_.count(
          "audit_log WHERE action = 'session.create' AND actor = '" + anna_.str() + "' AND target = '" +
          login.session.str() + "' AND address = '192.0.2.1' AND request_id = 'request-1'"),
      1);
  EXPECT_EQ(world_.count("audit_log a WHERE a::text ~ 'hunter2|secret'"), 0);
}

TEST_F(SignInTest, ElevenWrongPasswordsLockTheAccountForAWhile) {
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(code_of(world_.call("session.create", sign_in_as("anna", "wrong horse"))), "unauthenticated");
  *verified_ = 0;
  const ApiError error = world_.error("session.create", sign_in_as("Anna"));
  EXPECT_EQ(error.code(), Errc::rate_limited);
  EXPECT_EQ(error.retry_after(), 15 * 60);
  EXPECT_EQ(*verified_, 0) << "a locked account costs no hash";
  EXPECT_FALSE(world_.sign_in("olga").token.empty());
  world_.clock.advance(std::chrono::minutes(15));
  EXPECT_FALSE(world_.sign_in("anna").token.empty());
}

TEST_F(SignInTest, AnUnknownAccountIsLockedLikeAKnownOne) {
  for (int i = 0; i < 10; ++i)
    world_.error("session.create", sign_in_as("nobody"));
  EXPECT_EQ(world_.error("session.create", sign_in_as("nobody")).code(), Errc::rate_limited);
}

TEST_F(SignInTest, AHundredFailuresLockTheAddress) {
  for (int i = 0; i < 100; ++i)
    world_.error("session.create", sign_in_as("user" + std::to_string(i)));
  EXPECT_EQ(world_.error("session.create", sign_in_as("anna")).code(), Errc::rate_limited);
  world_.address = "192.0.2.2";
  EXPECT_FALSE(world_.sign_in("anna").token.empty());
}

TEST_F(SignInTest, AThousandGoodOnesPass) {
  std::atomic<int> good = 0;
  std::vector<std::thread> clients;
  for (int c = 0; c < 8; ++c) {
    clients.emplace_back([&] {
      for (int i = 0; i < 125; ++i)
        good += code_of(world_.call("session.create", sign_in_as("anna"))) == "ok";
    });
  }
  for (auto& client : clients)
    client.join();
  EXPECT_EQ(good, 1000);
}

TEST_F(SignInTest, EndsTheLongestUnusedOfTooManySessions) {
  IdentityOptions options = quick_options();
  options.sessions_per_person = 2;
  World world(std::move(options));
  world.company("acme");
  const auto first = world.sign_in("olga");
  world.clock.advance(std::chrono::minutes(5));
  const auto second = world.sign_in("olga");
  world.clock.advance(std::chrono::minutes(5));
  world.caller(first.token);  // used again: now the second is the longest unused
  world.events();
  world.sign_in("olga");
  EXPECT_NO_THROW(world.caller(first.token));
  EXPECT_THROW(world.caller(second.token), ApiError);
  const auto events = world.events();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(std::get<RevokedEvent>(events[0]).sessions, std::vector{second.session});
}

TEST_F(SignInTest, StrictInput) {
  for (const auto& [field, value] : std::vector<std::pair<std::string, Json>>{
           {"user", ""},
           {"user", std::string(65, 'a')},
           {"password", ""},
           {"password", std::string(257, 'a')},
           {"device", ""},
           {"device", std::string(101, 'a')},
           {"company", 5},
           {"admin", true}}) {
    Json input = sign_in_as("anna");
    input[field] = value;
    EXPECT_EQ(world_.error("session.create", input).field(), field);
  }
}

TEST_F(SignInTest, AMemberDisabledWhileThePasswordIsVerifiedDoesNotGetIn) {
  IdentityOptions options = quick_options();
  World* running = nullptr;
  PrincipalId victim;
  options.verify = [&](const std::string&, std::string_view) {
    running->as_superuser("UPDATE principals SET status = 'disabled' WHERE id = '" + victim.str() + "'");
    return true;
  };
  World world(std::move(options));
  running = &world;
  victim = world.member(world.company("acme"), "victim");
  EXPECT_EQ(world.error("session.create", sign_in_as("victim")).code(), Errc::unauthenticated);
  EXPECT_EQ(world.count("sessions"), 0);
}

}  // namespace
}  // namespace weft::identity
