// Template cards: what may be on them, who presses what, how they change.
#include "platform/apps_world.hpp"

namespace weft::test {
namespace {

Json buttons(const std::string& task = "t1") {
  return {
      {"card_type", "button_interaction"},
      {"task_id", task},
      {"main_title", {{"title", "Leave of Bob"}, {"desc", "3 days"}}},
      {"button_list", {{{"text", "Approve"}, {"style", 1}, {"key", "yes"}}, {{"text", "Refuse"}, {"key", "no"}}}}};
}

Json vote(std::int64_t mode) {
  return {
      {"card_type", "vote_interaction"},
      {"task_id", "v1"},
      {"main_title", {{"title", "Lunch"}}},
      {"checkbox",
       {{"question_key", "q"},
        {"mode", mode},
        {"option_list", {{{"id", "a"}, {"text", "Soup"}}, {{"id", "b"}, {"text", "Rice"}}}}}},
      {"submit_button", {{"text", "Send"}, {"key", "send"}}}};
}

Json multiple() {
  return {
      {"card_type", "multiple_interaction"},
      {"task_id", "m1"},
      {"main_title", {{"title", "Room"}}},
      {"select_list",
       {{{"question_key", "where"},
         {"option_list", {{{"id", "1"}, {"text", "North"}}, {{"id", "2"}, {"text", "South"}}}}},
        {{"question_key", "when"}, {"option_list", {{{"id", "am"}, {"text", "Morning"}}}}}}},
      {"submit_button", {{"text", "Book"}, {"key", "book"}}}};
}

Json notice() {
  return {
      {"card_type", "text_notice"},
      {"main_title", {{"title", "Server"}}},
      {"card_action", {{"type", 1}, {"url", "https://a.example"}}}};
}

Json news() {
  Json card = notice();
  card["card_type"] = "news_notice";
  card["card_image"] = {{"url", "https://a.example/p.png"}, {"aspect_ratio", 1.5}};
  return card;
}

struct AppCards : testing::Test, AppsWorld {
  AppCards() { make_app("Flow"); }

