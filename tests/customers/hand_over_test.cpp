// Hand-over: how it begins, what the customer may say, and what becomes of it.
#include "customers/hand_over_world.hpp"

namespace weft::test {
namespace {

using HandOver = HandOverWorld;

TEST_F(HandOver, TakesEffectByItselfAfterTheWindow) {
  const std::string chat = world.customer("carl", "emma");
  world.send("carl", chat, "one");
  const Json begun = begin("emma", "nora", {"carl"}).at(0);
  EXPECT_EQ(begun["code"], "started");
  EXPECT_EQ(begun["effective_at"], to_rfc3339(world.clock.now() + std::chrono::hours(24)));
  EXPECT_EQ(run_jobs(), 0) << "nothing before its time";
  EXPECT_EQ(status(begun), "waiting");
  world.clock.advance(std::chrono::hours(24));
  EXPECT_EQ(run_jobs(), 1);
  EXPECT_EQ(status(begun), "done");
  EXPECT_EQ(
      world.kinds("nora", chat), (std::vector<std::string>{"created", "message", "hand_over_began", "handed_over"}));
  EXPECT_EQ(code(world.send("nora", chat, "hello")), "ok");
  EXPECT_EQ(code(world.send("emma", chat, "still me")), "not_a_participant");
  EXPECT_EQ(told("emma"), (std::vector<std::string>{"hand_over_began waiting", "hand_over_ended done"}));
  EXPECT_EQ(told("nora"), (std::vector<std::string>{"hand_over_began waiting", "hand_over_ended done"}));
}

TEST_F(HandOver, TellsTheCustomerWhoComesAndWhen) {
  const std::string chat = world.customer("carl", "emma");
  begin("emma", "nora", {"carl"}, {{"message", "Nora knows the north."}});
  const Json entry = items(world.entries("carl", chat, {{"after", 0}})).back();
  EXPECT_EQ(entry["kind"], "hand_over_began");
  EXPECT_EQ(entry["body"]["name"], "Name of nora");
  EXPECT_EQ(entry["body"]["message"], "Nora knows the north.");
  const Json offer = items(world.call("carl", "visit.hand_overs", Json::object())).at(0);
  EXPECT_EQ(offer["id"], entry["body"]["hand_over"]);
  EXPECT_EQ(offer["effective_at"], entry["body"]["effective_at"]);
  EXPECT_EQ(offer["message"], "Nora knows the north.");
}

TEST_F(HandOver, StaysWhenTheCustomerRefuses) {
  const std::string chat = world.customer("carl", "emma");
  const Json begun = begin("emma", "nora", {"carl"}).at(0);
  EXPECT_EQ(word("carl", "refuse", begun)["status"], "refused");
  EXPECT_EQ(code(word("carl", "refuse", begun)), "conflict");
  world.clock.advance(std::chrono::hours(25));
  run_jobs();
  EXPECT_EQ(status(begun), "refused");
  EXPECT_EQ(world.follow("carl", "emma")->status, customers::FollowStatus::active);
  EXPECT_EQ(world.kinds("emma", chat).back(), "hand_over_ended");
}

TEST_F(HandOver, GoesAtOnceWhenTheCustomerAgrees) {
  world.customer("carl", "emma");
  const Json begun = begin("emma", "nora", {"carl"}).at(0);
  EXPECT_EQ(word("carl", "accept", begun)["status"], "done");
  EXPECT_EQ(world.follow("carl", "nora")->status, customers::FollowStatus::active);
}

TEST_F(HandOver, IsNobodyElsesToAnswer) {
  world.customer("carl", "emma");
  world.customer("dora", "emma");
  const Json begun = begin("emma", "nora", {"carl"}).at(0);
  EXPECT_EQ(code(word("dora", "refuse", begun)), "not_found");
  EXPECT_EQ(code(word("dora", "accept", begun)), "not_found");
  EXPECT_TRUE(items(world.call("dora", "visit.hand_overs", Json::object())).empty());
  EXPECT_EQ(status(begun), "waiting");
}

TEST_F(HandOver, CannotBeRefusedAfterTheWindow) {
  world.customer("carl", "emma");
  const Json begun = begin("emma", "nora", {"carl"}).at(0);
  world.clock.advance(std::chrono::hours(24));
  EXPECT_EQ(code(word("carl", "refuse", begun)), "window_closed");
  EXPECT_EQ(code(act("hand_over.cancel", begun)), "window_closed");
}

TEST_F(HandOver, HappensAtOnceWhereThereIsNoWindow) {
  set_rules([](customers::Serving& rules) { rules.refusal_s.value = 0; });
  world.customer("carl", "emma");
  EXPECT_EQ(begin("emma", "nora", {"carl"}).at(0)["code"], "done");
  EXPECT_EQ(world.follow("carl", "nora")->status, customers::FollowStatus::active);
}

TEST_F(HandOver, AnswersForEachCustomer) {
  world.customer("carl", "emma");
  world.customer("dora", "nora");
  world.customer("stan");
  begin("emma", "nora", {"carl"});
  world.customer("fred", "emma");
  const Json answers = begin("emma", "nora", {"carl", "dora", "stan", "fred", "fred"});
  EXPECT_EQ(
      codes(answers), (std::vector<std::string>{"pending", "not_a_customer", "not_a_customer", "started", "pending"}));
  for (const Json& answer : answers)
    EXPECT_FALSE(answer["text"].get<std::string>().empty());
}

TEST_F(HandOver, RefusesNewOwnersWhoCannotServe) {
  world.customer("carl", "emma");
  const auto answer = [&](const std::string& to) { return begin("emma", to, {"carl"}).at(0).at("code"); };
  EXPECT_EQ(answer("emma"), "same_owner");
  world.person("unverified");
  EXPECT_EQ(answer("unverified"), "not_verified");
  world.set_status("nora", "disabled");
  EXPECT_EQ(answer("nora"), "disabled");
  world.set_status("nora", "left");
  EXPECT_EQ(answer("nora"), "left");
  world.employee("omar");
  set_rules([&](customers::Serving& rules) {
    rules.departments.items.clear();
    rules.members.items = {world.person("emma")};
  });
  EXPECT_EQ(answer("omar"), "outside_range");
}

TEST_F(HandOver, EndsAsListFullWhenThereIsNoRoomThen) {
  set_rules([](customers::Serving& rules) { rules.per_employee.value = 1; });
  world.customer("carl", "emma");
  const Json begun = begin("emma", "nora", {"carl"}).at(0);
  EXPECT_EQ(begun["code"], "started");
  world.customer("dora", "nora");
  world.customer("fred", "omar");
  EXPECT_EQ(begin("omar", "nora", {"fred"}).at(0)["code"], "full");
  world.clock.advance(std::chrono::hours(24));
  run_jobs();
  EXPECT_EQ(status(begun), "list_full");
  EXPECT_EQ(world.follow("carl", "emma")->status, customers::FollowStatus::active);
}

TEST_F(HandOver, IsCappedInNaturalDays) {
  set_rules([](customers::Serving& rules) { rules.refusal_s.value = 0; });
  world.customer("carl", "emma");
  begin("emma", "nora", {"carl"});
  world.clock.advance(std::chrono::days(10));
  begin("nora", "emma", {"carl"});
  const Json capped = begin("emma", "nora", {"carl"}).at(0);
  EXPECT_EQ(capped["code"], "capped");
  const Time allowed = parse_time(capped["allowed_at"].get<std::string>()).value();
  world.clock.advance(allowed - world.clock.now() - std::chrono::seconds(1));
  EXPECT_EQ(begin("emma", "nora", {"carl"}).at(0)["code"], "capped");
  world.clock.advance(std::chrono::seconds(1));
  EXPECT_EQ(begin("emma", "nora", {"carl"}).at(0)["code"], "done");
}

TEST_F(HandOver, IsTriedTwiceMoreAfterARefusal) {
  world.customer("carl", "emma");
  for (int i = 0; i < 3; ++i)
    word("carl", "refuse", begin("emma", "nora", {"carl"}).at(0));
  EXPECT_EQ(begin("emma", "nora", {"carl"}).at(0)["code"], "capped");
}

TEST_F(HandOver, IsCancelledInsideTheWindow) {
  const std::string chat = world.customer("carl", "emma");
  const Json begun = begin("emma", "nora", {"carl"}).at(0);
  EXPECT_EQ(code(act("hand_over.cancel", begun, "nora")), "forbidden");
  EXPECT_EQ(code(act("hand_over.cancel", begun, "zoe")), "not_found");
  EXPECT_EQ(act("hand_over.cancel", begun)["status"], "cancelled");
  world.clock.advance(std::chrono::hours(25));
  run_jobs();
  EXPECT_EQ(status(begun), "cancelled");
  EXPECT_EQ(begin("emma", "nora", {"carl"}).at(0)["code"], "started") << "what was cancelled does not count";
}

TEST_F(HandOver, IsUndoneWithWhatCameSince) {
  set_rules([](customers::Serving& rules) { rules.refusal_s.value = 0; });
  const std::string chat = world.customer("carl", "emma");
  const Json begun = begin("emma", "nora", {"carl"}).at(0);
  world.send("nora", chat, "hello");
  EXPECT_EQ(act("hand_over.undo", begun)["status"], "undone");
  EXPECT_EQ(world.follow("carl", "emma")->status, customers::FollowStatus::active);
  EXPECT_EQ(code(world.send("emma", chat, "back again")), "ok");
  EXPECT_EQ(code(world.send("nora", chat, "and I?")), "not_a_participant");
  EXPECT_EQ(code(act("hand_over.undo", begun)), "conflict");
}

TEST_F(HandOver, IsUndoneWhereTheNewOwnerKeptItsChat) {
  set_rules([](customers::Serving& rules) { rules.refusal_s.value = 0; });
  const std::string chat = world.customer("carl", "emma");
  const std::string own = world.customer("carl", "nora");
  const Json begun = begin("emma", "nora", {"carl"}).at(0);
  EXPECT_EQ(code(world.send("carl", chat, "anybody?")), "conversation_closed");
  EXPECT_EQ(act("hand_over.undo", begun)["status"], "undone");
  EXPECT_EQ(code(world.send("emma", chat, "here")), "ok");
  EXPECT_EQ(code(world.send("nora", own, "here too")), "ok");
  EXPECT_EQ(world.count("SELECT sum(customers) FROM service_loads"), 2);
}

TEST_F(HandOver, CannotBeUndoneLater) {
  set_rules([](customers::Serving& rules) { rules.refusal_s.value = 0; });
  world.customer("carl", "emma");
  const Json begun = begin("emma", "nora", {"carl"}).at(0);
  world.clock.advance(std::chrono::hours(24));
  EXPECT_EQ(code(act("hand_over.undo", begun)), "window_closed");
}

TEST_F(HandOver, FailsWhenTheRelationHasEnded) {
  const std::string chat = world.customer("carl", "emma");
  const Json begun = begin("emma", "nora", {"carl"}).at(0);
  world.in_company([&](db::Tx& tx) {
    customers::end_follow(
        tx, world.follow("carl", "emma").value(), customers::FollowStatus::lost, world.person("carl"));
    return 0;
  });
  world.clock.advance(std::chrono::hours(24));
  run_jobs();
  EXPECT_EQ(status(begun), "failed");
  EXPECT_EQ(world.kinds("emma", chat).back(), "closed");
}

TEST_F(HandOver, IsForWhoManagesCustomers) {
  world.customer("carl", "emma");
  const Json input = {{"from", "emma"}, {"to", "nora"}, {"customers", {world.person("carl").str()}}};
  EXPECT_EQ(code(world.call("emma", "hand_over.begin", input)), "forbidden");
  EXPECT_EQ(code(world.call("zoe", "hand_over.begin", input)), "forbidden");
  set_rules([](customers::Serving& rules) { rules.own_hand_overs = true; });
  EXPECT_EQ(code(world.call("zoe", "hand_over.begin", input)), "forbidden");
  EXPECT_EQ(world.call("emma", "hand_over.begin", input)["results"][0]["code"], "started");
}

TEST_F(HandOver, OfSomebodyWhoLeftIsACallOfItsOwn) {
  const std::string chat = world.customer("carl", "emma");
  EXPECT_EQ(code(resigned("emma", "nora", {"carl"})), "conflict");
  leave("emma");
  EXPECT_EQ(
      code(world.call(
          "olga", "hand_over.begin", {{"from", "emma"}, {"to", "nora"}, {"customers", {world.person("carl").str()}}})),
      "conflict");
  EXPECT_EQ(code(world.send("carl", chat, "still there?")), "ok") << "what the customer sends is kept";
  const Json begun = resigned("emma", "nora", {"carl"})["results"][0];
  EXPECT_EQ(begun["code"], "started");
  world.clock.advance(std::chrono::hours(24));
  run_jobs();
  EXPECT_EQ(status(begun), "done");
  EXPECT_EQ(
      world.kinds("nora", chat), (std::vector<std::string>{"created", "message", "hand_over_began", "handed_over"}));
  world.customer("dora", "nora");
  leave("nora");
  world.in_company([](db::Tx& tx) {
    return db::exec(tx, "UPDATE offboardings SET started_at = started_at - interval '366 days'").affected_rows();
  });
  EXPECT_EQ(resigned("nora", "omar", {"dora"})["detail"], "this employee left more than a year ago");
}

TEST_F(HandOver, ListsWhatBecameOfThem) {
  for (const char* name : {"carl", "dora", "fred"})
    world.customer(name, "emma");
  begin("emma", "nora", {"carl", "dora", "fred"});
  const Json page = world.call("olga", "hand_over.list", {{"from", "emma"}, {"limit", 2}});
  EXPECT_EQ(page["items"].size(), 2u);
  const Json rest = world.call(
      "olga", "hand_over.list", {{"from", "emma"}, {"limit", 2}, {"cursor", page["next_cursor"]}});
  EXPECT_EQ(rest["items"].size(), 1u);
  EXPECT_EQ(rest["items"][0]["customer"]["name"], "carl");
  word("dora", "refuse", items(page).at(1));
  EXPECT_EQ(items(world.call("olga", "hand_over.list", {{"status", "refused"}})).size(), 1u);
  EXPECT_EQ(items(world.call("nora", "hand_over.list", Json::object())).size(), 3u) << "those that come to oneself";
  EXPECT_EQ(code(world.call("zoe", "hand_over.list", {{"from", "emma"}})), "forbidden");
  const Json results = items(world.call("olga", "hand_over.results", {{"from", "emma"}, {"to", "nora"}}));
  EXPECT_EQ(results.size(), 3u);
  EXPECT_EQ(results[1]["status"], "refused");
}

TEST_F(HandOver, KeepsTheChainOfOwners) {
  set_rules([](customers::Serving& rules) { rules.refusal_s.value = 0; });
  world.customer("carl", "emma");
  begin("emma", "nora", {"carl"});
  begin("nora", "omar", {"carl"});
  const Json input = {{"contact", world.person("carl").str()}};
  const Json chain = items(world.call("emma", "hand_over.chain", input));
  ASSERT_EQ(chain.size(), 2u);
  EXPECT_EQ(chain[0]["from"]["name"], "Name of emma");
  EXPECT_EQ(chain[1]["to"]["name"], "Name of omar");
  EXPECT_EQ(items(world.call("olga", "hand_over.chain", input)).size(), 2u);
  EXPECT_EQ(code(world.call("zoe", "hand_over.chain", input)), "not_found");
}

}  // namespace
}  // namespace weft::test
