// No operation on webhooks, and nothing that is announced, reads a table from end to end that grows.
#include "platform/webhooks_world.hpp"
#include "support/plans.hpp"

#include <future>

namespace weft::test {
namespace {

struct WebhookPlans : testing::Test {
  WebhooksWorld place{1};
  CustomerWorld& world = place.world;
  Json webhook = place.make("a").at("webhook").at("id");

  Json act(const std::string& operation, Json input = Json::object()) {
    input["webhook"] = webhook;
    Json answer = place.call(operation, input);
    EXPECT_EQ(code(answer), "ok") << operation << answer;
    return answer;
  }
  /// Many endpoints of many companies, and much that they were told.
  void crowd() {
    world.in_company([&](db::Tx& tx) {
      db::exec(
          tx,
          "INSERT INTO deliveries (corp_id, kind, target_id, type, event, status, due_at, created_at, finished_at) "
          "SELECT $1, 'none', t.id, 'x.y', '{}', (ARRAY['waiting', 'failed', 'delivered'])[1 + n % 3], now(), now(), "
          "now() FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, 200)) t, generate_series(1, 30) n",
          world.corp);
      db::exec(
          tx,
          "INSERT INTO delivery_targets (target_id, corp_id, kind) SELECT DISTINCT target_id, corp_id, kind FROM "
          "deliveries");
      db::exec(
          tx,
          "INSERT INTO delivery_days (target_id, corp_id, day) SELECT target_id, corp_id, current_date - n FROM "
          "delivery_targets, generate_series(1, 30) n");
      for (const char* table : {"deliveries", "delivery_targets", "delivery_days"})
        db::exec(tx, std::string("ANALYZE ") + table);
      return 0;
    });
  }
  void all() {
    const std::string id = place.text(
        "INSERT INTO deliveries (corp_id, kind, type, target_id, event, status, due_at, created_at, finished_at) "
        "VALUES "
        "('" +
        world.corp.str() + "', 'webhook', 'x.y', '" + webhook.get<std::string>() +
        "', '{}', 'failed', now(), now(), now()) RETURNING id");
    for (const char* status : {"waiting", "failed", "delivered"})
      act("webhook.deliveries", {{"status", status}});
    act("webhook.deliveries");
    act("webhook.get");
    act("webhook.statistics");
    act("webhook.update", {{"description", "x"}});
    act("webhook.replay", {{"delivery", id}});
    act("webhook.replay_range", {{"from", "2020-01-01T00:00:00Z"}, {"to", "2100-01-01T00:00:00Z"}});
    act("webhook.rotate_secret");
    act("webhook.test");
    act("webhook.update", {{"enabled", false}});
    act("webhook.update", {{"enabled", true}});
    place.call("webhook.list");
    act("webhook.delete");
  }
};

TEST_F(WebhookPlans, UseAnIndexForEveryTableThatGrows) {
  crowd();
  all();
  std::promise<void> done;
  world.dispatcher.transact(
      [&](db::Tx& tx) {
        tx.set_corp(world.corp);
        EXPECT_GT(prepared_count(tx), 20u);
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
