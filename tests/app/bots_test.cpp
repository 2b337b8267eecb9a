// Robots and bots end to end: the built program, its sockets, and a server outside that it calls.
#include "app/place.hpp"
#include "support/callback_server.hpp"
#include "support/wait.hpp"
#include <weft/base/hmac.hpp>
#include <weft/base/json.hpp>
#include <weft/gateway/client.hpp>

#include <gtest/gtest.h>

#include <csignal>

namespace weft::test {
namespace {

const std::vector<std::string> kLoopback = {"--set", "webhooks.allowed_networks=127.0.0.0/8"};
const std::vector<std::string> kPublicOnly;
const gateway::Headers kJson = {{"Content-Type", "application/json"}};

/// A company with a group of mia and max, served; mia owns the group.
struct BotPlace {
  explicit BotPlace(const std::vector<std::string>& settings = kLoopback) : server(place.args(settings)) {
    server.start();
    token = sign_in("mia");
    chat = ask("POST", "/api/v1/groups", {{"name", "Team"}, {"members", {"max"}}}).at("id");
    const Json made = ask("POST", "/api/v1/groups/" + chat + "/robots", {{"name", "Deploys"}});
    robot = made.at("robot").at("id");
    key = made.at("key");
  }

  std::string sign_in(const std::string& user) {
    const Json in = {{"user", user}, {"password", kPassword}, {"device", "test"}};
    return Json::parse(send("POST", "/api/v1/sessions", in.dump(), kJson).body).at("token");
  }
  gateway::HttpReply send(
      const std::string& method, const std::string& path, const std::string& body, const gateway::Headers& headers) {
    return gateway::http_request(gateway::parse_endpoint(server.url()), method, path, headers, body);
  }
  Json ask(const std::string& method, const std::string& path, const Json& in) {
    gateway::Headers headers = kJson;
    headers.emplace_back("Authorization", "Bearer " + token);
    return Json::parse(send(method, path, in.is_null() ? "" : in.dump(), headers).body);
  }
  gateway::HttpReply say(const std::string& text) {
    const Json in = {{"msgtype", "text"}, {"text", {{"content", text}}}};
    return send("POST", "/api/v1/robots/send?key=" + key, in.dump(), kJson);
  }
  std::string listen(const std::string& url) {
    const Json made = ask("PUT", "/api/v1/robots/" + robot + "/callback", {{"url", url}});
    EXPECT_TRUE(made.contains("secret")) << made;
    return made.value("secret", "");
  }
  Json mention(const std::string& text) {
    return ask(
        "POST", "/api/v1/conversations/" + chat + "/messages",
        {{"client_id", "m" + std::to_string(++sent)},
         {"kind", "text"},
         {"body", {{"text", text}, {"mentions", {robot}}}}});
  }
  Json newest() {
    const Json list = ask("GET", "/api/v1/conversations/" + chat + "/entries?before=1000000&limit=1", {});
    return list.at("items").at(0);
  }
  /// The latest call of the robot's callback; an empty object before the relay has come to it.
  Json delivery() {
    const Json items = ask("GET", "/api/v1/robots/" + robot + "/deliveries", {}).at("items");
    return items.empty() ? Json::object() : items.at(0);
  }

