// Hand-over: who may take customers, how often they go, what they are told, and what waits for the new owner.
#include "customers/hand_over_world.hpp"
#include "customers/one_word.hpp"
#include <weft/identity/sessions.hpp>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

struct HandOverLimits : HandOverWorld {
  OneWord screen;
  HandOverLimits() : HandOverWorld(4, &screen) {}

  std::string answer(const std::string& to) { return begin("emma", to, {"carl"}).at(0).at("code"); }
  std::int64_t unread(const std::string& who, const std::string& chat) {
    const Json list = items(world.call(who, "conversation.list", {{"limit", 100}}));
    for (const Json& one : list)
      if (one.at("id") == chat) return one.at("unread");
    return -1;
  }
};

TEST_F(HandOverLimits, RefuseWhoHasNotSignedInForAYear) {
  world.customer("carl", "emma");
  world.clock.advance(std::chrono::days(366));
  EXPECT_EQ(answer("nora"), "inactive");
  world.in_company([&](db::Tx& tx) {
    return identity::open_session(tx, world.person("nora"), "test", "127.0.0.1", 1h, 1h).session;
  });
  EXPECT_EQ(answer("nora"), "started") << "the old one need not have";
}

TEST_F(HandOverLimits, RefuseWhoNeverSignedIn) {
  world.customer("carl", "emma");
  world.set_status("nora", "not_activated");
  EXPECT_EQ(answer("nora"), "not_activated");
}

TEST_F(HandOverLimits, CountEveryTryAfterARefusal) {
  world.customer("carl", "emma");
  word("carl", "refuse", begin("emma", "nora", {"carl"}).at(0));
  for (int i = 0; i < 2; ++i)
    act("hand_over.cancel", begin("emma", "nora", {"carl"}).at(0));
  EXPECT_EQ(answer("nora"), "capped");
}

TEST_F(HandOverLimits, TellACustomerFiveTimesADay) {
  const std::string chat = world.customer("carl", "emma");
  for (int i = 0; i < 5; ++i)
    act("hand_over.cancel", begin("emma", "nora", {"carl"}).at(0));
  const Json capped = begin("emma", "nora", {"carl"}).at(0);
  EXPECT_EQ(capped["code"], "capped");
  EXPECT_EQ(world.kinds("carl", chat).size(), 11u);
  world.clock.advance(parse_time(capped["allowed_at"].get<std::string>()).value() - world.clock.now() - 1s);
  EXPECT_EQ(answer("nora"), "capped");
  world.clock.advance(1s);
  EXPECT_EQ(answer("nora"), "started");
}

TEST_F(HandOverLimits, TellFiveTimesADayOfSomebodyWhoLeftToo) {
  world.customer("carl", "emma");
  leave("emma");
  for (int i = 0; i < 5; ++i)
    act("hand_over.cancel", resigned("emma", "nora", {"carl"}).at("results").at(0));
  EXPECT_EQ(resigned("emma", "nora", {"carl"}).at("results").at(0).at("code"), "capped");
}

TEST_F(HandOverLimits, ScreenWhatTheCustomerIsTold) {
  const std::string chat = world.customer("carl", "emma");
  const Json message = {{"message", "a forbidden word"}};
  const Json refused = world.call("olga", "hand_over.begin", input("emma", "nora", {"carl"}, message));
  EXPECT_EQ(code(refused), "content_blocked");
  EXPECT_EQ(refused["field"], "message");
  Json bulk = message;
  bulk.update({{"from", "emma"}, {"to", {"nora"}}, {"customers", {world.person("carl").str()}}});
  EXPECT_EQ(code(world.call("olga", "hand_over.bulk", bulk)), "content_blocked");
  EXPECT_EQ(world.kinds("carl", chat), std::vector<std::string>{"created"});
  EXPECT_EQ(begin("emma", "nora", {"carl"}, {{"message", "a friendly word"}}).at(0)["code"], "started");
}

TEST_F(HandOverLimits, LeaveUnreadWhatTheOldOwnerDidNotRead) {
  set_rules([](customers::Serving& rules) { rules.refusal_s.value = 0; });
  const std::string chat = world.customer("carl", "emma");
  const Json first = world.send("carl", chat, "one");
  world.send("carl", chat, "two");
  world.send("carl", chat, "three");
  world.call("emma", "conversation.read", {{"conversation", chat}, {"seq", first.at("seq")}});
  EXPECT_EQ(unread("emma", chat), 2);
  EXPECT_EQ(answer("nora"), "done");
  EXPECT_EQ(unread("nora", chat), 2);
}

}  // namespace
}  // namespace weft::test
