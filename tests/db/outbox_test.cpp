// What is announced reaches each who listens, line by line, and nobody waits for somebody else's address.
#include "db/deliveries.hpp"
#include "db/outbox_world.hpp"

#include <condition_variable>

namespace weft::test {
namespace {

using Strings = std::vector<std::string>;

const db::Reply kFine{200, "", ""}, kBroken{500, "", ""};

const db::store::Claims kClaims{{"webhook"}, {10}, {6}, std::chrono::minutes(1), {}};

struct OutboxTest : testing::Test {
  OutboxWorld world;

  /// An attempt that nobody settles: whoever made it is killed. Whom it was made at; "" when nothing is due.
  std::string lose(const db::store::Claims& claims = kClaims) {
    return world.in_company([&](db::Tx& tx) {
      db::store::relay(tx, 100, 100);
      const auto claimed = db::store::claim_delivery(tx, claims);
      return claimed ? claimed->delivery.event.text : "";
    });
  }
};

/// Holds requests until it is opened.
class Gate {
 public:
  void wait() {
    std::unique_lock lock(mutex_);
    open_.wait(lock, [this] { return is_open_; });
  }
  void open() {
    {
      const std::lock_guard lock(mutex_);
      is_open_ = true;
    }
    open_.notify_all();
  }
  ~Gate() { open(); }

