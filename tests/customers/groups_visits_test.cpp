// Customers come into groups by the page: what is noted of them, and who is turned away.
#include "customers/group_world.hpp"
#include "customers/groups/store.hpp"
#include "customers/identity_claim.hpp"
#include "support/wait.hpp"
#include <weft/conversations/customer_chats.hpp>

#include <future>

namespace weft::test {
namespace {

struct GroupVisit : ::testing::Test {
  CustomerGroupWorld world;
  std::string group = world.customer_group("emma", {"nora"});
  std::string token;

  GroupVisit() {
    customers::VisitParts parts{world.dispatcher, world.clock, world.parts()};
    parts.per_minute = 0;
    parts.doors.push_back(customers::group_door());
    world.registry.add(customers::visit_operations(parts));
  }
  /// The same visitor each time, known as "vera".
  Json start(const std::string& code, Json input = {{"name", "Vera"}}) {
    input["code"] = code;
    if (!token.empty()) input["visitor"] = token;
    Json answer = world.call("nora", "visit.start", input);
    if (answer.contains("token") && answer.at("token").is_string()) token = answer.at("token");
    if (answer.contains("contact") && answer.at("contact").is_string()) {
      world.people["vera"] = PrincipalId::parse(answer.at("contact").get<std::string>()).value();
      world.outside.insert("vera");
      if (answer.at("session").is_string())
        world.sessions["vera"] = SessionId::parse(answer.at("session").get<std::string>()).value();
    }
    return answer;
  }
};

TEST_F(GroupVisit, NotesOneScanAndTheFirstTouch) {
  const std::string code = world.join_way("emma", {group}, {{"state", "fair"}});
  const std::string first = world.way;
  EXPECT_EQ(start(code).at("conversation"), group);
  EXPECT_EQ(world.count("SELECT count(*) FROM contact_events WHERE kind = 'scanned'"), 1);
  EXPECT_EQ(
      world.count(
          "SELECT count(*) FROM contact_events WHERE kind = 'scanned' AND detail->>'way' = '" + first +
          "' AND detail->>'state' = 'fair'"),
      1);
  EXPECT_EQ(start(code).at("conversation"), group);
  EXPECT_EQ(world.count("SELECT count(*) FROM contact_events WHERE kind = 'scanned'"), 1);
  start(world.join_way("emma", {world.customer_group("emma", {}, "Other")}));
  EXPECT_EQ(
      world.count(
          "SELECT count(*) FROM contacts WHERE first_way = '" + first + "' AND first_state = 'fair' AND last_way = '" +
          world.way + "' AND last_state = ''"),
      1);
  EXPECT_EQ(world.count("SELECT count(*) FROM contact_events WHERE kind = 'scanned'"), 2);
  EXPECT_EQ(world.count("SELECT count(*) FROM contact_events WHERE kind = 'joined_group'"), 2);
}

TEST_F(GroupVisit, RefusesWhomAnEmployeeTookOut) {
  const std::string code = world.join_way("emma", {group});
  start(code);
  world.call("emma", "group.remove_members", {{"conversation", group}, {"members", {world.people.at("vera").str()}}});
  const Json refused = start(code);
  EXPECT_EQ(refused.at("status"), "refused");
  EXPECT_TRUE(refused.at("conversation").is_null());
  world.clock.advance(std::chrono::hours(24 * 7));
  EXPECT_EQ(start(code).at("status"), "open");
}

/// It was in the group as a guest: merging takes the group's lock, coming in the one of the way, as everybody's does.
TEST_F(GroupVisit, TakesLocksInTheOrderOfEverybodyWhenAGuestSignsIn) {
  world.promote("olga", api::Role::owner);
  const std::string secret = world.call("olga", "customer_page.rotate_secret", Json::object()).at("secret");
  const std::string code = world.join_way("emma", {group}), other = world.join_way("emma", {group});
  const Json known = {{"identity", identity_claim(world, secret, "m1")}};
  start(other, known);
  token.clear();
  start(code);
  std::future<Json> back;
  world.in_company([&](db::Tx& tx) {
    customers::group_store::lock_code(tx, code);
    back = std::async(std::launch::async, [&] { return start(code, known); });
    EXPECT_TRUE(wait_until([&] { return world.count("SELECT count(*) FROM pg_locks WHERE NOT granted") > 0; }));
    conversations::lock_log(tx, ConversationId::parse(group).value());  // as who comes in does
    return 0;
  });
  const Json answer = back.get();
  EXPECT_EQ(answer.value("conversation", ""), group) << answer.dump();
  EXPECT_EQ(world.count("SELECT count(*) FROM contacts WHERE merged_into IS NOT NULL"), 1);
}

}  // namespace
}  // namespace weft::test
