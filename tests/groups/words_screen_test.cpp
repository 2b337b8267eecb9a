// Screening: what a rule blocks is nowhere, what it warns of is sent and told, and every hit is recorded.
#include "groups/word_book_state.hpp"
#include "groups/words_world.hpp"

namespace weft::test {
namespace {

struct WordScreen : testing::Test {
  WordsWorld words_world;
  World& world = words_world.world;
  std::string chat = words_world.chat;

  Seq head() { return world.entries("alice", chat).at("head_seq"); }
  Json rule(const std::string& name, const std::string& action, Json list, Json more = Json::object()) {
    return words_world.rule(name, action, std::move(list), std::move(more));
  }
};

TEST_F(WordScreen, BlocksWhatARuleForbids) {
  rule("Insults", "block", words({"傻瓜"}));
  const Seq before = head();
  const Json problem = world.send("bob", chat, "你是個傻\u200B瓜嗎");
  EXPECT_EQ(code(problem), "content_blocked");
  EXPECT_EQ(problem.at("status"), 422);
  EXPECT_EQ(problem.at("field"), "body.text");
  EXPECT_NE(problem.at("detail").get<std::string>().find("Insults"), std::string::npos);
  EXPECT_EQ(head(), before);
  EXPECT_EQ(code(world.send("bob", chat, "你好")), "ok");
}

TEST_F(WordScreen, ScreensTheAddressOfALinksPicture) {
  rule("Rivals", "block", words({"globex"}));
  const Json problem = world.call(
      "bob", "message.send",
      {{"conversation", chat},
       {"client_id", "l"},
       {"kind", "link"},
       {"body", {{"url", "https://example.org/"}, {"title", "A"}, {"image_url", "https://globex.example/a.png"}}}});
  EXPECT_EQ(code(problem), "content_blocked");
  EXPECT_EQ(problem.at("field"), "body.image_url");
}

TEST(ShownTexts, OfAFileIsItsNameAlone) {
  const Json image = Json::parse(
      R"({"kind":"image","file":"0190a000-0000-7000-8000-000000000000","name":"me.png","size":9,"type":"image/png",)"
      R"("width":3,"height":3,"thumbnails":["small","large"]})");
  const auto names = [](const Json& body) {
    std::vector<std::string> fields;
    for (const conversations::Shown& each : conversations::shown_texts(body))
      fields.push_back(each.field + "=" + each.text);
    return fields;
  };
  EXPECT_EQ(names(image), std::vector<std::string>{"body.name=me.png"});
  const Json forward = {{"kind", "forward"}, {"at", "2026-01-01T00:00:00.000Z"}, {"message", image}};
  EXPECT_EQ(names(forward), std::vector<std::string>{"body.message.name=me.png"});
}

TEST_F(WordScreen, RecordsABlockedMessageOnceAndTellsTheOwner) {
  const Json made = rule("Insults", "block", words({"badword"}), {{"owner", "carol"}});
  world.send("bob", chat, "such a BadWord here", "same");
  world.send("bob", chat, "such a BadWord here", "same");
  const Json hits = words_world.hits("admin");
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_EQ(hits[0].at("rule"), made.at("id"));
  EXPECT_EQ(hits[0].at("action"), "block");
  EXPECT_EQ(hits[0].at("matched"), "BadWord");
  EXPECT_EQ(hits[0].at("excerpt"), "such a BadWord here");
  EXPECT_EQ(hits[0].at("conversation"), chat);
  EXPECT_TRUE(hits[0].at("seq").is_null());
  EXPECT_EQ(hits[0].at("actor"), world.person("bob").str());
  const Json told = words_world.told("carol");
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].at("hit"), hits[0].at("id"));
  EXPECT_TRUE(words_world.told("admin").empty());
}

