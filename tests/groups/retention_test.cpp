// The retention job: what goes, what stays, and what people see of it.
#include "groups/retention.hpp"

#include "groups/world.hpp"
#include "support/wait.hpp"
#include <weft/conversations/indexer.hpp>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

struct Retention : testing::Test {
  GroupWorld world;
  groups::RetentionOptions options;
  std::string chat;
  Seq old_one = 0, old_two = 0, young = 0;

  /// Two messages of ten days ago, then one of today.
  Retention() {
    world.promote("olga", api::Role::owner);
    chat = world.group("alice", {"bob", "carol"});
    old_one = world.send("bob", chat, "old one").at("seq");
    old_two = world.send("bob", chat, "old two").at("seq");
    world.clock.advance(24h * 10);
    young = world.send("bob", chat, "young").at("seq");
  }

  Json act(const std::string& user, const std::string& operation, Json input = Json::object()) {
    input["conversation"] = chat;
    return world.call(user, operation, std::move(input));
  }
  void keep(int days) { ASSERT_EQ(code(world.call("olga", "retention.set", {{"days", days}})), "ok"); }

  /// One step as a runner does it, by the everyday role. `commit` false: the process dies before.
  db::Step step(db::Job& job, bool commit = true) {
    const auto connection = db::connect(world.pool(1));
    db::Tx tx(*connection, world.clock);
    tx.set_corp(world.corp);
    db::Step done = groups::retention_step(options)(tx, job);
    if (!commit) return done;
    tx.commit();
    job.state = done.state;
    job.done = done.done.value_or(job.done);
    return done;
  }
  db::Job job() const {
    db::Job made;
    made.corp = world.corp;
    made.state = {"{}"};
    return made;
  }
  /// A whole walk; how many steps it took.
  int walk() {
    db::Job walking = job();
    for (int steps = 1; steps < 1000; ++steps) {
      if (step(walking).next != db::Next::again) return steps;
    }
    ADD_FAILURE() << "the walk does not end";
    return 0;
  }
  struct Elsewhere;
  bool somebody_waits() {
    return world.count(
               "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE NOT l.granted AND a.datname "
               "= current_database()") > 0;
  }
  Json page(Json more = {{"after", 0}}) { return world.entries("carol", chat, std::move(more)); }
  Json view(const std::string& user) { return act(user, "conversation.get").at("conversation"); }
};

TEST_F(Retention, LeavesNothingBehindInTheIndexThatIsBeingWritten) {
  keep(7);
  options.forget.push_back(conversations::forget_indexed);
  const auto connection = db::connect(world.pool(1));
  db::Tx tx(*connection, world.clock);
  tx.set_corp(world.corp);
  groups::retention_step(options)(tx, job());
  // It still reads what is about to be gone.
  conversations::Indexer indexer(world.workers, world.clock, 1ms);
  indexer.note(world.take_events());
  EXPECT_TRUE(wait_until([&] {
    return world.as_owner([](db::Tx& look) {
      return !db::exec(look, "SELECT 1 FROM pg_locks WHERE NOT granted AND locktype IN ('transactionid', 'tuple')")
                  .empty();
    });
  })) << "the index waits for retention";
  tx.commit();
  const auto indexed = [&](const std::string& which) {
    return world.as_owner([&](db::Tx& look) {
      return db::exec(look, "SELECT 1 FROM search_entries WHERE terms @@ $1::tsquery", which).size();
    });
  };
  EXPECT_TRUE(wait_until([&] { return indexed("young") == 1; }));
  EXPECT_EQ(indexed("old"), 0u);
}

TEST_F(Retention, KeepsEverythingUntilItIsToldOtherwise) {
  walk();
  EXPECT_EQ(page().at("first_seq"), 1);
  EXPECT_EQ(items(page()).size(), 4u);
}

TEST_F(Retention, TakesOffWhatIsOlderAndSaysWhatTheFirstIs) {
  keep(7);
  walk();
  const Json all = page();
  EXPECT_EQ(all.at("first_seq"), young);
  EXPECT_EQ(all.at("covers"), (Json{{"from", young}, {"to", young}}));
  ASSERT_EQ(all.at("items").size(), 1u);
  EXPECT_EQ(all.at("items").at(0).at("seq"), young);
  EXPECT_EQ(view("carol").at("first_seq"), young);
  // Backwards from what is gone there is nothing.
  const Json before = page({{"before", young}});
  EXPECT_TRUE(items(before).empty());
  EXPECT_EQ(before.at("first_seq"), young);
  EXPECT_EQ(world.send("bob", chat, "next").at("seq"), young + 1);
}

