// The client, in the clear and over TLS with a certificate made on the spot.
#include "gateway/stand.hpp"
#include "support/postgres.hpp"
#include <weft/gateway/client.hpp>

#include <gtest/gtest.h>

#include <condition_variable>
#include <cstdlib>

namespace weft::test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

/// Keeps what a client hears.
struct Heard {
  std::mutex mutex;
  std::vector<std::string> objects;
  int close_code = 0;

  gateway::ClientHandlers handlers() {
    return {
        [this](std::string_view object) {
          const std::lock_guard lock(mutex);
          objects.emplace_back(object);
        },
        [this](int code, std::string_view) {
          const std::lock_guard lock(mutex);
          close_code = code;
        }};
  }
  bool waits_for(std::size_t count) {
    return wait_until([&] {
      const std::lock_guard lock(mutex);
      return objects.size() >= count;
    });
  }
  bool waits_for_close(int code) {
    return wait_until([&] {
      const std::lock_guard lock(mutex);
      return close_code == code;
    });
  }
};

gateway::Endpoint endpoint_of(const Stand& stand) {
  gateway::Endpoint endpoint;
  endpoint.port = stand.port();
  return endpoint;
}

/// A self-signed certificate for 127.0.0.1 and its key.
struct Certificate {
  std::string certificate, key;
  Certificate() {
    const std::string dir = scratch_dir();
    certificate = dir + "/cert.pem";
    key = dir + "/key.pem";
    const std::string command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=127.0.0.1 "
        "-addext subjectAltName=IP:127.0.0.1 -keyout " +
        key + " -out " + certificate + " 2>/dev/null";
    if (std::system(command.c_str()) != 0) throw std::runtime_error("openssl made no certificate");
  }
};

TEST(Client, TalksAndHearsEvents) {
  Stand stand;
  stand.person("ann");
  const auto conversation = ConversationId::make();
  stand.set_snapshot({{{conversation, 0}}, {}});
  Heard heard;
  gateway::Client client(endpoint_of(stand), heard.handlers());
  EXPECT_TRUE(client.send(R"({"id":1,"op":"hello","in":{"token":"ann"}})"));
  ASSERT_TRUE(heard.waits_for(1));
  stand.publish(conversation, 1);
  stand.publish(conversation, 2);
  ASSERT_TRUE(heard.waits_for(3));
  EXPECT_EQ(json::parse(heard.objects[2])["seq"], 2);
  stand.revoke("ann");
  EXPECT_TRUE(heard.waits_for_close(4401));
  EXPECT_FALSE(client.open());
  EXPECT_FALSE(client.send("{}"));
}

TEST(Client, SaysWhyItCannotConnect) {
  gateway::Endpoint nowhere;
  {
    Stand stand;
    nowhere.port = stand.port();
    try {
      gateway::ClientOptions options;
      options.path = "/api/v1/context";
      gateway::Client client(endpoint_of(stand), {}, options);
      FAIL() << "there is no WebSocket";
    } catch (const gateway::NetworkError& error) {
      EXPECT_EQ(error.status(), 200);
    }
  }
  EXPECT_THROW(gateway::Client(nowhere, {}), gateway::NetworkError);
  EXPECT_THROW(gateway::http_request(nowhere, "GET", "/"), gateway::NetworkError);
}

TEST(Client, HearsThatTheServerWasCutOff) {
  auto stand = std::make_unique<Stand>();
  Heard heard;
  gateway::Client client(endpoint_of(*stand), heard.handlers());
  stand.reset();
  EXPECT_TRUE(wait_until([&] { return !client.open(); }));
}

TEST(Client, MakesRequests) {
  Stand stand;
  stand.person("ann");
  const auto server = endpoint_of(stand);
  const auto reply = gateway::http_request(
      server, "POST", "/api/v1/echo/n", {{"Authorization", "Bearer ann"}}, R"({"count":3})");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(json::parse(reply.body)["count"], 3);
  EXPECT_EQ(reply.header("content-type"), "application/json");
  EXPECT_EQ(gateway::http_request(server, "HEAD", "/docs").status, 200);
  const auto refused = gateway::http_request(server, "POST", "/api/v1/echo/n", {}, std::string(2 << 20, ' '));
  EXPECT_EQ(refused.status, 413);
}

