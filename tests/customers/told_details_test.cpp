// What operations write into timelines is what the catalogue promises to the outside, field by field.
#include "customers/told_details.hpp"

#include "customers/group_world.hpp"
#include "customers/hand_over_world.hpp"
#include "customers/ways_world.hpp"

#include <set>

namespace weft::test {
namespace {

using Kinds = std::set<std::string>;

/// The kinds that were written; each is as promised.
Kinds looked_at(CustomerWorld& world) {
  const auto rows = world.in_company([](db::Tx& tx) {
    return db::exec(tx, "SELECT DISTINCT kind, (detail - 'text')::text FROM contact_events WHERE kind <> 'messages'");
  });
  Kinds kinds;
  for (const auto& row : rows) {
    EXPECT_EQ(detail_trouble(row[0].c_str(), row[1].c_str()), "");
    kinds.insert(row[0].c_str());
  }
  return kinds;
}

struct ToldOfHandOvers : HandOverWorld {};

TEST_F(ToldOfHandOvers, AsPromised) {
  const std::string chat = world.customer("carl", "emma");
  world.customer("dora", "emma");
  const std::string follow = world.follow("carl", "emma")->id.str();
  const auto tags = world.tags({"Gold", "Silver"});
  const auto ok = [&](const std::string& who, const std::string& operation, const Json& in) {
    const Json answer = world.call(who, operation, in);
    EXPECT_EQ(code(answer), "ok") << operation << answer;
  };
  ok("emma", "follow.tag", {{"follow", follow}, {"add", tags}});
  ok("emma", "follow.share", {{"follow", follow}, {"to", "omar"}, {"message", "he snores"}});
  ok("emma", "customer_chat.add_colleague", {{"conversation", chat}, {"members", {"nora"}}});
  ok("emma", "customer_chat.remove_colleague", {{"conversation", chat}, {"members", {"nora"}}});
  word("dora", "refuse", begin("emma", "nora", {"dora"}).at(0));
  const Json begun = begin("emma", "nora", {"carl"}).at(0);
  world.clock.advance(std::chrono::hours(24));
  run_jobs();
  ASSERT_EQ(status(begun), "done");
  ok("olga", "hand_over.undo", {{"hand_over", id_of(begun)}});
  ok("emma", "follow.remove", {{"follow", follow}});
  EXPECT_EQ(
      looked_at(world), (Kinds{
                            "added", "tagged", "shared", "joined", "parted", "hand_over_began", "hand_over_ended",
                            "handed_over", "removed"}));
}

TEST(ToldOfVisits, AsPromised) {
  WayWorld world;
  const Json way = world.way({"nora"}, {{"state", "shop"}}), asks = world.way({"nora"}, {{"approval", true}});
  const Json visit = world.start("dora", way, {{"name", "Dora"}});
  const std::string chat = visit.at("conversation");
  world.call("dora", "visit.rate", {{"conversation", chat}, {"score", 4}, {"text", "good"}});
  world.clock.advance(std::chrono::hours(1));
  world.start("dora", way);
  const Json asked = world.start("emil", asks, {{"name", "Emil"}});
  ASSERT_EQ(asked.at("status"), "waiting") << asked;
  const Json request = items(world.call("nora", "customer_request.list", Json::object())).at(0).at("id");
  EXPECT_EQ(code(world.call("nora", "customer_request.refuse", {{"request", request}})), "ok");
  world.call("dora", "visit.leave", {{"conversation", chat}, {"block", true}});
  EXPECT_EQ(looked_at(world), (Kinds{"scanned", "added", "rated", "visited", "requested", "refused", "lost"}));
}

TEST(ToldOfGroups, AsPromised) {
  CustomerGroupWorld world;
  const std::string group = world.customer_group("emma");
  world.join("carl", world.join_way("emma", {group}, {{"state", "fair"}}));
  const Json out = world.call(
      "emma", "group.remove_members", {{"conversation", group}, {"members", {world.person("carl").str()}}});
  EXPECT_EQ(code(out), "ok") << out;
  EXPECT_EQ(looked_at(world), (Kinds{"joined_group", "left_group"}));
}

}  // namespace
}  // namespace weft::test
