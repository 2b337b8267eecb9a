// weft-bench-filters: how long lists and counts of customers by filters take.
//
// Makes a company of 20 employees who serve RELATIONS (100,000) customers with RELATIONS * 2 tags out of 3,000, most of
// them of a few tags and one in a thousand of a rare one, on a PostgreSQL of its own, and asks each question ASKED (9)
// times. Prints one JSON object with medians.
#include "customers/world.hpp"

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

/// Relations from the newest to the oldest over 400 days, the chats last written in after that.
void fill(test::CustomerWorld& world, int relations) {
  for (int i = 0; i < 20; ++i)
    world.employee("emma" + std::to_string(i));
  world.in_company([&](db::Tx& tx) {
    db::exec(tx, "SET LOCAL statement_timeout = 0");
    db::exec(
        tx, "ALTER TABLE follows DISABLE TRIGGER USER");  // one row that counts all, as often as there are relations
    for (const char* statement :
         {"CREATE TEMP TABLE made AS SELECT n, overlay(gen_random_uuid()::text placing lpad(to_hex(n), 8, '0') from "
          "1 for 8)::uuid AS id, gen_random_uuid() AS who, gen_random_uuid() AS chat, timestamptz '2027-01-15' - (400 "
          "- n * 400.0 / "
          "$2::integer) * interval '1 day' AS at FROM generate_series(1, $2::integer) n WHERE $1::uuid IS NOT NULL",
          "INSERT INTO principals (id, corp_id, kind, name, created_at) SELECT who, $1, 'external', 'Customer ' || "
          "n, at FROM made WHERE $2::integer > 0",
          "INSERT INTO contacts (principal_id, corp_id, type, gender, first_at, last_at, created_at) SELECT who, "
          "$1, (ARRAY['web','wechat','wecom'])[n % 3 + 1], (ARRAY['male','female'])[n % 2 + 1], at, at, at FROM "
          "made WHERE $2::integer > 0",
          "INSERT INTO conversations (id, corp_id, kind, created_at, active_at, customer_id) SELECT chat, $1, "
          "'customer', at, at + (n % 50) * interval '1 day', who FROM made WHERE $2::integer > 0",
          "INSERT INTO follows (id, corp_id, contact_id, employee_id, conversation_id, source, added_at) SELECT "
          "id, $1, who, (SELECT array_agg(principal_id ORDER BY userid) FROM members WHERE userid LIKE "
          "'emma%')[n % 20 + 1], chat, 'way', at FROM made WHERE $2::integer > 0",
          "INSERT INTO contact_tag_groups (corp_id, number, name, created_at) SELECT $1, 1, 'All', timestamptz "
          "'2027-01-15' WHERE "
          "$2::integer > 0",
          "INSERT INTO contact_tags (corp_id, number, tag_group, name, created_at) SELECT $1, n, 1, 'Tag ' || n, "
          "timestamptz '2027-01-15' FROM generate_series(1, 3000) n WHERE $2::integer > 0",
          "INSERT INTO follow_tags (corp_id, follow_id, tag) SELECT $1, id, n % 3 + 1 FROM made WHERE $2::integer > "
          "0",
          "INSERT INTO follow_tags (corp_id, follow_id, tag) SELECT $1, id, 4 + n % 996 FROM made WHERE "
          "$2::integer > 0 AND n % 10 < 7",
          "INSERT INTO follow_tags (corp_id, follow_id, tag) SELECT $1, id, 2000 FROM made WHERE $2::integer > 0 "
          "AND n % 1000 = 7 AND n < $2::integer / 2"})
      db::exec(tx, statement, world.corp, relations);
    for (const char* table : {"principals", "contacts", "conversations", "follows", "follow_tags"})
      db::exec(tx, std::string("ANALYZE ") + table);
    return 0;
  });
}

TEST(Filters, TellTheirTimes) {
  const int relations = number_from("RELATIONS", 100000), asked = number_from("ASKED", 9);
  test::CustomerWorld world;
  world.promote("olga", api::Role::owner);
  fill(world, relations);
  Json report = {{"relations", relations}, {"asked", asked}};
  const auto tags = [](std::vector<int> numbers, const char* how) { return Json{{"tags", {{how, numbers}}}}; };
  const Json mixed = {
      {"all",
       {{{"any", {tags({1, 2}, "any"), tags({2000}, "any")}}},
        {{"not", {{"owners", {"emma3", "emma4"}}}}},
        {{"active", {{"last_days", 200}}}},
        {{"types", {"web", "wechat"}}},
        {{"genders", {"male"}}}}}};
  const std::vector<std::pair<std::string, Json>> questions = {
      {"none", Json()},
      {"common_tag", tags({1}, "any")},
      {"rare_tag", tags({2000}, "any")},
      {"rare_and_common", tags({1, 2000}, "all")},
      {"rare_or_rare", tags({2000, 500, 600}, "any")},
      {"never_given_tag", tags({2999}, "any")},
      {"no_common_tag", {{"not", tags({1, 2, 3}, "any")}}},
      {"ten_days", {{"added", {{"last_days", 10}}}}},
      {"mixed", mixed}};
  const auto measure = [&](const std::string& name, const std::string& operation, const Json& filter, bool own) {
    Json in = Json::object();
    if (!filter.is_null()) in["filter"] = filter;
    if (!own) in["everybody"] = true;
    std::vector<double> taken;
    Json answer;
    for (int i = 0; i < asked; ++i) {
      const auto begun = Steady::now();
      answer = world.call(own ? "emma1" : "olga", operation, in);
      taken.push_back(std::chrono::duration<double, std::milli>(Steady::now() - begun).count());
    }
    ASSERT_FALSE(answer.contains("title")) << answer.dump();
    std::sort(taken.begin(), taken.end());
    report[name][own ? "own" : "company"][operation] = taken.at(taken.size() / 2);
    if (operation == "segment.count") report[name][own ? "own" : "company"]["found"] = answer;
  };
  for (const auto& [name, filter] : questions)
    for (const char* operation : {"contact.list", "segment.count"})
      for (const bool own : {false, true})
        measure(name, operation, filter, own);
  std::printf("%s\n", report.dump(2).c_str());
}

}  // namespace
}  // namespace weft::bench
