// The weft.v1 protocol over real sockets: upgrade, hello, requests, limits, closing.
#include "gateway/stand.hpp"

#include <gtest/gtest.h>

namespace weft::test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

class WebSocket : public testing::Test {
 protected:
  WebSocket() { stand.person("ann"); }
  Stand stand;
};

RawReply upgrade(const Stand& stand, const std::string& request) {
  RawSocket socket = stand.connect();
  socket.send(request);
  return read_reply(socket);
}

TEST_F(WebSocket, UpgradesWithTheSubprotocol) {
  RawWebSocket socket(stand.port());
  EXPECT_NE(socket.upgrade_head().find("Sec-WebSocket-Protocol: weft.v1\r\n"), std::string::npos)
      << socket.upgrade_head();
  EXPECT_NE(socket.upgrade_head().find("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"), std::string::npos);
  EXPECT_EQ(socket.upgrade_head().find("Sec-WebSocket-Extensions"), std::string::npos);
}

TEST_F(WebSocket, RefusesWhatIsNoUpgradeToOurProtocol) {
  EXPECT_EQ(upgrade(stand, upgrade_request("")).status, 400);
  EXPECT_EQ(upgrade(stand, upgrade_request("Sec-WebSocket-Protocol: chat, weft.v2\r\n")).status, 400);
  EXPECT_EQ(upgrade(stand, "GET /ws HTTP/1.1\r\nHost: localhost\r\n\r\n").status, 426);
  EXPECT_EQ(
      upgrade(stand, upgrade_request("Sec-WebSocket-Protocol: weft.v1\r\nOrigin: https://evil.example\r\n")).status,
      403);
  RawSocket socket = stand.connect();
  socket.send(upgrade_request("Sec-WebSocket-Protocol: chat, weft.v1\r\nOrigin: http://localhost\r\n"));
  EXPECT_EQ(read_reply(socket).status, 101);
}

TEST_F(WebSocket, ReadsFramesSentBehindTheUpgradeRequest) {
  RawSocket socket = stand.connect();
  socket.send(upgrade_request() + make_frame(1, R"({"id":1,"op":"hello","in":{"token":"ann"}})"));
  socket.read_until("\r\n\r\n");
  EXPECT_EQ(static_cast<unsigned char>(socket.read(1)[0]), 0x81);
}

TEST_F(WebSocket, SaysHelloWithAToken) {
  RawWebSocket socket(stand.port());
  const json answer = socket.hello("ann");
  EXPECT_EQ(answer["ok"]["principal"], stand.person("ann").principal.str());
  EXPECT_TRUE(stand.presence->online(stand.person("ann").principal));
  EXPECT_EQ(socket.ask("echo", {{"name", "n"}})["ok"]["name"], "n");
}

TEST_F(WebSocket, SaysHelloWithTheCredentialOfTheUpgrade) {
  RawWebSocket bearer(stand.port(), "Authorization: Bearer ann\r\n");
  EXPECT_TRUE(bearer.ask("hello").contains("ok"));
  RawWebSocket cookie(stand.port(), "Cookie: weft_session=ann\r\nOrigin: http://localhost\r\n");
  EXPECT_TRUE(cookie.ask("hello").contains("ok"));
  RawWebSocket no_origin(stand.port(), "Cookie: weft_session=ann\r\n");
  EXPECT_EQ(no_origin.ask("hello")["error"]["code"], "unauthenticated");
}

TEST_F(WebSocket, AnswersNothingButHelloBeforeHello) {
  RawWebSocket socket(stand.port());
  EXPECT_EQ(socket.ask("echo.get", {{"name", "n"}})["error"]["status"], 401);
  EXPECT_EQ(socket.ask("no.such")["error"]["status"], 401);
  EXPECT_EQ(socket.hello("nobody")["error"]["code"], "unauthenticated");
  EXPECT_EQ(socket.ask("hello", {{"token", 7}})["error"]["field"], "token");
  EXPECT_TRUE(socket.hello("ann").contains("ok"));
}

TEST_F(WebSocket, GivesUpOnAPeerThatGuessesTokens) {
  RawWebSocket socket(stand.port());
  for (int i = 0; i < 5; ++i)
    socket.hello("guess" + std::to_string(i));
  EXPECT_EQ(socket.read_close(), 4401);
}

