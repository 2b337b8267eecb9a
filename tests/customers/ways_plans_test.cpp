// No operation on ways and visits, and no step that ends chats, reads a table from end to end that grows.
#include "customers/ways_world.hpp"
#include "support/plans.hpp"

namespace weft::test {
namespace {

struct WayPlans : testing::Test {
  WayWorld world{0, 1};

  Json act(const std::string& who, const std::string& operation, Json input = Json::object()) {
    Json answer = world.call(who, operation, std::move(input));
    EXPECT_EQ(code(answer), "ok") << operation << answer.dump();
    return answer;
  }
  void manage() {
    const Json way = world.way({"emma", "nora"}, {{"daily_cap", 5}});
    act("olga", "contact_way.get", {{"way", way.at("id")}});
    const Json first = act("olga", "contact_way.list", {{"limit", 1}});
    act("emma", "contact_way.list");
    act("olga", "contact_way.update", {{"way", way.at("id")}, {"employees", {"emma"}}, {"title", "x"}});
    act("emma", "contact_way.create", {{"employees", {"emma"}}});
    act("olga", "contact_way.delete", {{"way", way.at("id")}});
    act("olga", "customer_page.set", {{"consent", "x"}, {"fallback", "nora"}});
    act("olga", "customer_page.rotate_secret");
    act("olga", "customer_page.get");
  }
  void visit() {
    const Json hours = {{"zone", "Europe/Berlin"}, {"spans", {{{"days", {1}}, {"from", "09:00"}, {"to", "10:00"}}}}};
    const Json way = world.way(
        {"emma", "nora"}, {{"exclusive", true},
                           {"hours", hours},
                           {"welcome", {{"text", "Hi"}}},
                           {"backup", "emma"},
                           {"departments", {1}}});
    const Json temporary = world.way({"emma"}, {{"chat_hours", 1}, {"closing", {{"text", "Bye"}}}});
    const Json another = world.way({"emma"}, {{"chat_hours", 1}});
    world.look(way);
    const Json started = world.start("carl", way, {{"consent", true}, {"name", "Carl"}, {"language", "de"}});
    world.start("carl", way, {{"name", "Carl"}, {"language", "en"}});
    world.start("carl", temporary);
    world.start("dora", another, {{"consent", true}});
    world.start("carl", way, {{"consent", true}});
    act("carl", "visit.get");
    act("carl", "visit.update", {{"name", "C"}, {"language", "fr"}, {"consent", true}});
    act("carl", "visit.rate", {{"conversation", started.at("conversation")}, {"score", 5}});
    act("carl", "visit.leave", {{"conversation", started.at("conversation")}});
    act("olga", "contact_way.update", {{"way", temporary.at("id")}, {"paused", true}});
    EXPECT_EQ(world.look(temporary).at("closed").at("reason"), "paused");
  }
  void ask() {
    const Json way = world.way({"emma"}, {{"approval", true}});
    for (const char* name : {"a", "b", "c"})
      world.start(name, way, {{"consent", true}});
    const auto all = items(act("emma", "customer_request.list"));
    act("emma", "customer_request.accept", {{"request", all.at(0).at("id")}});
    act("emma", "customer_request.refuse", {{"request", all.at(1).at("id")}});
    act("emma", "customer_request.ignore", {{"request", all.at(2).at("id")}});
    act("a", "visit.get");
  }
};

TEST_F(WayPlans, UseAnIndexForEveryTableThatGrows) {
  manage();
  visit();
  ask();
  world.clock.advance(std::chrono::hours(24 * 8));
  std::promise<void> done;
  world.dispatcher.transact(
      [&](db::Tx& tx) {
        tx.set_corp(world.corp);
        db::Job job;
        job.state = {"{}"};
        customers::way_jobs({}).begin()->second.step(tx, job);
        customers::purge_ways(tx, 10);
        customers::keep_in_bounds(tx, 10);
        EXPECT_GT(prepared_count(tx), 80u);
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
