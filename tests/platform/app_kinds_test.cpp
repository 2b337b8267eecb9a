// What apps are told in JSON is as the catalogue says.
#include "platform/apps_world.hpp"
#include "support/json_schema.hpp"
#include <weft/platform/app_kinds.hpp>

#include <mutex>

namespace weft::test {
namespace {

struct AppKinds : testing::Test, AppsWorld {
  std::mutex mutex;
  std::vector<Json> told;
  std::unique_ptr<db::Outbox> outbox;  // its threads use the rest

  AppKinds() {
    make_app("Desk", {{"members", {"ann"}}});
    asked = [this](const db::Letter& letter, bool) {
      const Json body = keep(letter);
      return db::Reply{200, Json{{"challenge", body.at("data").at("challenge")}}.dump(), {}};
    };
    const Json set = {
        {"app", app()},
        {"style", "json"},
        {"url", "https://apps.example/hook"},
        {"secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}};
    EXPECT_EQ(code(call("olga", "app.set_callback", set)), "ok");
    EXPECT_EQ(code(call("olga", "app.update", {{"app", app()}, {"report_enter", true}})), "ok");
    run_jobs("app.range");
  }
  ~AppKinds() override { outbox.reset(); }

  std::int64_t app() { return numbers.at("Desk"); }
  Json keep(const db::Letter& letter) {
    Json body = Json::parse(letter.body);
    const std::lock_guard lock(mutex);
    told.push_back(body);
    return body;
  }
  void deliver() {
    db::OutboxOptions options;
    options.database = world.pool(2);
    options.poll = std::chrono::milliseconds(20);
    const auto post = [this](const db::Letter& letter) {
      keep(letter);
      return db::Reply{200, "", {}};
    };
    outbox = std::make_unique<db::Outbox>(
        options, world.clock, platform::app_deliveries(parts()), post, [](std::vector<Event>) {});
  }
  void press_the_menu() {
    const Json menu = {
        {{"type", "click"}, {"name", "Ask"}, {"key", "ASK"}},
        {{"type", "view"}, {"name", "Site"}, {"url", "https://a.example/x"}},
        {{"type", "scancode_push"}, {"name", "Scan"}, {"key", "SCAN"}}};
    EXPECT_EQ(code(as_app("Desk", "app_menu.set", {{"app", app()}, {"button", menu}})), "ok");
    for (int i = 0; i < 3; ++i)
      EXPECT_EQ(code(call("ann", "app_menu.click", {{"app", app()}, {"button", {i}}})), "ok");
  }
  void press_a_card(const std::string& chat) {
    const Json card = {
        {"card_type", "vote_interaction"},
        {"task_id", "v1"},
        {"main_title", {{"title", "Lunch"}}},
        {"action_menu", {{"action_list", {{{"text", "Mute"}, {"key", "mute"}}}}}},
        {"checkbox",
         {{"question_key", "q"}, {"option_list", {{{"id", "a"}, {"text", "Soup"}}, {{"id", "b"}, {"text", "Rice"}}}}}},
        {"submit_button", {{"text", "Send"}, {"key", "send"}}}};
    Json vote = card;
    vote.erase("action_menu");
    Json notice = {
        {"card_type", "text_notice"},
        {"task_id", "n1"},
        {"main_title", {{"title", "Server"}}},
        {"action_menu", card.at("action_menu")},
        {"card_action", {{"type", 1}, {"url", "https://a.example"}}}};
    for (const Json& one : {vote, notice})
      EXPECT_EQ(
          code(as_app(
              "Desk", "app_message.send",
              {{"msgtype", "template_card"}, {"template_card", one}, {"members", {"ann"}}})),
          "ok");
    Seq first = 0;
    const Json entries = items(world.entries("ann", chat, {{"after", 0}, {"limit", 200}}));
    for (const Json& entry : entries)
      if (first == 0 && entry.at("body").value("kind", "") == "template_card") first = entry.at("seq");
    const Json choices = {{{"question_key", "q"}, {"option_ids", {"a"}}}};
    const Json act = {{"conversation", chat}, {"seq", first}, {"key", "send"}, {"choices", choices}};
    EXPECT_EQ(code(call("ann", "app_card.act", act)), "ok");
    EXPECT_EQ(code(call("ann", "app_card.act", {{"conversation", chat}, {"seq", first + 1}, {"key", "mute"}})), "ok");
  }
};

TEST_F(AppKinds, AreWhatAppsAreTold) {
  const std::string chat = call("ann", "app.enter", {{"app", app()}}).at("conversation");
  EXPECT_EQ(code(world.send("ann", chat, "help")), "ok");
  press_the_menu();
  press_a_card(chat);
  deliver();  // of who has left the range nothing but that is told
  ASSERT_TRUE(wait_until([&] { return count("SELECT count(*) FROM deliveries WHERE status = 'delivered'") == 7; }));
  call("olga", "app.update", {{"app", app()}, {"range", {{"members", {"bob"}}}}});
  run_jobs("app.range");
  outbox->wake();
  ASSERT_TRUE(wait_until([&] { return count("SELECT count(*) FROM deliveries WHERE status = 'delivered'") == 9; }));
  outbox.reset();
  std::map<std::string, Json> schemas;
  for (const auto& kind : platform::app_kinds())
    schemas[kind.name] = *kind.schema;
  std::set<std::string> seen;
  for (const Json& body : told) {
    const std::string type = body.at("type");
    ASSERT_TRUE(schemas.contains(type)) << body;
    EXPECT_EQ(schema_trouble(schemas.at(type), body.at("data")), "") << body;
    seen.insert(type);
  }
  EXPECT_EQ(seen.size(), schemas.size()) << Json(seen);
}

}  // namespace
}  // namespace weft::test
