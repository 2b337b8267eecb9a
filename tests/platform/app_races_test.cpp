// Two at the same time: who presses a card and who takes it back; who asks for a token and who ends them.
#include "platform/apps_world.hpp"

#include <future>

namespace weft::test {
namespace {

struct AppRaces : testing::Test, AppsWorld {
  std::unique_ptr<pqxx::connection> connection = db::connect(world.pool(1));
  std::unique_ptr<db::Tx> other = std::make_unique<db::Tx>(*connection, world.clock);
  AppRaces() {
    make_app("Flow");
    other->set_corp(world.corp);
  }

  std::future<Json> begin(std::function<Json()> what) { return std::async(std::launch::async, std::move(what)); }
  /// How many wait for somebody's lock.
  bool wait_for(std::int64_t count_of_them) {
    return wait_until(
        [&] { return count("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted") >= count_of_them; });
  }
  std::future<Json> ask_token() {
    return begin([this] { return token({{"app", numbers.at("Flow")}, {"secret", secrets.at("Flow")}}); });
  }
};

TEST_F(AppRaces, ASecretThatIsRotatedGivesNoToken) {
  db::exec(*other, "UPDATE apps SET secret_hash = sha256('another')");
  auto asked_meanwhile = ask_token();
  EXPECT_TRUE(wait_for(1));
  other->commit();
  EXPECT_EQ(code(asked_meanwhile.get()), "unauthenticated");
  EXPECT_EQ(count("SELECT count(*) FROM sessions s JOIN apps a ON a.id = s.principal_id"), 0);
}

TEST_F(AppRaces, AnAppThatIsDisabledGetsNoToken) {
  db::exec(*other, "UPDATE apps SET enabled = false");
  auto asked_meanwhile = ask_token();
  EXPECT_TRUE(wait_for(1));
  other->commit();
  EXPECT_EQ(code(asked_meanwhile.get()), "unauthenticated");
}

/// A card that ann has, in a chat whose head somebody else holds: both who press and who take back come to it last.
struct HeldCard : AppRaces {
  Json sent;
  std::string conversation;
  HeldCard() {
    sent = as_app(
        "Flow", "app_message.send",
        {{"msgtype", "template_card"},
         {"members", {"ann"}},
         {"template_card",
          {{"card_type", "button_interaction"},
           {"task_id", "t1"},
           {"main_title", {{"title", "Leave"}}},
           {"button_list", {{{"text", "Approve"}, {"key", "yes"}}}}}}});
    conversation = chat("ann", "Flow");
    db::exec(*other, "SELECT 1 FROM conversations WHERE id = $1 FOR UPDATE", conversation);
  }
  std::future<Json> press() {
    return begin([this] {
      return call("ann", "app_card.act", {{"conversation", conversation}, {"seq", 2}, {"key", "yes"}});
    });
  }
  std::future<Json> take_back() {
    return begin([this] { return as_app("Flow", "app_message.recall", {{"message", sent.at("message")}}); });
  }
};

TEST_F(HeldCard, IsPressedAndThenTakenBack) {
  auto pressed = press();
  EXPECT_TRUE(wait_for(1));
  auto taken = take_back();
  EXPECT_TRUE(wait_for(2));
  other->commit();
  EXPECT_EQ(code(pressed.get()), "ok");
  EXPECT_EQ(code(taken.get()), "ok");
  EXPECT_EQ(bodies("ann", "Flow").at(0).at("kind"), "recalled");
}

TEST_F(HeldCard, IsTakenBackAndThenNotPressed) {
  auto taken = take_back();
  EXPECT_TRUE(wait_for(1));
  auto pressed = press();
  EXPECT_TRUE(wait_for(2));
  other->commit();
  EXPECT_EQ(code(taken.get()), "ok");
  EXPECT_EQ(code(pressed.get()), "conflict");
}

}  // namespace
}  // namespace weft::test
