// A company whose messages are searched: its index, brought up to date by hand.
#pragma once
#include "conversations/world.hpp"
#include "support/wait.hpp"
#include <weft/conversations/indexer.hpp>

namespace weft::test {

struct SearchWorld : testing::Test {
  World world;
  std::unique_ptr<conversations::Indexer> indexer = std::make_unique<conversations::Indexer>(
      world.workers, world.clock, std::chrono::milliseconds(1));
  std::string team = world.group("alice", {"bob", "carol"});

  /// Waits until everything written so far is in the index.
  void settle() {
    indexer->note(world.take_events());
    ASSERT_TRUE(wait_until([&] {
      return world.as_owner([](db::Tx& tx) {
        return db::exec(
                   tx,
                   "SELECT 1 FROM conversations c LEFT JOIN search_heads h ON h.conversation_id = c.id WHERE c.kind <> "
                   "'inbox' AND c.head_seq > coalesce(h.seq, 0)")
            .empty();
      });
    }));
  }
  Json find(const std::string& user, const std::string& query, Json more = Json::object()) {
    if (!query.empty()) more["query"] = query;
    return world.call(user, "search.messages", more);
  }
  /// The seqs found, newest first.
  std::vector<Seq> seqs(const std::string& user, const std::string& query, Json more = Json::object()) {
    std::vector<Seq> found;
    for (const Json& item : items(find(user, query, std::move(more))))
      found.push_back(item.at("entry").at("seq"));
    return found;
  }
  Seq say(const std::string& user, const std::string& text) {
    world.clock.advance(std::chrono::seconds(1));
    return world.send(user, team, text).at("seq");
  }
};

}  // namespace weft::test
