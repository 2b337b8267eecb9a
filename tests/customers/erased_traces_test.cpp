// What erasing a customer takes away beside its chats: what inboxes, notes and files say of it.
#include "customers/ways_world.hpp"
#include <weft/conversations/indexer.hpp>
#include <weft/customers/list_export.hpp>

namespace weft::test {
namespace {

struct ErasedTraces : ::testing::Test {
  WayWorld world;
  std::unique_ptr<directory::TableFiles> tables = directory::stored_tables(*world.store, world.directory + "/tables");
  std::string chat = world.customer("carl", "emma");
  std::string carl = world.people.at("carl").str();

  ErasedTraces() {
    world.registry.add(customers::list_export_operations());
    world.registry.add(customers::merging_operations());
  }

  db::Job job_of(const Json& view) {
    EXPECT_TRUE(view.contains("kind")) << view.dump();
    db::Job job;
    job.id = db::JobId::parse(view.at("id").get<std::string>()).value();
    job.kind = view.at("kind");
    job.started_by = world.people.at("olga");
    job.state = world.in_company([&](db::Tx& tx) {
      return RawJson{db::text_of(db::exec(tx, "SELECT state FROM jobs WHERE id = $1", job.id).at(0)[0])};
    });
    return job;
  }
  /// As long as there is something to do at once.
  db::Step steps(db::Job& job) {
    auto kinds = customers::privacy_jobs(*tables, {conversations::forget_indexed, files::release});
    kinds.merge(customers::list_export_jobs(*tables));
    db::Step step;
    for (step.next = db::Next::again; step.next == db::Next::again; job.state = step.state)
      step = world.in_company([&](db::Tx& tx) { return kinds.at(job.kind).step(tx, job); });
    return step;
  }
  /// Runs a job of olga's to its end, as the runner would.
  Json run(const Json& view) {
    db::Job job = job_of(view);
    const db::Step step = steps(job);
    EXPECT_EQ(step.next, db::Next::done);
    return world.in_company([&](db::Tx& tx) {
      db::exec(
          tx, "UPDATE jobs SET status = 'done', result = $2::jsonb, finished_at = $3 WHERE id = $1", job.id,
          step.result->text, tx.now());
      return Json::parse(step.result->text);
    });
  }
  Json erase(const std::string& contact) { return world.call("olga", "contact.erase", {{"contact", contact}}); }
  bool readable(const Json& result) {
    return world.in_company([&](db::Tx& tx) {
      api::Caller olga{world.corp, world.people.at("olga"), {}, api::Role::owner, "olga", api::PermissionSet::all()};
      try {
        close(tables->open(tx, olga, FileId::parse(result.at("file").get<std::string>()).value()));
        return true;
      } catch (const ApiError&) {
        return false;
      }
    });
  }
};

TEST_F(ErasedTraces, LeavesNoWordsInInboxes) {
  const Json way = world.way({"nora"}, {{"approval", true}});
  const Json asked = world.start("dora", way, {{"name", "Dora Dorn"}, {"message", "my number is 555 0199"}});
  ASSERT_EQ(asked.at("status"), "waiting") << asked.dump();
  world.employee("omar");
  world.call(
      "emma", "follow.share",
      {{"follow", world.follow("carl", "emma")->id.str()}, {"to", "omar"}, {"message", "he snores"}});
  const std::string told = "SELECT count(*) FROM entries WHERE body::text ~ 'Dora Dorn|0199|snores'";
  ASSERT_EQ(world.count(told), 2);
  run(erase(asked.at("contact")));
  EXPECT_EQ(world.count(told), 1) << "what is said of others stays";
  run(erase(carl));
  EXPECT_EQ(world.count(told), 0);
  EXPECT_EQ(world.count("SELECT count(*) FROM entries WHERE kind IN ('customer_requested', 'shared')"), 2);
}

TEST_F(ErasedTraces, LeavesNothingOfWhatAMergeMoved) {
  world.customer("dora", "nora");
  const Json follow = world.follow("dora", "nora")->id.str();
  const std::string dora = world.people.at("dora").str();
  world.call("nora", "follow.update", {{"follow", follow}, {"remark", "zebrafish"}});
  world.call("nora", "contact.update", {{"contact", dora}, {"company", "Zebrafish Ltd"}});
  const Json merged = world.call("olga", "contact.merge", {{"contact", carl}, {"other", dora}});
  ASSERT_EQ(code(merged), "ok") << merged.dump();
  const std::string kept = "SELECT count(*) FROM contact_merges WHERE moved::text ~* 'zebrafish'";
  ASSERT_EQ(world.count(kept), 1);
  run(erase(carl));
  EXPECT_EQ(world.count(kept), 0);
  EXPECT_EQ(code(world.call("olga", "contact.unmerge", {{"contact", dora}})), "conflict");
}

TEST_F(ErasedTraces, LeavesNoWordsInTheInboxOfWhoWasAskedFirst) {
  const Json way = world.way({"nora", "omar"}, {{"approval", true}});
  const Json asked = world.start("dora", way, {{"name", "Dora Dorn"}});
  ASSERT_EQ(asked.at("status"), "waiting") << asked.dump();
  world.in_company([&](db::Tx& tx) {
    db::exec(
        tx,
        "UPDATE customer_requests SET employee_id = (SELECT m.principal_id FROM members m JOIN customer_requests r ON "
        "r.employee_id <> m.principal_id WHERE m.userid IN ('nora', 'omar'))");
    return 0;
  });
  const std::string told = "SELECT count(*) FROM entries WHERE body::text ~ 'Dora Dorn'";
  ASSERT_EQ(world.count(told), 1);
  run(erase(asked.at("contact")));
  EXPECT_EQ(world.count(told), 0);
}

TEST_F(ErasedTraces, LeavesNoNameOnNotes) {
  ASSERT_EQ(code(world.call("emma", "customer_note.open", {{"conversation", chat}})), "ok");
  const std::string named = "SELECT count(*) FROM conversations WHERE name = 'carl'";
  ASSERT_EQ(world.count(named), 1);
  run(erase(carl));
  EXPECT_EQ(world.count(named), 0);
  EXPECT_EQ(world.count("SELECT count(*) FROM participants WHERE left_name = 'carl'"), 0);
}

TEST_F(ErasedTraces, TakesFilesBackThatWereCarriedOut) {
  const Json one = run(world.call("olga", "contact.export", {{"contact", carl}}));
  const Json list = run(world.call("olga", "contact.export_list", {{"everybody", true}, {"format", "csv"}}));
  world.customer("dora", "emma");
  const Json others = run(world.call("olga", "contact.export", {{"contact", world.people.at("dora").str()}}));
  ASSERT_TRUE(readable(one) && readable(list) && readable(others));
  const Json late = world.call("olga", "contact.export", {{"contact", carl}});
  const Json job = erase(carl);
  EXPECT_FALSE(readable(one));
  EXPECT_FALSE(readable(list)) << "it may be in any list";
  EXPECT_TRUE(readable(others));
  EXPECT_THROW(run(late), db::JobFailed) << "one that had not begun";
  run(job);
}

TEST_F(ErasedTraces, WaitsForTablesInTheMaking) {
  const Json list = world.call("olga", "contact.export_list", {{"everybody", true}, {"format", "csv"}});
  db::Job erasing = job_of(erase(carl));
  world.in_company([&](db::Tx& making) {
    db::exec(making, "SELECT 1 FROM jobs WHERE id = $1 FOR NO KEY UPDATE", list.at("id").get<std::string>());
    EXPECT_EQ(steps(erasing).next, db::Next::later);
    return 0;
  });
  EXPECT_EQ(steps(erasing).next, db::Next::done);
}

}  // namespace
}  // namespace weft::test