TEST_F(Retention, LeavesAnEmptyLogThatGoesOn) {
  world.clock.advance(24h * 10);
  keep(7);
  walk();
  const Json all = page();
  EXPECT_TRUE(items(all).empty());
  EXPECT_EQ(all.at("first_seq"), young + 1);
  EXPECT_EQ(all.at("covers").at("to"), young);
  EXPECT_EQ(view("carol").at("unread"), 0);
  EXPECT_EQ(act("carol", "conversation.read", {{"seq", young}}).at("read_seq"), young);
  EXPECT_EQ(world.send("bob", chat, "again").at("seq"), young + 1);
  EXPECT_EQ(view("carol").at("unread"), 1);
  EXPECT_EQ(items(page()).size(), 1u);
}

TEST_F(Retention, CountsNothingThatIsGoneAsUnread) {
  EXPECT_EQ(view("carol").at("unread"), 3);
  keep(7);
  walk();
  EXPECT_EQ(view("carol").at("unread"), 1);
  EXPECT_EQ(act("carol", "conversation.read", {{"seq", old_one}}).at("unread"), 1);
  EXPECT_EQ(act("carol", "conversation.read", {{"seq", young}}).at("unread"), 0);
}

TEST_F(Retention, TakesWhatHangsOnTheEntries) {
  act("olga", "hello");
  world.clock.advance(-24h * 10);
  act("bob", "message.edit", {{"seq", old_one}, {"body", {{"text", "edited"}}}});
  act("bob", "message.recall", {{"seq", old_two}});
  act("carol", "message.react", {{"seq", old_one}, {"emoji", "👍"}, {"on", true}});
  act("carol", "message.pin", {{"seq", old_one}, {"pinned", true}});
  act("carol", "message.star", {{"seq", old_one}, {"starred", true}});
  act("carol", "message.hide", {{"seq", old_two}});
  world.clock.advance(24h * 10);
  keep(7);
  std::vector<std::pair<Seq, Seq>> told;
  options.forget.push_back(
      [&](db::Tx&, const ConversationId&, Seq first, Seq last) { told.emplace_back(first, last); });
  walk();
  // The edit and the others were written after `young`, but before the days were over: the cut stops at `young`.
  EXPECT_EQ(told, (std::vector<std::pair<Seq, Seq>>{{1, old_two}}));
  for (const char* table : {"reactions", "pins", "stars", "sealed_entries", "hidden_entries"})
    EXPECT_EQ(world.count(std::string("SELECT count(*) FROM ") + table), 0) << table;
  EXPECT_EQ(world.count("SELECT count(*) FROM participants WHERE hidden_upto IS NOT NULL"), 0);
}

TEST_F(Retention, LetsAGroupHaveDaysOfItsOwn) {
  keep(7);
  EXPECT_EQ(code(act("alice", "retention.set_group", {{"days", 0}})), "forbidden");
  EXPECT_EQ(code(act("olga", "retention.set_group", {{"days", 0}})), "ok");
  walk();
  EXPECT_EQ(page().at("first_seq"), 1);
  EXPECT_EQ(code(act("olga", "retention.set_group", {{"days", 3}})), "ok");
  EXPECT_EQ(act("carol", "conversation.get").at("rules").at("retention_days"), 3);
  walk();
  EXPECT_EQ(page().at("first_seq"), young);
}

TEST_F(Retention, TakesDirectChatsToo) {
  const std::string direct = world.call("bob", "conversation.open_direct", {{"peer", "carol"}}).at("id");
  world.send("bob", direct, "hi");
  world.clock.advance(24h * 8);
  keep(7);
  walk();
  EXPECT_TRUE(items(world.entries("carol", direct, {{"after", 0}})).empty());
  EXPECT_GT(world.inbox("carol").size(), 0u);
}

TEST_F(Retention, IsStoppedByAHoldOnTheGroupThePersonOrTheCompany) {
  keep(7);
  for (Json hold :
       {Json{{"scope", "company"}}, Json{{"scope", "conversation"}, {"conversation", chat}},
        Json{{"scope", "person"}, {"principal", "carol"}}}) {
    hold["reason"] = "a court asks";
    const Json set = world.call("olga", "legal_hold.create", hold);
    ASSERT_EQ(code(set), "ok") << set.dump();
    walk();
    EXPECT_EQ(page().at("first_seq"), 1) << hold.dump();
    EXPECT_EQ(code(world.call("olga", "legal_hold.lift", {{"hold", set.at("id")}})), "ok");
    EXPECT_EQ(code(world.call("olga", "legal_hold.lift", {{"hold", set.at("id")}})), "conflict");
  }
  walk();
  EXPECT_EQ(page().at("first_seq"), young);
  EXPECT_EQ(items(world.call("olga", "legal_hold.list", {{"limit", 2}})).size(), 2u);
}

