// weft-bench-figures: how long questions about figures take.
//
// Makes a company of EMPLOYEES (1,000) in 20 departments whose DAYS (180) are full, on a PostgreSQL of its own, and
// asks ASKED (100) times for a page of employees, for the days of everybody, for the teams, and for one's own figures;
// each time after a message that nobody has counted yet. Prints one JSON object.
#include "customers/figures_world.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace weft::bench {
namespace {

using Steady = std::chrono::steady_clock;

int number_from(const char* variable, int otherwise) {
  const char* text = std::getenv(variable);
  return text ? std::atoi(text) : otherwise;
}

void fill(test::FiguresWorld& world, int employees, int days) {
  for (int i = 0; i < 20; ++i)
    world.place("emma", "Sales/Team " + std::to_string(i));
  world.in_company([&](db::Tx& tx) {
    db::exec(
        tx,
        "WITH p AS (INSERT INTO principals (id, corp_id, kind, name, created_at) SELECT gen_random_uuid(), $1, "
        "'member', "
        "'Employee ' || n, now() FROM generate_series(1, $2::integer) n RETURNING id, name), m AS (INSERT INTO members "
        "(principal_id, corp_id, userid, main_department) SELECT id, $1, replace(lower(name), ' ', '-'), 1 FROM p) "
        "INSERT INTO department_members (corp_id, department, principal_id, "
        "main) SELECT $1, d.number, p.id, true FROM (SELECT id, row_number() OVER () AS n FROM p) p JOIN (SELECT "
        "number, "
        "row_number() OVER (ORDER BY number) AS n FROM departments WHERE corp_id = $1 AND level = 3) d ON d.n = p.n % "
        "20 "
        "+ 1",
        world.corp, employees);
    const std::string rows =
        " FROM department_members dm, generate_series(1, $2::integer) n WHERE dm.corp_id = $1 ON CONFLICT DO NOTHING";
    db::exec(
        tx,
        "INSERT INTO chat_days (corp_id, employee_id, day, chats, messages, asked, replied, waited_ms) SELECT $1, "
        "dm.principal_id, '2027-01-16'::date - n, 10, 100, 9, 8, 800000" +
            rows,
        world.corp, days);
    db::exec(
        tx,
        "INSERT INTO contact_days (corp_id, employee_id, day, requests, added, lost, ratings, score) SELECT $1, "
        "dm.principal_id, '2027-01-16'::date - n, 3, 3, 1, 2, 9" +
            rows,
        world.corp, days);
    for (const char* table : {"chat_days", "contact_days", "department_members", "principals"})
      db::exec(tx, std::string("ANALYZE ") + table);
    return 0;
  });
}

double percentile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values.at(static_cast<std::size_t>(share * static_cast<double>(values.size() - 1)));
}

TEST(Figures, TellTheirTimes) {
  const int employees = number_from("EMPLOYEES", 1000), days = number_from("DAYS", 180);
  const int asked = number_from("ASKED", 100);
  test::FiguresWorld world;
  const std::string chat = world.customer("carl", "anna");
  fill(world, employees, days);
  const Json range = {{"from", "2026-07-19"}, {"to", "2027-01-15"}};
  Json report = {{"employees", employees}, {"days", days}, {"asked", asked}};
  const auto measure = [&](const std::string& name, const std::string& who, Json in) {
    in.update(range);
    std::vector<double> taken;
    for (int i = 0; i < asked; ++i) {
      world.send("anna", chat, "message " + std::to_string(i));
      const auto begun = Steady::now();
      const Json answer = world.call(who, "customer_figures." + name, in);
      taken.push_back(std::chrono::duration<double, std::milli>(Steady::now() - begun).count());
      ASSERT_TRUE(answer.value("complete", false)) << answer.dump();
    }
    report[name] = {{"p50_ms", percentile(taken, 0.5)}, {"p99_ms", percentile(taken, 0.99)}};
  };
  measure("employees", "olga", {{"limit", 200}});
  measure("days", "olga", Json::object());
  measure("teams", "olga", {{"department", 1}});
  measure("mine", "anna", Json::object());
  const std::string team = world.group("anna", {"ben"});
  const auto send = [&](const std::string& name, const std::string& conversation) {
    std::vector<double> taken;
    for (int i = 0; i < 10 * asked; ++i) {
      const auto begun = Steady::now();
      world.send("anna", conversation, "hello");
      taken.push_back(std::chrono::duration<double, std::milli>(Steady::now() - begun).count());
    }
    report[name] = {{"p50_ms", percentile(taken, 0.5)}, {"p99_ms", percentile(taken, 0.99)}};
  };
  send("send_to_colleague", team);
  send("send_to_customer", chat);
  std::printf("%s\n", report.dump(2).c_str());
}

}  // namespace
}  // namespace weft::bench
