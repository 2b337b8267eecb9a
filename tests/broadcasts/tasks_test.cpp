// Broadcasts of the company: employees are asked, decide, and are reminded.
#include "broadcasts/world.hpp"

namespace weft::test {
namespace {

using Strings = std::vector<std::string>;

struct BroadcastTasks : BroadcastWorld {
  BroadcastTasks() {
    world.customer("carl", "emma");
    world.customer("dora", "emma");
    world.customer("nick", "nora");
  }
  Json company(Json in = Json::object()) {
    in["kind"] = "company";
    in["audience"] = {{"customers", {{"everybody", true}}}};
    const Json made = draft("olga", std::move(in));
    EXPECT_EQ(code(made), "ok") << made.dump();
    act("olga", "start", made);
    run_jobs();
    return act("olga", "get", made);
  }
  Json task(const std::string& who, const std::string& verb, const Json& made, Json more = Json::object()) {
    more["broadcast"] = made.at("id");
    return call(who, "broadcast_task." + verb, more);
  }
};

TEST_F(BroadcastTasks, SendNothingBeforeSomebodyConfirms) {
  const Json made = company({{"title", "Sale"}});
  EXPECT_EQ(made["status"], "waiting");
  EXPECT_EQ(made["tasks"]["waiting"], 2);
  EXPECT_EQ(made["progress"]["counts"]["sent"], 0);
  EXPECT_EQ(world.inbox("emma").back(), "broadcast_task");
  EXPECT_EQ(world.inbox_entries("emma").back()["body"]["title"], "Sale");
  const Json open = items(call("emma", "broadcast_task.list", {{"open", true}}));
  ASSERT_EQ(open.size(), 1u);
  EXPECT_EQ(open[0]["counts"]["total"], 2);
  EXPECT_EQ(items(task("emma", "recipients", made)).size(), 2u);
  EXPECT_EQ(code(task("zoe", "get", made)), "not_found");
  EXPECT_EQ(code(task("zoe", "confirm", made)), "not_found");
}

TEST_F(BroadcastTasks, SendInTheNameOfWhoConfirms) {
  const Json made = company();
  EXPECT_EQ(task("emma", "confirm", made)["status"], "confirmed");
  EXPECT_EQ(code(task("emma", "confirm", made)), "conflict");
  run_jobs();
  EXPECT_EQ(fates("olga", made), (Strings{"carl sent", "dora sent", "nick held"}));
  EXPECT_EQ(act("olga", "get", made)["status"], "waiting") << "nora has not decided";
  EXPECT_EQ(task("nora", "decline", made)["status"], "declined");
  EXPECT_EQ(act("olga", "get", made)["status"], "done");
  EXPECT_EQ(fates("olga", made), (Strings{"carl sent", "dora sent", "nick skipped declined"}));
  const Json senders = items(call("olga", "broadcast.senders", {{"broadcast", made["id"]}}));
  ASSERT_EQ(senders.size(), 2u);
  EXPECT_EQ(senders[0]["counts"]["sent"].get<int>() + senders[1]["counts"]["sent"].get<int>(), 2);
}

TEST_F(BroadcastTasks, LeaveOutOnlyWhereItIsAllowed) {
  const Json strict = company();
  EXPECT_EQ(task("emma", "confirm", strict, {{"leave_out", ids({"carl"})}})["field"], "leave_out");
  const Json loose = company({{"allow_select", true}});
  EXPECT_EQ(task("emma", "confirm", loose, {{"leave_out", ids({"carl", "nick"})}})["field"], "leave_out[1]");
  EXPECT_EQ(task("emma", "confirm", loose, {{"leave_out", ids({"carl"})}})["counts"]["skipped"], 1);
  run_jobs();
  EXPECT_EQ(fates("olga", loose), (Strings{"carl skipped left_out", "dora sent", "nick held"}));
}

TEST_F(BroadcastTasks, AreRemindedThreeTimesADay) {
  const Json made = company();
  task("emma", "confirm", made);
  for (int i = 0; i < 3; ++i) {
    const Json reminded = act("olga", "remind", made);
    EXPECT_EQ(reminded["reminded"], 1) << reminded.dump();
    EXPECT_EQ(reminded["left"], 2 - i);
    world.clock.advance(std::chrono::hours(1));
  }
  EXPECT_EQ(world.inbox("nora").back(), "broadcast_reminder");
  EXPECT_EQ(code(act("olga", "remind", made)), "rate_limited");
  world.clock.advance(std::chrono::hours(21));
  EXPECT_EQ(code(act("olga", "remind", made)), "ok");
  EXPECT_EQ(code(act("zoe", "remind", made)), "not_found");
}

TEST_F(BroadcastTasks, AreRemindedTenMinutesApart) {
  const Json made = company();
  EXPECT_EQ(code(act("olga", "remind", made)), "ok");
  const Json early = act("olga", "remind", made);
  EXPECT_EQ(code(early), "rate_limited");
  const std::string next = to_rfc3339(world.clock.now() + std::chrono::minutes(10));
  EXPECT_NE(early.value("detail", "").find(next), std::string::npos) << early.dump();
  world.clock.advance(std::chrono::minutes(10));
  EXPECT_EQ(code(act("olga", "remind", made)), "ok");
}

TEST_F(BroadcastTasks, AreCancelledWhenItIsStopped) {
  const Json made = company();
  task("emma", "confirm", made);
  run_jobs();
  const Json stopped = act("olga", "stop", made);
  EXPECT_EQ(stopped["status"], "stopped");
  EXPECT_EQ(stopped["tasks"]["cancelled"], 1);
  run_jobs();
  EXPECT_EQ(fates("olga", made), (Strings{"carl sent", "dora sent", "nick skipped cancelled"}));
  EXPECT_EQ(code(task("nora", "confirm", made)), "conflict");
  EXPECT_EQ(world.inbox("nora").back(), "broadcast_cancelled");
}

TEST_F(BroadcastTasks, Expire) {
  const Json made = company({{"days", 2}});
  world.clock.advance(std::chrono::hours(49));
  EXPECT_EQ(code(task("emma", "confirm", made)), "window_closed");
  run_jobs();
  EXPECT_EQ(act("olga", "get", made)["status"], "done");
  EXPECT_EQ(act("olga", "get", made)["tasks"]["expired"], 2);
  EXPECT_EQ(fates("olga", made), (Strings{"carl skipped expired", "dora skipped expired", "nick skipped expired"}));
}

TEST_F(BroadcastTasks, WaitWhileItIsPaused) {
  const Json made = company();
  act("olga", "pause", made);
  task("emma", "confirm", made);
  run_jobs();
  EXPECT_EQ(act("olga", "get", made)["progress"]["counts"]["sent"], 0);
  EXPECT_EQ(act("olga", "resume", made)["status"], "sending");
  run_jobs();
  EXPECT_EQ(act("olga", "get", made)["progress"]["counts"]["sent"], 2);
}

TEST_F(BroadcastTasks, GoToTheOneWhoChattedLast) {
  const std::string chat = world.in_company([&](db::Tx& tx) {
    world.clock.advance(std::chrono::hours(1));
    return customers::begin_follow(tx, {.contact = world.people.at("carl"), .employee = world.people.at("nora")})
        .conversation.str();
  });
  world.clock.advance(std::chrono::hours(1));
  world.send("carl", chat, "Hello Nora");
  const Json made = company();
  Strings of_nora;
  for (const Json& one : items(task("nora", "recipients", made)))
    of_nora.push_back(one.at("name"));
  std::sort(of_nora.begin(), of_nora.end());
  EXPECT_EQ(of_nora, (Strings{"carl", "nick"}));
  EXPECT_EQ(made["progress"]["counts"]["total"], 3) << "carl once";
}

TEST_F(BroadcastTasks, StayInsideOfThePower) {
  const auto team = world.place("emma", "Sales");
  world.person("rita");
  world.grant("rita", "{broadcasts_manage}", team);
  const Json made = draft("rita", {{"kind", "company"}, {"audience", {{"customers", {{"everybody", true}}}}}});
  ASSERT_EQ(code(made), "ok") << made.dump();
  act("rita", "start", made);
  run_jobs();
  EXPECT_EQ(fates("rita", made), (Strings{"carl held", "dora held"}));
  const Json listed = draft("rita", {{"kind", "company"}});
  EXPECT_EQ(add("rita", listed, ids({"carl", "nick"}))["added"], 1) << "nick is nora's";
  EXPECT_EQ(code(draft("rita", {{"kind", "direct"}})), "forbidden") << "the company has to allow it";
  EXPECT_GE(world.count("SELECT count(*) FROM audit_log WHERE action LIKE 'broadcast.%'"), 3);
}

TEST_F(BroadcastTasks, AreNotAskedForDirectOnes) {
  set_rules([](broadcasts::Rules& rules) { rules.direct = true; });
  const Json made = draft("olga", {{"kind", "direct"}, {"audience", {{"customers", {{"everybody", true}}}}}});
  act("olga", "start", made);
  run_jobs();
  EXPECT_EQ(fates("olga", made), (Strings{"carl sent", "dora sent", "nick sent"}));
  EXPECT_TRUE(items(call("emma", "broadcast_task.list")).empty());
}

TEST_F(BroadcastTasks, AreSeenByWhoHasThePowerOverAllSenders) {
  const auto team = world.place("emma", "Sales");
  world.place("olga", "Sales");
  world.person("rita");
  world.grant("rita", "{broadcasts_manage}", team);
  const Json everybody = company({{"title", "Everybody"}});
  EXPECT_EQ(code(act("rita", "get", everybody)), "not_found") << "nora sends, too, and is in no department of hers";
  EXPECT_EQ(code(act("rita", "stop", everybody)), "not_found");
  const Json emmas = draft("olga", {{"kind", "company"}});
  EXPECT_EQ(code(act("rita", "get", emmas)), "not_found") << "who sends it is not clear yet";
  add("olga", emmas, ids({"carl", "dora"}));
  act("olga", "start", emmas);
  run_jobs();
  EXPECT_EQ(act("rita", "get", emmas)["status"], "waiting");
  EXPECT_EQ(act("rita", "stop", emmas)["status"], "stopped");
}

TEST_F(BroadcastTasks, AreNotForWhoIsDisabled) {
  world.in_company([&](db::Tx& tx) {
    db::exec(tx, "UPDATE principals SET status = 'disabled' WHERE id = $1", world.people.at("nora"));
    return 0;
  });
  EXPECT_EQ(fates("olga", company()), (Strings{"carl held", "dora held"}));
}

}  // namespace
}  // namespace weft::test
