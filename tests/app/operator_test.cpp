// init, user, migrate and doctor, run on a database with and without a server.
#include "app/place.hpp"
#include "support/wait.hpp"
#include <weft/gateway/client.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/timex.h>

namespace weft::test {
namespace {

using nlohmann::json;

int sign_in_status(
    const Server& server, const std::string& user, const std::string& password, std::string* token = nullptr) {
  const json body = {{"user", user}, {"password", password}, {"device", "test"}};
  const auto reply = gateway::http_request(
      gateway::parse_endpoint(server.url()), "POST", "/api/v1/sessions", {{"Content-Type", "application/json"}},
      body.dump());
  if (token && reply.status / 100 == 2) *token = json::parse(reply.body).at("token");
  return reply.status;
}

TEST(Init, MakesACompanyWhoseOwnerCanSignIn) {
  const Place place = company_place();
  Server server(place.args({}));
  server.start();
  EXPECT_EQ(sign_in_status(server, "olga", kPassword) / 100, 2);
  EXPECT_EQ(sign_in_status(server, "olga", "something else"), 401);
}

TEST(Init, RefusesAHandleThatIsTaken) {
  const Place place = company_place();
  const Ended ended = place.run(
      {"init", "--company", "Other", "--handle", "acme", "--owner", "x", "--name", "X", "--password-stdin"},
      kPassword + "\n");
  EXPECT_EQ(ended.status, 1);
  EXPECT_NE(ended.err.find("acme"), std::string::npos) << ended.err;
}

TEST(Init, RefusesAShortPasswordBeforeAnythingIsMade) {
  const Place place = private_place();
  const Ended ended = place.run({"init", "--company", "Acme", "--owner", "olga", "--password-stdin"}, "short\n");
  EXPECT_NE(ended.status, 0);
  EXPECT_NE(ended.err.find("password"), std::string::npos) << ended.err;
  EXPECT_NE(access(place.data.c_str(), F_OK), 0);
}

TEST(Init, NeverTakesThePasswordFromTheCommandLine) {
  EXPECT_EQ(run_weft({"init", "--password", "x"}).status, 2);
}

TEST(Init, AsksOnATerminal) {
  const Place place = fresh_place();
  Weft init(place.args({"init"}), {}, Weft::Where::terminal);
  const std::vector<std::pair<std::string, std::string>> talk = {
      {"Name of the company", "Acme Ltd."},
      {"[acme-ltd]", ""},
      {"Userid of the owner", "olga"},
      {"Name of the owner [olga]", "Olga"},
      {"Password for olga", "hidden " + kPassword},
      {"Once more", "hidden " + kPassword}};
  for (const auto& [question, answer] : talk) {
    ASSERT_TRUE(init.says(question)) << init.out();
    ASSERT_TRUE(init.says(": ")) << init.out();
    init.type(answer + "\n");
  }
  const Ended ended = init.wait();
  EXPECT_EQ(ended.status, 0) << ended.out;
  EXPECT_EQ(ended.out.find("hidden"), std::string::npos) << "the password was shown";
  EXPECT_EQ(sql_value(place, "SELECT handle FROM companies"), "acme-ltd");
}

TEST(User, ListsMembers) {
  const Place place = company_place();
  const Ended all = place.need({"user", "list"});
  EXPECT_EQ(occurrences(all.out, "\n"), 3u) << all.out;
  EXPECT_EQ(occurrences(place.need({"user", "list", "--query", "MI"}).out, "\n"), 1u);
  const json member = json::parse(place.need({"user", "list", "--query", "olga", "--json"}).out);
  EXPECT_EQ(member["role"], "owner");
}

TEST(User, NamesWhoIsNotThere) {
  const Place place = company_place();
  const Ended ended = place.run({"user", "disable", "nobody"});
  EXPECT_EQ(ended.status, 1);
  EXPECT_EQ(ended.err, "weft: there is no member nobody; weft user list shows all\n");
}

TEST(User, KeepsOneOwner) {
  const Place place = company_place();
  EXPECT_EQ(place.run({"user", "role", "olga", "member"}).status, 1);
  EXPECT_EQ(place.run({"user", "disable", "olga"}).status, 1);
  place.need({"user", "role", "mia", "owner"});
  place.need({"user", "role", "olga", "member"});
}

TEST(User, ANewPasswordWorksInARunningServer) {
  const Place place = company_place();
  Server server(place.args({}));
  server.start();
  EXPECT_EQ(sign_in_status(server, "mia", kPassword) / 100, 2);
  place.need({"user", "passwd", "mia", "--password-stdin"}, "another horse\n");
  EXPECT_EQ(sign_in_status(server, "mia", kPassword), 401);
  EXPECT_EQ(sign_in_status(server, "mia", "another horse") / 100, 2);
}

/// An open WebSocket that has said hello; remembers how it was closed.
class OpenSocket {
 public:
  OpenSocket(const Server& server, const std::string& token) {
    gateway::ClientHandlers handlers;
    handlers.on_object = [this](std::string_view) { welcome_ = true; };
    handlers.on_close = [this](int code, std::string_view) { code_ = code; };
    client_ = std::make_unique<gateway::Client>(gateway::parse_endpoint(server.url()), std::move(handlers));
    client_->send(json{{"id", 1}, {"op", "hello"}, {"in", {{"token", token}, {"device", "test"}}}}.dump());
    EXPECT_TRUE(wait_until([this] { return welcome_.load(); }));
  }
  int closed_with(std::chrono::milliseconds limit) {
    wait_until([this] { return code_ != 0; }, limit);
    return code_;
  }

