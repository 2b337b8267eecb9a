// The author's right is asked again when it is sent: a list does not outlive it.
#include "broadcasts/world.hpp"

namespace weft::test {
namespace {

using Strings = std::vector<std::string>;

/// Rita may send for the employees of Sales: Emma and Nora.
struct BroadcastRights : BroadcastWorld {
  BroadcastRights() {
    set_rules([](broadcasts::Rules& rules) { rules.direct = true; });
    world.place("emma", "Sales");
    const auto sales = world.place("nora", "Sales");
    world.person("rita");
    world.grant("rita", "{broadcasts_manage}", sales);
    world.customer("carl", "emma");
    world.customer("nick", "nora");
  }
  Json listed(const std::string& kind, Json in = Json::object()) {
    in["kind"] = kind;
    const Json made = draft("rita", std::move(in));
    EXPECT_EQ(code(made), "ok") << made.dump();
    EXPECT_EQ(add("rita", made, ids({"carl", "nick"}))["added"], 2);
    return made;
  }
  void move_nora_away() {
    world.in_company([&](db::Tx& tx) {
      return db::exec(tx, "DELETE FROM department_members WHERE principal_id = $1", world.people.at("nora")).size();
    });
    world.place("nora", "Stock");
  }
  void dismiss_rita() {
    world.in_company([&](db::Tx& tx) {
      db::exec(tx, "DELETE FROM role_assignments WHERE principal_id = $1", world.people.at("rita"));
      db::exec(tx, "SELECT weft_refresh_rank($1, ARRAY[$2]::uuid[])", world.corp, world.people.at("rita"));
      return 0;
    });
  }
};

TEST_F(BroadcastRights, AreAskedAgainWhenItIsSent) {
  const Json made = listed("direct");
  move_nora_away();
  EXPECT_EQ(call("rita", "broadcast.preview", {{"broadcast", made["id"]}})["gone"], 1);
  act("rita", "start", made);
  run_jobs();
  EXPECT_EQ(fates("olga", made), (Strings{"carl sent", "nick refused no_right"}));
}

TEST_F(BroadcastRights, AreAskedAgainWhenItIsResumed) {
  const Json made = listed("direct", {{"send_at", to_rfc3339(world.clock.now() + std::chrono::hours(1))}});
  act("rita", "start", made);
  run_jobs();
  act("rita", "pause", made);
  dismiss_rita();
  world.clock.advance(std::chrono::hours(2));
  EXPECT_EQ(act("olga", "resume", made)["status"], "sending");
  run_jobs();
  EXPECT_EQ(fates("olga", made), (Strings{"carl refused no_right", "nick refused no_right"}));
  EXPECT_EQ(act("olga", "get", made)["progress"]["counts"]["refused"], 2);
}

TEST_F(BroadcastRights, DecideWhoIsAsked) {
  const Json made = listed("company");
  move_nora_away();
  act("rita", "start", made);
  run_jobs();
  EXPECT_EQ(fates("olga", made), (Strings{"carl held", "nick refused no_right"}));
  EXPECT_EQ(world.inbox("emma").back(), "broadcast_task");
  const Strings told = world.inbox("nora");
  EXPECT_EQ(std::count(told.begin(), told.end(), "broadcast_task"), 0);
  EXPECT_EQ(act("olga", "get", made)["tasks"]["waiting"], 1);
  call("emma", "broadcast_task.confirm", {{"broadcast", made["id"]}});
  run_jobs();
  EXPECT_EQ(act("olga", "get", made)["status"], "done");
}

TEST_F(BroadcastRights, AreTheAuthorsOverEmployeesToo) {
  const Json made = draft("rita", {{"target", "employees"}});
  EXPECT_EQ(add("rita", made, ids({"emma", "nora"}))["added"], 2);
  move_nora_away();
  act("rita", "start", made);
  run_jobs();
  EXPECT_EQ(fates("rita", made), (Strings{"Name of emma sent", "Name of nora refused no_right"}));
}

TEST_F(BroadcastRights, GoByTheRulesItWasStartedUnder) {
  const Json made = listed("direct", {{"send_at", to_rfc3339(world.clock.now() + std::chrono::hours(1))}});
  act("rita", "start", made);
  set_rules([](broadcasts::Rules& rules) { rules.direct = false; });
  world.clock.advance(std::chrono::hours(1));
  run_jobs();
  EXPECT_EQ(fates("olga", made), (Strings{"carl sent", "nick sent"}));
}

struct BroadcastsKnown : BroadcastRights {};

TEST_F(BroadcastsKnown, ComeInFullPages) {
  world.place("olga", "Sales");
  const auto send = [&](const Json& audience) {
    const Json made = draft("olga", {{"kind", "company"}});
    add("olga", made, audience);
    act("olga", "start", made);
    run_jobs();
    return made.at("id").get<std::string>();
  };
  world.customer("otto", "omar");
  const std::string first = send(ids({"carl"})), second = send(ids({"nick"}));
  for (int i = 0; i < 3; ++i)
    send(ids({"otto", "carl"}));
  const Json page = call("rita", "broadcast.list", {{"all", true}, {"limit", 1}});
  ASSERT_EQ(items(page).size(), 1u) << "the newer ones go to customers of somebody whom rita may not send for";
  EXPECT_EQ(items(page)[0]["id"], second);
  const Json next = call("rita", "broadcast.list", {{"all", true}, {"limit", 1}, {"cursor", page["next_cursor"]}});
  ASSERT_EQ(items(next).size(), 1u);
  EXPECT_EQ(items(next)[0]["id"], first);
  EXPECT_TRUE(next["next_cursor"].is_null());
  EXPECT_EQ(items(call("olga", "broadcast.list", {{"all", true}})).size(), 5u);
}

}  // namespace
}  // namespace weft::test
