// REST over real sockets: routing, input, errors, headers, cookies, pages.
#include "gateway/stand.hpp"

#include <gtest/gtest.h>

namespace weft::test {
namespace {

const std::string kJson = "Content-Type: application/json\r\n";
std::string bearer(const std::string& token) {
  return "Authorization: Bearer " + token + "\r\n";
}

class Http : public testing::Test {
 protected:
  Http() { stand.person("ann"); }
  Stand stand;
};

TEST_F(Http, RunsAnOperationWithFieldsFromPathQueryAndBody) {
  const auto reply = stand.request(
      "POST", "/api/v1/echo/a%20b?count=7", bearer("ann") + kJson, R"({"tags":["x","y"]})");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.json(), nlohmann::json::parse(R"({"name":"a b","count":7,"tags":["x","y"]})"));
  EXPECT_EQ(reply.field("Content-Type"), "application/json");
  EXPECT_EQ(reply.field("Cache-Control"), "no-store");
  EXPECT_EQ(reply.field("X-Content-Type-Options"), "nosniff");
}

TEST_F(Http, ReadsListsFromTheQuery) {
  const auto reply = stand.request("GET", "/api/v1/echo/n?tags=a,b");
  EXPECT_EQ(reply.json()["tags"], nlohmann::json({"a", "b"}));
}

TEST_F(Http, RefusesAFieldGivenTwice) {
  const auto reply = stand.request("POST", "/api/v1/echo/n?count=1", bearer("ann") + kJson, R"({"count":2})");
  EXPECT_EQ(reply.status, 400);
  EXPECT_EQ(reply.json()["field"], "count");
}

TEST_F(Http, RefusesUnknownFieldsByName) {
  const auto reply = stand.request("GET", "/api/v1/echo/n?colour=red");
  EXPECT_EQ(reply.status, 400);
  EXPECT_EQ(reply.json()["field"], "colour");
  EXPECT_EQ(reply.field("Content-Type"), "application/problem+json");
}

TEST_F(Http, RefusesBrokenEscapesAndBadUtf8) {
  EXPECT_EQ(stand.request("GET", "/api/v1/echo/n?name=%zz").status, 400);
  EXPECT_EQ(stand.request("GET", "/api/v1/echo/n?tags=%ff").status, 400);
  const auto reply = stand.request("GET", "/api/v1/echo/%ff");
  EXPECT_EQ(reply.status, 400);
  EXPECT_EQ(reply.json()["field"], "name");
  EXPECT_EQ(stand.request("GET", "/api/v1/echo/%00").status, 400);
}

TEST_F(Http, AnswersHeadLikeGetWithoutBody) {
  const auto get = stand.request("GET", "/api/v1/echo/n");
  const auto head = stand.request("HEAD", "/api/v1/echo/n");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.field("Content-Length"), get.field("Content-Length"));
  EXPECT_EQ(head.body, "");
}

TEST_F(Http, NamesTheMethodsOfAnAddress) {
  const auto reply = stand.request("DELETE", "/api/v1/echo/n", bearer("ann"));
  EXPECT_EQ(reply.status, 405);
  EXPECT_EQ(reply.json()["code"], "method_not_allowed");
  EXPECT_NE(reply.field("Allow").find("POST"), std::string::npos);
  EXPECT_NE(reply.field("Allow").find("GET, HEAD"), std::string::npos);
  EXPECT_EQ(stand.request("BREW", "/api/v1/echo/n").status, 405);
}

TEST_F(Http, AnswersUnknownAddressesWithAProblem) {
  const auto reply = stand.request("GET", "/api/v1/nothing/here");
  EXPECT_EQ(reply.status, 404);
  EXPECT_EQ(reply.json()["code"], "not_found");
  EXPECT_EQ(reply.json()["request_id"], reply.field("X-Request-Id"));
}

TEST_F(Http, TakesOnlyJsonBodies) {
  EXPECT_EQ(stand.request("POST", "/api/v1/echo/n", bearer("ann") + "Content-Type: text/plain\r\n", "{}").status, 415);
  EXPECT_EQ(stand.request("POST", "/api/v1/echo/n", bearer("ann"), "{}").status, 415);
  EXPECT_EQ(
      stand
          .request("POST", "/api/v1/echo/n", bearer("ann") + "Content-Type: application/json; charset=utf-16\r\n", "{}")
          .status,
      415);
  EXPECT_EQ(
      stand.request("POST", "/api/v1/echo/n", bearer("ann") + "Content-Type: Application/JSON; charset=utf-8\r\n", "{}")
          .status,
      200);
  EXPECT_EQ(stand.request("POST", "/api/v1/echo/n", bearer("ann")).status, 200);
}