 private:
  std::mutex mutex_;
  std::condition_variable open_;
  bool is_open_ = false;
};

TEST_F(OutboxTest, KeepsNothingOfWhatNobodyListensTo) {
  world.announce("member.created", "m", "nobody");
  world.listen("a", {"customer.*", "tag.created"});
  world.announce("member.created", "m", "not this");
  world.announce("tag.deleted", "t", "nor this");
  EXPECT_EQ(world.count("outbox"), 0);
  world.announce("customer.added", "c", "this");
  world.announce("tag.created", "t", "that");
  EXPECT_EQ(world.count("outbox"), 2);
}

TEST_F(OutboxTest, TellsEachWhoListensToTheKind) {
  world.listen("all");
  world.listen("customers", {"customer.*"});
  world.listen("one", {"customer.lost", "tag.created"});
  world.announce("customer.added", "c", "added");
  world.announce("customer.lost", "c", "lost");
  world.announce("tag.created", "t", "tag");
  world.deliver();
  ASSERT_TRUE(world.becomes("deliveries WHERE status = 'delivered'", 7));
  EXPECT_EQ(world.outside.told("all").size(), 3u);
  EXPECT_EQ(world.outside.told("customers"), (Strings{"added", "lost"}));
  EXPECT_EQ(world.outside.told("one").size(), 2u);
  EXPECT_EQ(world.count("outbox"), 0);
  EXPECT_EQ(world.count("delivery_lines"), 0);
  EXPECT_EQ(world.count("delivery_targets WHERE waiting <> 0"), 0);
}

TEST_F(OutboxTest, TellsNothingOfAnotherCompany) {
  world.listen("ours");
  const CorpId theirs = CorpId::make();
  {
    db::Tx tx(*world.app, world.clock);
    tx.set_corp(theirs);
    db::announce(tx, {"tag.created", "t", {"\"theirs\""}});
    tx.commit();
  }
  EXPECT_EQ(world.count("outbox"), 0);
}

TEST_F(OutboxTest, ForgetsWhatWasRolledBack) {
  world.listen("a");
  {
    db::Tx tx(*world.app, world.clock);
    tx.set_corp(world.corp);
    db::announce(tx, {"tag.created", "t", {"\"never\""}});
  }
  EXPECT_EQ(world.count("outbox"), 0);
}

TEST_F(OutboxTest, KeepsTheOrderOfALineAndLetsOthersPass) {
  world.listen("a");
  world.outside.answer(
      [](const std::string&, const std::string& what, std::size_t) { return what == "x1" ? kBroken : kFine; });
  for (const char* what : {"x1", "x2", "x3"})
    world.announce("tag.created", "x", what);
  world.announce("tag.created", "y", "y1");
  world.deliver();
  ASSERT_TRUE(world.becomes("deliveries WHERE status = 'delivered'", 1));  // y1
  ASSERT_TRUE(world.becomes("deliveries WHERE remark IS NOT NULL AND lease IS NULL", 1));
  EXPECT_EQ(world.count("deliveries WHERE attempts = 0"), 2);
  world.outside.answer([](auto&&...) { return kFine; });
  world.later();
  ASSERT_TRUE(world.becomes("deliveries WHERE status = 'delivered'", 4));
  Strings line;
  for (const auto& what : world.outside.told("a"))
    if (what[0] == 'x') line.push_back(what);
  EXPECT_EQ(line, (Strings{"x1", "x1", "x2", "x3"}));
}

TEST_F(OutboxTest, LetsALineGoOnAfterFourFailures) {
  world.listen("a");
  world.outside.answer(
      [](const std::string&, const std::string& what, std::size_t) { return what == "bad" ? kBroken : kFine; });
  world.announce("tag.created", "x", "bad");
  world.announce("tag.created", "x", "good");
  world.deliver();
  for (std::size_t attempt = 1; attempt < 4; ++attempt) {
    ASSERT_TRUE(world.becomes("deliveries WHERE lease IS NULL AND attempts = " + std::to_string(attempt), 1));
    EXPECT_EQ(world.outside.told("a").size(), attempt);
    world.later();
  }
  ASSERT_TRUE(world.becomes("deliveries WHERE status = 'delivered'", 1));
  EXPECT_EQ(world.outside.told("a"), (Strings{"bad", "bad", "bad", "bad", "good"}));
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(world.becomes("deliveries WHERE lease IS NULL AND attempts = " + std::to_string(4 + i), 1));
    world.later();
  }
  EXPECT_TRUE(world.becomes("deliveries WHERE status = 'failed' AND attempts = 6", 1));
  EXPECT_EQ(world.count("delivery_lines"), 0);
}

TEST_F(OutboxTest, HasTenUnderWayAtMostAndDelaysNobody) {
  Gate gate;
  world.listen("slow", {"customer.*"});
  world.listen("good", {"tag.*"});
  world.outside.answer([&](const std::string& target, const std::string&, std::size_t) {
    if (target == "slow") gate.wait();
    return kFine;
  });
  for (int i = 0; i < 30; ++i)
    world.announce("customer.added", "c" + std::to_string(i), "x");
  world.deliver({}, 12);
  ASSERT_TRUE(wait_until([&] { return world.outside.under_way("slow") == 10; }));
  for (int i = 0; i < 20; ++i)
    world.announce("tag.created", "t" + std::to_string(i), "x");
  EXPECT_TRUE(world.outside.got("good", 20));
  EXPECT_EQ(world.outside.under_way("slow"), 10u);
  gate.open();
  EXPECT_TRUE(world.becomes("deliveries WHERE status = 'delivered'", 50));
  EXPECT_EQ(world.outside.most_at_once("slow"), 10u);
}

TEST_F(OutboxTest, HasTwoUnderWayOfWhoNeverAnswers) {
  world.listen("mute");
  world.outside.answer([](auto&&...) { return db::Reply{0, "", "no answer in time"}; });
  for (int i = 0; i < 10; ++i)
    world.announce("tag.created", std::to_string(i), "x");
  world.deliver();
  ASSERT_TRUE(world.becomes("deliveries WHERE attempts = 1 AND lease IS NULL", 10));
  Gate gate;
  world.outside.answer([&](auto&&...) {
    gate.wait();
    return kFine;
  });
  world.later();
  ASSERT_TRUE(wait_until([&] { return world.outside.under_way("mute") == 2; }));
  world.listen("good", {"customer.*"});
  EXPECT_EQ(world.outside.under_way("mute"), 2u);
  gate.open();
  EXPECT_TRUE(world.becomes("deliveries WHERE status = 'delivered'", 10));
}

TEST_F(OutboxTest, MakesAnAttemptAgainThatWasLost) {
  world.listen("a");
  world.announce("tag.created", "x", "one");
  world.announce("tag.created", "x", "two");
  ASSERT_EQ(lose(), "\"one\"");
  world.deliver();
  EXPECT_EQ(world.count("deliveries WHERE attempts = 0"), 1);
  world.later(std::chrono::seconds(59));
  EXPECT_TRUE(world.outside.told("a").empty());
  world.later(std::chrono::seconds(2));
  ASSERT_TRUE(world.becomes("deliveries WHERE status = 'delivered'", 2));
  EXPECT_EQ(world.outside.told("a"), (Strings{"one", "two"}));
}

TEST_F(OutboxTest, KeepsWhatSomebodySwitchedOffMisses) {
  world.listen("off", {"*"}, false);
  world.announce("tag.created", "x", "missed");
  world.deliver();
  ASSERT_TRUE(world.becomes("deliveries WHERE status = 'failed' AND attempts = 0", 1));
  const std::string id = world.text("SELECT id FROM deliveries");
  world.listen("off");
  EXPECT_TRUE(world.in_company(
      [&](db::Tx& tx) { return db::redeliver(tx, world.targets.at("off"), *db::DeliveryId::parse(id)); }));
  world.outbox->wake();
  EXPECT_TRUE(world.becomes("deliveries WHERE status = 'delivered'", 1));
  EXPECT_EQ(world.outside.told("off"), Strings{"missed"});
}

TEST_F(OutboxTest, LeavesATargetAloneAsLongAsItAsks) {
  world.listen("busy");
  world.outside.answer([](const std::string&, const std::string&, std::size_t nth) {
    return nth == 1 ? db::Reply{429, "", "", "120"} : kFine;
  });
  world.deliver();
  world.announce("tag.created", "x", "one");
  ASSERT_TRUE(world.becomes("delivery_targets WHERE rest_until IS NOT NULL", 1));
  world.announce("tag.created", "y", "two");
  ASSERT_TRUE(world.becomes("deliveries WHERE status = 'waiting'", 2));
  world.later(std::chrono::seconds(119));
  EXPECT_EQ(world.count("deliveries WHERE attempts = 0"), 1);
  EXPECT_EQ(world.outside.told("busy").size(), 1u);
  world.later(std::chrono::seconds(1));
  EXPECT_TRUE(world.becomes("deliveries WHERE status = 'delivered'", 2));
}

TEST_F(OutboxTest, StopsAtOnceWhenTheKindSaysSo) {
  world.listen("gone");
  world.outside.answer([](auto&&...) { return db::Reply{410, "", ""}; });
  world.announce("tag.created", "x", "one");
  world.deliver([](db::DeliveryKind& kind) {
    kind.refuse = [](db::Tx& tx, const db::Delivery& delivery, const db::Reply& reply) {
      if (reply.status == 410) db::bury(tx, delivery.target, "it is gone");
      return reply.status == 410;
    };
  });
  EXPECT_TRUE(world.becomes("deliveries WHERE status = 'failed' AND attempts = 1 AND reply_status = 410", 1));
}

TEST_F(OutboxTest, GivesUpWhatWaitsForWhoIsBuried) {
  world.listen("dead");
  world.outside.answer([](auto&&...) { return kBroken; });
  for (int i = 0; i < 100; ++i)
    world.announce("tag.created", std::to_string(i % 7), "x");
  world.deliver();
  ASSERT_TRUE(world.becomes("deliveries WHERE attempts = 1 AND lease IS NULL", 7));
  world.in_company([&](db::Tx& tx) {
    db::bury(tx, world.targets.at("dead"), "it was switched off");
    return 0;
  });
  world.outbox->wake();
  EXPECT_TRUE(world.becomes("deliveries WHERE status = 'failed' AND remark = 'it was switched off'", 100));
  ASSERT_TRUE(world.becomes("delivery_targets WHERE buried IS NULL AND waiting = 0", 1));
  EXPECT_EQ(world.count("delivery_lines"), 0);
  world.outside.answer([](auto&&...) { return kFine; });
  world.announce("tag.created", "1", "again");
  EXPECT_TRUE(world.becomes("deliveries WHERE status = 'delivered'", 1));
}

TEST_F(OutboxTest, KeepsWhatIsTooMuchAsFailed) {
  world.listen("a");
  world.announce("tag.created", "x", "one");
  world.in_company([](db::Tx& tx) { return db::exec(tx, "SELECT weft_relay($1, 100, 1)", tx.now()).size(); });
  world.announce("tag.created", "x", "two");
  world.in_company([](db::Tx& tx) { return db::exec(tx, "SELECT weft_relay($1, 100, 1)", tx.now()).size(); });
  EXPECT_EQ(world.count("deliveries WHERE status = 'waiting'"), 1);
  EXPECT_EQ(world.count("deliveries WHERE status = 'failed' AND remark = 'too much waited for it'"), 1);
}

TEST_F(OutboxTest, ForgetsWhoIsGoneWithTheLastOfItsDeliveries) {
  world.listen("gone");
  world.listen("quiet");
  world.announce("tag.created", "x", "one");
  world.deliver();
  ASSERT_TRUE(world.becomes("deliveries WHERE status = 'delivered'", 2));
  world.outbox.reset();
  world.in_company([&](db::Tx& tx) {
    db::remove_listener(tx, world.targets.at("gone"));
    return 0;
  });
  const auto purge = [&] {
    return world.in_company([](db::Tx& tx) { return db::purge_deliveries(tx, std::chrono::hours(720), 100); });
  };
  EXPECT_EQ(purge(), 0);
  EXPECT_EQ(world.count("delivery_targets"), 2) << "its log is still there to be read";
  world.clock.advance(std::chrono::hours(721));
  EXPECT_EQ(purge(), 2);
  EXPECT_EQ(
      world.text("SELECT target_id FROM delivery_targets WHERE accepted_at IS NOT NULL"),
      to_string(world.targets.at("quiet")));
  for (const char* table : {"delivery_targets", "delivery_days"})
    EXPECT_EQ(world.count(table), 1) << table;
}

TEST_F(OutboxTest, AnnouncesWhileOthersRelayAndSettle) {
  world.listen("a");
  world.announce("tag.created", "x", "one");
  const auto other = db::connect(world.pool);
  db::Tx relaying(*other, world.clock);
  db::exec(relaying, "SELECT weft_relay($1, 100, 100)", relaying.now());
  ASSERT_TRUE(db::store::claim_delivery(relaying, kClaims));
  world.announce("tag.created", "x", "two");  // would wait here, and fail by the statement's time limit
  relaying.commit();
  EXPECT_EQ(world.count("outbox"), 1);
}

TEST_F(OutboxTest, ClaimsAtOnceBesideAHundredThousandThatNobodyTakes) {
  world.listen("dead", {"customer.*"});
  world.listen("good", {"tag.*"});
  world.run(
      "INSERT INTO outbox (corp_id, kind, line, body, at) SELECT '" + world.corp.str() +
      "', 'customer.added', 'c' || i, '1', to_timestamp(1800000000) FROM generate_series(1, 100000) i");
  while (world.count("outbox") > 0)
    world.in_company([](db::Tx& tx) { return db::exec(tx, "SELECT weft_relay($1, 20000, 1000000)", tx.now()).size(); });
  world.announce("tag.created", "t", "x");
  world.in_company([](db::Tx& tx) { return db::exec(tx, "SELECT weft_relay($1, 100, 1000000)", tx.now()).size(); });
  const auto begun = std::chrono::steady_clock::now();
  std::map<std::string, int> claimed;
  for (int i = 0; i < 20; ++i)
    world.in_company([&](db::Tx& tx) {
      if (const auto one = db::store::claim_delivery(tx, kClaims)) ++claimed[world.name_of(one->delivery.target)];
      return 0;
    });
  EXPECT_LT(
      std::chrono::steady_clock::now() - begun, std::chrono::milliseconds(500));  // 2.4 s with a look at each line
  EXPECT_EQ(claimed, (std::map<std::string, int>{{"dead", 10}, {"good", 1}}));
}

TEST_F(OutboxTest, TellsOfMessagesInTheOrderOfTheLog) {
  world.listen("a");
  world.run(
      "INSERT INTO outbox (corp_id, kind, line, seq, many, at) VALUES ('" + world.corp.str() +
      "', 'message.created', 'chat', 7, 3, now())");
  world.deliver();
  ASSERT_TRUE(world.becomes("deliveries WHERE status = 'delivered'", 3));
  EXPECT_EQ(
      world.text("SELECT string_agg(event->>'seq', ',' ORDER BY number) FROM deliveries WHERE event->>'conversation' = "
                 "'chat'"),
      "7,8,9");
}

TEST_F(OutboxTest, GivesTheSameIdAgainWhenItWasForgotten) {
  const auto ids = [&](bool kept) {
    db::Tx tx(*world.app, world.clock);
    tx.set_corp(world.corp);
    db::store::relay(tx, 100, 1000);
    const std::string list = db::text_of(
        db::exec(tx, "SELECT string_agg(id::text, ' ' ORDER BY id) FROM deliveries")[0][0]);
    if (kept) tx.commit();
    return list;
  };
  world.listen("one");
  world.listen("two");
  world.announce("member.created", "m", "once");
  const std::string before = ids(false);
  EXPECT_EQ(before.size(), 73u);
  EXPECT_EQ(ids(true), before) << "the database forgot it after the request was made";
}

}  // namespace
}  // namespace weft::test
