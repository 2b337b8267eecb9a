// No operation and no job of apps reads a table from end to end that grows.
#include "platform/apps_world.hpp"
#include "support/plans.hpp"

namespace weft::test {
namespace {

/// What is about everybody in the company reads everybody in the company: whom a message goes to, who sees an app.
bool is_about_everybody(const std::string& read) {
  const bool people = read.starts_with("members: ") || read.starts_with("principals: ");
  return people &&
         (read.find(": WITH seen AS") != std::string::npos || read.find(": WITH wanted AS") != std::string::npos);
}

struct AppPlans : testing::Test, AppsWorld {
  AppPlans() : AppsWorld(1) {
    asked = [](const db::Letter& letter, bool) {
      return db::Reply{200, Json{{"challenge", Json::parse(letter.body).at("data").at("challenge")}}.dump(), {}};
    };
  }

  void crowd() {
    run_sql(
        "WITH p AS (INSERT INTO principals (id, corp_id, kind, name, created_at) SELECT gen_random_uuid(), "
        "weft_corp(), "
        "'member', 'P' || n, now() FROM generate_series(1, 6000) n RETURNING id, name), m AS (INSERT INTO members "
        "(principal_id, corp_id, userid, main_department) SELECT id, weft_corp(), name, 1 FROM p) INSERT INTO "
        "department_members (corp_id, department, principal_id, main) SELECT weft_corp(), 1, id, true FROM p");
    const std::string app = world.person("Desk").str();
    run_sql(
        "WITH m AS (INSERT INTO app_messages (id, corp_id, app_id, kind, body, digest, state, wanted, created_at, "
        "day) SELECT gen_random_uuid(), weft_corp(), '" +
        app +
        "', 'text', '{\"text\":\"x\"}', decode(md5(n::text), 'hex'), "
        "'sent', 5, now(), now()::date FROM generate_series(1, 2000) n RETURNING id) INSERT INTO "
        "app_message_recipients (corp_id, "
        "message_id, principal_id, outcome, conversation_id, seq) SELECT weft_corp(), id, gen_random_uuid(), 'sent', "
        "gen_random_uuid(), 2 FROM m, generate_series(1, 5)");
    run_sql(
        "INSERT INTO app_chats (corp_id, app_id, principal_id, conversation_id, subscribed) SELECT weft_corp(), '" +
        app + "', id, gen_random_uuid(), true FROM principals WHERE name LIKE 'P%'");
    run_sql(
        "INSERT INTO participants (conversation_id, principal_id, corp_id, joined_seq) SELECT conversation_id, "
        "principal_id, corp_id, 1 FROM app_chats WHERE conversation_id IS NOT NULL");
    run_sql(
        "INSERT INTO app_response_codes (corp_id, code_hash, app_id, message_id, expires_at) SELECT weft_corp(), "
        "sha256(id::text::bytea), app_id, id, now() + interval '1 day' FROM app_messages");
    run_sql(
        "INSERT INTO app_groups (corp_id, chat, app_id, conversation_id, created_at) SELECT weft_corp(), 'g' || n, '" +
        app + "', gen_random_uuid(), now() - interval '1 year' FROM generate_series(1, 3000) n");
    run_sql(
        "INSERT INTO app_range_changes (corp_id, principal_id) SELECT corp_id, id FROM principals WHERE name LIKE "
        "'P%'");
    for (const char* table :
         {"app_range_changes", "principals", "members", "department_members", "app_messages", "app_message_recipients",
          "app_chats", "app_response_codes", "app_groups", "participants"})
      run_sql(std::string("ANALYZE ") + table);
  }
};

TEST_F(AppPlans, UseAnIndexForEveryTableThatGrows) {
  make_app("Desk", {{"members", {"ann", "bob"}}});
  const std::int64_t app = numbers.at("Desk");
  call(
      "olga", "app.set_callback",
      {{"app", app},
       {"style", "json"},
       {"url", "https://apps.example/hook"},
       {"secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}});
  crowd();
  token({{"app", app}, {"secret", secrets.at("Desk")}});
  const Json sent = say("Desk", "hi", {"ann", "bob"});
  ASSERT_EQ(code(sent), "ok") << sent;
  const Json card = {
      {"card_type", "button_interaction"},
      {"task_id", "t1"},
      {"main_title", {{"title", "Lunch"}}},
      {"button_list", {{{"text", "Yes"}, {"key", "yes"}}}}};
  const Json asked_for = as_app(
      "Desk", "app_message.send",
      {{"msgtype", "template_card"}, {"template_card", card}, {"members", {"ann"}}, {"check_duplicate", true}});
  for (const char* operation :
       {"app_message.get", "app_message.statistics", "app_message.recipients", "app_message.recall"})
    EXPECT_EQ(code(as_app("Desk", operation, {{"message", sent.at("message")}})), "ok") << operation;
  call("ann", "app_card.act", {{"conversation", chat("ann", "Desk")}, {"seq", 4}, {"key", "yes"}});
  as_app(
      "Desk", "app_card.update",
      {{"response_code", asked_for.at("response_code")}, {"members", {"ann"}}, {"button", "Done"}});
  call("ann", "app.list_mine", Json::object());
  call("olga", "app.list", Json::object());
  call("olga", "app.deliveries", {{"app", app}});
  const Json group = as_app("Desk", "app_group.create", {{"name", "x"}, {"members", {"ann", "bob"}}});
  as_app("Desk", "app_group.update", {{"chat", group.at("chat")}, {"name", "y"}});
  as_app("Desk", "app_group.send", text("x", {{"chat", group.at("chat")}}));
  std::promise<void> done;
  world.dispatcher.transact(
      [&](db::Tx& tx) {
        tx.set_corp(world.corp);
        auto kinds = platform::app_jobs(parts());
        const Json range = {{"app", world.person("Desk").str()}};
        kinds.at("app.range").step(tx, db::Job{db::JobId::make(), world.corp, "app.range", {range.dump()}});
        kinds.at("app.changes").step(tx, db::Job{db::JobId::make(), world.corp, "app.changes", {"{}"}});
        platform::purge_apps(tx, 1000);
        EXPECT_GT(prepared_count(tx), 60U);
        for (const std::string& read : whole_reads(tx))
          if (!is_about_everybody(read)) ADD_FAILURE() << read;
        return std::string();
      },
      [&](const api::Outcome& outcome) {
        if (const auto* error = std::get_if<ApiError>(&outcome)) ADD_FAILURE() << error->what();
        done.set_value();
      });
  done.get_future().get();
}

}  // namespace
}  // namespace weft::test
