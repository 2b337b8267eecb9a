// No operation and no step of hand-over reads a table from end to end that grows.
#include "customers/hand_over_world.hpp"
#include "support/plans.hpp"

namespace weft::test {
namespace {

struct HandOverPlans : HandOverWorld {
  HandOverPlans() : HandOverWorld(1) {}

  void crowd() {
    world.as_owner([&](db::Tx& tx) {
      tx.set_corp(world.corp);
      db::exec(
          tx,
          "WITH p AS (INSERT INTO principals (id, corp_id, kind, name, created_at) SELECT gen_random_uuid(), $1, "
          "'external', 'x', now() FROM generate_series(1, 6000) RETURNING id), k AS (INSERT INTO contacts "
          "(principal_id, corp_id, first_at, last_at, created_at) SELECT id, $1, now(), now(), now() FROM p), c AS "
          "(INSERT INTO conversations (id, corp_id, kind, customer_id, created_at, active_at) SELECT "
          "gen_random_uuid(), $1, 'customer', id, now(), now() FROM p RETURNING id, customer_id), f AS (INSERT INTO "
          "follows (id, corp_id, contact_id, employee_id, conversation_id, status, source, added_at) SELECT "
          "gen_random_uuid(), $1, customer_id, $2, id, CASE WHEN random() < 0.3 THEN 'active' ELSE 'lost' END, 'way', "
          "now() FROM c RETURNING id, contact_id, "
          "conversation_id) INSERT INTO hand_overs (id, corp_id, kind, follow_id, contact_id, conversation_id, "
          "from_id, "
          "to_id, status, message, begun_by, begun_at, effective_at) SELECT gen_random_uuid(), $1, 'on_job', id, "
          "contact_id, conversation_id, $2, $3, 'cancelled', '', $2, now(), now() FROM f",
          world.corp, world.person("zoe"), world.person("olga"));
      db::exec(
          tx,
          "WITH b AS (INSERT INTO hand_over_bulks (id, corp_id, kind, from_id, targets, message, begun_by, begun_at) "
          "SELECT gen_random_uuid(), $1, 'on_job', $2, '{}', '', $2, now() FROM generate_series(1, 500) RETURNING id) "
          "INSERT INTO hand_over_items (corp_id, bulk_id, number, contact_id, code) SELECT $1, id, n, $2, 'done' FROM "
          "b, "
          "generate_series(1, 10) n",
          world.corp, world.person("zoe"));
      db::exec(
          tx,
          "INSERT INTO participants (conversation_id, principal_id, corp_id, joined_seq) SELECT c.id, u.who, $1, 1 "
          "FROM "
          "conversations c, unnest(ARRAY[c.customer_id, $2]) AS u(who) WHERE c.customer_id IS NOT NULL",
          world.corp, world.person("zoe"));
      for (const char* table :
           {"principals", "contacts", "participants", "conversations", "follows", "hand_overs", "hand_over_bulks",
            "hand_over_items"})
        db::exec(tx, std::string("ANALYZE ") + table);
      return 0;
    });
  }
};

TEST_F(HandOverPlans, UseAnIndexForEveryTableThatGrows) {
  crowd();
  for (const char* name : {"carl", "dora", "fred", "gina"})
    world.customer(name, "emma");
  const Json begun = begin("emma", "nora", {"carl", "dora", "fred"});
  word("carl", "refuse", begun[0]);
  word("dora", "accept", begun[1]);
  act("hand_over.cancel", begun[2]);
  act("hand_over.undo", begun[1]);
  for (const Json& filter : {Json{{"from", "emma"}}, Json{{"to", "nora"}}, Json::object(), Json{{"status", "done"}}}) {
    Json input = filter;
    input["limit"] = 1;
    const Json page = world.call("olga", "hand_over.list", input);
    if (!page["next_cursor"].is_null()) input["cursor"] = page["next_cursor"];
    EXPECT_EQ(code(world.call("olga", "hand_over.list", input)), "ok");
  }
  world.call("olga", "hand_over.list", {{"customer", world.person("carl").str()}});
  world.call("olga", "hand_over.results", {{"from", "emma"}, {"to", "nora"}});
  world.call("emma", "hand_over.chain", {{"contact", world.person("dora").str()}});
  world.call("olga", "hand_over.suggest", {{"from", "emma"}});
  leave("emma");
  world.call("olga", "hand_over.assignable", {{"limit", 1}});
  world.call("olga", "hand_over.assignable", {{"from", "emma"}});
  const Json bulk = world.call("olga", "hand_over.bulk", {{"from", "emma"}});
  world.call("olga", "hand_over.bulk", {{"from", "nora"}, {"customers", {world.person("dora").str()}}});
  world.call("olga", "hand_over.bulk_results", {{"job", bulk.at("job")}});
  std::promise<void> done;
  world.dispatcher.transact(
      [&](db::Tx& tx) {
        tx.set_corp(world.corp);
        auto kinds = customers::hand_over_jobs();
        db::Job job{
            db::JobId::parse(bulk.at("job").get<std::string>()).value(), world.corp, customers::kBulkJob, {"{}"}};
        kinds.at(customers::kBulkJob).step(tx, job);
        kinds.at(customers::kBulkJob).step(tx, job);
        kinds.at(customers::kHandOverJob).step(tx, job);
        customers::end_hand_overs_to(tx, world.person("nora"));
        customers::purge_bulks(tx, 1);
        EXPECT_GT(prepared_count(tx), 60u);
        for (const std::string& read : whole_reads(tx))
          ADD_FAILURE() << read;
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