TEST_F(Http, RefusesJsonThatIsNotStrict) {
  for (const std::string body :
       {"[1]", "{", R"({"count":1,"count":2})", R"({"count":1} x)", "{\"tags\":[\"\xff\"]}", R"({"count":1e999})",
        R"({"count":1.5})"}) {
    const auto reply = stand.request("POST", "/api/v1/echo/n", bearer("ann") + kJson, body);
    EXPECT_EQ(reply.status, 400) << body;
    EXPECT_EQ(reply.json()["code"], "invalid_argument") << body;
  }
  const std::string deep = std::string(40, '[') + std::string(40, ']');
  EXPECT_EQ(stand.request("POST", "/api/v1/echo/n", bearer("ann") + kJson, R"({"tags":)" + deep + "}").status, 400);
}

TEST_F(Http, WantsASignedInCaller) {
  const auto reply = stand.request("POST", "/api/v1/echo/n");
  EXPECT_EQ(reply.status, 401);
  EXPECT_EQ(reply.field("WWW-Authenticate"), "Bearer");
  EXPECT_EQ(stand.request("POST", "/api/v1/echo/n", bearer("nobody")).status, 401);
  EXPECT_EQ(stand.request("POST", "/api/v1/echo/n", "Authorization: Basic YTpi\r\n").status, 401);
}

TEST_F(Http, KeepsAFittingRequestId) {
  EXPECT_EQ(stand.request("GET", "/api/v1/context", "X-Request-Id: job-7.a_B\r\n").json()["request_id"], "job-7.a_B");
  EXPECT_NE(stand.request("GET", "/api/v1/context", "X-Request-Id: a b\r\n").json()["request_id"], "a b");
  EXPECT_EQ(
      stand.request("GET", "/api/v1/context", "X-Request-Id: " + std::string(65, 'a') + "\r\n")
          .field("X-Request-Id")
          .size(),
      36U);
}

TEST_F(Http, RefusesAnIllFormedIdempotencyKey) {
  const auto reply = stand.request("POST", "/api/v1/echo/n", bearer("ann") + "Idempotency-Key: a b\r\n");
  EXPECT_EQ(reply.status, 400);
  EXPECT_EQ(reply.json()["field"], "Idempotency-Key");
}

TEST_F(Http, SetsTheCookieOnSignIn) {
  const auto reply = stand.request("POST", "/api/v1/sessions", kJson, R"({"user":"ann","password":"x"})");
  EXPECT_EQ(reply.status, 200);
  const std::string cookie = reply.field("Set-Cookie");
  EXPECT_TRUE(cookie.starts_with("weft_session=ann; HttpOnly; SameSite=Lax; Path=/; Max-Age=")) << cookie;
  EXPECT_EQ(cookie.find("Secure"), std::string::npos);
}

TEST_F(Http, CookieWritesNeedAnOwnOrigin) {
  const std::string cookie = "Cookie: other=1; weft_session=ann\r\n";
  EXPECT_EQ(stand.request("GET", "/api/v1/context", cookie).json()["userid"], "ann");
  const auto refused = stand.request("POST", "/api/v1/echo/n", cookie);
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(refused.json()["code"], "origin_forbidden");
  EXPECT_EQ(stand.request("POST", "/api/v1/echo/n", cookie + "Origin: https://evil.example\r\n").status, 403);
  EXPECT_EQ(stand.request("POST", "/api/v1/echo/n", cookie + "Origin: null\r\n").status, 403);
  EXPECT_EQ(stand.request("POST", "/api/v1/echo/n", cookie + "Origin: http://localhost\r\n").status, 200);
  EXPECT_EQ(stand.request("POST", "/api/v1/echo/n", bearer("ann") + "Origin: https://evil.example\r\n").status, 200);
}

TEST_F(Http, ForgetsTheCookieOfARevokedSession) {
  const std::string fields = "Cookie: weft_session=ann\r\nOrigin: http://localhost\r\n";
  const auto other = stand.request("DELETE", "/api/v1/sessions/" + SessionId::make().str(), fields);
  EXPECT_EQ(other.status, 200);
  EXPECT_EQ(other.field("Set-Cookie"), "");
  const auto own = stand.request("DELETE", "/api/v1/sessions/" + stand.person("ann").session.str(), fields);
  EXPECT_TRUE(own.field("Set-Cookie").starts_with("weft_session=; ")) << own.head;
  EXPECT_NE(own.field("Set-Cookie").find("Max-Age=0"), std::string::npos);
  const auto stale = stand.request("GET", "/api/v1/big?size=1", "Cookie: weft_session=gone\r\n");
  EXPECT_EQ(stale.status, 401);
  EXPECT_NE(stale.field("Set-Cookie").find("Max-Age=0"), std::string::npos);
}

