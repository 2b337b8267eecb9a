// No operation on groups with customers, and no step that greets, reads a table from end to end that grows.
#include "customers/group_world.hpp"
#include "support/plans.hpp"

namespace weft::test {
namespace {

struct CustomerGroupPlans : testing::Test {
  CustomerGroupWorld world{1};

  Json act(const std::string& who, const std::string& operation, Json input = Json::object()) {
    Json answer = world.call(who, operation, std::move(input));
    EXPECT_EQ(code(answer), "ok") << operation << answer.dump();
    return answer;
  }
  template <class Body>
  void on_worker(Body body) {
    std::promise<void> done;
    world.dispatcher.transact(
        [&](db::Tx& tx) {
          tx.set_corp(world.corp);
          body(tx);
          return std::string();
        },
        [&](const api::Outcome& outcome) {
          EXPECT_TRUE(std::holds_alternative<std::string>(outcome));
          done.set_value();
        });
    done.get_future().get();
  }
  /// Many groups and ways, for the planner to see that a company has more than these.
  void crowd() {
    world.in_company([&](db::Tx& tx) {
      db::exec(
          tx,
          "WITH c AS (INSERT INTO conversations (id, corp_id, kind, created_at, active_at, head_seq) SELECT "
          "gen_random_uuid(), $1, 'customer_group', now(), now(), 10 FROM generate_series(1, 20000) RETURNING id), g "
          "AS "
          "(INSERT INTO customer_groups (conversation_id, corp_id, created_at) SELECT id, $1, now() FROM c), p AS "
          "(INSERT "
          "INTO participants (conversation_id, principal_id, corp_id, joined_seq) SELECT id, gen_random_uuid(), $1, 1 "
          "FROM c), w AS (INSERT INTO join_ways (id, corp_id, code, created_by, created_at, changed_at) SELECT "
          "gen_random_uuid(), $1, id::text, gen_random_uuid(), now(), now() FROM c RETURNING id), a AS (INSERT INTO "
          "group_arrivals (conversation_id, contact_id, corp_id, way_id, welcome_id, at) SELECT gen_random_uuid(), "
          "gen_random_uuid(), $1, id, id, now() FROM w), o AS (INSERT INTO group_off_hours (conversation_id, "
          "contact_id, "
          "corp_id, told_until) SELECT gen_random_uuid(), gen_random_uuid(), $1, now() FROM w) INSERT INTO "
          "join_way_groups (corp_id, way_id, conversation_id, position, named) SELECT $1, a.id, b.id, 1, true FROM "
          "(SELECT id, row_number() OVER () AS n FROM w) a JOIN (SELECT id, row_number() OVER () AS n FROM c) b ON a.n "
          "= "
          "b.n",
          world.corp);
      for (const char* table :
           {"conversations", "participants", "customer_groups", "join_ways", "join_way_groups", "group_arrivals",
            "group_off_hours"})
        db::exec(tx, std::string("ANALYZE ") + table);
      return 0;
    });
  }
};

TEST_F(CustomerGroupPlans, UseAnIndexForEveryTableThatGrows) {
  const std::string group = world.customer_group("emma", {"nora"});
  const std::string welcome = world.welcome("Hello {name}");
  crowd();
  const Json hours = {{"zone", "UTC"}, {"spans", {{{"days", {6}}, {"from", "09:00"}, {"to", "10:00"}}}}};
  act("emma", "customer_group.update",
      {{"conversation", group}, {"hours", hours}, {"off_hours", "Later"}, {"welcome", welcome}});
  const std::string code = world.join_way("emma", {group});
  act("emma", "join_way.update", {{"way", world.way}, {"groups", {group}}});
  act("emma", "join_way.list");
  act("emma", "customer_group.list");
  act("emma", "customer_group.get", {{"conversation", group}});
  for (const Json& filter :
       {Json::object(), Json{{"owner", "emma"}, {"query", "f"}}, Json{{"assignable", true}, {"limit", 1}}}) {
    Json input = filter;
    input["scope"] = "company";
    act("olga", "customer_group.list", input);
  }
  act("olga", "join_way.list", {{"scope", "company"}});
  act("olga", "customer_group.transfer", {{"groups", {group}}, {"to", "nora"}});
  world.offboard("nora");
  act("olga", "customer_group.transfer", {{"groups", {group}}, {"to", "emma"}});
  for (const char* name : {"carl", "dora"})
    world.customer(name);
  on_worker([&](db::Tx& tx) {
    customers::look_join_way(tx, code);
    customers::join(tx, world.people.at("carl"), code);
    customers::join(tx, world.people.at("carl"), code);
    customers::groups_of(tx, world.people.at("carl"));
  });
  act("carl", "customer_group.associate", {{"conversation", group}});
  act("carl", "customer_group.call_associate", {{"conversation", group}, {"client_id", "1"}});
  act("olga", "group_welcome.list");
  act("olga", "group_welcome.update", {{"welcome", welcome}, {"name", "Other"}});
  act("carl", "customer_group.leave", {{"conversation", group}});
  on_worker([&](db::Tx& tx) {
    db::Job job;
    job.state.text = Json{{"way", world.way}}.dump();
    customers::group_jobs(world.parts()).at("group_welcome").step(tx, job);
    EXPECT_GT(prepared_count(tx), 40U);
    for (const std::string& read : whole_reads(tx))
      ADD_FAILURE() << read;
  });
}

}  // namespace
}  // namespace weft::test
