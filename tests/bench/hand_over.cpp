// weft-bench-hand-over: how many customers a second a large assignment hands over.
//
// Makes CUSTOMERS (10,000) of one employee, who leaves, and 20 colleagues, on a PostgreSQL of its own. Assigns them all
// by rule, with a window in which customers may refuse, and then lets the window end. Prints one JSON object: customers
// a second of both, and the longest step.
#include "customers/hand_over_world.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace weft::bench {
namespace {

using Steady = std::chrono::steady_clock;

struct Company : test::HandOverWorld {
  int customers = 10000;
  Json report = Json::object();

  Company() : HandOverWorld(2) {
    if (const char* text = std::getenv("CUSTOMERS")) customers = std::atoi(text);
    set_rules([](customers::Serving& rules) { rules.per_employee.value = 20000; });
    for (int i = 0; i < 20; ++i)
      world.employee("colleague" + std::to_string(i));
    for (int done = 0; done < customers; done += 500)
      world.in_company([&](db::Tx& tx) {
        for (int i = done; i < std::min(done + 500, customers); ++i) {
          const auto contact = customers::make_contact(tx, {.name = "Customer " + std::to_string(i)});
          customers::begin_follow(tx, {.contact = contact, .employee = world.person("emma")});
        }
        return 0;
      });
  }
  void TestBody() override {}

  /// Runs what is due.
  void measure(const std::string& name) {
    double longest = 0;
    std::int64_t done = 0;
    const auto begun = Steady::now();
    for (auto step = begun; const auto some = run_job_once(); step = Steady::now()) {
      done += *some;
      longest = std::max(longest, std::chrono::duration<double, std::milli>(Steady::now() - step).count());
    }
    const double seconds = std::chrono::duration<double>(Steady::now() - begun).count();
    report[name] = {
        {"customers", done}, {"per_second", static_cast<double>(done) / seconds}, {"longest_step_ms", longest}};
    ASSERT_EQ(done, customers) << name;
  }
  void assign(const std::string& from) {
    const Json bulk = world.call("olga", "hand_over.bulk", {{"from", from}});
    ASSERT_EQ(bulk.value("total", 0), customers) << bulk.dump();
  }
};

TEST(HandOver, TellsItsRate) {
  Company company;
  company.leave("emma");
  company.assign("emma");
  company.measure("begin");
  company.world.clock.advance(std::chrono::hours(24));
  company.measure("take_effect");
  EXPECT_EQ(
      company.world.count("SELECT count(*) FROM hand_overs WHERE status = 'done'"),
      static_cast<std::int64_t>(company.customers));
  std::printf("%s\n", company.report.dump(2).c_str());
}

}  // namespace
}  // namespace weft::bench
