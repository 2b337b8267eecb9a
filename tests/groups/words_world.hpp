// A company whose messages are screened: the conversations' world with a book of words.
#pragma once
#include "conversations/world.hpp"
#include "support/wait.hpp"
#include <weft/groups/groups.hpp>
#include <weft/groups/word_book.hpp>

namespace weft::test {

class WordsWorld {
 public:
  /// `look`: how often versions are compared; nobody sends hints here.
  explicit WordsWorld(int threads = 4, std::chrono::milliseconds look = std::chrono::milliseconds(50))
      : world(threads, {}, nullptr, [&](World& made) {
          groups::WordBookOptions options;
          options.database = made.pool(1);
          options.look = look;
          book = std::make_unique<groups::WordBook>(options, made.clock);
          return book.get();
        }) {
    world.registry.add(groups::word_operations());
    world.registry.add(groups::operations({world.rules, book.get()}));
    make_admin("admin");
    chat = world.group("alice", {"bob", "carol"});
  }

  ~WordsWorld() { book->stop(); }  // it reads the world's clock
  WordsWorld(const WordsWorld&) = delete;
  WordsWorld& operator=(const WordsWorld&) = delete;

  void make_admin(const std::string& userid) {
    const PrincipalId id = world.person(userid);
    world.as_owner([&](db::Tx& tx) {
      tx.set_corp(world.corp);
      identity::set_role(tx, id, api::Role::admin);
      return 0;
    });
    world.roles[userid] = api::Role::admin;
  }

  Json rule(const std::string& name, const std::string& action, Json words, Json more = Json::object()) {
    more["name"] = name;
    more["action"] = action;
    more["words"] = std::move(words);
    Json made = world.call("admin", "word_rule.create", more);
    in_force();
    return made;
  }
  /// Waits until the rules in memory are those of the database.
  void in_force() {
    world.send("alice", chat, "?");  // the rules are read when somebody writes
    const std::int64_t wanted = world.as_owner([&](db::Tx& tx) {
      tx.set_corp(world.corp);
      const auto rows = db::exec(tx, "SELECT rules + lists FROM word_versions WHERE corp_id = $1", world.corp);
      return rows.empty() ? 0 : rows[0][0].as<std::int64_t>();
    });
    EXPECT_TRUE(wait_until([&] { return book->version(world.corp) >= wanted; }));
  }
  Json hits(const std::string& user, Json filter = Json::object()) {
    return items(world.call(user, "word_hit.list", std::move(filter)));
  }
  /// The entries of this kind in somebody's inbox.
  Json told(const std::string& user) {
    Json found = Json::array();
    for (const Json& item : items(world.call(user, "conversation.list", Json::object()))) {
      if (item.at("kind") != "inbox") continue;
      for (const Json& entry : items(world.entries(user, item.at("id"))))
        if (entry.at("kind") == "word_hit") found.push_back(entry.at("body"));
    }
    return found;
  }

  std::unique_ptr<groups::WordBook> book;
  World world;
  std::string chat;
};

inline Json words(const std::vector<std::string>& list, const std::string& match = "contains") {
  Json out = Json::array();
  for (const std::string& word : list)
    out.push_back({{"text", word}, {"match", match}});
  return out;
}

}  // namespace weft::test