TEST_F(Retention, HoldsWhatAPersonOnceWroteInGroupsItLeft) {
  act("carol", "group.leave");
  keep(7);
  world.call("olga", "legal_hold.create", {{"scope", "person"}, {"principal", "carol"}, {"reason", "x"}});
  walk();
  EXPECT_EQ(world.entries("bob", chat, {{"after", 0}}).at("first_seq"), 1);
}

TEST_F(Retention, RepeatsAStepExactlyWhenTheProcessDiesInIt) {
  keep(7);
  options.batch = 2;
  db::Job killed = job();
  step(killed, false);
  EXPECT_EQ(page().at("first_seq"), 1);
  EXPECT_EQ(world.count("SELECT count(*) FROM entries WHERE kind = 'message'"), 3);
  step(killed);
  EXPECT_EQ(page().at("first_seq"), 3);
  step(killed, false);
  EXPECT_EQ(page().at("first_seq"), 3);
  while (step(killed).next == db::Next::again) {}
  EXPECT_EQ(page().at("first_seq"), young);
  EXPECT_EQ(killed.done, young - 1);
}

TEST_F(Retention, StopsAtAnEntryThatIsYoungEnoughWhateverFollows) {
  world.clock.advance(-24h * 10);  // the clock was set back: an old date behind a young one
  world.send("bob", chat, "odd");
  world.clock.advance(24h * 10);
  keep(7);
  walk();
  EXPECT_EQ(items(page()).size(), 2u);
  EXPECT_EQ(page().at("first_seq"), young);
}

TEST_F(Retention, TellsWhoComesBackToPageAndLosesNothing) {
  keep(7);
  walk();
  const auto attachment = std::make_shared<api::Attachment>();
  const Json hello = world.call("carol", "hello", {{"cursors", {{chat, old_one}}}}, attachment);
  EXPECT_TRUE(attachment->missed.empty());
  Json mine;
  for (const Json& item : hello.at("conversations")) {
    if (item.at("id") == chat) mine = item;
  }
  EXPECT_EQ(mine.at("limited"), true);
  EXPECT_EQ(mine.at("first_seq"), young);
  EXPECT_EQ(page({{"after", old_one}}).at("covers").at("from"), young);
  // Who knows all up to the cut is simply sent the rest.
  const Json near = world.call("carol", "hello", {{"cursors", {{chat, young - 1}}}}, attachment);
  EXPECT_EQ(attachment->missed.size(), 1u);
}

TEST_F(Retention, LetsWhoHasLeftKeepWhatItKnew) {
  world.clock.advance(-24h * 10);
  act("carol", "group.leave");
  world.clock.advance(24h * 20);
  const Json before = act("carol", "conversation.get").at("conversation");
  world.send("bob", chat, "much later");
  keep(7);
  walk();
  Json after = act("carol", "conversation.get").at("conversation");
  EXPECT_EQ(after.at("active_at"), before.at("active_at"));
  EXPECT_EQ(after.at("message_count"), before.at("message_count"));
  EXPECT_EQ(after.at("dismissed"), false);
  EXPECT_TRUE(after.at("last").is_null());
  EXPECT_TRUE(items(page()).empty());
  const Json hello = world.call("carol", "hello", {{"cursors", {{chat, old_one}}}});
  bool told = false;
  for (const Json& item : hello.at("conversations"))
    told = told || (item.at("id") == chat && item.at("left_seq").is_number());
  EXPECT_TRUE(told);
}

TEST_F(Retention, TellsOneTruthToThoseWhoPageMeanwhile) {
  for (int i = 0; i < 300; ++i)
    world.send("bob", chat, "m" + std::to_string(i));
  world.clock.advance(24h * 10);
  keep(7);
  options.batch = 10;
  std::atomic<bool> ended{false};
  std::thread reader([&] {
    while (!ended) {
      const Json got = page({{"after", 0}, {"limit", 200}});
      const Seq first = got.at("first_seq"), from = got.at("covers").at("from"), to = got.at("covers").at("to");
      EXPECT_EQ(from, first);
      EXPECT_EQ(static_cast<Seq>(got.at("items").size()), to - from + 1) << got.at("covers").dump();
    }
  });
  walk();
  ended = true;
  reader.join();
  EXPECT_TRUE(items(page()).empty());
}

TEST_F(Retention, LeavesTheHubNothingToWaitFor) {
  keep(7);
  walk();
  const auto events = world.as_owner([&](db::Tx& tx) {
    tx.set_corp(world.corp);
    return conversations::load_events(tx, *ConversationId::parse(chat), 1, young);
  });
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events.front().seq, young);
}

/// A call on a thread of its own, while the test has a transaction open.
struct Retention::Elsewhere {
  std::atomic<bool> done{false};
  Json answer;
  std::thread thread;