TEST_F(WordScreen, TellsOncePerMinute) {
  rule("Insults", "block", words({"badword"}), {{"owner", "carol"}});
  for (int i = 0; i < 3; ++i)
    world.send("bob", chat, "badword");
  EXPECT_EQ(words_world.hits("admin").size(), 3u);
  EXPECT_EQ(words_world.told("carol").size(), 1u);
  world.clock.advance(std::chrono::seconds(61));
  world.send("bob", chat, "badword");
  EXPECT_EQ(words_world.told("carol").size(), 2u);
}

TEST_F(WordScreen, SendsWhatItWarnsOf) {
  rule("Rivals", "warn", words({"globex"}));
  const Json sent = world.send("bob", chat, "ask Globex!", "one");
  ASSERT_EQ(code(sent), "ok");
  EXPECT_EQ(sent.at("warning").at("rule"), "Rivals");
  EXPECT_EQ(sent.at("warning").at("matched"), "Globex");
  EXPECT_EQ(sent.at("seq"), head());
  const Json hits = words_world.hits("admin");
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_EQ(hits[0].at("seq"), sent.at("seq"));
  const Json again = world.send("bob", chat, "ask Globex!", "one");
  EXPECT_TRUE(again.at("duplicate"));
  EXPECT_EQ(again.at("seq"), sent.at("seq"));
  EXPECT_EQ(words_world.hits("admin").size(), 1u);
  EXPECT_TRUE(world.send("bob", chat, "nothing").at("warning").is_null());
}

TEST_F(WordScreen, LetsWhatWasSentBeforeTheRuleBeADuplicate) {
  const Json sent = world.send("bob", chat, "badword", "early");
  rule("Insults", "block", words({"badword"}));
  const Json again = world.send("bob", chat, "badword", "early");
  EXPECT_EQ(code(again), "ok");
  EXPECT_TRUE(again.at("duplicate"));
  EXPECT_EQ(again.at("seq"), sent.at("seq"));
}

TEST_F(WordScreen, LooksAtEveryTextOthersSee) {
  rule("Insults", "block", words({"badword"}));
  const auto send = [&](const std::string& kind, Json body) {
    static int next = 0;
    return world.call(
        "bob", "message.send",
        {{"conversation", chat},
         {"client_id", "k" + std::to_string(++next)},
         {"kind", kind},
         {"body", std::move(body)}});
  };
  EXPECT_EQ(send("rich", {{"markdown", "**badword**"}}).at("field"), "body.markdown");
  EXPECT_EQ(send("link", {{"url", "https://x.org"}, {"title", "badword"}}).at("field"), "body.title");
  EXPECT_EQ(send("link", {{"url", "https://badword.org"}, {"title", "x"}}).at("field"), "body.url");
  EXPECT_EQ(send("location", {{"latitude", 1}, {"longitude", 1}, {"name", "badword"}}).at("field"), "body.name");
  EXPECT_EQ(code(send("text", {{"text", "badword"}, {"mentions", {"alice"}}})), "content_blocked");
  EXPECT_EQ(
      code(world.call("alice", "group.update", {{"conversation", chat}, {"name", "BADWORD"}})), "content_blocked");
  EXPECT_EQ(code(world.call("alice", "group.create", {{"name", "badword"}, {"members", {"bob"}}})), "content_blocked");
  EXPECT_EQ(
      code(world.call("alice", "group.set_notice", {{"conversation", chat}, {"text", "no badword"}})),
      "content_blocked");
  EXPECT_EQ(words_world.hits("admin").size(), 8u);
}

