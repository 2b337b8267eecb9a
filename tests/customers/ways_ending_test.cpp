// Chats that end by themselves: temporary ones, and those in which nobody ever wrote.
#include "customers/ways/ending.hpp"
#include "customers/ways_world.hpp"
#include "support/wait.hpp"
#include <weft/conversations/customer_chats.hpp>

#include <future>

namespace weft::test {
namespace {

struct ChatEnd : testing::Test {
  WayWorld world;

  Json temporary(Json more = Json::object()) {
    more["chat_hours"] = 2;
    return world.way({"emma"}, std::move(more));
  }
  ConversationId come(const std::string& name, const Json& way) {
    const Json started = world.start(name, way, {{"name", name}});
    EXPECT_EQ(started.at("status"), "open") << started.dump();
    return ConversationId::parse(started.at("conversation").get<std::string>()).value();
  }
  void tidy() {
    world.in_company([](db::Tx& tx) { return customers::keep_in_bounds(tx, 10); });
  }
  std::int64_t jobs() { return world.count("SELECT count(*) FROM jobs WHERE kind = 'temporary_chats'"); }
  std::string status(const std::string& name) {
    return boost::describe::enum_to_string(world.follow(name, "emma")->status, "");
  }
};

TEST_F(ChatEnd, OfATemporaryOneIsSaidAndClosesIt) {
  const Json way = temporary({{"closing", {{"text", "Goodbye {name}"}}}});
  EXPECT_EQ(world.look(way).at("temporary").at("hours"), 2);
  const std::string chat = come("Carl", way).str();
  EXPECT_EQ(jobs(), 1);
  EXPECT_EQ(world.end_chats().next, db::Next::later);
  EXPECT_EQ(code(world.send("Carl", chat, "still here")), "ok");
  world.clock.advance(std::chrono::hours(2));
  EXPECT_EQ(world.end_chats().next, db::Next::done);
  EXPECT_EQ(world.kinds("Carl", chat), (std::vector<std::string>{"created", "message", "message", "closed"}));
  EXPECT_EQ(world.texts("Carl", chat).back(), "Goodbye Carl");
  EXPECT_EQ(code(world.send("emma", chat, "one more thing")), "conversation_closed");
  EXPECT_EQ(status("Carl"), "removed");
  EXPECT_EQ(world.start("Carl", way).at("closed").at("reason"), "used_up") << "the code was for one customer, once";
  EXPECT_EQ(come("Carl", temporary()).str(), chat) << "the end of a temporary chat keeps nobody away";
  come("Carl", world.way({"emma"}));
  world.clock.advance(std::chrono::hours(3));
  world.end_chats();
  EXPECT_EQ(code(world.send("Carl", chat, "for good")), "ok") << "a way without an end keeps it";
}

TEST_F(ChatEnd, OfATemporaryOneHasACodeForOneCustomer) {
  const Json way = temporary();
  EXPECT_EQ(way.at("most_uses"), 1);
  EXPECT_EQ(way.at("expires_at"), to_rfc3339(world.clock.now() + std::chrono::hours(24 * 7)));
  come("Carl", way);
  EXPECT_EQ(world.start("Dora", way).at("closed").at("reason"), "used_up");
  const auto refused = [&](Json more) {
    more["chat_hours"] = 2;
    more["employees"] = {"emma"};
    return world.call("olga", "contact_way.create", more).value("field", "");
  };
  EXPECT_EQ(refused({{"most_uses", 2}}), "most_uses");
  EXPECT_EQ(refused({{"expires_at", to_rfc3339(world.clock.now() + std::chrono::hours(24 * 15))}}), "expires_at");
  const Json late = temporary();
  world.clock.advance(std::chrono::hours(24 * 8));
  EXPECT_EQ(world.start("Dora", late).at("closed").at("reason"), "expired");
}

TEST_F(ChatEnd, OfTemporaryOnesIsCountedByTheDay) {
  const std::string ways = "SELECT ways FROM customer_heads";
  const Json way = temporary();
  EXPECT_EQ(world.count(ways), 0) << "they do not count as the company's ways";
  world.in_company(
      [](db::Tx& tx) { return db::exec(tx, "UPDATE customer_heads SET temporary_ways = 100000").affected_rows(); });
  const Json refused = world.call("olga", "contact_way.create", {{"chat_hours", 2}, {"employees", {"emma"}}});
  EXPECT_EQ(code(refused), "conflict");
  EXPECT_EQ(refused.at("field"), "chat_hours");
  world.call("olga", "contact_way.update", {{"way", way.at("id")}, {"clear", {"chat_hours"}}});
  EXPECT_EQ(world.count(ways), 1);
  world.clock.advance(std::chrono::hours(24));
  temporary();
  EXPECT_EQ(world.count("SELECT temporary_ways FROM customer_heads"), 1);
  world.clock.advance(std::chrono::hours(24 * 188));
  EXPECT_EQ(world.in_company([](db::Tx& tx) { return customers::purge_ways(tx, 10); }), 1);
}

TEST_F(ChatEnd, TakesLocksInTheOrderOfEverybody) {
  const auto first = come("Carl", temporary()), second = come("Dora", temporary());
  ASSERT_LT(first, second);
  world.clock.advance(std::chrono::hours(3));
  std::future<db::Step> job;
  world.in_company([&](db::Tx& tx) {
    conversations::lock_customer_chat(tx, second);
    job = std::async(std::launch::async, [&] { return world.end_chats(); });
    EXPECT_TRUE(wait_until([&] { return world.count("SELECT count(*) FROM pg_locks WHERE NOT granted") > 0; }));
    const PrincipalId emma = world.people.at("emma");
    customers::lock_loads(tx, std::span(&emma, 1));  // as who leaves this chat does
    return 0;
  });
  EXPECT_NO_THROW(job.get());
  EXPECT_EQ(status("Carl"), "removed");
  EXPECT_EQ(status("Dora"), "removed");
}

TEST_F(ChatEnd, IsNotThatOfAChatWhichWasKeptMeanwhile) {
  const auto chat = come("Carl", temporary());
  world.clock.advance(std::chrono::hours(3));
  std::future<db::Step> job;
  world.in_company([&](db::Tx& tx) {
    EXPECT_TRUE(customers::keep_open(tx, chat));
    job = std::async(std::launch::async, [&] { return world.end_chats(); });
    EXPECT_TRUE(wait_until([&] { return world.count("SELECT count(*) FROM pg_locks WHERE NOT granted") > 0; }));
    return 0;
  });
  job.get();
  EXPECT_EQ(status("Carl"), "active");
  EXPECT_EQ(code(world.send("Carl", chat.str(), "still here")), "ok");
}

TEST_F(ChatEnd, ComesWhereNobodyEverWrote) {
  const Json way = world.way({"emma"}, {{"welcome", {{"text", "Welcome"}}}});
  const std::string silent = come("Carl", way).str(), asks = come("Dora", way).str(), answered = come("Eve", way).str();
  come("Finn", way);
  come("Gil", way);
  EXPECT_EQ(code(world.send("Dora", asks, "Hello?")), "ok");
  world.clock.advance(std::chrono::hours(24));
  EXPECT_EQ(code(world.send("emma", answered, "May I help?")), "ok");
  const std::string finn = world.follow("Finn", "emma")->id.str();
  EXPECT_EQ(code(world.call("emma", "follow.update", {{"follow", finn}, {"remark", "from the fair"}})), "ok");
  world.clock.advance(std::chrono::hours(24 * 5));
  come("Gil", way);
  tidy();
  EXPECT_EQ(jobs(), 0);
  world.clock.advance(std::chrono::hours(25));
  tidy();
  EXPECT_EQ(jobs(), 1);
  world.end_chats();
  EXPECT_EQ(status("Carl"), "removed");
  for (const char* name : {"Dora", "Eve", "Finn", "Gil"})
    EXPECT_EQ(status(name), "active") << name;
  EXPECT_EQ(world.count("SELECT customers FROM service_loads"), 4);
  EXPECT_EQ(world.count("SELECT sum(lost) FROM contact_days"), 0) << "no customer was lost";
  EXPECT_EQ(come("Carl", way).str(), silent) << "it begins again in the same chat";
  EXPECT_EQ(status("Carl"), "active");
  world.clock.advance(std::chrono::hours(24 * 8));
  world.end_chats();
  EXPECT_EQ(status("Gil"), "removed") << "came back once, and wrote nothing";
  EXPECT_EQ(status("Dora"), "active");
}

TEST_F(ChatEnd, OfSilenceIsTheCompanysChoice) {
  const Json way = world.way({"emma"});
  EXPECT_EQ(world.call("olga", "serving.set", {{"silent_days", 0}}).at("silent_days"), 0);
  come("Carl", way);
  world.clock.advance(std::chrono::hours(24 * 30));
  tidy();
  EXPECT_EQ(jobs(), 0);
  EXPECT_EQ(status("Carl"), "active");
}

}  // namespace
}  // namespace weft::test