TEST_F(Http, KeepsConnectionsOpenAndAnswersPipelinedRequestsInOrder) {
  RawSocket socket = stand.connect();
  std::string requests;
  for (int i = 0; i < 5; ++i)
    requests += "GET /api/v1/echo/n" + std::to_string(i) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  socket.send(requests);
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(read_reply(socket).json()["name"], "n" + std::to_string(i));
}

TEST_F(Http, ServesTheDocumentation) {
  const auto docs = stand.request("GET", "/docs");
  EXPECT_EQ(docs.status, 200);
  EXPECT_NE(docs.body.find("echo"), std::string::npos);
  EXPECT_NE(docs.field("Content-Security-Policy").find("default-src 'none'"), std::string::npos);
  const auto openapi = stand.request("GET", "/openapi.json");
  EXPECT_EQ(openapi.json()["openapi"].get<std::string>().substr(0, 3), "3.1");
  const auto again = stand.request("GET", "/openapi.json", "If-None-Match: " + openapi.field("ETag") + "\r\n");
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(stand.request("GET", "/").status, 200);
  EXPECT_EQ(stand.request("POST", "/docs").status, 405);
}

TEST_F(Http, ProbesTellHowItIs) {
  EXPECT_EQ(stand.request("GET", "/healthz").status, 200);
  EXPECT_EQ(stand.request("GET", "/readyz").status, 200);
  stand.trouble = "the database is away";
  const auto reply = stand.request("GET", "/readyz");
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.json()["trouble"], "the database is away");
  EXPECT_EQ(stand.request("GET", "/healthz").status, 200);
}

TEST_F(Http, CountsRequests) {
  stand.request("GET", "/api/v1/echo/n");
  stand.request("GET", "/api/v1/echo/n?count=x");
  const auto reply = stand.request("GET", "/metrics");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(stand.figure(R"(weft_requests_total{operation="echo.get",status="2xx"})"), 1);
  EXPECT_EQ(stand.figure(R"(weft_requests_total{operation="echo.get",status="4xx"})"), 1);
  EXPECT_NE(reply.body.find("weft_request_seconds_bucket"), std::string::npos);
}

TEST(HttpLimits, RateIsPerCaller) {
  auto options = test_options();
  options.limits.requests_per_second = 0.001;
  options.limits.request_burst = 2;
  Stand stand(options);
  stand.person("ann");
  stand.person("bob");
  for (int i = 0; i < 3; ++i)  // the first one, before her token was found valid, is on her address
    EXPECT_EQ(stand.request("POST", "/api/v1/echo/n", bearer("ann")).status, 200);
  const auto refused = stand.request("POST", "/api/v1/echo/n", bearer("ann"));
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.field("Retry-After"), "1");
  EXPECT_EQ(stand.request("POST", "/api/v1/echo/n", bearer("bob")).status, 200);
}

TEST(HttpLimits, ConnectionsAreBounded) {
  auto options = test_options();
  options.limits.connections = 1;
  Stand stand(options);
  RawSocket first = stand.connect();
  first.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(read_reply(first).status, 200);
  RawSocket second = stand.connect();
  EXPECT_TRUE(second.read_all().starts_with("HTTP/1.1 503"));
  EXPECT_EQ(stand.figure(R"(weft_refused_total{reason="connections"})"), 1);
}

TEST(HttpAddress, BelievesOnlyTrustedProxies) {
  const std::string forwarded = "X-Forwarded-For: 1.2.3.4, 203.0.113.9, 127.0.0.5\r\n";
  Stand direct;
  EXPECT_EQ(direct.request("GET", "/api/v1/context", forwarded).json()["address"], "127.0.0.1");
  auto options = test_options();
  options.trusted_proxies = {"127.0.0.0/8"};
  Stand behind(options);
  EXPECT_EQ(behind.request("GET", "/api/v1/context", forwarded).json()["address"], "203.0.113.9");
  EXPECT_EQ(behind.request("GET", "/api/v1/context", "X-Forwarded-For: nonsense\r\n").json()["address"], "127.0.0.1");
}

TEST(HttpAddress, RefusesNonsenseInTheProxyList) {
  auto options = test_options();
  options.trusted_proxies = {"10.0.0.0/33"};
  EXPECT_THROW(Stand stand(options), OperatorError);
}

TEST(Listening, SaysThatThePortIsTaken) {
  Stand first;
  auto options = test_options();
  options.port = first.port();
  try {
    Stand second(options);
    FAIL() << "the port was free";
  } catch (const OperatorError& error) {
    EXPECT_NE(std::string(error.what()).find("is in use"), std::string::npos);
  }
}

}  // namespace
}  // namespace weft::test
