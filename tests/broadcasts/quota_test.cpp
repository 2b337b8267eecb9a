// How many broadcasts a customer gets, and when: quotas, hours, and the customer's own word.
#include "broadcasts/world.hpp"

namespace weft::test {
namespace {

using Strings = std::vector<std::string>;
using std::chrono::days;
using std::chrono::hours;

struct BroadcastQuota : BroadcastWorld {
  /// Noon in the company on a Thursday, the 5th of March 2026.
  BroadcastQuota() {
    go_to("2026-03-05T04:00:00Z");
    world.customer("carl", "emma");
  }
  void go_to(const char* time) { world.clock.advance(parse_time(time).value() - world.clock.now()); }
  std::string fate() { return fates("emma", send_own("emma", {"carl"})).at(0); }
  Json refused() {
    const Json sent = send_own("emma", {"carl"});
    return items(call("emma", "broadcast.recipients", {{"broadcast", sent["id"]}})).at(0);
  }
};

TEST_F(BroadcastQuota, IsTheDaysOfTheMonth) {
  for (int i = 0; i < 31; ++i)
    ASSERT_EQ(fate(), "carl sent") << i;
  const Json over = refused();
  EXPECT_EQ(over["reason"], "quota");
  EXPECT_EQ(over["allowed_at"], "2026-03-31T16:00:00.000Z") << "when April begins in Shanghai";
  go_to("2026-03-31T16:00:00Z");
  EXPECT_EQ(fate(), "carl sent");
}

TEST_F(BroadcastQuota, MayBeOneADay) {
  set_rules([](broadcasts::Rules& rules) { rules.customers = broadcasts::Quota::one_per_day; });
  EXPECT_EQ(fate(), "carl sent");
  EXPECT_EQ(refused()["allowed_at"], "2026-03-05T16:00:00.000Z");
  world.clock.advance(hours(12));
  EXPECT_EQ(fate(), "carl sent") << "the next day has begun in Shanghai";
}

TEST_F(BroadcastQuota, MayBeSevenAWeek) {
  set_rules([](broadcasts::Rules& rules) { rules.customers = broadcasts::Quota::seven_per_week; });
  for (int i = 0; i < 7; ++i)
    ASSERT_EQ(fate(), "carl sent") << i;
  EXPECT_EQ(refused()["allowed_at"], "2026-03-08T16:00:00.000Z") << "when Monday begins";
}

TEST_F(BroadcastQuota, MayBeAsItOnceWas) {
  set_rules([](broadcasts::Rules& rules) {
    rules.customers = broadcasts::Quota::legacy_4_per_month;
    rules.direct = true;
  });
  EXPECT_EQ(fate(), "carl sent");
  EXPECT_EQ(fate(), "carl refused quota") << "one a day of one's own";
  const auto direct = [&] {
    const Json made = draft("olga", {{"kind", "direct"}});
    add("olga", made, ids({"carl"}));
    act("olga", "start", made);
    run_jobs();
    return fates("olga", made).at(0);
  };
  for (int i = 0; i < 4; ++i)
    ASSERT_EQ(direct(), "carl sent") << i;
  EXPECT_EQ(direct(), "carl refused quota") << "four a month of the company's";
  world.clock.advance(days(1));
  EXPECT_EQ(fate(), "carl sent");
  EXPECT_EQ(direct(), "carl refused quota");
}

TEST_F(BroadcastQuota, HasNoEndWhereTheCompanySaysSo) {
  set_rules([](broadcasts::Rules& rules) { rules.customers = broadcasts::Quota::unlimited; });
  for (int i = 0; i < 33; ++i)
    ASSERT_EQ(fate(), "carl sent") << i;
}

TEST_F(BroadcastQuota, CountsOnTheCustomersOwnClock) {
  set_rules([](broadcasts::Rules& rules) { rules.customers = broadcasts::Quota::one_per_day; });
  EXPECT_EQ(call("carl", "visit.set_broadcasts", {{"zone", "America/New_York"}})["zone"], "America/New_York");
  EXPECT_EQ(call("carl", "visit.set_broadcasts", {{"zone", "Mars/Base"}})["field"], "zone");
  go_to("2026-03-05T15:00:00Z");
  EXPECT_EQ(fate(), "carl sent");
  world.clock.advance(hours(2));
  EXPECT_EQ(refused()["allowed_at"], "2026-03-06T05:00:00.000Z") << "there it is still the 5th";
  world.clock.advance(hours(12));
  EXPECT_EQ(fate(), "carl sent");
}

TEST_F(BroadcastQuota, CountsWhatWasSentByAnybody) {
  set_rules([](broadcasts::Rules& rules) { rules.customers = broadcasts::Quota::one_per_day; });
  const PrincipalId nora = world.person("nora");
  world.in_company([&](db::Tx& tx) {
    return customers::begin_follow(tx, {.contact = world.people.at("carl"), .employee = nora}).id;
  });
  EXPECT_EQ(fate(), "carl sent");
  EXPECT_EQ(fates("nora", send_own("nora", {"carl"})).at(0), "carl refused quota");
}

TEST_F(BroadcastQuota, WaitsForTheHours) {
  const Json sent = send_own("emma", {"carl"}, {{"hours", {{"from", "13:30"}, {"until", "20:00"}}}});
  EXPECT_EQ(sent["status"], "sending");
  EXPECT_EQ(
      items(call("emma", "broadcast.recipients", {{"broadcast", sent["id"]}}))[0]["due_at"],
      "2026-03-05T05:30:00.000Z");
  world.clock.advance(hours(2));
  run_jobs();
  EXPECT_EQ(act("emma", "get", sent)["status"], "done");
  EXPECT_EQ(fates("emma", sent).at(0), "carl sent");
  EXPECT_EQ(draft("emma", {{"hours", {{"from", "20:00"}, {"until", "08:00"}}}})["field"], "hours.until");
}

TEST_F(BroadcastQuota, WaitsForTheHoursOfTheCompanyUntilItsTimeIsOver) {
  set_rules([](broadcasts::Rules& rules) {
    rules.hours = broadcasts::Hours{{"08:00"}, {"09:00"}};
    rules.days.value = 1;
  });
  world.customer("dora", "emma");
  call("dora", "visit.set_broadcasts", {{"zone", "Pacific/Kiritimati"}});
  const Json made = send_own("emma", {"carl", "dora"});
  world.clock.advance(hours(25));
  run_jobs();
  EXPECT_EQ(act("emma", "get", made)["status"], "done");
  EXPECT_EQ(fates("emma", made), (Strings{"carl skipped expired", "dora skipped expired"}));
}

TEST_F(BroadcastQuota, IsSentToNobodyAfterItsTimeThoughNobodyEndedItYet) {
  set_rules([](broadcasts::Rules& rules) { rules.days.value = 1; });
  const Json made = send_own("emma", {"carl"}, {{"hours", {{"from", "13:30"}, {"until", "20:00"}}}});
  world.in_company([&](db::Tx& tx) {
    return db::exec(
               tx, "DELETE FROM jobs WHERE corp_id = $1 AND kind = 'broadcast.send' AND state ->> 'lane' = '1000'",
               world.corp)
        .affected_rows();
  });
  world.clock.advance(hours(26));  // into the hours
  run_jobs();
  EXPECT_EQ(act("emma", "get", made)["status"], "sending");
  EXPECT_EQ(fates("emma", made), (Strings{"carl waiting"}));
}

struct BroadcastOptOut : BroadcastQuota {};

TEST_F(BroadcastOptOut, AlwaysWins) {
  world.customer("dora", "emma");
  EXPECT_EQ(call("carl", "visit.broadcasts")["refused"], false);
  const Json made = draft("emma", {{"audience", {{"customers", Json::object()}}}});
  act("emma", "start", made);
  ASSERT_TRUE(step());  // frozen already
  EXPECT_EQ(call("carl", "visit.set_broadcasts", {{"refused", true}})["refused"], true);
  run_jobs();
  EXPECT_EQ(fates("emma", made), (Strings{"carl refused opted_out", "dora sent"}));
  EXPECT_EQ(code(call("emma", "contact.set_broadcasts", {{"contact", id("carl")}, {"refused", false}})), "forbidden");
  call("emma", "contact.set_broadcasts", {{"contact", id("carl")}, {"refused", true}});
  EXPECT_EQ(code(call("emma", "contact.set_broadcasts", {{"contact", id("carl")}, {"refused", false}})), "forbidden");
  call("carl", "visit.set_broadcasts", {{"refused", false}});
  EXPECT_EQ(fate(), "carl sent");
}

TEST_F(BroadcastOptOut, IsRecordedByWhoWasTold) {
  EXPECT_EQ(code(call("zoe", "contact.set_broadcasts", {{"contact", id("carl")}, {"refused", true}})), "not_found");
  EXPECT_EQ(call("emma", "contact.set_broadcasts", {{"contact", id("carl")}, {"refused", true}})["refused"], true);
  EXPECT_EQ(fate(), "carl refused opted_out");
  EXPECT_EQ(call("carl", "visit.broadcasts")["refused"], true);
  EXPECT_EQ(call("olga", "contact.set_broadcasts", {{"contact", id("carl")}, {"refused", false}})["refused"], false);
  EXPECT_EQ(world.count("SELECT count(*) FROM audit_log WHERE action = 'contact.set_broadcasts'"), 1);
  EXPECT_EQ(fate(), "carl sent");
}

struct BroadcastPreview : BroadcastQuota {
  Json preview(const std::string& who, const Json& made) {
    return call(who, "broadcast.preview", {{"broadcast", made.at("id")}});
  }
};

TEST_F(BroadcastPreview, SaysWhatWouldBecomeOfEach) {
  set_rules([](broadcasts::Rules& rules) { rules.customers = broadcasts::Quota::one_per_day; });
  for (const char* name : {"dora", "fred", "gina", "hugo"})
    world.customer(name, "emma");
  const PrincipalId nora = world.person("nora");
  world.in_company([&](db::Tx& tx) {
    return customers::begin_follow(tx, {.contact = world.people.at("hugo"), .employee = nora}).id;
  });
  send_own("emma", {"carl"});
  call("dora", "visit.set_broadcasts", {{"refused", true}});
  call("fred", "visit.set_broadcasts", {{"zone", "America/New_York"}});
  const Json made = draft(
      "olga", {{"kind", "company"},
               {"content", {{"text", "Hi {name} from {employee}"}}},
               {"hours", {{"from", "08:00"}, {"until", "20:00"}}},
               {"audience", {{"customers", {{"everybody", true}}}}}});
  ASSERT_EQ(code(made), "ok") << made.dump();
  const Json seen = preview("olga", made);
  EXPECT_EQ(seen["recipients"], 5) << seen.dump();
  EXPECT_EQ(seen["reached"], 2);
  EXPECT_EQ(seen["over_quota"], 1);
  EXPECT_EQ(seen["opted_out"], 1);
  EXPECT_EQ(seen["put_off"], 1);
  EXPECT_EQ(seen["shared"], 1);
  EXPECT_EQ(seen["more"], false);
  bool told = false;
  for (const Json& one : seen["samples"])
    if (one["name"] == "gina") told = one["text"] == "Hi gina from Name of emma";
  EXPECT_TRUE(told) << seen.dump();
  EXPECT_EQ(
      world.count(
          "SELECT count(*) FROM broadcast_recipients WHERE broadcast_id = '" + made["id"].get<std::string>() + "'"),
      0);
  act("olga", "start", made);
  run_jobs();
  Json after = preview("olga", made);
  after.erase("samples");
  Json before = seen;
  before.erase("samples");
  EXPECT_EQ(after, before) << "the same once it is frozen";
}

TEST_F(BroadcastPreview, IsForTheTimeAtWhichItIsSent) {
  set_rules([](broadcasts::Rules& rules) { rules.customers = broadcasts::Quota::one_per_day; });
  send_own("emma", {"carl"});
  const Json evening = {{"from", "18:00"}, {"until", "20:00"}};
  const auto reached_at = [&](const char* time) {
    const Json made = draft("emma", {{"send_at", time}, {"hours", evening}});
    add("emma", made, ids({"carl"}));
    return preview("emma", made);
  };
  EXPECT_EQ(reached_at("2026-03-05T10:30:00Z")["over_quota"], 1) << "the same evening";
  EXPECT_EQ(reached_at("2026-03-06T10:30:00Z")["reached"], 1) << "half past six of the next one";
  const Json at_noon = reached_at("2026-03-06T04:00:00Z");
  EXPECT_EQ(at_noon["put_off"], 1);
  EXPECT_EQ(at_noon["samples"][0]["due_at"], "2026-03-06T10:00:00.000Z");
}

}  // namespace
}  // namespace weft::test