TEST_F(WebSocket, TakesFurtherHellosOfTheSameToken) {
  RawWebSocket socket(stand.port());
  stand.person("bob");
  socket.hello("ann");
  EXPECT_TRUE(socket.ask("hello", {{"token", "ann"}, {"cursor", "x"}}).contains("ok"));
  EXPECT_TRUE(socket.ask("hello", {{"cursor", "x"}}).contains("ok"));
  EXPECT_EQ(socket.hello("bob")["error"]["code"], "conflict");
  EXPECT_EQ(stand.presence->connections(stand.person("ann").principal), 1U);
}

TEST_F(WebSocket, NamesAnUnknownOperation) {
  RawWebSocket socket(stand.port());
  socket.hello("ann");
  const json error = socket.ask("no.such")["error"];
  EXPECT_EQ(error["code"], "not_found");
  EXPECT_NE(error["detail"].get<std::string>().find("no.such"), std::string::npos);
}

TEST_F(WebSocket, ReadsSeveralRequestsOfOneMessage) {
  RawWebSocket socket(stand.port());
  socket.hello("ann");
  socket.text(
      "{\"id\":10,\"op\":\"echo\",\"in\":{\"name\":\"a\"}}\n\r\n{\"id\":11,\"op\":\"echo\",\"in\":{\"name\":\"b\"}}\n");
  std::map<int, std::string> names;
  for (int i = 0; i < 2; ++i) {
    const json answer = socket.next();
    names[answer["id"]] = answer["ok"]["name"];
  }
  EXPECT_EQ(names, (std::map<int, std::string>{{10, "a"}, {11, "b"}}));
}

TEST_F(WebSocket, AnswersBadRequestsAndGoesOn) {
  RawWebSocket socket(stand.port());
  socket.hello("ann");
  const std::string deep = std::string(40, '[') + std::string(40, ']');
  const std::vector<std::pair<std::string, json>> cases{
      {"nonsense", nullptr},
      {"[1]", nullptr},
      {R"({"op":"echo"})", nullptr},
      {R"({"id":"7","op":"echo"})", nullptr},
      {R"({"id":1.5,"op":"echo"})", nullptr},
      {R"({"id":-1,"op":"echo"})", nullptr},
      {R"({"id":9007199254740993,"op":"echo"})", nullptr},
      {R"({"id":1e999,"op":"echo"})", nullptr},
      {R"({"id":3,"id":4,"op":"echo"})", nullptr},
      {R"({"id":3,"op":"echo","in":)" + deep + "}", nullptr},
      {R"({"id":3})", 3},
      {R"({"id":3,"op":7})", 3},
      {R"({"id":3,"op":"echo","in":[]})", 3},
      {R"({"id":3,"op":"echo","key":"a b"})", 3},
      {R"({"id":3,"op":"echo","extra":1})", 3},
      {R"({"id":9007199254740992,"op":"echo","in":{"name":""}})", INT64_C(9007199254740992)},
  };
  for (const auto& [text, id] : cases) {
    socket.text(text);
    const json answer = socket.next();
    EXPECT_EQ(answer["id"], id) << text;
    EXPECT_EQ(answer["error"]["code"], "invalid_argument") << text;
  }
  EXPECT_TRUE(socket.ask("echo", {{"name", "n"}}).contains("ok"));
}

TEST_F(WebSocket, RefusesTheSixtyFifthRequestInFlight) {
  RawWebSocket socket(stand.port());
  socket.hello("ann");
  std::string message;
  for (int i = 0; i < 65; ++i)
    message += "{\"id\":" + std::to_string(100 + i) + ",\"op\":\"hold\"}\n";
  socket.text(message);
  const json refused = socket.next();
  EXPECT_EQ(refused["id"], 164);
  EXPECT_EQ(refused["error"]["code"], "rate_limited");
  ASSERT_TRUE(wait_until([&] { return stand.held() == 64; }));
  stand.release_held();
  for (int i = 0; i < 64; ++i)
    EXPECT_TRUE(socket.next().contains("ok"));
  EXPECT_TRUE(socket.ask("echo", {{"name", "n"}}).contains("ok"));
}

TEST_F(WebSocket, ClosesRevokedSessions) {
  RawWebSocket socket(stand.port());
  socket.hello("ann");
  stand.revoke("ann");
  EXPECT_EQ(socket.read_close(), 4401);
  EXPECT_EQ(socket.bye()["ev"], "bye");
  EXPECT_TRUE(wait_until([&] { return !stand.presence->online(stand.person("ann").principal); }));
}

TEST_F(WebSocket, ARevocationDuringHelloEndsTheSession) {
  RawWebSocket socket(stand.port());
  stand.on_hello([&] { stand.bus->publish({RevokedEvent{stand.person("ann").principal, {}}}); });
  socket.text(R"({"id":1,"op":"hello","in":{"token":"ann"}})");
  EXPECT_EQ(socket.read_close(), 4401);
}

