// No statement of robots and deliveries reads a table from end to end that grows.
#include "groups/robots_world.hpp"
#include "support/plans.hpp"
#include <weft/db/outbox.hpp>

namespace weft::test {
namespace {

struct RobotPlans : testing::Test {
  RobotsWorld place{1};

  /// Many groups with people and robots, for the planner to see that a company is larger than one of them.
  void crowd() {
    place.world.as_owner([&](db::Tx& tx) {
      tx.set_corp(place.world.corp);
      db::exec(
          tx,
          "WITH c AS (INSERT INTO conversations (id, corp_id, kind, created_at, active_at, head_seq) SELECT "
          "gen_random_uuid(), $1, 'group', now(), now(), 10 FROM generate_series(1, 500) RETURNING id), p AS (INSERT "
          "INTO participants (conversation_id, principal_id, corp_id, joined_seq) SELECT c.id, gen_random_uuid(), $1, "
          "1 FROM c, generate_series(1, 20)), b AS (INSERT INTO principals (id, corp_id, kind, name, created_at) "
          "SELECT "
          "id, $1, 'bot', 'B', now() FROM c) INSERT INTO robots (id, corp_id, conversation_id, key_hash, created_by, "
          "created_at, rotated_at) SELECT id, $1, id, sha256(id::text::bytea), id, now(), now() FROM c",
          place.world.corp);
      db::exec(
          tx,
          "INSERT INTO deliveries (corp_id, kind, target_id, event, due_at, created_at) SELECT $1, 'none', id, '{}', "
          "now(), now() FROM robots, generate_series(1, 10)",
          place.world.corp);
      for (const char* table : {"conversations", "participants", "principals", "robots", "deliveries"})
        db::exec(tx, std::string("ANALYZE ") + table);
      return 0;
    });
  }
  void all() {
    const auto act = [&](const std::string& operation, Json input) {
      input["robot"] = place.robot;
      const Json answer = place.call("alice", operation, std::move(input));
      EXPECT_EQ(code(answer), "ok") << operation << answer;
      return answer;
    };
    act("robot.set_callback", {{"url", "https://bots.example/"}});
    place.call("alice", "robot.list", {{"conversation", place.chat}});
    act("robot.update", {{"name", "N"}, {"addresses", {"10.0.0.0/8"}}});
    place.key = act("robot.rotate_key", Json::object()).at("key");
    const Json hello = {
        {"msgtype", "text"}, {"client_id", "c"}, {"text", {{"content", "<@bob>"}, {"mentioned_mobile_list", {"1"}}}}};
    EXPECT_EQ(code(place.say(hello, "10.1.1.1")), "ok");
    place.mentioning("bob", "hi");
    const Json list = act("robot.deliveries", {{"limit", 1}});
    place.world.as_owner([&](db::Tx& tx) {
      tx.set_corp(place.world.corp);
      return db::exec(tx, "UPDATE deliveries SET status = 'failed', finished_at = now()").affected_rows();
    });
    act("robot.redeliver", {{"delivery", items(list).at(0).at("id")}});
    act("robot.remove_callback", Json::object());
    act("robot.delete", Json::object());
  }
};

TEST_F(RobotPlans, UseAnIndexForEveryTableThatGrows) {
  crowd();
  all();
  std::promise<void> done;
  place.world.dispatcher.transact(
      [&](db::Tx& tx) {
        tx.set_corp(place.world.corp);
        db::purge_deliveries(tx, std::chrono::hours(1), 10);
        const auto kinds = groups::robot_deliveries(place.parts());
        db::Delivery gone;
        gone.target = PrincipalId::parse(place.robot)->uuid();
        EXPECT_THROW(kinds.at("bot").write(tx, gone), db::Undeliverable);
        EXPECT_GT(prepared_count(tx), 40u);
        for (const std::string& read : whole_reads(tx))
          ADD_FAILURE() << read;
        return std::string();
      },
      [&](const api::Outcome& outcome) {
        EXPECT_TRUE(std::holds_alternative<std::string>(outcome));
        done.set_value();
      });
  done.get_future().get();
}

}  // namespace
}  // namespace weft::test