  Json send_card(const Json& card, std::vector<std::string> to = {"ann"}) {
    return as_app(
        "Flow", "app_message.send",
        {{"msgtype", "template_card"}, {"template_card", card}, {"members", std::move(to)}});
  }
  std::string field(Json card, const Json& patch) {
    card.merge_patch(patch);
    return send_card(card).value("field", "");
  }
  Json press(const std::string& who, const std::string& key, const Json& choices = nullptr, Seq seq = 2) {
    Json input = {{"conversation", chat(who, "Flow")}, {"seq", seq}, {"key", key}};
    if (!choices.is_null()) input["choices"] = choices;
    return call(who, "app_card.act", input);
  }
  Json change(const std::string& response_code, Json more) {
    more["response_code"] = response_code;
    return as_app("Flow", "app_card.update", std::move(more));
  }
  Json card_of(const std::string& who) { return bodies(who, "Flow").at(0); }
  std::vector<std::string> kinds(const std::string& who) {
    std::vector<std::string> list;
    const Json entries = items(world.entries(who, chat(who, "Flow"), {{"after", 0}, {"limit", 200}}));
    for (const Json& entry : entries)
      list.push_back(entry.at("kind"));
    return list;
  }
};

TEST_F(AppCards, OfAllFiveTypesAreSent) {
  for (const Json& card : {notice(), news(), buttons(), vote(0), multiple()}) {
    const Json sent = send_card(card);
    ASSERT_EQ(code(sent), "ok") << card << sent;
    EXPECT_EQ(sent.at("response_code").is_null(), !card.contains("task_id"));
  }
  EXPECT_EQ(bodies("ann", "Flow").size(), 5U);
  EXPECT_EQ(card_of("ann").at("title"), "Server");
  EXPECT_EQ(bodies("ann", "Flow").at(2).at("card"), buttons());
}

TEST_F(AppCards, NameTheFieldThatIsMissing) {
  const std::string at = "template_card.";
  EXPECT_EQ(field(notice(), {{"main_title", nullptr}}), at + "main_title.title");
  EXPECT_EQ(field(notice(), {{"main_title", nullptr}, {"sub_title_text", "all is well"}}), "");
  EXPECT_EQ(field(notice(), {{"card_action", nullptr}}), at + "card_action");
  EXPECT_EQ(field(notice(), {{"card_action", {{"url", nullptr}}}}), at + "card_action.url");
  EXPECT_EQ(field(notice(), {{"card_action", {{"type", 2}}}}), at + "card_action.appid");
  EXPECT_EQ(field(news(), {{"card_image", nullptr}}), at + "card_image");
  EXPECT_EQ(field(buttons(), {{"task_id", nullptr}}), at + "task_id");
  EXPECT_EQ(field(buttons(), {{"button_list", nullptr}}), at + "button_list");
  EXPECT_EQ(field(vote(0), {{"submit_button", nullptr}}), at + "submit_button");
  EXPECT_EQ(field(multiple(), {{"select_list", nullptr}}), at + "select_list");
  const Json menu = {{"action_menu", {{"action_list", {{{"text", "Mute"}, {"key", "mute"}}}}}}};
  EXPECT_EQ(field(notice(), menu), at + "task_id");
}

TEST_F(AppCards, NameTheFieldThatIsTooMuch) {
  const std::string at = "template_card.";
  EXPECT_EQ(field(notice(), {{"button_list", {{{"text", "x"}, {"key", "k"}}}}}), at + "button_list");
  EXPECT_EQ(field(vote(0), {{"quote_area", {{"quote_text", "x"}}}}), at + "quote_area");
  EXPECT_EQ(field(notice(), {{"card_image", {{"url", "https://a.example"}}}}), at + "card_image");
  EXPECT_EQ(field(notice(), {{"surprise", 1}}), at + "surprise");
  Json many = buttons();
  for (int i = 0; i < 5; ++i)
    many["button_list"].push_back({{"text", "x"}, {"key", "k" + std::to_string(i)}});
  EXPECT_EQ(field(many, Json::object()), at + "button_list");
  Json rows = notice();
  rows["horizontal_content_list"] = Json::array();
  for (int i = 0; i < 7; ++i)
    rows["horizontal_content_list"].push_back({{"keyname", "k"}, {"value", "v"}});
  EXPECT_EQ(field(rows, Json::object()), at + "horizontal_content_list");
}

TEST_F(AppCards, NameTheFieldThatIsWrong) {
  const std::string at = "template_card.";
  EXPECT_EQ(field(buttons(), {{"task_id", "with blanks"}}), at + "task_id");
  EXPECT_EQ(field(news(), {{"card_image", {{"aspect_ratio", 1.2}}}}), at + "card_image.aspect_ratio");
  EXPECT_EQ(field(news(), {{"card_image", {{"url", "javascript:x"}}}}), at + "card_image.url");
  Json twice = buttons();
  twice["button_list"][1]["key"] = "yes";
  EXPECT_EQ(field(twice, Json::object()), at + "button_list[1].key");
  Json long_key = buttons();
  long_key["button_list"][0]["key"] = std::string(1025, 'x');
  EXPECT_EQ(field(long_key, Json::object()), at + "button_list[0].key");
  Json selected = multiple();
  selected["select_list"][0]["selected_id"] = "9";
  EXPECT_EQ(field(selected, Json::object()), at + "select_list[0].selected_id");
  Json foreign = notice();
  foreign["horizontal_content_list"] = {{{"keyname", "Plan"}, {"type", 2}, {"media_id", FileId::make().str()}}};
  EXPECT_EQ(field(foreign, Json::object()), at + "horizontal_content_list[0].media_id");
}

TEST_F(AppCards, HaveTaskIdsOfTheirOwn) {
  send_card(buttons());
  EXPECT_EQ(send_card(buttons()).at("field"), "template_card.task_id");
  make_app("Other");
  EXPECT_EQ(
      code(as_app(
          "Other", "app_message.send",
          {{"msgtype", "template_card"}, {"template_card", buttons()}, {"members", {"ann"}}})),
      "ok");
}

TEST_F(AppCards, ArePressedOnceByWhoHasThem) {
  send_card(buttons(), {"ann", "bob"});
  const Json pressed = press("ann", "yes");
  ASSERT_EQ(code(pressed), "ok") << pressed;
  EXPECT_EQ(kinds("ann").back(), "card_acted");
  EXPECT_EQ(kinds("bob").back(), "message");
  const Json again = press("ann", "yes");
  EXPECT_EQ(again.at("duplicate"), true);
  EXPECT_EQ(again.at("seq"), pressed.at("seq"));
  EXPECT_EQ(code(press("ann", "no")), "conflict");
  EXPECT_EQ(press("bob", "maybe").at("field"), "key");
  const Json stranger = call(
      "carl", "app_card.act", {{"conversation", chat("ann", "Flow")}, {"seq", 2}, {"key", "yes"}});
  EXPECT_EQ(code(stranger), "not_found");
}

TEST_F(AppCards, AreNotPressedOutOfRangeOrTakenBack) {
  const Json sent = send_card(buttons(), {"ann", "bob"});
  call("olga", "app.update", {{"app", numbers.at("Flow")}, {"range", {{"everybody", false}, {"members", {"bob"}}}}});
  EXPECT_EQ(code(press("ann", "yes")), "not_found");
  as_app("Flow", "app_message.recall", {{"message", sent.at("message")}});
  EXPECT_EQ(code(press("bob", "yes")), "conflict");
}

TEST_F(AppCards, TakeTheChoicesThatAreOnThem) {
  send_card(vote(0));
  const auto choose = [](const std::string& question, std::vector<std::string> ids) {
    return Json::array({{{"question_key", question}, {"option_ids", std::move(ids)}}});
  };
  EXPECT_EQ(press("ann", "send").at("field"), "choices");
  EXPECT_EQ(press("ann", "send", choose("x", {"a"})).at("field"), "choices[0].question_key");
  EXPECT_EQ(press("ann", "send", choose("q", {"c"})).at("field"), "choices[0].option_ids[0]");
  EXPECT_EQ(press("ann", "send", choose("q", {"a", "b"})).at("field"), "choices[0].option_ids");
  EXPECT_EQ(code(press("ann", "send", choose("q", {"a"}))), "ok");
}

TEST_F(AppCards, ChangeTheirButtonsForWhoPressed) {
  const Json sent = send_card(buttons(), {"ann", "bob"});
  const std::string response_code = sent.at("response_code");
  EXPECT_EQ(change(response_code, {{"button", "Done"}}).at("field"), "members");
}

TEST_F(AppCards, ChangeForThoseWhomATagReaches) {
  tag_department(place("bob", "Sales"), 4);
  tag("carl", 4);
  const Json sent = send_card(buttons(), {"ann", "bob", "carl"});
  const Json changed = change(sent.at("response_code"), {{"button", "Done"}, {"tags", {4}}});
  ASSERT_EQ(code(changed), "ok") << changed;
  EXPECT_EQ(changed.at("wanted"), 2);
  EXPECT_EQ(card_of("bob").at("replaced"), "Done");
  EXPECT_EQ(card_of("carl").at("replaced"), "Done");
  EXPECT_FALSE(card_of("ann").contains("replaced"));
}

TEST_F(AppCards, ChangeForThoseWhoAreNamedOnceForACode) {
  const Json sent = send_card(buttons(), {"ann", "bob"});
  const std::string response_code = sent.at("response_code");
  const Json changed = change(response_code, {{"button", "Done"}, {"members", {"ann", "zed"}}});
  ASSERT_EQ(code(changed), "ok") << changed;
  EXPECT_EQ(changed.at("wanted"), 1);
  EXPECT_EQ(changed.at("invalid_members").at(0).at("member"), "zed");
  EXPECT_EQ(card_of("ann").at("replaced"), "Done");
  EXPECT_FALSE(card_of("bob").contains("replaced"));
  EXPECT_EQ(kinds("ann").back(), "card_updated");
  EXPECT_EQ(code(press("ann", "yes")), "conflict");
  EXPECT_EQ(change(response_code, {{"button", "Done"}, {"everybody", true}}).at("field"), "response_code");
}

TEST_F(AppCards, ChangeWholeAndCanBePressedAgain) {
  const Json sent = send_card(buttons());
  press("ann", "yes");
  Json other = buttons();
  other["main_title"]["title"] = "Leave of Bob, second step";
  other["button_list"] = {{{"text", "Confirm"}, {"key", "confirm"}}};
  other.erase("task_id");
  const Json changed = change(sent.at("response_code"), {{"template_card", other}, {"everybody", true}});
  ASSERT_EQ(code(changed), "ok") << changed;
  EXPECT_EQ(card_of("ann").at("title"), "Leave of Bob, second step");
  EXPECT_EQ(card_of("ann").at("card").at("task_id"), "t1");
  EXPECT_EQ(code(press("ann", "confirm")), "ok");
}

TEST_F(AppCards, RefuseCodesThatAreOldOrOfOthers) {
  const Json sent = send_card(buttons());
  make_app("Other");
  const Json stolen = as_app(
      "Other", "app_card.update", {{"response_code", sent.at("response_code")}, {"button", "x"}, {"everybody", true}});
  EXPECT_EQ(stolen.at("field"), "response_code");
  world.clock.advance(std::chrono::hours(72) + std::chrono::seconds(1));
  EXPECT_EQ(change(sent.at("response_code"), {{"button", "x"}, {"everybody", true}}).at("field"), "response_code");
}

TEST_F(AppCards, ShowTheirFilesToWhoHasThemAsLongAsTheyStand) {
  const auto bring = [&](const std::string& name) -> std::string {
    return put("Flow", "app_media.upload", {{"filename", name}}, "some words").at("id");
  };
  const auto card_with = [](Json card, const std::string& file) {
    card["horizontal_content_list"] = {{{"keyname", "Plan"}, {"value", "a.txt"}, {"type", 2}, {"media_id", file}}};
    return card;
  };
  const std::string first = bring("a.txt"), second = bring("b.txt");
  const Json sent = send_card(card_with(buttons(), first), {"ann", "bob"});
  ASSERT_EQ(code(sent), "ok") << sent;
  EXPECT_EQ(get_code("ann", first), "ok");
  EXPECT_EQ(get_code("carl", first), "not_found");
  const Json changed = change(
      sent.at("response_code"), {{"template_card", card_with(buttons(), second)}, {"members", {"ann"}}});
  ASSERT_EQ(code(changed), "ok") << changed;
  EXPECT_EQ(get_code("ann", first), "not_found");
  EXPECT_EQ(get_code("ann", second), "ok");
  EXPECT_EQ(get_code("bob", first), "ok");
  as_app("Flow", "app_message.recall", {{"message", sent.at("message")}});
  EXPECT_EQ(get_code("ann", second), "not_found");
  EXPECT_EQ(get_code("bob", first), "not_found");
}

TEST_F(AppCards, AreNotChangedToFilesOfOthers) {
  const Json sent = send_card(buttons());
  Json card = buttons();
  card["horizontal_content_list"] = {{{"keyname", "Plan"}, {"type", 2}, {"media_id", file("bob")}}};
  EXPECT_EQ(
      change(sent.at("response_code"), {{"template_card", card}, {"everybody", true}}).at("field"),
      "template_card.horizontal_content_list[0].media_id");
}

TEST_F(AppCards, AreWrittenToByTheirFieldsOnly) {
  const Json sent = send_card(buttons());
  EXPECT_EQ(change(sent.at("response_code"), {{"everybody", true}}).at("field"), "button");
  EXPECT_EQ(
      change(sent.at("response_code"), {{"everybody", true}, {"button", "x"}, {"template_card", buttons()}})
          .at("field"),
      "button");
}

}  // namespace
}  // namespace weft::test