 private:
  std::atomic<bool> welcome_{false};
  std::atomic<int> code_{0};
  std::unique_ptr<gateway::Client> client_;
};

TEST(User, RevokingClosesOpenSocketsOfARunningServer) {
  const Place place = company_place();
  Server server(place.args({}));
  server.start();
  for (const char* command : {"revoke", "disable"}) {
    std::string mia, max;
    ASSERT_EQ(sign_in_status(server, "mia", kPassword, &mia) / 100, 2);
    ASSERT_EQ(sign_in_status(server, "max", kPassword, &max) / 100, 2);
    OpenSocket hers(server, mia), his(server, max);
    place.need({"user", command, "mia"});
    EXPECT_EQ(hers.closed_with(std::chrono::seconds(10)), 4401) << command;
    EXPECT_EQ(his.closed_with(std::chrono::milliseconds(50)), 0) << command;
  }
  EXPECT_EQ(sign_in_status(server, "mia", kPassword), 401);
  place.need({"user", "enable", "mia"});
  EXPECT_EQ(sign_in_status(server, "mia", kPassword) / 100, 2);
}

TEST(Migrate, BringsABlankDatabaseToTheNewestSchema) {
  const Place place = blank_place();
  EXPECT_EQ(place.run({"migrate", "--check"}).status, 1);
  EXPECT_TRUE(place.need({"migrate"}).out.starts_with("schema 0 -> "));
  EXPECT_NE(place.need({"migrate"}).out.find("nothing to do"), std::string::npos);
  EXPECT_EQ(place.run({"migrate", "--check"}).status, 0);
}

TEST(Migrate, OtherCommandsAskForIt) {
  const Place place = blank_place();
  const Ended ended = place.run({"user", "list"});
  EXPECT_EQ(ended.status, 1);
  EXPECT_NE(ended.err.find("run weft migrate"), std::string::npos) << ended.err;
}

/// The findings of `doctor --json` by name.
std::map<std::string, json> findings(const Ended& ended) {
  std::map<std::string, json> all;
  const json report = json::parse(ended.out);
  for (const json& finding : report["findings"])
    all[finding["name"]] = finding;
  return all;
}

TEST(Doctor, FindsNothingWrongWithAGoodDatabase) {
  const Place place = company_place();
  const auto found = findings(place.run({"doctor", "--verify", "--json"}));
  for (const char* name :
       {"data directory", "schema", "database clock", "companies", "log heads", "log holes", "message counts",
        "member counts", "audit ends", "audit chain", "encoding", "connections", "role weft_app"}) {
    ASSERT_TRUE(found.contains(name)) << name;
    EXPECT_EQ(found.at(name)["status"], "ok") << found.at(name).dump();
  }
  EXPECT_EQ(found.at("durability")["status"], "fail") << "the tests' cluster runs with fsync = off";
}

TEST(Doctor, SaysWhetherATimeServerKeepsTheClock) {
  timex state{};
  const bool kept = adjtimex(&state) >= 0 && (state.status & STA_UNSYNC) == 0;
  const Place place = private_place();
  place.need(
      {"init", "--company", "Acme Ltd", "--handle", "acme", "--owner", "olga", "--name", "Olga", "--password-stdin"},
      kPassword + "\n");
  const auto found = findings(place.run({"doctor", "--json"}));
  EXPECT_EQ(found.at("clock")["status"], kept ? "ok" : "warn") << found.at("clock").dump();
  EXPECT_FALSE(found.contains("database clock")) << "it is the same clock";
}

TEST(Doctor, TellsOfWhatDoesNotGetOut) {
  const Place place = company_place();
  auto found = findings(place.run({"doctor", "--json"}));
  EXPECT_EQ(found.at("webhooks")["detail"], "0 switched off for want of answers, 0 dead letters, nothing waits");
  EXPECT_EQ(found.at("webhooks")["status"], "ok");
  EXPECT_EQ(found.at("broadcasts")["status"], "ok");
  const std::string who = " FROM principals WHERE kind = 'member' LIMIT 1";
  sql(place,
      "INSERT INTO webhooks (id, corp_id, url, events, disabled, disabled_at, secret, created_by, created_at, "
      "changed_at) SELECT gen_random_uuid(), corp_id, 'https://a.example', '{*}', 'failing', now(), 'x', id, now(), "
      "now()" +
          who);
  for (const char* status : {"failed", "waiting"})
    sql(place,
        "INSERT INTO deliveries (corp_id, kind, target_id, event, status, due_at, created_at) SELECT corp_id, "
        "'webhook', id, '{}', '" +
            std::string(status) + "', now(), now() - interval '150 minutes'" + who);
  sql(place,
      "WITH b AS (INSERT INTO broadcasts (id, corp_id, kind, target, title, content, audience, rules, status, "
      "created_by, created_at, started_at) SELECT gen_random_uuid(), corp_id, 'own', 'customers', '', '{}', '{}', "
      "'{}', 'sending', id, now(), now()" +
          who +
          " RETURNING id, corp_id, created_by) INSERT INTO broadcast_recipients (corp_id, broadcast_id, number, "
          "recipient_id, sender_id, chatted_at, lane, state, own, due_at) SELECT corp_id, id, 1, created_by, "
          "created_by, now(), 0, 'waiting', true, now() - interval '2 hours' FROM b");
  found = findings(place.run({"doctor", "--json"}));
  EXPECT_EQ(
      found.at("webhooks")["detail"], "1 switched off for want of answers, 1 dead letters, the oldest waits for 2 h");
  EXPECT_EQ(found.at("webhooks")["status"], "warn");
  EXPECT_EQ(found.at("broadcasts")["status"], "warn") << found.at("broadcasts").dump();
  sql(place, "UPDATE broadcast_recipients SET due_at = now() + interval '1 hour'");
  EXPECT_EQ(findings(place.run({"doctor", "--json"})).at("broadcasts")["status"], "ok") << "it waits for its hour";
}

TEST(Doctor, NamesALogThatEndsElsewhere) {
  const Place place = company_place();
  sql(place, "UPDATE conversations SET head_seq = head_seq + 1");
  const Ended ended = place.run({"doctor", "--json"});
  EXPECT_EQ(ended.status, 1);
  EXPECT_EQ(findings(ended).at("log heads")["status"], "fail");
}

TEST(Doctor, NamesAnAlteredAuditRow) {
  const Place place = company_place();
  sql(place, "ALTER TABLE audit_log DISABLE TRIGGER USER");
  sql(place, "UPDATE audit_log SET detail = '{\"name\":\"forged\"}' WHERE seq = 1");
  const Ended ended = place.run({"doctor", "--verify", "--json"});
  EXPECT_EQ(ended.status, 1);
  EXPECT_EQ(findings(ended).at("audit chain")["status"], "fail");
  EXPECT_NE(findings(ended).at("audit chain")["detail"].get<std::string>().find("acme: row 1"), std::string::npos);
}

TEST(Doctor, ReportsADatabaseThatIsAway) {
  Place place = fresh_place();
  place.url = "host=127.0.0.1 port=1 dbname=weft";
  const Ended ended = place.run({"doctor"});
  EXPECT_EQ(ended.status, 1);
  EXPECT_NE(ended.out.find("fail"), std::string::npos) << ended.out;
}

}  // namespace
}  // namespace weft::test
