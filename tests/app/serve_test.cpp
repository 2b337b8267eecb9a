// `weft serve` as a process: what stops it from starting, and how it ends.
#include "app/place.hpp"
#include "support/freeze.hpp"
#include "support/postgres.hpp"
#include "support/wait.hpp"
#include <weft/base/json.hpp>
#include <weft/gateway/client.hpp>

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <future>

namespace weft::test {
namespace {

gateway::HttpReply get(const Server& server, const std::string& path) {
  return gateway::http_request(gateway::parse_endpoint(server.url()), "GET", path);
}

/// A listener on a free port, for as long as it lives.
class TakenPort {
 public:
  TakenPort() : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* raw = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(bind(fd_, raw, size), 0);
    EXPECT_EQ(listen(fd_, 1), 0);
    getsockname(fd_, raw, &size);
    port_ = ntohs(address.sin_port);
  }
  ~TakenPort() { close(fd_); }
  std::string port() const { return std::to_string(port_); }

 private:
  int fd_;
  int port_ = 0;
};

TEST(Serve, EndsWithZeroOnSigterm) {
  const Place place = company_place();
  Server server(place.args({}));
  server.start();
  EXPECT_EQ(get(server, "/readyz").status, 200);
  EXPECT_EQ(server.stop(), 0);
}

TEST(Serve, NamesThePortThatIsTaken) {
  const Place place = fresh_place();
  const TakenPort taken;
  const Ended ended = place.run({"serve", "--port", taken.port()});
  EXPECT_EQ(ended.status, 1);
  EXPECT_NE(ended.err.find("weft: "), std::string::npos);
  EXPECT_NE(ended.err.find(taken.port()), std::string::npos) << ended.err;
}

TEST(Serve, NamesADataDirectoryThatCannotBeWritten) {
  Place place = fresh_place();
  ASSERT_EQ(chmod(place.data.c_str(), 0500), 0);
  const Ended ended = place.run({"serve", "--port", "0"});
  chmod(place.data.c_str(), 0700);
  EXPECT_EQ(ended.status, 1);
  EXPECT_NE(ended.err.find(place.data), std::string::npos) << ended.err;
  EXPECT_NE(ended.err.find("Permission denied"), std::string::npos) << ended.err;
}

TEST(Serve, RefusesASecondServerOnTheSameData) {
  const Place place = fresh_place();
  Server server(place.args({}));
  server.start();
  const Ended second = place.run({"serve", "--port", "0"});
  EXPECT_EQ(second.status, 1);
  EXPECT_NE(second.err.find("(process " + std::to_string(server.program().pid()) + ")"), std::string::npos)
      << second.err;
}

TEST(Serve, RefusesADatabaseThatMayLoseMessages) {
  Place place = fresh_place();
  const Ended ended = run_weft(
      {"serve", "--config", "/dev/null", "--port", "0", "--data", place.data, "--set", "database.url=" + place.url});
  EXPECT_EQ(ended.status, 1);
  EXPECT_NE(ended.err.find("fsync"), std::string::npos) << ended.err;
}

TEST(Serve, RefusesDataOfAnInterruptedRestore) {
  const Place place = fresh_place();
  ASSERT_EQ(mkdir((place.data + "/restore.tmp").c_str(), 0700), 0);
  const Ended ended = place.run({"serve", "--port", "0"});
  EXPECT_EQ(ended.status, 1);
  EXPECT_NE(ended.err.find("restore"), std::string::npos) << ended.err;
}

TEST(Serve, MakesTheDemoCompanyOnceAndFindsItAgainAfterKill) {
  const Place place = private_place();
  Server server(place.args({"--demo", std::string(WEFT_SOURCE_DIR) + "/config/demo/members.csv"}));
  server.start();
  EXPECT_TRUE(server.program().says("has 2000 people"));
  const auto sign_in = [&] {
    return gateway::http_request(
        gateway::parse_endpoint(server.url()), "POST", "/api/v1/sessions", {{"Content-Type", "application/json"}},
        R"({"user":"alice","password":"weft-demo","device":"test"})");
  };
  EXPECT_EQ(sign_in().status / 100, 2);
  server.kill();
  server.start();
  EXPECT_TRUE(server.program().says("has 2000 people"));
  EXPECT_EQ(sign_in().status / 100, 2);
  EXPECT_EQ(server.stop(), 0);
}

TEST(Serve, NamesTheLineOfABadMembersFile) {
  const Place place = fresh_place();
  const std::string file = place.data + "/members.csv";
  FILE* out = fopen(file.c_str(), "we");
  fputs("userid,name,department,title,role\nann,Ann,Demo,,owner\nb b,Bob,Demo,,member\n", out);
  fclose(out);
  const Ended ended = place.run({"demo", file});
  EXPECT_EQ(ended.status, 1);
  EXPECT_NE(ended.err.find(file + ":3: "), std::string::npos) << ended.err;
}

/// The process id of a place's private PostgreSQL.
int postmaster(const Place& place) {
  std::ifstream file(place.data + "/postgres/postmaster.pid");
  int pid = 0;
  file >> pid;
  return pid;
}

/// How many HTTP connections are open, with the one that asks.
int connections(const Server& server) {
  const std::string name = "\nweft_http_connections ";
  const std::string text = get(server, "/metrics").body;
  const std::size_t at = text.find(name);
  return at == text.npos ? 0 : std::atoi(text.c_str() + at + name.size());
}

/// SIGTERM while PostgreSQL stands still and requests wait for it.
TEST(Serve, EndsInTimeInFrontOfAFrozenDatabase) {
  const Place place = private_place();
  place.need(
      {"init", "--company", "Acme Ltd", "--handle", "acme", "--owner", "olga", "--name", "Olga", "--password-stdin"},
      kPassword + "\n");
  place.need({"user", "add", "mia", "--name", "Mia", "--password-stdin"}, kPassword + "\n");
  Server server(place.args({}));
  server.start();
  const auto endpoint = gateway::parse_endpoint(server.url());
  const auto post = [&](const std::string& path, const Json& body, const std::string& token) {
    const gateway::Headers headers{{"Content-Type", "application/json"}, {"Authorization", "Bearer " + token}};
    return gateway::http_request(endpoint, "POST", path, headers, body.dump(), std::chrono::seconds(20));
  };
  const auto signed_in = post("/api/v1/sessions", {{"user", "olga"}, {"password", kPassword}, {"device", "test"}}, "");
  const std::string token = Json::parse(signed_in.body).at("token");
  const auto group = post("/api/v1/groups", {{"name", "Team"}, {"members", {"mia"}}}, token);
  const std::string chat = Json::parse(group.body).at("id");
  const auto send = [&](const std::string& client_id) {
    const Json message{{"client_id", client_id}, {"kind", "text"}, {"body", {{"text", "hi"}}}};
    return post("/api/v1/conversations/" + chat + "/messages", message, token).status;
  };
  ASSERT_EQ(send("one"), 200);
  const Frozen frozen(postmaster(place));
  auto waiting = std::async(std::launch::async, [&] { return send("two"); });
  ASSERT_TRUE(wait_until([&] { return connections(server) == 2; }));
  const auto before = std::chrono::steady_clock::now();
  EXPECT_EQ(server.stop(), 0);
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(15)) << "server.drain_s";
  EXPECT_EQ(waiting.get(), 503);
}

}  // namespace
}  // namespace weft::test