TEST_F(WordScreen, LooksAtForwardedMessagesAndEdits) {
  const Seq said = world.send("bob", chat, "badword").at("seq");
  const Seq fine = world.send("bob", chat, "fine").at("seq");
  rule("Insults", "block", words({"badword"}));
  const std::string other = world.group("bob", {"dave"}, "Other");
  EXPECT_EQ(
      code(world.call(
          "bob", "message.send",
          {{"conversation", other},
           {"client_id", "f"},
           {"kind", "forward"},
           {"body", {{"conversation", chat}, {"seq", said}}}})),
      "content_blocked");
  const Json edit = world.call(
      "bob", "message.edit", {{"conversation", chat}, {"seq", fine}, {"body", {{"text", "a badword"}}}});
  EXPECT_EQ(code(edit), "content_blocked");
  EXPECT_EQ(words_world.hits("admin").size(), 2u);
  EXPECT_EQ(items(world.entries("bob", chat, {{"after", fine - 1}, {"limit", 1}})).at(0).at("body").at("text"), "fine");
}

TEST_F(WordScreen, WarnsOfAnEdit) {
  rule("Rivals", "warn", words({"globex"}));
  const Seq seq = world.send("bob", chat, "fine").at("seq");
  const Json edited = world.call(
      "bob", "message.edit", {{"conversation", chat}, {"seq", seq}, {"body", {{"text", "globex"}}}});
  EXPECT_EQ(edited.at("warning").at("rule"), "Rivals");
  EXPECT_EQ(words_world.hits("admin").at(0).at("seq"), edited.at("seq"));
}

TEST_F(WordScreen, BlockGoesBeforeWarn) {
  rule("Rivals", "warn", words({"globex"}));
  rule("Insults", "block", words({"badword"}));
  EXPECT_EQ(code(world.send("bob", chat, "globex badword")), "content_blocked");
  const Json hits = words_world.hits("admin");
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_EQ(hits[0].at("rule_name"), "Insults");
}

TEST_F(WordScreen, DetectsPhoneNumbersAndMail) {
  rule("Contacts", "block", Json::array(), {{"detect", {"phone", "email"}}});
  EXPECT_EQ(code(world.send("bob", chat, "call 138-0013-8000")), "content_blocked");
  EXPECT_EQ(code(world.send("bob", chat, "write to me@example.com")), "content_blocked");
  EXPECT_EQ(code(world.send("bob", chat, "in 2026-03-01 at 12:30")), "ok");
}

TEST_F(WordScreen, IsAboutTheMembersItNames) {
  rule("Insults", "block", words({"badword"}), {{"members", {"bob"}}});
  EXPECT_EQ(code(world.send("bob", chat, "badword")), "content_blocked");
  EXPECT_EQ(code(world.send("alice", chat, "badword")), "ok");
}

TEST_F(WordScreen, IsAboutADepartmentAndAllBelowIt) {
  world.as_owner([&](db::Tx& tx) {
    tx.set_corp(world.corp);
    db::exec(
        tx,
        "INSERT INTO departments (corp_id, number, parent, path, level, name, created_at) SELECT $1, n, p, path, l, "
        "path, now() FROM (VALUES (5, 1, '/1/5/', 2), (50, 1, '/1/50/', 2), (19, 5, '/1/5/19/', 3)) AS d (n, p, path, "
        "l)",
        world.corp);
    const auto put = [&](const std::string& user, int department) {
      db::exec(
          tx, "INSERT INTO department_members (corp_id, department, principal_id) VALUES ($1, $2, $3)", world.corp,
          department, world.people.at(user));
    };
    put("bob", 19);
    put("carol", 50);
    return 0;
  });
  Json input{{"name", "x"}, {"action", "block"}, {"words", words({"badword"})}, {"departments", {5, 77}}};
  EXPECT_EQ(world.call("admin", "word_rule.create", input).at("field"), "departments[1]");
  rule("Insults", "block", words({"badword"}), {{"departments", {5}}});
  EXPECT_EQ(code(world.send("bob", chat, "badword")), "content_blocked");
  EXPECT_EQ(code(world.send("carol", chat, "badword")), "ok");
  world.as_owner([&](db::Tx& tx) {
    tx.set_corp(world.corp);
    return db::exec(tx, "DELETE FROM department_members WHERE department = 19").affected_rows();
  });
  EXPECT_EQ(code(world.send("bob", chat, "badword")), "ok");
}