  Place place = company_place();
  Server server;
  std::string token, chat, robot, key;
  int sent = 0;
};

TEST(RobotOverHttp, SendsWithTheKeyInTheQueryAndIsToldWhenToComeAgain) {
  BotPlace place;
  for (int i = 0; i < 20; ++i)
    ASSERT_EQ(place.say("build " + std::to_string(i)).status, 200);
  const auto refused = place.say("one too many");
  EXPECT_EQ(refused.status, 429);
  const int wait = std::stoi("0" + refused.header("Retry-After"));
  EXPECT_GT(wait, 0);
  EXPECT_LE(wait, 60);
  EXPECT_EQ(Json::parse(refused.body).at("retry_after"), wait);
  EXPECT_EQ(place.newest().at("body").at("text"), "build 19");
  EXPECT_EQ(place.newest().at("actor"), place.robot);
  place.key.back() = place.key.back() == 'A' ? 'B' : 'A';
  EXPECT_EQ(place.say("x").status, 401);
}

TEST(RobotOverHttp, SendsWhatItUploads) {
  BotPlace place;
  const auto stored = place.send(
      "POST", "/api/v1/robots/upload?key=" + place.key + "&filename=report.txt", "some numbers", {});
  ASSERT_EQ(stored.status, 200) << stored.body;
  const std::string file = Json::parse(stored.body).at("id");
  const Json in = {{"key", place.key}, {"msgtype", "file"}, {"file", {{"media_id", file}}}};
  for (int i = 0; i < 2; ++i) {
    const auto sent = place.send("POST", "/api/v1/robots/send", in.dump(), kJson);
    EXPECT_EQ(sent.status, 200) << sent.body;
  }
  EXPECT_EQ(place.newest().at("body").at("name"), "report.txt");
  place.token = place.sign_in("max");
  EXPECT_EQ(
      place.send("GET", "/api/v1/files/" + file + "/content", "", {{"Authorization", "Bearer " + place.token}}).body,
      "some numbers");
  EXPECT_EQ(place.send("POST", "/api/v1/robots/upload?key=x&filename=a", "some bytes", {}).status, 401);
}

TEST(RobotOverHttp, TakesPicturesOfTwoMebibytes) {
  BotPlace place;
  const std::string large(2'900'000, 'A');
  const Json in = {{"msgtype", "image"}, {"image", {{"base64", large}, {"md5", std::string(32, '0')}}}};
  const auto refused = place.send("POST", "/api/v1/robots/send?key=" + place.key, in.dump(), kJson);
  EXPECT_EQ(refused.status, 413);
  EXPECT_EQ(Json::parse(refused.body).value("field", ""), "image.base64");
  const Json fits = {
      {"msgtype", "image"}, {"image", {{"base64", large.substr(0, 2'700'000)}, {"md5", std::string(32, '0')}}}};
  EXPECT_EQ(
      Json::parse(place.send("POST", "/api/v1/robots/send?key=" + place.key, fits.dump(), kJson).body)
          .value("field", ""),
      "image.md5");
  EXPECT_EQ(place.send("POST", "/api/v1/groups", in.dump(), kJson).status, 413);  // others keep the usual limit
}

TEST(RobotOverHttp, LeavesNoKeyInLogsAndMetrics) {
  BotPlace place({"--set", "webhooks.allowed_networks=127.0.0.0/8", "--set", "log.level=trace"});
  CallbackServer outside([](const CallbackRequest&, std::size_t) { return CallbackAnswer{}; });
  const std::string secret = place.listen(outside.url());
  place.say("hello");
  place.mention("@Deploys hello");
  ASSERT_TRUE(outside.wait_for(1));
  const std::string metrics = place.send("GET", "/metrics", "", {}).body;
  EXPECT_NE(metrics.find("robot.send"), std::string::npos);
  place.server.program().signal(SIGTERM);
  const Ended ended = place.server.program().wait();
  EXPECT_EQ(ended.status, 0);
  const std::string all = metrics + ended.out + ended.err;
  EXPECT_NE(all.find("robot.send"), std::string::npos);
  EXPECT_EQ(all.find(place.key), std::string::npos);
  EXPECT_EQ(all.find(secret), std::string::npos);
}

TEST(BotOverHttp, IsCalledAndAnswers) {
  BotPlace place;
  CallbackServer outside([](const CallbackRequest& request, std::size_t) {
    const std::string text = Json::parse(request.body).at("text");
    const Json answer = {{"msgtype", "text"}, {"text", {{"content", "you said " + text}}}};
    return CallbackAnswer{200, answer.dump(), "", false};
  });
  const std::string secret = place.listen(outside.url());
  ASSERT_TRUE(place.mention("@Deploys hello").contains("seq"));
  ASSERT_TRUE(outside.wait_for(1));
  const auto request = outside.requests().at(0);
  const std::string signed_text = request.headers.at("x-weft-timestamp") + "." + request.body;
  EXPECT_EQ(request.headers.at("x-weft-signature"), hex(hmac_sha256(secret, signed_text)));
  EXPECT_TRUE(wait_until([&] { return place.newest().at("body").value("text", "") == "you said hello"; }));
}

TEST(BotOverHttp, IsCalledAfterTheServerWasKilled) {
  BotPlace place;
  CallbackServer outside([](const CallbackRequest&, std::size_t) { return CallbackAnswer{}; });
  CallbackServer mute([](const CallbackRequest&, std::size_t) { return CallbackAnswer{200, "", "", true}; });
  place.listen(mute.url());
  place.mention("@Deploys are you there?");
  ASSERT_TRUE(mute.wait_for(1));
  place.server.kill();  // while the request is under way
  sql(place.place, "UPDATE robots SET callback = '" + outside.url() + "'");
  sql(place.place, "UPDATE delivery_lines SET due_at = now()");  // the lease is over
  sql(place.place, "UPDATE delivery_targets SET next_due = now()");
  place.server.start();
  ASSERT_TRUE(outside.wait_for(1));
  EXPECT_EQ(
      outside.requests().at(0).headers.at("x-weft-delivery"), mute.requests().at(0).headers.at("x-weft-delivery"));
  EXPECT_TRUE(wait_until([&] { return place.delivery().value("status", "") == "delivered"; }));
  EXPECT_EQ(place.delivery().at("attempts"), 2);
}

TEST(BotOverHttp, ReachesNothingInsideUnlessItIsAllowed) {
  BotPlace place(kPublicOnly);
  CallbackServer inside([](const CallbackRequest&, std::size_t) { return CallbackAnswer{}; });
  const Json refused = place.ask("PUT", "/api/v1/robots/" + place.robot + "/callback", {{"url", inside.url()}});
  EXPECT_EQ(refused.value("field", ""), "url") << refused;
  std::string by_name = inside.url();
  by_name.replace(by_name.find("127.0.0.1"), 9, "localhost");
  place.listen(by_name);
  place.mention("@Deploys hello");
  ASSERT_TRUE(wait_until([&] { return place.delivery().contains("remark") && !place.delivery()["remark"].is_null(); }));
  EXPECT_EQ(place.delivery().at("remark"), "localhost has no public address");
  EXPECT_TRUE(inside.requests().empty());
}

}  // namespace
}  // namespace weft::test
