// Customers who turned out to be one person: they count as one recipient, and an undone merge leaves two again.
#include "broadcasts/world.hpp"
#include <weft/customers/operations.hpp>

namespace weft::test {
namespace {

using Strings = std::vector<std::string>;

struct BroadcastMerged : BroadcastWorld {
  BroadcastMerged() {
    world.registry.add(customers::merging_operations());
    world.customer("carl", "emma");
    world.customer("carla", "nora");
    set_rules([](broadcasts::Rules& rules) {
      rules.customers = broadcasts::Quota::one_per_day;
      rules.direct = true;
    });
  }
  void merge() {
    EXPECT_EQ(code(call("olga", "contact.merge", {{"contact", id("carl")}, {"other", id("carla")}})), "ok");
  }
  void part() { EXPECT_EQ(code(call("olga", "contact.unmerge", {{"contact", id("carla")}})), "ok"); }
  /// A list of these, frozen before the two are merged.
  Json listed(const Strings& names, Json in = Json::object()) {
    in["kind"] = "direct";
    const Json made = draft("olga", std::move(in));
    EXPECT_EQ(add("olga", made, ids(names)).at("added"), names.size());
    return made;
  }
  Strings fates_of(const Json& made) {
    act("olga", "start", made);
    run_jobs();
    return fates("olga", made);
  }
  Json refuse(const std::string& who, bool refused) {
    return call(who, "visit.set_broadcasts", {{"refused", refused}});
  }
};

TEST_F(BroadcastMerged, AreSoughtUnderTheNameTheyHaveNow) {
  const Json made = listed({"carla"});
  merge();
  EXPECT_EQ(fates_of(made), Strings{"carla sent"});
}

TEST_F(BroadcastMerged, GetItOnce) {
  const Json made = listed({"carl", "carla"});
  set_rules([](broadcasts::Rules& rules) { rules.customers = broadcasts::Quota::unlimited; });
  merge();
  EXPECT_EQ(call("olga", "broadcast.preview", {{"broadcast", made["id"]}})["reached"], 1);
  EXPECT_EQ(fates_of(made).size(), 2u);
  EXPECT_EQ(world.count("SELECT count(*) FROM broadcast_recipients WHERE state = 'sent'"), 1);
  EXPECT_EQ(world.count("SELECT count(*) FROM broadcast_recipients WHERE state = 'skipped' AND reason = 'merged'"), 1);
  EXPECT_EQ(world.count("SELECT count(*) FROM entries WHERE client_id LIKE 'broadcast:%'"), 1);
  EXPECT_EQ(act("olga", "get", made)["status"], "done");
}

TEST_F(BroadcastMerged, GetItOnceInOneChunk) {
  world.in_company([&](db::Tx& tx) {
    return customers::begin_follow(tx, {.contact = world.people.at("carla"), .employee = world.people.at("emma")}).id;
  });
  const Json made = listed({"carl", "carla"});
  set_rules([](broadcasts::Rules& rules) { rules.customers = broadcasts::Quota::unlimited; });
  world.in_company([&](db::Tx& tx) {
    db::exec(tx, "UPDATE broadcast_recipients SET sender_id = $1, lane = 0", world.people.at("emma"));
    return 0;
  });
  merge();
  fates_of(made);
  EXPECT_EQ(world.count("SELECT count(*) FROM broadcast_recipients WHERE state = 'sent'"), 1);
  EXPECT_EQ(world.count("SELECT count(*) FROM broadcast_recipients WHERE reason = 'merged'"), 1);
}

TEST_F(BroadcastMerged, HaveOneQuota) {
  EXPECT_EQ(fates("nora", send_own("nora", {"carla"})), Strings{"carla sent"});
  const Json made = listed({"carl"});
  merge();
  EXPECT_EQ(fates_of(made), Strings{"carl refused quota"});
}

TEST_F(BroadcastMerged, AreTwoAgainWhenThatIsUndone) {
  EXPECT_EQ(fates("nora", send_own("nora", {"carla"})), Strings{"carla sent"});
  const Json made = listed({"carl", "carla"});
  merge();
  part();
  EXPECT_EQ(fates_of(made), (Strings{"carl sent", "carla refused quota"}));
}

TEST_F(BroadcastMerged, AreHeardWhoeverOfThemRefused) {
  refuse("carla", true);
  const Json of_carl = listed({"carl"}), of_carla = listed({"carla"});
  merge();
  EXPECT_EQ(call("emma", "contact.broadcasts", {{"contact", id("carl")}})["refused"], true);
  EXPECT_EQ(code(call("emma", "contact.set_broadcasts", {{"contact", id("carl")}, {"refused", false}})), "forbidden");
  EXPECT_EQ(fates_of(of_carl), Strings{"carl refused opted_out"});
  EXPECT_EQ(fates_of(of_carla), Strings{"carla refused opted_out"});
  refuse("carl", false);
  EXPECT_EQ(call("emma", "contact.broadcasts", {{"contact", id("carl")}})["refused"], false);
  EXPECT_EQ(fates_of(listed({"carl"})), Strings{"carl sent"});
}

TEST_F(BroadcastMerged, KeepTheirWordWhenThatIsUndone) {
  merge();
  refuse("carl", true);
  part();
  EXPECT_EQ(call("carl", "visit.broadcasts")["refused"], true);
  EXPECT_EQ(call("carla", "visit.broadcasts")["refused"], true) << "it may have been either who said so";
  EXPECT_EQ(code(call("nora", "contact.set_broadcasts", {{"contact", id("carla")}, {"refused", false}})), "forbidden");
  refuse("carla", false);
  EXPECT_EQ(call("carla", "visit.broadcasts")["refused"], false);
  EXPECT_EQ(call("carl", "visit.broadcasts")["refused"], true);
}

TEST_F(BroadcastMerged, GoByTheClockThatOneOfThemHas) {
  world.clock.advance(parse_time("2026-03-05T19:00:00Z").value() - world.clock.now());
  call("carla", "visit.set_broadcasts", {{"zone", "Pacific/Kiritimati"}});
  const Json made = listed({"carl"}, {{"hours", {{"from", "08:00"}, {"until", "20:00"}}}});
  merge();
  EXPECT_EQ(call("carl", "visit.broadcasts")["zone"], "Pacific/Kiritimati");
  EXPECT_EQ(fates_of(made), Strings{"carl sent"}) << "there it is 9 in the morning, in Shanghai 3 at night";
}

}  // namespace
}  // namespace weft::test