TEST(Client, GivesUpInTime) {
  Stand stand;
  stand.person("ann");
  EXPECT_THROW(
      gateway::http_request(endpoint_of(stand), "POST", "/api/v1/hold", {{"Authorization", "Bearer ann"}}, {}, 50ms),
      gateway::NetworkError);
}

TEST(Client, ReadsAddresses) {
  EXPECT_EQ(gateway::parse_endpoint("http://127.0.0.1:8080").port, 8080);
  EXPECT_EQ(gateway::parse_endpoint("https://chat.example.org/").port, 443);
  EXPECT_TRUE(gateway::parse_endpoint("wss://chat.example.org").tls);
  EXPECT_EQ(gateway::parse_endpoint("http://[::1]:9").host, "::1");
  EXPECT_EQ(gateway::parse_endpoint("http://[::1]:9").authority(), "[::1]:9");
  for (const char* bad :
       {"", "127.0.0.1", "ftp://a", "http://", "http://a:0", "http://a:99999", "http://a/b", "http://a b"}) {
    EXPECT_THROW(gateway::parse_endpoint(bad), std::invalid_argument) << bad;
  }
}

class Tls : public testing::Test {
 protected:
  Tls() {
    auto options = test_options();
    options.certificate = files.certificate;
    options.key = files.key;
    stand = std::make_unique<Stand>(std::move(options));
    stand->person("ann");
    server = endpoint_of(*stand);
    server.tls = true;
    server.ca_file = files.certificate;
  }
  Certificate files;
  std::unique_ptr<Stand> stand;
  gateway::Endpoint server;
};

TEST_F(Tls, ServesRequestsAndMarksTheCookieSecure) {
  const auto reply = gateway::http_request(server, "POST", "/api/v1/sessions", {}, R"({"user":"ann","password":"x"})");
  EXPECT_EQ(reply.status, 200);
  EXPECT_TRUE(reply.header("Set-Cookie").ends_with("; Secure"));
}

TEST_F(Tls, RefusesAnUnknownCertificate) {
  server.ca_file.clear();
  EXPECT_THROW(gateway::http_request(server, "GET", "/healthz"), gateway::NetworkError);
  server.verify = false;
  EXPECT_EQ(gateway::http_request(server, "GET", "/healthz").status, 200);
}

TEST_F(Tls, CarriesManyEventsOverAWebSocket) {
  const auto conversation = ConversationId::make();
  stand->set_snapshot({{{conversation, 0}}, {}});
  Heard heard;
  gateway::Client client(server, heard.handlers());
  client.send(R"({"id":1,"op":"hello","in":{"token":"ann"}})");
  ASSERT_TRUE(heard.waits_for(1));
  for (Seq seq = 1; seq <= 500; ++seq)
    stand->publish(conversation, seq, 2000);
  ASSERT_TRUE(heard.waits_for(501));
  for (Seq seq = 1; seq <= 500; ++seq)
    EXPECT_EQ(json::parse(heard.objects[static_cast<std::size_t>(seq)])["seq"], seq);
  client.close();
  EXPECT_TRUE(heard.waits_for_close(1000));
  EXPECT_TRUE(wait_until([&] { return stand->figure("weft_websockets ") == 0; }));
}

TEST_F(Tls, ClosesPlainTextPeers) {
  RawSocket socket = stand->connect();
  socket.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(socket.read_all().find("HTTP/1.1 200"), std::string::npos);
}

TEST(TlsOptions, NamesTheFileThatIsWrong) {
  auto options = test_options();
  options.certificate = "/nowhere/cert.pem";
  options.key = "/nowhere/key.pem";
  try {
    Stand stand(options);
    FAIL() << "there is no certificate";
  } catch (const OperatorError& error) {
    EXPECT_NE(std::string(error.what()).find("/nowhere/cert.pem"), std::string::npos);
  }
}

}  // namespace
}  // namespace weft::test
