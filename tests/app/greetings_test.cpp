// Customers who came into groups are greeted once each, though the server is killed in the middle of greeting them.
#include "app/place.hpp"
#include "support/wait.hpp"
#include <weft/base/clock.hpp>
#include <weft/base/json.hpp>
#include <weft/db/sql.hpp>
#include <weft/db/workers.hpp>
#include <weft/gateway/client.hpp>

#include <gtest/gtest.h>

namespace weft::test {
namespace {

const std::string kGreetings =
    " FROM entries e JOIN customer_groups g ON g.conversation_id = e.conversation_id WHERE e.kind = 'message'";

/// Olga runs groups of one customer each, so that every customer is greeted by itself.
struct GreetingPlace {
  GreetingPlace() {
    sql(place, "UPDATE members SET verified_at = now()");
    server.start();
    const Json in = {{"user", "olga"}, {"password", kPassword}, {"device", "test"}};
    token = ask("POST", "/api/v1/sessions", in).at("token");
    const Json welcome = ask(
        "POST", "/api/v1/group-welcomes", {{"name", "Hello"}, {"greeting", {{"text", "Hello {name}"}}}});
    const Json group = ask("POST", "/api/v1/customer-groups", {{"name", "Fans 1"}});
    ask("PUT", "/api/v1/groups/" + group.at("id").get<std::string>() + "/rules", {{"member_limit", 2}});
    const Json way = ask(
        "POST", "/api/v1/join-ways",
        {{"groups", {group.at("id")}}, {"prefix", "Fans "}, {"welcome", welcome.at("id")}});
    code = way.at("path").get<std::string>().substr(3);
  }
  Json ask(const std::string& method, const std::string& path, const Json& in) {
    gateway::Headers headers = {{"Content-Type", "application/json"}};
    if (!token.empty()) headers.emplace_back("Authorization", "Bearer " + token);
    const auto reply = gateway::http_request(gateway::parse_endpoint(server.url()), method, path, headers, in.dump());
    EXPECT_EQ(reply.status, 200) << reply.body;
    return Json::parse(reply.body);
  }
  /// The group that the customer is in then.
  std::string come(const std::string& name) {
    return ask("POST", "/api/v1/visits/" + code, {{"name", name}}).at("conversation");
  }
  std::string greeted() { return sql_value(place, "SELECT count(*)" + kGreetings); }
  std::string waiting() { return sql_value(place, "SELECT count(*) FROM group_arrivals"); }

  Place place = company_place();
  Server server{place.args({})};
  std::string token, code;
};

TEST(Greetings, AreSaidOnceThoughTheServerIsKilledBetweenThem) {
  GreetingPlace at;
  std::vector<std::string> groups;
  for (const char* name : {"Ann", "Ben", "Cleo", "Dan", "Eve", "Finn"})
    groups.push_back(at.come(name));
  ASSERT_EQ(at.greeted() + " of " + at.waiting(), "0 of 6") << "all came within the seconds that are waited";
  {
    // The third group is held: two are greeted, and the step for the third is under way when the server dies.
    db::PoolOptions options;
    options.url = at.place.url;
    options.role = "";
    const auto connection = db::connect(options);
    const SystemClock clock;
    db::Tx held(*connection, clock);
    db::exec(held, "SELECT 1 FROM conversations WHERE id = $1 FOR UPDATE", groups.at(2));
    ASSERT_TRUE(wait_until([&] { return at.greeted() == "2"; })) << at.greeted();
    ASSERT_TRUE(
        wait_until([&] { return sql_value(at.place, "SELECT count(*) FROM pg_locks WHERE NOT granted") != "0"; }));
    at.server.kill();
    EXPECT_EQ(at.greeted() + " of " + at.waiting(), "2 of 4");
  }
  at.server.start();
  ASSERT_TRUE(wait_until([&] { return at.waiting() == "0"; }, std::chrono::seconds(60))) << at.waiting();
  EXPECT_EQ(
      sql_value(at.place, "SELECT string_agg(e.body->>'text', ', ' ORDER BY e.body->>'text')" + kGreetings),
      "Hello Ann, Hello Ben, Hello Cleo, Hello Dan, Hello Eve, Hello Finn");
  at.server.stop();
  EXPECT_EQ(occurrences(at.place.run({"doctor", "--verify"}).out, groups.at(2)), 0u);
  sql(at.place, "UPDATE customer_groups SET customers = 2 WHERE conversation_id = '" + groups.at(2) + "'");
  EXPECT_NE(at.place.run({"doctor", "--verify"}).out.find(groups.at(2) + " (counted 2 of 2)"), std::string::npos);
}

}  // namespace
}  // namespace weft::test