TEST_F(WordScreen, TellsNobodyOfStrangersTries) {
  rule("Insults", "block", words({"badword"}));
  world.person("mallory");
  EXPECT_EQ(code(world.send("mallory", chat, "badword")), "not_found");
  EXPECT_EQ(code(world.send("bob", ConversationId::make().str(), "badword")), "not_found");
  world.call("bob", "group.leave", {{"conversation", chat}});
  EXPECT_EQ(code(world.send("bob", chat, "badword")), "not_a_participant");
  EXPECT_TRUE(words_world.hits("admin").empty());
}

TEST_F(WordScreen, FollowsChangesOfRules) {
  const Json made = rule("Insults", "block", words({"badword"}));
  EXPECT_EQ(code(world.send("bob", chat, "badword")), "content_blocked");
  world.call("admin", "word_rule.update", {{"rule", made.at("id")}, {"words", words({"worse"})}});
  words_world.in_force();
  EXPECT_EQ(code(world.send("bob", chat, "badword")), "ok");
  EXPECT_EQ(code(world.send("bob", chat, "worse")), "content_blocked");
  world.call("admin", "word_rule.delete", {{"rule", made.at("id")}});
  words_world.in_force();
  EXPECT_EQ(code(world.send("bob", chat, "worse")), "ok");
}

/// A book of a process that has just started.
struct FreshBook {
  explicit FreshBook(World& world) : book(options(world), world.clock) {}
  static groups::WordBookOptions options(World& world) {
    groups::WordBookOptions options;
    options.database = world.pool(1);
    return options;
  }
  bool prepare(const conversations::Utterance& utterance) {
    std::promise<bool> done;
    book.prepare(utterance, [&](bool ready) { done.set_value(ready); });
    return done.get_future().get();
  }
  groups::WordBook book;
};

TEST_F(WordScreen, ReadsTheRulesForTheFirstMessageOfAProcess) {
  rule("Insults", "block", words({"badword"}));
  world.call("alice", "group.set_words", {{"conversation", chat}, {"words", words({"spoiler"})}});
  FreshBook fresh(world);
  const auto says = [&](const std::string& text) {
    return conversations::Utterance{world.corp, world.person("bob"), ConversationId::parse(chat), {{"x", text}}, {}};
  };
  EXPECT_EQ(fresh.book.look(says("badword")), conversations::Screen::Look::unknown);
  EXPECT_TRUE(fresh.prepare(says("badword")));
  EXPECT_EQ(fresh.book.look(says("badword")), conversations::Screen::Look::marked);
  EXPECT_EQ(fresh.book.look(says("spoiler")), conversations::Screen::Look::marked);
  EXPECT_EQ(fresh.book.look(says("fine")), conversations::Screen::Look::clean);
  fresh.book.stop();
  EXPECT_FALSE(fresh.prepare(says("badword")));
}

TEST_F(WordScreen, HearsHints) {
  WordsWorld slow(4, std::chrono::hours(1));
  slow.world.call("admin", "word_rule.create", {{"name", "Second"}, {"action", "block"}, {"words", words({"second"})}});
  slow.book->hint("{\"words\":\"" + slow.world.corp.str() + "\"}");
  for (const char* junk : {"", "{}", "[]", "{\"words\":1}", "{\"words\":\"x\"}"})
    slow.book->hint(junk);
  EXPECT_TRUE(wait_until([&] { return code(slow.world.send("bob", slow.chat, "second")) == "content_blocked"; }));
}

