// What apps send: kinds, targets, limits, taking back.
#include "platform/apps_world.hpp"

namespace weft::test {
namespace {

struct AppMessages : testing::Test, AppsWorld {
  AppMessages() { make_app("News"); }

  Json send(Json message, Json to = {{"members", {"ann"}}}) {
    message.update(to);
    return as_app("News", "app_message.send", std::move(message));
  }
  Json look(const std::string& operation, const Json& sent) {
    return as_app("News", operation, {{"message", sent.at("message")}});
  }
  std::string bring(const std::string& name, const std::string& bytes, const std::string& type) {
    const Json stored = put("News", "app_media.upload", {{"filename", name}, {"type", type}}, bytes);
    return stored.contains("id") ? stored.at("id").get<std::string>() : stored.dump();
  }
  /// So many more members, in the root department.
  void crowd(int many) {
    run_sql(
        "WITH p AS (INSERT INTO principals (id, corp_id, kind, name, created_at) SELECT gen_random_uuid(), "
        "weft_corp(), 'member', 'P' || n, now() FROM generate_series(1, " +
        std::to_string(many) +
        ") n RETURNING id, name), m AS (INSERT INTO members (principal_id, corp_id, userid, main_department) SELECT "
        "id, weft_corp(), name, 1 FROM p) INSERT INTO department_members (corp_id, department, principal_id, main) "
        "SELECT weft_corp(), 1, id, true FROM p");
  }
};

TEST_F(AppMessages, ReachAMember) {
  const Json sent = say("News", "Lunch is ready", {"ann"});
  ASSERT_EQ(code(sent), "ok") << sent;
  EXPECT_EQ(sent.at("sent"), 1);
  EXPECT_EQ(sent.at("state"), "sent");
  ASSERT_EQ(bodies("ann", "News").size(), 1U);
  EXPECT_EQ(bodies("ann", "News").at(0).at("text"), "Lunch is ready");
  EXPECT_EQ(
      call("ann", "conversation.get", {{"conversation", chat("ann", "News")}}).at("conversation").at("unread"), 1);
  EXPECT_TRUE(bodies("bob", "News").empty());
}

TEST_F(AppMessages, TellWhomTheyDoNotReach) {
  make_app("Narrow", {{"members", {"ann"}}});
  const Json sent = as_app(
      "Narrow", "app_message.send",
      text("hi", {{"members", {"ANN", "bob", "zed"}}, {"departments", {55}}, {"tags", {66}}}));
  ASSERT_EQ(code(sent), "ok") << sent;
  EXPECT_EQ(sent.at("wanted"), 1);
  ASSERT_EQ(sent.at("invalid_members").size(), 2U);
  EXPECT_EQ(sent.at("invalid_members").at(0).at("member"), "bob");
  EXPECT_EQ(sent.at("invalid_members").at(0).at("code"), "out_of_range");
  EXPECT_EQ(sent.at("invalid_members").at(1).at("code"), "unknown");
  EXPECT_EQ(sent.at("invalid_departments").at(0).at("number"), 55);
  EXPECT_EQ(sent.at("invalid_tags").at(0).at("number"), 66);
  EXPECT_TRUE(bodies("bob", "Narrow").empty());
  EXPECT_EQ(code(as_app("Narrow", "app_message.send", text("hi", {{"members", {"bob"}}}))), "invalid_argument");
  EXPECT_EQ(as_app("Narrow", "app_message.send", text("hi")).at("field"), "members");
}

TEST_F(AppMessages, ReachDepartmentsTagsAndEverybodyOnce) {
  const auto north = place("ann", "Sales/North");
  place("bob", "Sales");
  tag("ann", 3);
  tag("carl", 3);
  const std::int64_t sales = count("SELECT number FROM departments WHERE name = 'Sales'");
  EXPECT_EQ(send(text("one"), {{"departments", {north}}}).at("wanted"), 1);
  EXPECT_EQ(send(text("two"), {{"departments", {sales}}, {"tags", {3}}, {"members", {"ann"}}}).at("wanted"), 3);
  EXPECT_EQ(send(text("three"), {{"everybody", true}}).at("wanted"), 4);
  tag_department(sales, 3);
  EXPECT_EQ(send(text("four"), {{"tags", {3}}}).at("wanted"), 3);
  EXPECT_EQ(bodies("ann", "News").size(), 4U);
  EXPECT_EQ(bodies("carl", "News").size(), 3U);
}

TEST_F(AppMessages, DoNotReachTheDepartedAndDisabled) {
  world.set_status("bob", "disabled");
  EXPECT_EQ(send(text("hi"), {{"everybody", true}}).at("wanted"), 3);
  const Json sent = send(text("hi"), {{"members", {"ann", "bob"}}});
  EXPECT_EQ(sent.at("invalid_members").at(0).at("code"), "out_of_range");
}

TEST_F(AppMessages, ShowCardsAndNews) {
  const Json card = {
      {"msgtype", "text_card"},
      {"text_card",
       {{"title", "Approved"}, {"description", "3 days"}, {"url", "https://a.example/1"}, {"btntxt", "More"}}}};
  ASSERT_EQ(code(send(card)), "ok") << send(card);
  const Json news = {
      {"msgtype", "news"},
      {"news",
       {{"articles", {{{"title", "Fair"}, {"url", "https://a.example/2"}, {"picurl", "https://a.example/p"}}}}}}};
  EXPECT_EQ(code(send(news)), "ok");
  EXPECT_EQ(code(send({{"msgtype", "markdown"}, {"markdown", {{"content", "**now**"}}}})), "ok");
  const auto seen = bodies("ann", "News");
  EXPECT_EQ(seen.at(0).at("kind"), "text_card");
  EXPECT_EQ(seen.at(0).at("button"), "More");
  EXPECT_EQ(seen.at(seen.size() - 2).at("articles").at(0).at("image_url"), "https://a.example/p");
  EXPECT_EQ(seen.back().at("markdown"), "**now**");
}

TEST_F(AppMessages, ListByTheTitleOfTheirCards) {
  send(
      {{"msgtype", "text_card"},
       {"text_card", {{"title", "Approved"}, {"description", "3 days"}, {"url", "https://a.example/1"}}}});
  EXPECT_EQ(
      call("ann", "conversation.get", {{"conversation", chat("ann", "News")}})
          .at("conversation")
          .at("last")
          .at("preview"),
      "Approved");
}

TEST_F(AppMessages, NameTheFieldThatIsWrong) {
  const auto field = [&](const Json& message) { return send(message).value("field", ""); };
  EXPECT_EQ(field({{"msgtype", "text"}}), "text");
  EXPECT_EQ(field({{"msgtype", "text"}, {"text", {{"content", ""}}}}), "text.content");
  EXPECT_EQ(field(text(std::string(2049, 'x'))), "text.content");
  EXPECT_EQ(field(text("hi", {{"news", {{"articles", Json::array()}}}})), "news.articles");
  EXPECT_EQ(field(text("hi", {{"markdown", {{"content", "x"}}}})), "markdown");
  EXPECT_EQ(
      field({{"msgtype", "news"}, {"news", {{"articles", {{{"title", "a"}, {"url", "ftp://x"}}}}}}}),
      "news.articles[0].url");
  EXPECT_EQ(
      field({{"msgtype", "text_card"}, {"text_card", {{"title", "a"}, {"description", "b"}, {"url", "x"}}}}),
      "text_card.url");
  EXPECT_EQ(field({{"msgtype", "image"}, {"image", {{"media_id", FileId::make().str()}}}}), "image.media_id");
}

TEST_F(AppMessages, NameTheTargetThatReachesNobody) {
  make_app("Narrow", {{"members", {"ann"}}});
  tag("bob", 7);
  const auto refused = [&](const Json& to) {
    const Json answer = as_app("Narrow", "app_message.send", text("hi", to));
    EXPECT_EQ(code(answer), "invalid_argument");
    return answer.value("field", "");
  };
  EXPECT_EQ(refused({{"members", {"zed", "bob"}}}), "members[0]");
  EXPECT_EQ(refused({{"departments", {place("carl", "Sales"), 55}}}), "departments[1]");
  EXPECT_EQ(refused({{"tags", {7}}}), "tags");
}

TEST_F(AppMessages, NameTheFieldOfAnUploadThatIsWrong) {
  const auto field = [&](const Json& input, const std::string& bytes) {
    return put("News", "app_media.upload", input, bytes).value("field", "");
  };
  EXPECT_EQ(field({{"filename", "a.png"}, {"type", "image"}}, "no picture"), "type");
  EXPECT_EQ(field({{"filename", "a.txt"}}, "x"), "body");
  EXPECT_EQ(field({{"filename", "a.txt"}, {"type", "picture"}}, "some words"), "type");
  EXPECT_EQ(field({{"filename", ""}}, "some words"), "filename");
}

TEST_F(AppMessages, CannotBeSentByPeople) {
  const std::string group = world.group("ann", {"bob"});
  for (const char* kind : {"text_card", "template_card"})
    EXPECT_EQ(
        code(call(
            "ann", "message.send",
            {{"conversation", group}, {"client_id", kind}, {"kind", kind}, {"body", {{"title", "x"}}}})),
        "forbidden");
}

TEST_F(AppMessages, CarryFilesOfAppsAndOfNobodyElse) {
  const std::string file = bring("plan.txt", "some words", "file");
  const Json sent = send({{"msgtype", "file"}, {"file", {{"media_id", file}}}}, {{"members", {"ann", "bob"}}});
  ASSERT_EQ(code(sent), "ok") << sent;
  EXPECT_EQ(bodies("ann", "News").at(0).at("name"), "plan.txt");
  EXPECT_EQ(get_code("ann", file), "ok");
  EXPECT_EQ(get_code("carl", file), "not_found");
  make_app("Other");
  const auto as_other = [&](const std::string& media) {
    return as_app(
        "Other", "app_message.send", {{"msgtype", "file"}, {"file", {{"media_id", media}}}, {"members", {"ann"}}});
  };
  EXPECT_NE(code(as_other(file)), "not_found");  // apps of a company share what they bring
  const Json stolen = as_other(FileId::make().str());
  EXPECT_EQ(code(stolen), "not_found");
  EXPECT_EQ(stolen.at("field"), "file.media_id");
}

TEST_F(AppMessages, AreNotSentAgainWithinTheInterval) {
  const Json checked = {{"members", {"ann"}}, {"check_duplicate", true}, {"duplicate_interval_s", 60}};
  const Json first = send(text("same"), checked);
  const Json second = send(text("same"), checked);
  EXPECT_EQ(second.at("duplicate"), true);
  EXPECT_EQ(second.at("message"), first.at("message"));
  EXPECT_EQ(send(text("other"), checked).at("duplicate"), false);
  world.clock.advance(std::chrono::seconds(61));
  EXPECT_EQ(send(text("same"), checked).at("duplicate"), false);
  EXPECT_EQ(bodies("ann", "News").size(), 3U);
}

TEST_F(AppMessages, AreDroppedOverTheLimitOfAMinuteAndSaySo) {
  call("olga", "app_limits.set", {{"member_minute", 2}});
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(say("News", "n" + std::to_string(i), {"ann"}).at("sent"), 1);
  const Json third = say("News", "n2", {"ann", "bob"});
  EXPECT_EQ(third.at("sent"), 1);
  EXPECT_EQ(third.at("dropped"), 1);
  const Json page = look("app_message.recipients", third);
  EXPECT_EQ(look("app_message.statistics", third).at("minute_limit"), 1);
  EXPECT_EQ(items(page).size(), 2U);
  EXPECT_EQ(bodies("ann", "News").size(), 2U);
  world.clock.advance(std::chrono::seconds(60));
  EXPECT_EQ(say("News", "n3", {"ann"}).at("sent"), 1);
}

TEST_F(AppMessages, AreDroppedOverTheLimitOfAnHour) {
  call("olga", "app_limits.set", {{"member_minute", 0}, {"member_hour", 3}});
  for (int i = 0; i < 3; ++i)
    say("News", "n" + std::to_string(i), {"ann"});
  const Json fourth = say("News", "n3", {"ann"});
  EXPECT_EQ(look("app_message.statistics", fourth).at("hour_limit"), 1);
  world.clock.advance(std::chrono::hours(1));
  EXPECT_EQ(say("News", "n4", {"ann"}).at("sent"), 1);
}

TEST_F(AppMessages, SayWhenWhoWasDroppedIsWrittenToAgain) {
  call("olga", "app_limits.set", {{"member_minute", 1}, {"member_hour", 2}});
  EXPECT_EQ(say("News", "n0", {"ann"}).at("limit_resets_at"), nullptr);
  const Json minute = say("News", "n1", {"ann", "bob"});
  const Time ends = parse_time(minute.at("limit_resets_at").get<std::string>()).value();
  EXPECT_GT(ends, world.clock.now());
  EXPECT_LE(ends, world.clock.now() + std::chrono::minutes(1));
  world.clock.advance(ends - world.clock.now());
  EXPECT_EQ(say("News", "n2", {"ann"}).at("dropped"), 0);
  world.clock.advance(std::chrono::minutes(1));
  const Json hour = say("News", "n3", {"ann"});
  EXPECT_EQ(look("app_message.statistics", hour).at("hour_limit"), 1);
  world.clock.advance(parse_time(hour.at("limit_resets_at").get<std::string>()).value() - world.clock.now());
  EXPECT_EQ(say("News", "n4", {"ann"}).at("dropped"), 0);
}

TEST_F(AppMessages, ThatWereDroppedDoNotCountAgainstTheDay) {
  call("olga", "app_limits.set", {{"member_minute", 1}, {"day_per_account", 1}});  // 4 a day
  EXPECT_EQ(say("News", "n0", {"ann"}).at("day_left"), 3);
  EXPECT_EQ(say("News", "n1", {"ann"}).at("day_left"), 3);
  EXPECT_EQ(say("News", "n2", {"ann", "bob"}).at("day_left"), 2);
}

TEST_F(AppMessages, OfAJobGiveBackWhatWasDropped) {
  crowd(60);
  call("olga", "app_limits.set", {{"member_minute", 1}});
  say("News", "n0", {"ann", "bob"});
  send(text("all"), {{"everybody", true}});
  EXPECT_EQ(count("SELECT person_messages FROM app_days"), 66);
  run_jobs("app.send");
  EXPECT_EQ(count("SELECT person_messages FROM app_days"), 64);
}

TEST_F(AppMessages, OfAJobGiveBackWhatWasTakenBack) {
  crowd(60);
  look("app_message.recall", send(text("all"), {{"everybody", true}}));
  run_jobs("app.send");
  EXPECT_EQ(count("SELECT person_messages FROM app_days"), 0);
}

TEST_F(AppMessages, CountAsTakenBack) {
  const Json sent = say("News", "wrong", {"ann", "bob"});
  look("app_message.recall", sent);
  const Json counted = look("app_message.statistics", sent);
  EXPECT_EQ(counted.at("sent"), 0);
  EXPECT_EQ(counted.at("recalled"), 2);
  const Json gone = items(
      as_app("News", "app_message.recipients", {{"message", sent.at("message")}, {"outcome", "recalled"}}));
  ASSERT_EQ(gone.size(), 2U);
  EXPECT_EQ(gone.at(0).at("outcome"), "recalled");
}

TEST_F(AppMessages, TakeTheirFilesBackWithThem) {
  const std::string file = bring("plan.txt", "some words", "file");
  const Json sent = send({{"msgtype", "file"}, {"file", {{"media_id", file}}}}, {{"members", {"ann"}}});
  EXPECT_EQ(get_code("ann", file), "ok");
  look("app_message.recall", sent);
  EXPECT_EQ(get_code("ann", file), "not_found");
}

TEST_F(AppMessages, AreRefusedOverTheDayWithTheTimeWhenItEnds) {
  call("olga", "app_limits.set", {{"day_per_account", 1}});  // 4 accounts
  EXPECT_EQ(send(text("one"), {{"everybody", true}}).at("day_left"), 0);
  const Json refused = say("News", "two", {"ann"});
  EXPECT_EQ(code(refused), "rate_limited");
  EXPECT_GT(refused.at("retry_after"), 0);
  EXPECT_NE(refused.at("detail").get<std::string>().find("2027-01-15T16:00:00"), std::string::npos) << refused;
  EXPECT_EQ(bodies("ann", "News").size(), 1U);
  world.clock.advance(std::chrono::seconds(refused.at("retry_after").get<int>()));
  EXPECT_EQ(code(say("News", "two", {"ann"})), "ok");
}

TEST_F(AppMessages, ReachManyByAJobThatGoesOnWhereItWas) {
  crowd(450);
  const Json sent = send(text("all"), {{"everybody", true}});
  EXPECT_EQ(sent.at("state"), "sending");
  EXPECT_EQ(sent.at("wanted"), 454);
  EXPECT_EQ(run_jobs("app.send"), 3);
  const Json done = look("app_message.get", sent);
  EXPECT_EQ(done.at("state"), "sent");
  EXPECT_EQ(done.at("sent"), 454);
  EXPECT_EQ(
      count("SELECT count(*) FROM entries WHERE client_id = '" + sent.at("message").get<std::string>() + "'"), 454);
  const Json gone = look("app_message.recall", sent);
  EXPECT_EQ(code(gone), "ok");
  EXPECT_EQ(run_jobs("app.recall"), 3);
  EXPECT_EQ(count("SELECT count(*) FROM entries WHERE kind = 'message' AND body->>'kind' <> 'recalled'"), 0);
}

TEST_F(AppMessages, ReachNobodyMoreWhenTakenBackMeanwhile) {
  crowd(60);
  const Json sent = send(text("all"), {{"everybody", true}});
  look("app_message.recall", sent);
  run_jobs("app.send");
  run_jobs("app.recall");
  EXPECT_TRUE(bodies("ann", "News").empty());
  EXPECT_EQ(look("app_message.statistics", sent).at("recalled"), 64);
}

TEST_F(AppMessages, AreTakenBackWithinADay) {
  const Json sent = say("News", "wrong", {"ann", "bob"});
  EXPECT_EQ(code(look("app_message.recall", sent)), "ok");
  EXPECT_EQ(bodies("ann", "News").at(0).at("kind"), "recalled");
  EXPECT_EQ(bodies("bob", "News").at(0).at("kind"), "recalled");
  EXPECT_EQ(code(look("app_message.recall", sent)), "ok");
  const Json late = say("News", "late", {"ann"});
  world.clock.advance(std::chrono::hours(24) + std::chrono::seconds(1));
  EXPECT_EQ(code(look("app_message.recall", late)), "window_closed");
}

TEST_F(AppMessages, CountWhoReadThem) {
  const Json sent = say("News", "read me", {"ann", "bob"});
  const std::string conversation = chat("ann", "News");
  call("ann", "conversation.read", {{"conversation", conversation}, {"seq", 2}});
  const Json counted = look("app_message.statistics", sent);
  EXPECT_EQ(counted.at("sent"), 2);
  EXPECT_EQ(counted.at("read"), 1);
}

TEST_F(AppMessages, AreFoundByTheirAppOnly) {
  const Json sent = say("News", "mine", {"ann"});
  make_app("Other");
  for (const char* operation : {"app_message.get", "app_message.statistics", "app_message.recall"})
    EXPECT_EQ(code(as_app("Other", operation, {{"message", sent.at("message")}})), "not_found") << operation;
}

}  // namespace
}  // namespace weft::test
