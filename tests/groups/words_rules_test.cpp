// The operations of the rules about words: limits, refusals, audit, pages of hits.
#include "groups/words_world.hpp"
#include "support/plans.hpp"

namespace weft::test {
namespace {

struct WordRules : testing::Test {
  WordsWorld words_world;
  World& world = words_world.world;
  std::string chat = words_world.chat;

  Json create(Json input) { return world.call("admin", "word_rule.create", std::move(input)); }
  static Json plain(const std::string& name) {
    return {{"name", name}, {"action", "block"}, {"words", words({"word of " + name})}};
  }
};

TEST_F(WordRules, AreReadBackAsWritten) {
  const Json made = create(
      {{"name", "规则"},
       {"action", "warn"},
       {"words", {{{"text", "A b"}}, {{"text", "c"}, {"match", "spaced"}}}},
       {"detect", {"phone"}},
       {"owner", "bob"},
       {"members", {"carol", "bob"}}});
  ASSERT_EQ(code(made), "ok") << made.dump();
  EXPECT_EQ(made.at("words").size(), 2u);
  EXPECT_EQ(made.at("words")[1].at("match"), "spaced");
  EXPECT_EQ(made.at("owner"), world.person("bob").str());
  EXPECT_EQ(made.at("members").size(), 2u);
  EXPECT_FALSE(made.at("everybody"));
  EXPECT_EQ(world.call("admin", "word_rule.get", {{"rule", made.at("id")}}), made);
  const Json list = world.call("admin", "word_rule.list", Json::object());
  EXPECT_EQ(items(list).at(0).at("word_count"), 2);
  const Json changed = world.call(
      "admin", "word_rule.update", {{"rule", made.at("id")}, {"members", Json::array()}, {"name", "new"}});
  EXPECT_TRUE(changed.at("everybody"));
  EXPECT_EQ(changed.at("words"), made.at("words"));
}

TEST_F(WordRules, RefuseWhatCannotWork) {
  EXPECT_EQ(create({{"name", "x"}, {"action", "block"}}).at("field"), "words");
  EXPECT_EQ(create({{"name", "x"}, {"action", "block"}, {"words", words({"\u200B"})}}).at("field"), "words[0].text");
  EXPECT_EQ(create({{"name", ""}, {"action", "block"}, {"words", words({"a"})}}).at("field"), "name");
  EXPECT_EQ(
      create({{"name", "x"}, {"action", "block"}, {"words", words({std::string(33, 'a')})}}).at("field"),
      "words[0].text");
  EXPECT_EQ(
      create({{"name", "x"}, {"action", "block"}, {"words", words(std::vector<std::string>(301, "a"))}}).at("field"),
      "words");
  EXPECT_EQ(create({{"name", "x"}, {"action", "shout"}, {"words", words({"a"})}}).at("field"), "action");
  Json stranger = plain("x");
  stranger["members"] = {"nobody"};
  EXPECT_EQ(create(stranger).at("field"), "members[0]");
  create(plain("x"));
  EXPECT_EQ(code(create(plain("x"))), "conflict");
  EXPECT_EQ(code(world.call("admin", "word_rule.get", {{"rule", to_string(make_uuid())}})), "not_found");
  EXPECT_EQ(code(world.call("admin", "word_rule.delete", {{"rule", to_string(make_uuid())}})), "not_found");
}

TEST_F(WordRules, AreAHundredAtMost) {
  std::string second;
  for (int i = 0; i < 100; ++i) {
    const Json made = create(plain("rule " + std::to_string(i)));
    ASSERT_EQ(code(made), "ok");
    if (i == 1) second = made.at("id");
  }
  EXPECT_EQ(code(create(plain("one more"))), "conflict");
  world.call("admin", "word_rule.delete", {{"rule", second}});
  EXPECT_EQ(code(create(plain("one more"))), "ok");
}

TEST_F(WordRules, AreAuditedWithBeforeAndAfter) {
  const Json made = create(plain("x"));
  world.call("admin", "word_rule.update", {{"rule", made.at("id")}, {"action", "warn"}});
  world.as_owner([&](db::Tx& tx) {
    tx.set_corp(world.corp);
    const auto rows = db::exec(
        tx,
        "SELECT detail->'before'->>'action', detail->'after'->>'action' FROM audit_log WHERE action = "
        "'word_rule.update'");
    EXPECT_EQ(rows.size(), 1u);
    EXPECT_STREQ(rows[0][0].c_str(), "block");
    EXPECT_STREQ(rows[0][1].c_str(), "warn");
    return 0;
  });
}

TEST_F(WordRules, OfAGroupAreItsManagers) {
  const Json set = {{"conversation", chat}, {"words", words({"x"})}};
  EXPECT_EQ(code(world.call("bob", "group.set_words", set)), "forbidden");
  world.person("mallory");
  EXPECT_EQ(code(world.call("mallory", "group.set_words", set)), "not_found");
  EXPECT_EQ(code(world.call("mallory", "group.words", {{"conversation", chat}})), "not_found");
  EXPECT_EQ(code(world.call("alice", "group.set_words", set)), "ok");
  world.call("alice", "group.add_admins", {{"conversation", chat}, {"members", {"carol"}}});
  EXPECT_EQ(code(world.call("carol", "group.set_words", set)), "ok");
  EXPECT_EQ(world.call("bob", "group.words", {{"conversation", chat}}).at("words").size(), 1u);
}

TEST_F(WordRules, OfAGroupAreWrittenInLineWithAdministrators) {
  const auto connection = db::connect(world.pool(1));
  db::Tx admin(*connection, world.clock);
  admin.set_corp(world.corp);
  identity::audit::lock(admin);  // as every operation of an administrator begins
  std::atomic<bool> done{false};
  Json set;
  std::thread owner([&] {
    set = world.call("alice", "group.set_words", {{"conversation", chat}, {"words", words({"x"})}});
    done = true;
  });
  EXPECT_TRUE(wait_until([&] {
    return done || world.as_owner([](db::Tx& tx) {
      return db::number_of(db::exec(
                 tx,
                 "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE NOT l.granted AND "
                 "a.datname = current_database()")[0][0]) > 0;
    });
  }));
  EXPECT_FALSE(done);
  EXPECT_NO_THROW(conversations::lock_group(admin, *ConversationId::parse(chat)));  // and goes on
  EXPECT_NO_THROW(admin.commit());
  owner.join();
  EXPECT_EQ(code(set), "ok") << set.dump();
}

TEST_F(WordRules, PageTheirHits) {
  words_world.rule("x", "block", words({"badword"}));
  for (int i = 0; i < 5; ++i)
    world.send(i % 2 == 0 ? "bob" : "carol", chat, "badword " + std::to_string(i));
  const Json first = world.call("admin", "word_hit.list", {{"limit", 3}});
  ASSERT_EQ(items(first).size(), 3u);
  EXPECT_EQ(items(first)[0].at("excerpt"), "badword 4");
  const Json rest = world.call("admin", "word_hit.list", {{"limit", 3}, {"cursor", first.at("next_cursor")}});
  EXPECT_EQ(items(rest).size(), 2u);
  EXPECT_TRUE(rest.at("next_cursor").is_null());
  EXPECT_EQ(words_world.hits("admin", {{"actor", "carol"}}).size(), 2u);
  EXPECT_EQ(words_world.hits("admin", {{"action", "warn"}}).size(), 0u);
  EXPECT_EQ(words_world.hits("admin", {{"conversation", chat}}).size(), 5u);
  EXPECT_EQ(code(world.call("admin", "word_hit.list", {{"cursor", "junk"}})), "invalid_argument");
}

TEST_F(WordRules, UseAnIndexForEveryTableThatGrows) {
  WordsWorld one(1);
  const Json made = one.rule("x", "warn", words({"badword"}), {{"members", {"bob"}}});
  one.world.send("bob", one.chat, "badword");
  one.world.call("alice", "group.set_words", {{"conversation", one.chat}, {"words", words({"y"})}});
  one.world.call("alice", "group.words", {{"conversation", one.chat}});
  one.in_force();
  one.world.send("bob", one.chat, "y");
  one.hits("admin", {{"rule", made.at("id")}});
  one.world.call("admin", "word_rule.update", {{"rule", made.at("id")}, {"name", "z"}});
  one.world.call("admin", "word_rule.list", Json::object());
  one.world.call("alice", "group.set_words", {{"conversation", one.chat}, {"words", Json::array()}});
  one.world.call("admin", "word_rule.delete", {{"rule", made.at("id")}});
  std::promise<void> done;
  one.world.dispatcher.transact(
      [&](db::Tx& tx) {
        tx.set_corp(one.world.corp);
        EXPECT_GT(prepared_count(tx), 20u);
        for (const std::string& read : whole_reads(tx))
          ADD_FAILURE() << read;
        return std::string();
      },
      [&](const api::Outcome&) { done.set_value(); });
  done.get_future().get();
}

}  // namespace
}  // namespace weft::test