TEST_F(WordScreen, AListOfAGroupLeavesTheRulesAlone) {
  rule("Insults", "block", words({"badword"}));
  const auto versions = [&](const char* which) {
    return world.as_owner([&](db::Tx& tx) {
      tx.set_corp(world.corp);
      return db::exec(tx, std::string("SELECT ") + which + " FROM word_versions")[0][0].as<std::int64_t>();
    });
  };
  const std::int64_t before = versions("rules");
  world.call("alice", "group.set_words", {{"conversation", chat}, {"words", words({"spoiler"})}});
  EXPECT_EQ(versions("rules"), before);
  EXPECT_EQ(versions("lists"), 1);
  const std::string other = world.group("bob", {"carol"}, "Other");
  world.call("bob", "group.set_words", {{"conversation", other}, {"words", words({"finale"})}});
  words_world.in_force();
  EXPECT_EQ(code(world.send("bob", chat, "a spoiler")), "content_blocked");
  EXPECT_EQ(code(world.send("bob", other, "the finale")), "content_blocked");
  EXPECT_EQ(code(world.send("bob", chat, "badword")), "content_blocked");
}

TEST_F(WordScreen, AListOfAGroupIsChangedTenTimesAMinute) {
  const auto change = [&] {
    return code(world.call("alice", "group.set_words", {{"conversation", chat}, {"words", words({"spoiler"})}}));
  };
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(change(), "ok") << i;
  EXPECT_EQ(change(), "rate_limited");
  world.clock.advance(std::chrono::seconds(61));
  EXPECT_EQ(change(), "ok");
}

TEST(WordShelf, ForgetsTheListThatWasNotAskedForTheLongest) {
  groups::words::Shelf shelf(2);
  const CorpId corp = CorpId::make();
  const ConversationId used = ConversationId::make(), idle = ConversationId::make(), fresh = ConversationId::make();
  auto versions = std::make_shared<groups::words::ListVersions>();
  for (const ConversationId& id : {used, idle, fresh})
    versions->lists[id] = 1;
  shelf.put(corp, {std::make_shared<groups::words::CompanyWords>(), versions});
  const auto list = std::make_shared<const groups::words::GroupWords>(groups::words::GroupWords{1, {}, nullptr});
  shelf.put(used, list);
  shelf.put(idle, list);
  EXPECT_TRUE(shelf.find(corp, used).complete);
  shelf.put(fresh, list);
  EXPECT_TRUE(shelf.find(corp, used).complete);
  EXPECT_TRUE(shelf.find(corp, fresh).complete);
  EXPECT_FALSE(shelf.find(corp, idle).complete);
}

TEST_F(WordScreen, KeepsAGroupsOwnListToTheGroup) {
  const Json list = world.call("alice", "group.set_words", {{"conversation", chat}, {"words", words({"spoiler"})}});
  EXPECT_EQ(list.at("words").size(), 1u);
  words_world.in_force();
  EXPECT_EQ(code(world.send("bob", chat, "a spoiler")), "content_blocked");
  const std::string other = world.group("bob", {"carol"}, "Other");
  EXPECT_EQ(code(world.send("bob", other, "a spoiler")), "ok");
  EXPECT_EQ(words_world.told("alice").size(), 1u);
  EXPECT_EQ(words_world.hits("alice").size(), 1u);
  EXPECT_TRUE(words_world.hits("carol").empty());
  world.call("alice", "group.set_words", {{"conversation", chat}, {"words", Json::array()}});
  words_world.in_force();
  EXPECT_EQ(code(world.send("bob", chat, "a spoiler")), "ok");
}

TEST(WordBook, ReadsAheadForAServerThatStarts) {
  WordsWorld made;
  made.rule("R", "block", words({"bad"}));
  groups::WordBookOptions options;
  options.database = made.world.pool(1);
  groups::WordBook fresh(options, made.world.clock);
  EXPECT_EQ(fresh.version(made.world.corp), 0);
  fresh.read_ahead(std::vector{made.world.corp, CorpId::make()});
  EXPECT_EQ(fresh.version(made.world.corp), made.book->version(made.world.corp));
  EXPECT_GT(fresh.version(made.world.corp), 0);
}

}  // namespace
}  // namespace weft::test
