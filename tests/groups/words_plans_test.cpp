// No statement about words reads a table from end to end that grows.
#include "groups/words_world.hpp"
#include "support/plans.hpp"

namespace weft::test {
namespace {

struct WordPlans : testing::Test {
  WordsWorld words_world{1};
  World& world = words_world.world;
  const std::string& chat = words_world.chat;

  Json act(const std::string& user, const std::string& operation, const Json& input) {
    Json answer = world.call(user, operation, input);
    EXPECT_FALSE(answer.contains("title")) << operation << answer.dump();
    return answer;
  }
  /// Every operation, and hits of both kinds.
  void use() {
    const Json rule = words_world.rule("R", "block", words({"bad"}), {{"owner", "carol"}, {"members", {"bob"}}});
    act("admin", "word_rule.update", {{"rule", rule.at("id")}, {"name", "S"}});
    act("admin", "word_rule.get", {{"rule", rule.at("id")}});
    act("admin", "word_rule.list", Json::object());
    act("alice", "group.set_words", {{"conversation", chat}, {"words", words({"ugly"})}});
    act("bob", "group.words", {{"conversation", chat}});
    words_world.in_force();
    EXPECT_EQ(code(world.send("bob", chat, "so bad")), "content_blocked");
    EXPECT_EQ(code(world.send("bob", chat, "so ugly")), "content_blocked");
    for (const char* user : {"admin", "carol", "alice"}) {
      const Json first = act(user, "word_hit.list", {{"limit", 1}});
      ASSERT_EQ(items(first).size(), 1u) << user;
      const Json cursor = first.at("next_cursor").is_null() ? Json() : first.at("next_cursor");
      act(user, "word_hit.list", {{"limit", 1}, {"cursor", cursor}, {"actor", "bob"}});
    }
    EXPECT_EQ(items(act("bob", "word_hit.list", Json::object())).size(), 0u);
    act("admin", "word_rule.delete", {{"rule", rule.at("id")}});
  }
  std::vector<std::string> reads() {
    std::promise<std::vector<std::string>> found;
    world.dispatcher.transact(
        [&](db::Tx& tx) {
          tx.set_corp(world.corp);
          groups::purge_word_hits(tx, 10);
          found.set_value(whole_reads(tx));
          return std::string();
        },
        [](const api::Outcome&) {});
    return found.get_future().get();
  }
};

TEST_F(WordPlans, UseAnIndexForEveryTableThatGrows) {
  use();
  for (const std::string& read : reads())
    ADD_FAILURE() << read;
}

}  // namespace
}  // namespace weft::test
