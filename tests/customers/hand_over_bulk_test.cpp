// Customers of people who left, who could take them, and large assignments.
#include "customers/hand_over_world.hpp"

namespace weft::test {
namespace {

struct Assignment : HandOverWorld {
  std::string job_of(const Json& begun) { return begun.at("job"); }
  Json bulk(Json input) { return world.call("olga", "hand_over.bulk", std::move(input)); }
  Json results(const Json& begun) {
    return items(world.call("olga", "hand_over.bulk_results", {{"job", job_of(begun)}}));
  }
  Json assignable(Json input = Json::object()) { return world.call("olga", "hand_over.assignable", std::move(input)); }
  std::vector<std::string> customers_of(const std::string& userid, int count) {
    std::vector<std::string> names;
    for (int i = 0; i < count; ++i) {
      names.push_back(userid + "-" + std::to_string(i));
      world.customer(names.back(), userid);
    }
    return names;
  }
  Json ids_of(const std::vector<std::string>& names) {
    Json ids = Json::array();
    for (const std::string& name : names)
      ids.push_back(world.person(name).str());
    return ids;
  }
  std::int64_t load_of(const std::string& userid) {
    return world.in_company([&](db::Tx& tx) { return customers::load_of(tx, world.person(userid)); });
  }
  void add_department(const std::string& userid, const std::string& name) {
    world.in_company([&](db::Tx& tx) {
      const PrincipalId id = identity::create_member(
          tx, {.userid = userid, .name = "Name of " + userid, .department = name, .password_hash = "none"});
      conversations::make_inboxes(tx, std::span(&id, 1));
      world.people[userid] = id;
      world.sessions[userid] = SessionId::make();
      return 0;
    });
    world.employee(userid);
  }
};

TEST_F(Assignment, ListsCustomersOfWhoHasLeft) {
  customers_of("emma", 3);
  customers_of("omar", 1);
  EXPECT_TRUE(items(assignable()).empty());
  leave("emma");
  const Json page = assignable({{"limit", 2}});
  ASSERT_EQ(page["items"].size(), 2u);
  EXPECT_EQ(page["items"][0]["old_owner"]["name"], "Name of emma");
  EXPECT_EQ(page["items"][0]["left_at"], to_rfc3339(world.clock.now()));
  const Json rest = assignable({{"limit", 2}, {"cursor", page["next_cursor"]}});
  EXPECT_EQ(rest["items"].size(), 1u);
  EXPECT_TRUE(rest["next_cursor"].is_null());
  resigned("emma", "nora", {"emma-0"});
  EXPECT_EQ(items(assignable())[0]["waiting"], true);
  world.clock.advance(std::chrono::hours(24));
  run_jobs();
  EXPECT_EQ(items(assignable()).size(), 2u);
  EXPECT_EQ(items(assignable({{"from", "nora"}})).size(), 0u);
  EXPECT_EQ(code(world.call("zoe", "hand_over.assignable", Json::object())), "forbidden");
}

TEST_F(Assignment, SuggestsTheNearestAndLeastLoaded) {
  add_department("north1", "Sales/North");
  add_department("north2", "Sales/North");
  add_department("south1", "Sales/South");
  add_department("left", "Sales/North");
  customers_of("north1", 2);
  const Json found = items(world.call("olga", "hand_over.suggest", {{"from", "left"}, {"limit", 3}}));
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0]["employee"]["name"], "Name of north2");
  EXPECT_EQ(found[0]["reason"], "same department, 0 customers");
  EXPECT_EQ(found[0]["department"], "Sales/North");
  EXPECT_EQ(found[1]["employee"]["name"], "Name of north1");
  EXPECT_EQ(found[2]["employee"]["name"], "Name of south1");
  EXPECT_EQ(found[2]["reason"], "the department above, 0 customers");
  customers_of("left", 1);
  begin("left", "north2", {"left-0"});
  EXPECT_EQ(
      items(world.call("olga", "hand_over.suggest", {{"from", "left"}}))[0]["reason"],
      "same department, 0 customers and 1 on the way");
}

TEST_F(Assignment, ByRuleGoesToTheNearestDepartmentFirst) {
  add_department("north1", "Sales/North");
  add_department("south1", "Sales/South");
  add_department("left", "Sales/North");
  customers_of("north1", 3);
  customers_of("left", 2);
  leave("left");
  const Json begun = bulk({{"from", "left"}});
  run_jobs();
  for (const Json& one : results(begun))
    EXPECT_EQ(one["to"], world.person("north1").str()) << "south1 has fewer, and is further away";
}

TEST_F(Assignment, OfAllOfALeaverGoesToTheLeastLoaded) {
  customers_of("emma", 60);
  customers_of("nora", 10);
  leave("emma");
  const Json begun = bulk({{"from", "emma"}, {"to", {"nora", "omar"}}});
  EXPECT_EQ(begun["total"], 60);
  run_jobs();
  const Json list = results(begun);
  EXPECT_EQ(list.size(), 60u);
  for (const Json& one : list)
    EXPECT_EQ(one["code"], "started");
  const Json job = job_view(job_of(begun));
  EXPECT_EQ(job["status"], "done");
  EXPECT_EQ(job["done"], 60);
  EXPECT_EQ(job["total"], 60);
  EXPECT_EQ(job["result"]["started"], 60);
  world.clock.advance(std::chrono::hours(24));
  EXPECT_EQ(run_jobs(), 60);
  EXPECT_EQ(load_of("nora"), 35);
  EXPECT_EQ(load_of("omar"), 35);
  EXPECT_EQ(load_of("emma"), 0);
}