  template <class Call>
  explicit Elsewhere(Call call)
      : thread([this, call] {
          answer = call();
          done = true;
        }) {}
  ~Elsewhere() {
    if (thread.joinable()) thread.join();
  }
};

TEST_F(Retention, LetsWhoKeepsMoreWaitForTheStepThatRuns) {
  const std::string other = world.group("alice", {"bob"}, "Other");
  keep(7);
  const std::vector<std::function<Json()>> settings = {
      [&] {
        return world.call("olga", "retention.set", {{"days", 0}});
      },
      [&] {
        return world.call("olga", "retention.set_group", {{"conversation", other}, {"days", 0}});
      }};
  for (const auto& set : settings) {
    const auto connection = db::connect(world.pool(1));
    db::Tx tx(*connection, world.clock);
    tx.set_corp(world.corp);
    groups::retention_step(options)(tx, job());
    Elsewhere setter(set);
    ASSERT_TRUE(wait_until([&] { return setter.done || somebody_waits(); }));
    EXPECT_FALSE(setter.done) << "acknowledged, while a step that knows the old days may delete";
    tx.commit();
    setter.thread.join();
    EXPECT_EQ(code(setter.answer), "ok") << setter.answer.dump();
  }
}

TEST_F(Retention, HasNoStepThatWaitsForWhoWaitsForIt) {
  keep(7);
  const auto connection = db::connect(world.pool(1));
  db::Tx tx(*connection, world.clock);
  tx.set_corp(world.corp);
  ASSERT_EQ(db::exec(tx, "SELECT 1 FROM jobs WHERE kind = 'retention' FOR UPDATE").size(), 1);  // as a runner does
  Elsewhere setter([&] { return world.call("olga", "retention.set", {{"days", 5}}); });
  ASSERT_TRUE(wait_until([&] { return setter.done || somebody_waits(); }));
  EXPECT_NO_THROW(groups::retention_step(options)(tx, job()));
  tx.commit();
  setter.thread.join();
  EXPECT_EQ(code(setter.answer), "ok") << setter.answer.dump();
}

TEST_F(Retention, IsSetForGroupsThatWereDismissedToo) {
  act("alice", "group.dismiss");
  world.clock.advance(24h * 5);
  const Json set = act("olga", "retention.set_group", {{"days", 3}});
  ASSERT_EQ(code(set), "ok") << set.dump();
  EXPECT_EQ(set.at("seq"), 0);
  walk();
  EXPECT_EQ(world.count("SELECT count(*) FROM entries WHERE conversation_id = '" + chat + "'"), 0);
  const std::string direct = world.call("bob", "conversation.open_direct", {{"peer", "carol"}}).at("id");
  EXPECT_EQ(code(world.call("olga", "retention.set_group", {{"conversation", direct}, {"days", 3}})), "not_found");
}

TEST_F(Retention, StepsOverWhatItCannotShortenAndSaysSo) {
  const std::string direct = world.call("bob", "conversation.open_direct", {{"peer", "carol"}}).at("id");
  world.send("bob", direct, "hi");
  world.clock.advance(24h * 8);
  keep(7);
  options.forget.push_back([&](db::Tx& tx, const ConversationId& conversation, Seq, Seq) {
    if (conversation.str() == chat) db::exec(tx, "SELECT 1 / 0");
  });
  db::Job walking = job();
  for (walking.attempts = 0; walking.attempts < 3; ++walking.attempts)
    EXPECT_ANY_THROW(step(walking));
  db::Step last = step(walking);
  walking.attempts = 0;
  for (int steps = 0; last.next == db::Next::again && steps < 100; ++steps)
    last = step(walking);
  ASSERT_EQ(last.next, db::Next::later);
  EXPECT_EQ(Json::parse(last.result.value().text), (Json{{"stepped_over", 1}, {"first_stepped_over", chat}}));
  EXPECT_EQ(page().at("first_seq"), 1);
  EXPECT_TRUE(items(world.entries("carol", direct, {{"after", 0}})).empty());
  options.forget.clear();  // the next walk tries again
  walk();
  EXPECT_TRUE(items(page()).empty());
}

TEST_F(Retention, IsFencedFromSealedContentsThatAreNotDue) {
  world.clock.advance(-24h * 10);
  act("bob", "message.recall", {{"seq", old_two}});
  world.clock.advance(24h * 10);
  const auto connection = db::connect(world.pool(1));
  db::Tx tx(*connection, world.clock);
  tx.set_corp(world.corp);
  EXPECT_EQ(db::exec(tx, "DELETE FROM sealed_entries WHERE corp_id = $1", world.corp).affected_rows(), 0u);
}

}  // namespace
}  // namespace weft::test