TEST_F(WebSocket, TellsWatchersWhoComesAndGoes) {
  const api::Caller bob = stand.person("bob");
  RawWebSocket ann(stand.port());
  ann.hello("ann");
  stand.server->watch(stand.person("ann").session, {bob.principal});
  ann.ask("echo", {{"name", "n"}});  // the loop has passed the watch
  {
    RawWebSocket socket(stand.port());
    socket.hello("bob");
    const json event = ann.next();
    EXPECT_EQ(event["ev"], "presence");
    EXPECT_EQ(event["items"][0]["principal"], bob.principal.str());
    EXPECT_EQ(event["items"][0]["online"], true);
  }
  EXPECT_EQ(ann.next()["items"][0]["online"], false);
}

TEST_F(WebSocket, RefusesBinaryMessages) {
  RawWebSocket socket(stand.port());
  socket.frame(2, "abc");
  EXPECT_EQ(socket.read_close(), 1003);
}

TEST(WebSocketLimits, HelloMustComeInTime) {
  auto options = test_options();
  options.timeouts.hello = 50ms;
  Stand stand(options);
  RawWebSocket socket(stand.port());
  EXPECT_EQ(socket.read_close(), 4408);
}

TEST(WebSocketLimits, ASlowSnapshotIsNotALateHello) {
  auto options = test_options();
  options.timeouts.hello = 100ms;
  Stand stand(options);
  stand.person("ann");
  const auto begin = std::chrono::steady_clock::now();
  stand.on_hello([&] { wait_until([&] { return std::chrono::steady_clock::now() - begin > 400ms; }); });
  RawWebSocket socket(stand.port());
  EXPECT_TRUE(socket.hello("ann").contains("ok"));
}

TEST(WebSocketLimits, TheOldestOfTooManySocketsIsReplaced) {
  auto options = test_options();
  options.limits.sockets_per_principal = 2;
  Stand stand(options);
  stand.person("ann");
  RawWebSocket first(stand.port());
  RawWebSocket second(stand.port());
  RawWebSocket third(stand.port());
  for (auto* socket : {&first, &second, &third})
    socket->hello("ann");
  EXPECT_EQ(first.read_close(), 4409);
  EXPECT_TRUE(second.ask("echo", {{"name", "n"}}).contains("ok"));
  EXPECT_TRUE(third.ask("echo", {{"name", "n"}}).contains("ok"));
}

TEST(WebSocketLimits, AnExpiredSessionIsFoundOut) {
  auto options = test_options();
  options.timeouts.recheck = 30ms;
  Stand stand(options);
  stand.person("ann");
  RawWebSocket socket(stand.port());
  EXPECT_TRUE(socket.hello("ann").contains("ok"));
  EXPECT_TRUE(socket.ask("echo", {{"name", "n"}}).contains("ok"));
  stand.expire("ann");
  EXPECT_EQ(socket.read_close(), 4401);
}

TEST(WebSocketLimits, FloodingIsRefusedAndThenEnded) {
  auto options = test_options();
  options.limits.requests_per_second = 1;
  options.limits.request_burst = 5;
  Stand stand(options);
  stand.person("ann");
  RawWebSocket socket(stand.port());
  socket.hello("ann");
  for (int i = 0; i < 4; ++i)
    EXPECT_TRUE(socket.ask("echo", {{"name", "n"}}).contains("ok"));
  EXPECT_EQ(socket.ask("echo", {{"name", "n"}})["error"]["code"], "rate_limited");
  for (int i = 0; i < 100; ++i)
    socket.text(R"({"id":1,"op":"echo"})");
  EXPECT_EQ(socket.read_close(), 4429);
}

TEST(WebSocketLimits, PingsAndEndsSilentPeers) {
  auto options = test_options();
  options.timeouts.ping = 40ms;
  Stand stand(options);
  RawWebSocket socket(stand.port());
  int pings = 0;
  try {
    while (socket.read().opcode == 9)
      ++pings;
  } catch (const std::runtime_error&) {  // the end of the stream, without a close frame
  }
  EXPECT_GE(pings, 2);
  EXPECT_LE(pings, 4);
}

TEST(WebSocketLimits, APongKeepsTheSession) {
  auto options = test_options();
  options.timeouts.ping = 40ms;
  Stand stand(options);
  RawWebSocket socket(stand.port());
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(socket.read().opcode, 9);
    socket.frame(10, "");
  }
}

}  // namespace
}  // namespace weft::test
