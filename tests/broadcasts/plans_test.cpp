// No operation and no step of broadcasts reads a table from end to end that grows.
#include "support/plans.hpp"

#include "broadcasts/world.hpp"

namespace weft::test {
namespace {

struct BroadcastPlans : BroadcastWorld {
  BroadcastPlans() : BroadcastWorld(1) {}

  /// Broadcasts, recipients and terms of former times.
  void crowd() {
    world.in_company([&](db::Tx& tx) {
      db::exec(
          tx,
          "WITH b AS (INSERT INTO broadcasts (id, corp_id, kind, target, title, content, audience, rules, status, "
          "created_by, created_at) SELECT gen_random_uuid(), $1, 'own', 'customers', '', '{}', '{}', '{}', 'stopped', "
          "$2, now() FROM generate_series(1, 200) RETURNING id), t AS (INSERT INTO broadcast_tasks (corp_id, "
          "broadcast_id, sender_id, status) SELECT $1, id, $2, 'confirmed' FROM b), l AS (INSERT INTO broadcast_lanes "
          "(corp_id, broadcast_id, lane) SELECT $1, id, n FROM b, generate_series(0, 1) n), m AS (INSERT INTO "
          "broadcast_reminders (corp_id, broadcast_id, at, by_id) SELECT $1, id, now(), $2 FROM b) INSERT INTO "
          "broadcast_recipients (corp_id, broadcast_id, number, recipient_id, sender_id, chatted_at, lane, state, own, "
          "due_at, day) SELECT $1, id, n, gen_random_uuid(), $2, now(), n % 2, 'sent', true, now(), now()::date FROM "
          "b, generate_series(1, 30) n",
          world.corp, world.person("zoe"));
      db::exec(
          tx, "INSERT INTO broadcast_terms (corp_id, recipient_id) SELECT $1, recipient_id FROM broadcast_recipients",
          world.corp);
      for (const char* table :
           {"broadcasts", "broadcast_tasks", "broadcast_lanes", "broadcast_recipients", "broadcast_terms",
            "broadcast_reminders"})
        db::exec(tx, std::string("ANALYZE ") + table);
      return 0;
    });
  }
  /// Steps of the due jobs on the worker's own connection.
  void run_on_worker() {
    std::promise<void> done;
    world.dispatcher.transact(
        [&](db::Tx& tx) {
          tx.set_corp(world.corp);
          bool more = true;
          while (more) {
            const auto rows = db::exec(
                tx,
                "SELECT id, kind, state::text, started_by FROM jobs WHERE corp_id = $1 AND kind LIKE 'broadcast%' AND "
                "status = 'waiting' AND run_at <= $2 ORDER BY run_at, id LIMIT 1",
                world.corp, tx.now());
            more = !rows.empty();
            if (!more) break;
            db::Job job{
                db::id_of<db::JobId>(rows[0][0]), world.corp, db::text_of(rows[0][1]), {db::text_of(rows[0][2])}};
            job.started_by = db::optional_id<PrincipalId>(rows[0][3]);
            settle_by_hand(tx, job, kinds.at(job.kind).step(tx, job));
          }
          return std::string();
        },
        [&](const api::Outcome& outcome) {
          if (const auto* error = std::get_if<ApiError>(&outcome)) ADD_FAILURE() << error->what();
          done.set_value();
        });
    done.get_future().get();
  }
  void look() {
    std::promise<void> done;
    world.dispatcher.transact(
        [&](db::Tx& tx) {
          tx.set_corp(world.corp);
          EXPECT_GT(prepared_count(tx), 60u);
          for (const std::string& read : whole_reads(tx))
            if (read.find("broadcast") != std::string::npos) ADD_FAILURE() << read;
          return std::string();
        },
        [&](const api::Outcome&) { done.set_value(); });
    done.get_future().get();
  }
};

TEST_F(BroadcastPlans, UseAnIndexForEveryTableThatGrows) {
  crowd();
  for (const char* name : {"carl", "dora", "fred"})
    world.customer(name, "emma");
  set_rules([](broadcasts::Rules& rules) { rules.direct = true; });
  const Json listed = draft("emma");
  add("emma", listed, ids({"carl", "dora"}));
  call("emma", "broadcast.preview", {{"broadcast", listed["id"]}});
  act("emma", "start", listed);
  const Json company = draft(
      "olga", {{"kind", "company"}, {"allow_select", true}, {"audience", {{"customers", {{"everybody", true}}}}}});
  act("olga", "start", company);
  const Json groups = draft(
      "olga", {{"kind", "company"}, {"target", "customer_groups"}, {"audience", {{"groups", {{"everybody", true}}}}}});
  act("olga", "start", groups);
  const Json staff = draft("olga", {{"target", "employees"}, {"audience", {{"employees", {{"departments", {1}}}}}}});
  act("olga", "start", staff);
  act("olga", "stop", draft("olga", {{"kind", "direct"}}));
  run_on_worker();
  act("olga", "remind", company);
  call("emma", "broadcast_task.list", {{"open", true}});
  call("emma", "broadcast_task.recipients", {{"broadcast", company["id"]}});
  call("emma", "broadcast_task.confirm", {{"broadcast", company["id"]}, {"leave_out", ids({"fred"})}});
  act("olga", "pause", company);
  act("olga", "resume", company);
  run_on_worker();
  for (const char* operation : {"broadcast.recipients", "broadcast.senders"})
    call("olga", operation, {{"broadcast", company["id"]}, {"limit", 1}});
  call("olga", "broadcast.list", {{"all", true}});
  call("olga", "broadcast.list", {{"status", "done"}});
  call("carl", "visit.set_broadcasts", {{"refused", true}, {"zone", "Asia/Tokyo"}});
  call("emma", "contact.set_broadcasts", {{"contact", id("carl")}, {"refused", false}});
  act("olga", "delete", draft("olga", {{"kind", "direct"}}));
  world.clock.advance(std::chrono::hours(80));
  run_on_worker();
  look();
}

}  // namespace
}  // namespace weft::test
