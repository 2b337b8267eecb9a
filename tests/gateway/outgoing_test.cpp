// Requests to addresses that users have named: where they may lead, and what they bear.
#include "support/callback_server.hpp"
#include <weft/base/error.hpp>
#include <weft/gateway/outgoing.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

namespace weft::test {
namespace {

gateway::OutgoingOptions local() {
  gateway::OutgoingOptions options;
  options.allowed_networks = {"127.0.0.0/8"};
  options.timeout = std::chrono::milliseconds(300);
  return options;
}

std::string failure(const gateway::Outgoing& outgoing, const std::string& url) {
  try {
    outgoing.post(url, {}, "{}");
    return "none";
  } catch (const gateway::NetworkError& error) {
    return error.what();
  }
}

TEST(Outgoing, PostsHeadersAndBody) {
  CallbackServer server([](const CallbackRequest&, std::size_t) { return CallbackAnswer{201, "fine", "", false}; });
  const auto reply = gateway::Outgoing(local()).post(server.url("/a?b=c"), {{"X-One", "1"}}, R"({"x":1})");
  EXPECT_EQ(reply.status, 201);
  EXPECT_EQ(reply.body, "fine");
  const auto request = server.requests().at(0);
  EXPECT_EQ(request.line, "POST /a?b=c HTTP/1.1");
  EXPECT_EQ(request.headers.at("x-one"), "1");
  EXPECT_EQ(request.headers.at("content-type"), "application/json");
  EXPECT_EQ(request.body, R"({"x":1})");
}

TEST(Outgoing, ReachesNothingThatIsNotPublic) {
  CallbackServer server([](const CallbackRequest&, std::size_t) { return CallbackAnswer{}; });
  const gateway::Outgoing outgoing({});
  EXPECT_EQ(failure(outgoing, server.url()), "127.0.0.1 has no public address");
  std::string by_name = server.url();
  by_name.replace(by_name.find("127.0.0.1"), 9, "localhost");
  EXPECT_EQ(failure(outgoing, by_name), "localhost has no public address");
  EXPECT_TRUE(server.requests().empty());
  for (const char* host :
       {"10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
        "255.255.255.255", "[::1]", "[::]", "[fe80::1]", "[fd00::1]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]",
        "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[ff02::1]"})
    EXPECT_EQ(
        outgoing.trouble_with("http://" + std::string(host) + "/"),
        "is not a public address, and webhooks.allowed_networks does not name it")
        << host;
  for (const char* host : {"93.184.216.34", "[2606:2800:220:1:248:1893:25c8:1946]", "bots.example"})
    EXPECT_EQ(outgoing.trouble_with("https://" + std::string(host) + "/x"), "") << host;
}

TEST(Outgoing, KnowsHowNumbersOfHostsCanBeWritten) {
  CallbackServer server([](const CallbackRequest&, std::size_t) { return CallbackAnswer{}; });
  const std::string port = server.url("").substr(server.url("").rfind(':'));
  const gateway::Outgoing outgoing({});
  for (const char* host : {"2130706433", "0x7f000001", "0177.0.0.1", "127.1"})
    EXPECT_NE(failure(outgoing, "http://" + std::string(host) + port + "/"), "none") << host;
  EXPECT_TRUE(server.requests().empty());
}

TEST(Outgoing, RefusesWhatIsNoWebAddress) {
  const gateway::Outgoing outgoing(local());
  for (const char* url :
       {"ftp://a.example/", "a.example", "file:///etc/passwd", "http://", "http:///x", "ws://a.example/",
        "http://user@a.example/", "https://user:secret@a.example/", "http://a.example/#x", "http://a.example/ x",
        "http://a.example:99999/", "http://a.example/\r\nX: 1"})
    EXPECT_NE(outgoing.trouble_with(url), "") << url;
}

TEST(Outgoing, GivesUpOnWhoSaysNothing) {
  CallbackServer server([](const CallbackRequest&, std::size_t) { return CallbackAnswer{200, "", "", true}; });
  EXPECT_NE(failure(gateway::Outgoing(local()), server.url()).find("no answer in time"), std::string::npos);
}

TEST(Outgoing, TakesAnAnswerOfSixtyFourKibibytesAndNoMore) {
  CallbackServer server([](const CallbackRequest&, std::size_t nth) {
    return CallbackAnswer{200, std::string((64U << 10) + nth, 'x'), "", false};
  });
  const gateway::Outgoing outgoing(local());
  EXPECT_EQ(failure(outgoing, server.url()), "none");
  EXPECT_NE(failure(outgoing, server.url()), "none");
}

TEST(Outgoing, ReadsNothingButTheHeadWhereThatIsEnough) {
  CallbackServer server([](const CallbackRequest&, std::size_t) {
    return CallbackAnswer{429, std::string(1U << 20, 'x'), "Retry-After: 7\r\n", false};
  });
  const auto reply = gateway::Outgoing(local()).post(server.url(), {}, "{}", true);
  EXPECT_EQ(reply.status, 429);
  EXPECT_EQ(reply.header("retry-after"), "7");
  EXPECT_EQ(reply.body, "");
}

TEST(Outgoing, TakesTheHeadOfABodyOfFiftyMegabytesAndOfOneThatNeverEnds) {
  for (const bool endless : {false, true}) {
    CallbackServer server([&](const CallbackRequest&, std::size_t) {
      return CallbackAnswer{200, std::string(endless ? 1U << 16 : 50U << 20, 'x'), "", false, endless};
    });
    const auto begun = std::chrono::steady_clock::now();
    const auto reply = gateway::Outgoing(local()).post(server.url(), {}, "{}", true);
    EXPECT_LT(std::chrono::steady_clock::now() - begun, local().timeout);
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body, "");
  }
}

TEST(Outgoing, ReadsNoMoreOfABodyThatNeverEndsThanItTakes) {
  CallbackServer server([](const CallbackRequest&, std::size_t) {
    return CallbackAnswer{200, std::string(1U << 16, 'x'), "", false, true};
  });
  EXPECT_NE(failure(gateway::Outgoing(local()), server.url()), "none");
}

TEST(Outgoing, GivesUpOnANameThatIsLookedUpForTooLong) {
  CallbackServer server([](const CallbackRequest&, std::size_t) { return CallbackAnswer{}; });
  const std::string port = server.url("").substr(server.url("").rfind(':'));
  std::promise<void> open;
  const auto left = std::make_shared<std::promise<void>>();
  auto options = local();
  options.look_up = [left, opened = open.get_future().share()](const std::string& host) -> std::vector<std::string> {
    if (host != "slow.example") return {"127.0.0.1"};
    opened.wait();
    left->set_value();
    return {"127.0.0.1"};
  };
  const gateway::Outgoing outgoing(options);
  EXPECT_EQ(failure(outgoing, "http://slow.example" + port), "cannot look up slow.example: no answer in time");
  EXPECT_EQ(failure(outgoing, "http://slow.example" + port), "cannot look up slow.example: no answer in time");
  EXPECT_EQ(failure(outgoing, "http://quick.example" + port), "none");
  open.set_value();
  left->get_future().wait();  // once: the second waited for the first
  EXPECT_EQ(server.requests().size(), 1u) << "what came late is dropped";
}

TEST(Outgoing, LooksUpSoManyNamesAtOnceAndNoMore) {
  std::promise<void> open;
  std::atomic<int> asked{0};
  auto options = local();
  options.most_look_ups = 2;
  options.look_up = [&, opened = open.get_future().share()](const std::string&) -> std::vector<std::string> {
    ++asked;
    opened.wait();
    return {"10.0.0.1"};
  };
  const gateway::Outgoing outgoing(options);
  for (const char* url : {"http://a.example", "http://b.example", "http://c.example", "http://d.example"})
    EXPECT_NE(failure(outgoing, url).find("no answer in time"), std::string::npos) << url;
  EXPECT_EQ(asked, 2);
  open.set_value();
  EXPECT_EQ(failure(outgoing, "http://e.example"), "e.example has no public address");
  EXPECT_EQ(asked, 3) << "nobody waits for c and d any more";
}

TEST(Outgoing, LooksAtWhatTheNameLeadsTo) {
  auto options = local();
  options.look_up = [](const std::string& host) -> std::vector<std::string> {
    if (host == "nobody.example") throw std::runtime_error("nobody knows");
    return {"10.0.0.1", "169.254.169.254"};
  };
  const gateway::Outgoing outgoing(options);
  EXPECT_EQ(failure(outgoing, "http://inside.example"), "inside.example has no public address");
  EXPECT_EQ(failure(outgoing, "http://nobody.example"), "nobody knows");
}

TEST(Outgoing, RefusesPasswordsWithoutRepeatingThem) {
  const gateway::Outgoing outgoing(local());
  for (const char* url :
       {"https://user:secret@a.example/", "http://user:secret@127.0.0.1:1/x?y", "https://secret@a.example",
        "https://:secret@a.example", "https://user:secret@[::1]/"}) {
    EXPECT_EQ(outgoing.trouble_with(url), "must not name a user or a password") << url;
    EXPECT_EQ(failure(outgoing, url), "must not name a user or a password") << url;
  }
  EXPECT_EQ(outgoing.trouble_with("https://a.example/@team?mail=a@b"), "");
}

TEST(Outgoing, DoesNotFollow) {
  CallbackServer server([](const CallbackRequest&, std::size_t) {
    return CallbackAnswer{302, "", "Location: http://127.0.0.1:1/elsewhere\r\n", false};
  });
  EXPECT_EQ(gateway::Outgoing(local()).post(server.url(), {}, "{}").status, 302);
  EXPECT_EQ(server.requests().size(), 1u);
}

TEST(Outgoing, NamesTheNetworkThatIsNone) {
  gateway::OutgoingOptions options;
  options.allowed_networks = {"10.0.0.0/99"};
  EXPECT_THROW(gateway::Outgoing{options}, OperatorError);
}

}  // namespace
}  // namespace weft::test
