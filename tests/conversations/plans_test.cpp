// No operation reads a table from end to end that grows with the use of the server.
#include "support/plans.hpp"

#include "conversations/world.hpp"
#include "support/wait.hpp"
#include <weft/conversations/indexer.hpp>

namespace weft::test {
namespace {

/// One worker: all statements are prepared on its connection.
struct Plans : testing::Test {
  World world{1};
  std::string chat = world.group("alice", {"bob", "carol", "dave"});
  Seq seq = world.send("bob", chat, "first").at("seq");

  void act(const std::string& user, const std::string& operation, Json input = Json::object(), bool there = true) {
    if (there) input["conversation"] = chat;
    const Json answer = world.call(user, operation, std::move(input), std::make_shared<api::Attachment>());
    EXPECT_EQ(code(answer), "ok") << operation << answer.dump();
  }
  void read() {
    act("bob", "hello", Json::object(), false);
    act("bob", "hello", {{"cursors", {{chat, 1}}}}, false);
    act("bob", "presence.get", {{"principals", {"alice", world.person("carol").str()}}}, false);
    act("bob", "conversation.list", {{"limit", 1}}, false);
    act("bob", "conversation.list",
        {{"limit", 1}, {"cursor", world.call("bob", "conversation.list", {{"limit", 1}}).at("next_cursor")}}, false);
    act("bob", "conversation.get", {{"limit", 1}});
    act("bob", "entry.list");
    act("bob", "entry.list", {{"after", 0}});
    act("carol", "conversation.read", {{"seq", seq}});
    act("bob", "conversation.read_list", {{"seq", seq}});
    act("bob", "conversation.typing");
    act("bob", "search.messages", {{"query", "first"}, {"actor", "bob"}});
    act("bob", "search.messages", {{"query", "first"}}, false);
    act("bob", "search.groups", {{"query", "team"}}, false);
    act("bob", "conversation.preferences", {{"pinned", true}});
  }
  void write() {
    act("bob", "conversation.open_direct", {{"peer", "alice"}}, false);
    act("bob", "message.send",
        {{"client_id", "m"}, {"kind", "text"}, {"body", {{"text", "a"}, {"reply_to", seq}, {"mentions", {"alice"}}}}});
    act("bob", "message.edit", {{"seq", seq}, {"body", {{"text", "better"}}}});
    act("bob", "message.react", {{"seq", seq}, {"emoji", "👍"}, {"on", true}});
    act("bob", "message.react", {{"seq", seq}, {"emoji", "👍"}, {"on", false}});
    act("bob", "message.pin", {{"seq", seq}, {"pinned", true}});
    act("bob", "message.pin", {{"seq", seq}, {"pinned", false}});
    act("bob", "message.recall", {{"seq", seq}});
    act("bob", "group.update", {{"name", "Renamed"}});
    world.person("erin");
    act("bob", "group.add_members", {{"members", {"erin"}}});
    act("alice", "group.remove_members", {{"members", {"erin"}}});
    act("alice", "group.leave");
    act("bob", "group.transfer_owner", {{"owner", "carol"}});
    act("carol", "group.dismiss");
  }
  /// Enough people in groups for the planner to see that a company is larger than a conversation.
  void crowd() {
    world.as_owner([&](db::Tx& tx) {
      tx.set_corp(world.corp);
      db::exec(
          tx,
          "INSERT INTO participants (conversation_id, principal_id, corp_id, joined_seq) SELECT c.id, "
          "gen_random_uuid(), $1, 1 FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, 500)) c, "
          "generate_series(1, 20)",
          world.corp);
      return db::exec(tx, "ANALYZE participants").size();
    });
  }
  template <class Body>
  void on_worker(Body body) {
    std::promise<void> done;
    world.dispatcher.transact(
        [&](db::Tx& tx) {
          tx.set_corp(world.corp);
          body(tx);
          return std::string();
        },
        [&](const api::Outcome& outcome) {
          EXPECT_TRUE(std::holds_alternative<std::string>(outcome));
          done.set_value();
        });
    done.get_future().get();
  }
};

TEST_F(Plans, UseAnIndexForEveryTableThatGrows) {
  crowd();
  {
    conversations::Indexer indexer(world.workers, world.clock, std::chrono::milliseconds(1));
    read();
    write();
    indexer.note(world.take_events());
    ASSERT_TRUE(wait_until([&] {
      return world.as_owner([](db::Tx& tx) {
        return db::exec(
                   tx,
                   "SELECT 1 FROM conversations c JOIN search_heads h ON h.conversation_id = c.id WHERE c.head_seq = "
                   "h.seq")
                   .size() > 0;
      });
    }));
  }
  on_worker([&](db::Tx& tx) {
    conversations::load_events(tx, *ConversationId::parse(chat), 1, 9);
    conversations::forget_indexed(tx, *ConversationId::parse(chat), 1, 1);
    EXPECT_GT(prepared_count(tx), 40u);
    for (const std::string& read : whole_reads(tx))
      ADD_FAILURE() << read;
  });
}

TEST_F(Plans, AreSeenToReadAWholeTable) {
  on_worker([](db::Tx& tx) {
    db::exec(tx, "SELECT seq FROM entries WHERE kind = $1", "message");
    EXPECT_FALSE(whole_reads(tx).empty());
  });
}

}  // namespace
}  // namespace weft::test
