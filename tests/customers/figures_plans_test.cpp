// No reading of figures, and no counting, reads a table from end to end that grows.
#include "customers/figures_world.hpp"
#include "support/plans.hpp"

namespace weft::test {
namespace {

TEST(FigurePlans, UseAnIndexForEveryTableThatGrows) {
  FiguresWorld world(1);
  const std::string chat = world.customer("carl", "emma");
  world.send("carl", chat, "one");
  world.send("emma", chat, "two");
  const Json range = {{"from", "2027-01-10"}, {"to", "2027-01-15"}};
  const auto ask = [&](const std::string& operation, Json more = Json::object()) {
    more.update(range);
    EXPECT_EQ(code(world.call("olga", operation, more)), "ok") << operation;
  };
  ask("customer_figures.mine");
  ask("customer_figures.days", {{"employees", {"emma"}}});
  ask("customer_figures.employees", {{"department", 1}});
  ask("customer_figures.teams", {{"department", 1}});
  ask("customer_figures.groups", {{"by", "day"}});
  ask("customer_figures.groups", {{"by", "owner"}});
  world.call("olga", "company_time.set", {{"zone", "UTC"}});
  std::promise<void> done;
  world.dispatcher.transact(
      [&](db::Tx& tx) {
        tx.set_corp(world.corp);
        db::Job job;
        job.state = {"{}"};
        customers::figure_jobs(*world.tables).at("figures.count").step(tx, job);
        EXPECT_GT(prepared_count(tx), 25u);
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
