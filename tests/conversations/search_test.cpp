// Search over messages and groups: what is found, and by whom.
#include "conversations/search_world.hpp"

namespace weft::test {
namespace {

using namespace std::chrono_literals;

using Search = SearchWorld;

TEST_F(Search, FindsWordsAndChineseOfAnyLength) {
  const Seq report = say("bob", "The weekly Report is ready");
  const Seq progress = say("alice", "下周一讨论项目进度");
  settle();
  EXPECT_EQ(seqs("carol", "report"), std::vector<Seq>{report});
  EXPECT_EQ(seqs("carol", "week"), std::vector<Seq>{report});
  EXPECT_EQ(seqs("carol", "项"), std::vector<Seq>{progress});
  EXPECT_EQ(seqs("carol", "项目"), std::vector<Seq>{progress});
  EXPECT_EQ(seqs("carol", "项目进度"), std::vector<Seq>{progress});
  EXPECT_EQ(seqs("carol", "項目"), std::vector<Seq>{progress});
  EXPECT_EQ(seqs("carol", "进项"), std::vector<Seq>{});
}

TEST_F(Search, GivesTheNewestFirstInPages) {
  for (int i = 0; i < 7; ++i)
    say("bob", "note " + std::to_string(i));
  settle();
  std::vector<std::string> snippets;
  Json more = {{"limit", 3}};
  for (int pages = 0; pages < 5; ++pages) {
    const Json page = find("alice", "note", more);
    for (const Json& item : items(page))
      snippets.push_back(item.at("snippet"));
    if (page.at("next_cursor").is_null()) break;
    more["cursor"] = page.at("next_cursor");
  }
  EXPECT_EQ(snippets, (std::vector<std::string>{"note 6", "note 5", "note 4", "note 3", "note 2", "note 1", "note 0"}));
}

TEST_F(Search, ReachesBackForYears) {
  const Seq old = say("bob", "ancient treaty");
  world.clock.advance(std::chrono::hours(24 * 7 * 150));
  const Seq fresh = say("bob", "modern treaty");
  settle();
  EXPECT_EQ(seqs("alice", "treaty"), (std::vector<Seq>{fresh, old}));
}

TEST_F(Search, HighlightsInTheSnippet) {
  say("bob", std::string(200, 'x') + " the 項目 plan " + std::string(200, 'y'));
  settle();
  const Json item = items(find("alice", "项目")).at(0);
  EXPECT_EQ(item.at("snippet").get<std::string>().substr(0, 3), "xxx");
  EXPECT_EQ(item.at("highlights"), Json::parse(R"([{"from":30,"to":32}])"));
}

TEST_F(Search, ShowsOnlyWhatTheReaderMaySee) {
  const Seq before = say("bob", "secret early");
  world.call("alice", "group.remove_members", {{"conversation", team}, {"members", {"carol"}}});
  say("bob", "secret late");
  world.person("dave");
  settle();
  EXPECT_EQ(seqs("carol", "secret"), std::vector<Seq>{before}) << "what she could see while she was in";
  EXPECT_TRUE(seqs("dave", "secret").empty());
  EXPECT_EQ(code(find("dave", "secret", {{"conversation", team}})), "not_found");
  const Json counts = world.call("dave", "search.counts", {{"query", "secret"}});
  EXPECT_EQ(counts.at("total"), 0);
  EXPECT_TRUE(items(counts).empty());
}

TEST_F(Search, LeavesOutWhatTheReaderDeletedForItself) {
  const Seq seq = say("bob", "not for my eyes");
  settle();
  EXPECT_EQ(code(world.call("alice", "message.hide", {{"conversation", team}, {"seq", seq}})), "ok");
  EXPECT_TRUE(seqs("alice", "eyes").empty());
  EXPECT_EQ(seqs("carol", "eyes"), std::vector<Seq>{seq});
}

TEST_F(Search, DoesNotCrossCompanies) {
  say("bob", "our own words");
  settle();
  const auto foreign = world.as_owner([&](db::Tx& tx) { return identity::create_company(tx, "other", "Other"); });
  world.as_owner([&](db::Tx& tx) {
    tx.set_corp(foreign);
    const auto rows = db::exec(
        tx, "SELECT * FROM weft_search_find($1, 'own'::tsquery, '-infinity', 'infinity', NULL, NULL, NULL, 10)",
        world.person("bob"));
    EXPECT_TRUE(rows.empty());
    return true;
  });
}

TEST_F(Search, TheServersRoleCannotReachTheIndex) {
  EXPECT_THROW(
      world.as_owner([&](db::Tx& tx) {
        db::exec(tx, "SET LOCAL ROLE weft_app");
        return db::exec(tx, "SELECT 1 FROM search_entries").size();
      }),
      std::exception);
}

TEST_F(Search, ForgetsWhatWasRecalledAtOnce) {
  const Seq seq = say("bob", "slip of the tongue");
  settle();
  world.call("bob", "message.recall", {{"conversation", team}, {"seq", seq}});
  EXPECT_TRUE(seqs("alice", "tongue").empty()) << "also before the index has followed";
  settle();
  EXPECT_TRUE(world.as_owner([&](db::Tx& tx) {
    return db::exec(tx, "SELECT 1 FROM search_entries WHERE terms @@ 'tongue'::tsquery").empty();
  }));
}

TEST_F(Search, FollowsEdits) {
  const Seq seq = say("bob", "meet at noon");
  settle();
  world.call("bob", "message.edit", {{"conversation", team}, {"seq", seq}, {"body", {{"text", "meet at dusk"}}}});
  EXPECT_TRUE(seqs("alice", "noon").empty());
  settle();
  EXPECT_EQ(seqs("alice", "dusk"), std::vector<Seq>{seq});
}

TEST_F(Search, NarrowsByConversationPersonTimeAndKind) {
  const std::string other = world.group("alice", {"bob"}, "Other");
  const Seq first = say("bob", "plan one");
  const std::string between = to_rfc3339(world.clock.now() + 500ms);
  const Seq second = say("alice", "plan two");
  world.clock.advance(1s);
  world.send("alice", other, "plan three");
  world.call(
      "bob", "message.send",
      {{"conversation", team},
       {"client_id", "l"},
       {"kind", "link"},
       {"body", {{"url", "https://example.org/"}, {"title", "plan as a page"}}}});
  settle();
  EXPECT_EQ(items(find("alice", "plan")).size(), 4u);
  EXPECT_EQ(items(find("alice", "plan", {{"conversation", other}})).size(), 1u);
  EXPECT_EQ(seqs("alice", "plan", {{"actor", "alice"}, {"conversation", team}}), std::vector<Seq>{second});
  EXPECT_EQ(seqs("alice", "plan", {{"to", between}}), std::vector<Seq>{first});
  EXPECT_EQ(items(find("alice", "plan", {{"kinds", {"link"}}})).size(), 1u);
  EXPECT_EQ(items(find("alice", "", {{"kinds", {"link"}}})).size(), 1u) << "a list of links needs no query";
}

TEST_F(Search, FindsWhatWasForwarded) {
  const std::string other = world.group("alice", {"dave"}, "Other");
  const Seq text = say("bob", "the merger plan");
  Seq image = 0;
  world.as_owner([&](db::Tx& tx) {
    tx.set_corp(world.corp);
    const auto rows = db::exec(
        tx,
        "WITH moved AS (UPDATE conversations SET head_seq = head_seq + 1, message_count = message_count + 1 WHERE id = "
        "$1 RETURNING head_seq, message_count) INSERT INTO entries (conversation_id, seq, corp_id, kind, actor_id, "
        "body, message_no, created_at) SELECT $1, head_seq, $2, 'message', $3, "
        "'{\"kind\":\"image\",\"name\":\"whiteboard.png\",\"type\":\"image/png\"}', message_count, $4 FROM moved "
        "RETURNING seq",
        team, world.corp, world.person("bob"), tx.now());
    image = rows[0][0].as<Seq>();
    return true;
  });
  std::vector<Seq> passed_on;
  for (const Seq seq : {text, image}) {
    world.clock.advance(1s);
    passed_on.push_back(world
                            .call(
                                "alice", "message.send",
                                {{"conversation", other},
                                 {"client_id", "f" + std::to_string(seq)},
                                 {"kind", "forward"},
                                 {"body", {{"conversation", team}, {"seq", seq}}}})
                            .at("seq"));
  }
  settle();
  EXPECT_EQ(seqs("dave", "merger"), std::vector<Seq>{passed_on[0]});
  EXPECT_EQ(items(find("dave", "merger")).at(0).at("snippet"), "the merger plan");
  EXPECT_EQ(seqs("dave", "whiteboard"), std::vector<Seq>{passed_on[1]});
  EXPECT_EQ(seqs("dave", "whiteboard", {{"kinds", {"image"}}}), std::vector<Seq>{passed_on[1]});
  EXPECT_EQ(seqs("dave", "", {{"kinds", {"image"}}}), std::vector<Seq>{passed_on[1]});
  EXPECT_EQ(seqs("dave", "", {{"kinds", {"forward"}}}), (std::vector<Seq>{passed_on[1], passed_on[0]}));
  EXPECT_TRUE(seqs("dave", "png", {{"kinds", {"file"}}}).empty());
}

TEST_F(Search, CountsByConversation) {
  const std::string other = world.group("alice", {"bob"}, "Other");
  say("bob", "budget a");
  say("bob", "budget b");
  world.send("alice", other, "budget c");
  settle();
  const Json counts = world.call("alice", "search.counts", {{"query", "budget"}});
  EXPECT_EQ(counts.at("total"), 3);
  EXPECT_EQ(counts.at("more"), false);
  std::map<std::string, int> by_place;
  for (const Json& item : items(counts))
    by_place[item.at("conversation")] = item.at("count");
  EXPECT_EQ(by_place, (std::map<std::string, int>{{team, 2}, {other, 1}}));
}

TEST_F(Search, NamesTheFieldOfABadQuestion) {
  EXPECT_EQ(find("alice", "").at("field"), "query");
  EXPECT_EQ(find("alice", "?!").at("field"), "query");
  EXPECT_EQ(find("alice", std::string(101, 'a')).at("field"), "query");
  EXPECT_EQ(find("alice", "a", {{"actor", "nobody"}}).at("field"), "actor");
  EXPECT_EQ(find("alice", "a", {{"kinds", {"poem"}}}).at("field"), "kinds[0]");
  EXPECT_EQ(find("alice", "a", {{"cursor", "rubbish"}}).at("field"), "cursor");
  EXPECT_EQ(
      find("alice", "a", {{"from", "2026-01-02T00:00:00.000Z"}, {"to", "2026-01-01T00:00:00.000Z"}}).at("field"), "to");
}

TEST_F(Search, TakesSignsOfTheQueryLanguageAsText) {
  say("bob", "it's a \\ day & night | (all) : * !");
  settle();
  EXPECT_EQ(items(find("alice", "it's & (night) | !")).size(), 1u);
  EXPECT_EQ(items(find("alice", "' \\ : day")).size(), 1u);
}

TEST_F(Search, FindsGroupsByName) {
  world.group("alice", {"bob"}, "Überseeprojekt 項目");
  const auto names = [&](const std::string& user, const std::string& query) {
    std::vector<std::string> found;
    for (const Json& item : items(world.call(user, "search.groups", {{"query", query}})))
      found.push_back(item.at("name"));
    return found;
  };
  EXPECT_EQ(names("bob", "ubersee"), std::vector<std::string>{"Überseeprojekt 項目"});
  EXPECT_EQ(names("bob", "项目"), std::vector<std::string>{"Überseeprojekt 項目"});
  EXPECT_TRUE(names("carol", "项目").empty());
}

TEST_F(Search, FindsGroupsByPinyinAndInitials) {
  world.group("alice", {"bob"}, "项目进度群");
  const auto found = [&](const std::string& query) {
    return items(world.call("bob", "search.groups", {{"query", query}})).size();
  };
  EXPECT_EQ(found("xmjd"), 1u);
  EXPECT_EQ(found("XiangMu"), 1u);
  EXPECT_EQ(found("进度"), 1u);
  EXPECT_EQ(found("mjd"), 0u) << "from the beginning";
}

}  // namespace
}  // namespace weft::test