TEST_F(Assignment, FindsNewOwnersByRule) {
  set_rules([](customers::Serving& rules) { rules.refusal_s.value = 0; });
  const auto names = customers_of("emma", 5);
  const Json begun = bulk({{"from", "emma"}, {"customers", ids_of(names)}});
  run_jobs();
  for (const Json& one : results(begun)) {
    EXPECT_EQ(one["code"], "done");
    EXPECT_FALSE(one["to"].is_null());
  }
  EXPECT_EQ(load_of("nora") + load_of("omar"), 5);
}

TEST_F(Assignment, SaysOfEachCustomerWhatIsWrong) {
  auto names = customers_of("emma", 2);
  customers_of("omar", 1);
  begin("emma", "nora", {"emma-0"});
  names.push_back("omar-0");
  const Json begun = bulk({{"from", "emma"}, {"to", {"nora"}}, {"customers", ids_of(names)}});
  run_jobs();
  EXPECT_EQ(codes(results(begun)), (std::vector<std::string>{"pending", "started", "not_a_customer"}));
  world.set_status("nora", "disabled");
  const Json again = bulk({{"from", "omar"}, {"to", {"nora"}}, {"customers", ids_of({"omar-0"})}});
  run_jobs();
  EXPECT_EQ(codes(results(again)), (std::vector<std::string>{"disabled"}));
  EXPECT_EQ(code(world.call("zoe", "hand_over.bulk_results", {{"job", job_of(begun)}})), "not_found");
  EXPECT_EQ(bulk({{"from", "emma"}, {"to", {"nora"}}})["field"], "customers");
}

TEST_F(Assignment, EndsWithTheRightsOfWhoBeganIt) {
  promote("pete");
  const auto names = customers_of("emma", 1);
  const Json begun = world.call(
      "pete", "hand_over.bulk", {{"from", "emma"}, {"to", {"nora"}}, {"customers", ids_of(names)}});
  leave("pete");
  EXPECT_THROW(run_jobs(), db::JobFailed);
  EXPECT_TRUE(results(begun)[0]["code"].is_null());
}

TEST_F(Assignment, StopsWhenItIsCancelled) {
  const auto names = customers_of("emma", 30);
  const Json begun = bulk({{"from", "emma"}, {"to", {"nora"}}, {"customers", ids_of(names)}});
  run_job_once();
  world.in_company([&](db::Tx& tx) { return db::cancel_job(tx, db::JobId::parse(job_of(begun)).value()); });
  run_jobs();
  const Json list = results(begun);
  EXPECT_EQ(list[24]["code"], "started");
  EXPECT_TRUE(list[25]["code"].is_null());
  EXPECT_EQ(world.count("SELECT count(*) FROM hand_overs"), 25);
}

TEST_F(Assignment, IsForgottenAfterHalfAYear) {
  world.customer("carl", "emma");
  const Json bulk = world.call(
      "olga", "hand_over.bulk", {{"from", "emma"}, {"customers", {world.person("carl").str()}}});
  run_jobs();
  const auto purge = [&] { return world.in_company([](db::Tx& tx) { return customers::purge_bulks(tx, 10); }); };
  world.clock.advance(std::chrono::days(180));
  EXPECT_EQ(purge(), 0);
  EXPECT_EQ(items(world.call("olga", "hand_over.bulk_results", {{"job", bulk.at("job")}})).size(), 1u);
  world.clock.advance(std::chrono::seconds(1));
  EXPECT_EQ(purge(), 1);
  EXPECT_EQ(world.count("SELECT count(*) FROM hand_over_items"), 0);
  EXPECT_EQ(code(world.call("olga", "hand_over.bulk_results", {{"job", bulk.at("job")}})), "not_found");
}

TEST_F(Assignment, FailsForNewOwnersWhoLeave) {
  const auto names = customers_of("emma", 30);
  const Json begun = bulk({{"from", "emma"}, {"to", {"nora"}}, {"customers", ids_of(names)}});
  run_jobs();
  leave("nora");
  std::int64_t ended = 0;
  while (const std::int64_t some = world.in_company(
             [&](db::Tx& tx) { return customers::end_hand_overs_to(tx, world.person("nora")); }))
    ended += some;
  EXPECT_EQ(ended, 30);
  const Json list = items(world.call("olga", "hand_over.list", {{"to", "nora"}, {"status", "failed"}}));
  EXPECT_EQ(list.size(), 30u);
  EXPECT_EQ(list[0]["reason"], "the new owner has left the company");
  EXPECT_EQ(load_of("emma"), 30);
  EXPECT_EQ(begin("emma", "omar", {"emma-0"}).at(0)["code"], "started");
}

TEST_F(Assignment, GoesOnWhenTheOldOwnerLeaves) {
  customers_of("emma", 1);
  const Json begun = begin("emma", "nora", {"emma-0"}).at(0);
  leave("emma");
  world.clock.advance(std::chrono::hours(24));
  run_jobs();
  EXPECT_EQ(status(begun), "done");
  EXPECT_EQ(load_of("nora"), 1);
  EXPECT_EQ(code(act("hand_over.undo", begun)), "conflict") << "nobody is put back in charge who has left";
}

}  // namespace
}  // namespace weft::test
