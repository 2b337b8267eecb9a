// Search: how the index follows the logs, and what one question may cost.
#include "conversations/search_world.hpp"

namespace weft::test {
namespace {

using conversations::Indexer;
using namespace std::chrono_literals;

struct SearchIndex : SearchWorld {};

TEST_F(SearchIndex, AnIndexerThatWasAwayCatchesUp) {
  indexer.reset();
  const Seq seq = say("bob", "while you were out");
  indexer = std::make_unique<Indexer>(world.workers, world.clock, 1ms);
  settle();
  EXPECT_EQ(seqs("alice", "while"), std::vector<Seq>{seq});
}

TEST_F(SearchIndex, TwoIndexersDoTheWorkOnce) {
  Indexer second(world.workers, world.clock, 1ms);
  for (int i = 0; i < 50; ++i) {
    say("bob", "message " + std::to_string(i));
    const auto events = world.take_events();
    indexer->note(events);
    second.note(events);
  }
  settle();
  EXPECT_EQ(items(find("alice", "message", {{"limit", 200}})).size(), 50u);
}

TEST_F(SearchIndex, ALogLongerThanABatchIsIndexedWhole) {
  indexer.reset();
  world.as_owner([&](db::Tx& tx) {
    tx.set_corp(world.corp);
    db::exec(
        tx,
        "WITH moved AS (UPDATE conversations SET head_seq = head_seq + 1200, message_count = message_count + 1200 "
        "WHERE "
        "id = $1 RETURNING head_seq - 1200 AS seq) INSERT INTO entries (conversation_id, seq, corp_id, kind, actor_id, "
        "body, message_no, created_at) SELECT $1, m.seq + i, $2, 'message', $3, jsonb_build_object('kind', 'text', "
        "'text', 'bulk ' || i), i, $4 FROM moved m, generate_series(1, 1200) i",
        team, world.corp, world.person("bob"), tx.now());
    return true;
  });
  indexer = std::make_unique<Indexer>(world.workers, world.clock, 1ms);
  settle();
  EXPECT_EQ(items(find("alice", "1200")).size(), 1u);
  const Json counts = world.call("alice", "search.counts", {{"query", "bulk"}});
  EXPECT_EQ(counts.at("total"), 1000);
  EXPECT_EQ(counts.at("more"), true);
}

/// `count` messages of bob to the team, a second apart, all with this text.
void say_often(World& world, const std::string& team, int count, const std::string& text) {
  world.clock.advance(std::chrono::seconds(count));
  world.as_owner([&](db::Tx& tx) {
    tx.set_corp(world.corp);
    db::exec(
        tx,
        "WITH moved AS (UPDATE conversations SET head_seq = head_seq + $5, message_count = message_count + $5 WHERE "
        "id = $1 RETURNING head_seq - $5 AS seq) INSERT INTO entries (conversation_id, seq, corp_id, kind, actor_id, "
        "body, message_no, created_at) SELECT $1, m.seq + i, $2, 'message', $3, jsonb_build_object('kind', 'text', "
        "'text', $6::text), i, $4::timestamptz - ($5 - i) * interval '1 second' FROM moved m, generate_series(1, $5) i",
        team, world.corp, world.person("bob"), tx.now(), static_cast<std::int64_t>(count), text);
    return true;
  });
}

TEST_F(SearchIndex, LooksAtSomeMegabytesForOneAnswer) {
  indexer.reset();
  say_often(world, team, 300, "heavy " + std::string(20'000, 'x'));
  indexer = std::make_unique<Indexer>(world.workers, world.clock, 1ms);
  settle();
  const Json counts = world.call("alice", "search.counts", {{"query", "heavy"}});
  EXPECT_LT(counts.at("total"), 250);
  EXPECT_EQ(counts.at("more"), true);
  std::set<Seq> found;
  Json more = {{"limit", 200}};
  int pages = 0;
  for (bool on = true; on; ++pages) {
    const Json page = find("alice", "heavy", more);
    for (const Json& item : items(page))
      EXPECT_TRUE(found.insert(item.at("entry").at("seq").get<Seq>()).second) << "given twice";
    on = !page.at("next_cursor").is_null();
    if (on) more["cursor"] = page.at("next_cursor");
  }
  EXPECT_EQ(found.size(), 300u);
}

TEST_F(SearchIndex, RunsTwoSearchesOfAPersonAtATime) {
  say("bob", "slowly");
  settle();
  indexer.reset();
  std::vector<std::future<Json>> running;
  std::string third;
  world.as_owner([&](db::Tx& tx) {
    db::exec(tx, "LOCK TABLE search_entries IN ACCESS EXCLUSIVE MODE");
    for (int i = 0; i < 2; ++i)
      running.push_back(std::async(std::launch::async, [&] { return find("alice", "slowly"); }));
    EXPECT_TRUE(wait_until([&] {
      return db::exec(tx, "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'search_entries'::regclass")
                 .size() == 2;
    }));
    const Json refused = world.call("alice", "search.groups", {{"query", "team"}});
    third = code(refused);
    EXPECT_EQ(refused.at("retry_after"), 1);
    EXPECT_EQ(code(world.call("bob", "search.groups", {{"query", "team"}})), "ok") << "who searches for the first time";
    return true;
  });
  for (auto& each : running)
    EXPECT_EQ(items(each.get()).size(), 1u);
  EXPECT_EQ(third, "rate_limited");
  EXPECT_EQ(items(find("alice", "slowly")).size(), 1u) << "when the others are answered";
}

TEST_F(SearchIndex, FindsInMoreConversationsThanTheIndexIsToldAtOnce) {
  indexer.reset();
  world.as_owner([&](db::Tx& tx) {
    tx.set_corp(world.corp);
    db::exec(
        tx,
        "WITH made AS (INSERT INTO conversations (id, corp_id, kind, name, head_seq, message_count, created_at, "
        "active_at) SELECT gen_random_uuid(), $1, 'group', 'Crowd', 1, 1, $3, $3 FROM generate_series(1, 2100) "
        "RETURNING "
        "id), mine AS (INSERT INTO participants (conversation_id, principal_id, corp_id, joined_seq) SELECT id, $2, "
        "$1, "
        "1 FROM made), numbered AS (SELECT id, row_number() OVER (ORDER BY id) AS i FROM made) "
        "INSERT INTO entries (conversation_id, seq, corp_id, kind, actor_id, body, message_no, created_at) SELECT id, "
        "1, "
        "$1, 'message', $2, jsonb_build_object('kind', 'text', 'text', 'crowded ' || i), 1, "
        "$3::timestamptz + i * interval '1 second' FROM numbered WHERE i % 100 = 0",
        world.corp, world.person("alice"), tx.now());
    return true;
  });
  world.clock.advance(2200s);
  indexer = std::make_unique<Indexer>(world.workers, world.clock, 1ms);
  ASSERT_TRUE(wait_until([&] { return items(find("alice", "crowded", {{"limit", 200}})).size() == 21; }));
  std::vector<std::string> snippets;
  Json more = {{"limit", 4}};
  for (bool on = true; on;) {
    const Json page = find("alice", "crowded", more);
    for (const Json& item : items(page))
      snippets.push_back(item.at("snippet"));
    on = !page.at("next_cursor").is_null();
    if (on) more["cursor"] = page.at("next_cursor");
  }
  std::vector<std::string> expected;
  for (int i = 2100; i > 0; i -= 100)
    expected.push_back("crowded " + std::to_string(i));
  EXPECT_EQ(snippets, expected);
}

TEST_F(SearchIndex, ForgetsWhatRetentionDeletes) {
  const Seq seq = say("bob", "old story");
  settle();
  world.as_owner([&](db::Tx& tx) {
    tx.set_corp(world.corp);
    conversations::forget_indexed(tx, *ConversationId::parse(team), 1, seq);
    return true;
  });
  EXPECT_TRUE(seqs("alice", "story").empty());
}

}  // namespace
}  // namespace weft::test
