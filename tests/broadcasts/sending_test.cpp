// Broadcasts on their way: own ones from the draft to the customers' chats.
#include "broadcasts/world.hpp"
#include <weft/db/announce.hpp>

namespace weft::test {
namespace {

using Strings = std::vector<std::string>;
constexpr std::int64_t kMoreThanAChunk = broadcasts::kChunk + 32;

struct BroadcastSending : BroadcastWorld {
  /// As if nothing had been written down of what was sent: these rows wait again.
  void send_again(const std::string& which) {
    world.in_company([&](db::Tx& tx) {
      db::exec(tx, "UPDATE broadcasts SET status = 'sending'");
      db::exec(tx, "UPDATE broadcast_recipients SET state = 'waiting' WHERE " + which);
      db::exec(
          tx,
          "UPDATE jobs SET status = 'waiting', run_at = $1, state = jsonb_set(jsonb_set(state, '{number}', '0'), "
          "'{last}', 'false') WHERE kind = 'broadcast.send' AND status = 'done'",
          tx.now());
      return 0;
    });
  }
};

TEST_F(BroadcastSending, WritesIntoTheChatOfEachCustomer) {
  const std::string carl = world.customer("carl", "emma"), dora = world.customer("dora", "emma");
  const Json sent = send_own(
      "emma", {"carl", "dora"},
      {{"content", {{"text", "{name}, {employee} of {company} has news"}}}, {"title", "News"}});
  EXPECT_EQ(sent["status"], "done");
  EXPECT_EQ(sent["title"], "News");
  EXPECT_EQ(sent["progress"]["counts"]["total"], 2);
  EXPECT_EQ(sent["progress"]["counts"]["sent"], 2);
  EXPECT_EQ(sent["progress"]["left"], 0);
  EXPECT_EQ(texts("carl", carl), (Strings{"carl, Name of emma of Acme has news"}));
  EXPECT_EQ(texts("dora", dora), (Strings{"dora, Name of emma of Acme has news"}));
  EXPECT_EQ(fates("emma", sent), (Strings{"carl sent", "dora sent"}));
  EXPECT_EQ(world.count("SELECT count(*) FROM contact_events WHERE kind = 'broadcast'"), 2);
  EXPECT_EQ(world.inbox("emma").back(), "broadcast_ended");
}

TEST_F(BroadcastSending, LeavesEachChatToBeCountedOnce) {
  const std::string carl = world.customer("carl", "emma");
  world.customer("dora", "emma");
  const auto noted = [&] { return world.count("SELECT count(*) FROM chats_behind"); };
  const std::int64_t before = noted();
  send_own(
      "emma", {"carl", "dora"},
      {{"content",
        {{"text", "one"}, {"attachments", {{{"kind", "link"}, {"title", "t"}, {"url", "https://example.com/"}}}}}}});
  EXPECT_EQ(noted(), before + 2) << "two messages into each of two chats";
  world.send("emma", carl, "two");
  EXPECT_EQ(noted(), before + 3) << "what comes behind them is noted, too";
}

TEST_F(BroadcastSending, LetsTheDatabaseLookAtALargeAudienceBeforeItSends) {
  world.customer("carl", "emma"), world.customer("dora", "emma");
  const auto known = [&] {
    return world.count("SELECT reltuples::bigint FROM pg_class WHERE oid = 'broadcast_recipients'::regclass");
  };
  send_own("emma", {"carl"});
  EXPECT_EQ(known(), -1) << "of a small one it need not know";
  const Json made = draft("emma", {{"audience", {{"customers", Json::object()}}}});
  world.in_company([&](db::Tx& tx) {
    db::exec(tx, "UPDATE broadcasts SET next_number = 2001 WHERE status = 'draft'");  // as if so many had been frozen
    return 0;
  });
  act("emma", "start", made);
  run_jobs();
  EXPECT_EQ(known(), 3);
  EXPECT_EQ(fates("emma", made), (Strings{"carl sent", "dora sent"}));
}

TEST_F(BroadcastSending, SendsNothingBeforeItIsStarted) {
  const std::string carl = world.customer("carl", "emma");
  const Json made = draft("emma");
  add("emma", made, ids({"carl"}));
  EXPECT_EQ(run_jobs(), 0);
  EXPECT_EQ(made["status"], "draft");
  EXPECT_TRUE(texts("carl", carl).empty());
}

TEST_F(BroadcastSending, SendsTextAndAttachmentsInTheirOrder) {
  const std::string carl = world.customer("carl", "emma");
  Json content = {{"text", "Look"}, {"attachments", Json::array()}};
  for (const char* page : {"a", "b"})
    content["attachments"].push_back(
        {{"kind", "link"}, {"url", std::string("https://acme.example/") + page}, {"title", page}});
  const Json sent = send_own("emma", {"carl"}, {{"content", content}});
  EXPECT_EQ(texts("carl", carl), (Strings{"Look", "link", "link"}));
  const Json page = call("emma", "broadcast.recipients", {{"broadcast", sent["id"]}});
  const Json log = items(world.entries("carl", carl, {{"after", 0}, {"limit", 200}}));
  EXPECT_EQ(items(page)[0]["seq"], log[log.size() - 3]["seq"]);
  EXPECT_EQ(log.back()["body"]["url"], "https://acme.example/b");
}

TEST_F(BroadcastSending, GoesToTheAudienceOfAFilter) {
  world.customer("carl", "emma");
  world.customer("dora", "emma");
  const auto tags = world.tags({"gold"});
  world.call(
      "emma", "follow.tag",
      {{"follow", world.follow("carl", "emma")->id.str()}, {"add", tags}, {"remove", Json::array()}});
  const Json made = draft("emma", {{"audience", {{"customers", {{"filter", {{"tags", {{"any", tags}}}}}}}}}});
  ASSERT_EQ(code(made), "ok") << made.dump();
  EXPECT_EQ(code(add("emma", made, ids({"dora"}))), "conflict") << "who has an audience takes no list";
  act("emma", "start", made);
  run_jobs();
  EXPECT_EQ(fates("emma", made), (Strings{"carl sent"}));
}

TEST_F(BroadcastSending, SaysOfEachRecipientWhyItWasNotAdded) {
  world.customer("carl", "emma");
  world.customer("nick", "nora");
  const Json made = draft("emma");
  const Json added = add("emma", made, ids({"carl", "nick", "carl"}));
  EXPECT_EQ(added["added"], 1);
  ASSERT_EQ(added["results"].size(), 2u);
  EXPECT_EQ(added["results"][1]["code"], "already");
  EXPECT_EQ(added["results"][0]["recipient"], id("nick"));
  EXPECT_EQ(added["results"][0]["code"], "unknown");
  EXPECT_EQ(add("emma", made, ids({"carl"}))["results"][0]["code"], "already");
  EXPECT_EQ(add("emma", made, Json::array({"x"}))["field"], "recipients[0]");
}

TEST_F(BroadcastSending, WritesEachRecipientOnceWhateverIsDoneAgain) {
  const std::string carl = world.customer("carl", "emma");
  const Json sent = send_own("emma", {"carl"});
  send_again("false");
  run_jobs();
  EXPECT_EQ(texts("carl", carl).size(), 1u);
}

TEST_F(BroadcastSending, FailsForOneAndGoesOnWithTheRest) {
  Strings names;
  for (int i = 0; i < 60; ++i) {
    names.push_back("c" + std::to_string(i));
    world.customer(names.back(), "emma");
  }
  const std::string carl = world.customer("carl", "emma");
  names.insert(names.begin() + 30, "carl");
  const Json sent = send_own("emma", names);
  ASSERT_EQ(sent["progress"]["counts"]["sent"], 61);
  world.in_company([&](db::Tx& tx) {
    db::exec(
        tx, "DELETE FROM entries WHERE client_id LIKE 'broadcast:%' AND conversation_id <> $1",
        ConversationId::parse(carl).value());
    return 0;
  });
  send_again("true");
  run_jobs();
  const Json after = act("emma", "get", sent);
  EXPECT_EQ(after["status"], "done");
  EXPECT_EQ(after["progress"]["counts"]["failed"], 1) << "the log itself refuses the same message twice";
  EXPECT_EQ(after["progress"]["counts"]["sent"], 61 + 60);
  EXPECT_EQ(fates("emma", sent).at(60), "carl failed error");
  EXPECT_EQ(texts("carl", carl).size(), 1u);
}

TEST_F(BroadcastSending, LeavesOpenQuestionsUnread) {
  const std::string carl = world.customer("carl", "emma"), dora = world.customer("dora", "emma");
  world.send("carl", carl, "Is it there?");
  send_own("emma", {"carl", "dora"});
  const auto unread = [&](const std::string& chat) {
    return world.call("emma", "conversation.get", {{"conversation", chat}}).at("conversation").at("unread");
  };
  EXPECT_EQ(unread(dora), 0);
  EXPECT_EQ(unread(carl), 2) << "a broadcast has not read what the customer asked";
}

TEST_F(BroadcastSending, PausesAndResumes) {
  for (int i = 0; i < kMoreThanAChunk; ++i)
    world.customer("c" + std::to_string(i), "emma");
  Json made = draft("emma", {{"audience", {{"customers", Json::object()}}}});
  act("emma", "start", made);
  while (act("emma", "get", made)["progress"]["counts"]["sent"] == 0)
    ASSERT_TRUE(step());
  EXPECT_EQ(act("emma", "pause", made)["status"], "paused");
  run_jobs();
  const Json paused = act("emma", "get", made);
  EXPECT_EQ(paused["progress"]["counts"]["sent"], broadcasts::kChunk);
  EXPECT_EQ(act("emma", "resume", made)["status"], "sending");
  run_jobs();
  EXPECT_EQ(act("emma", "get", made)["status"], "done");
  EXPECT_EQ(act("emma", "get", made)["progress"]["counts"]["sent"], kMoreThanAChunk);
  EXPECT_EQ(code(act("emma", "resume", made)), "conflict");
}

TEST_F(BroadcastSending, PausesWhileItIsPrepared) {
  world.customer("carl", "emma");
  const Json made = draft("emma", {{"audience", {{"customers", Json::object()}}}});
  act("emma", "start", made);
  EXPECT_EQ(act("emma", "pause", made)["status"], "paused");
  run_jobs();
  world.clock.advance(std::chrono::hours(1));
  run_jobs();
  EXPECT_EQ(world.count("SELECT count(*) FROM broadcast_recipients WHERE state = 'sent'"), 0);
  EXPECT_EQ(act("emma", "resume", made)["status"], "preparing");
  run_jobs();
  EXPECT_EQ(act("emma", "get", made)["status"], "done");
  EXPECT_EQ(fates("emma", made), Strings{"carl sent"});
}

TEST_F(BroadcastSending, NamesWhatIsWrongWithADraft) {
  const auto wrong = [&](Json in) { return draft("emma", std::move(in)).value("field", "none"); };
  EXPECT_EQ(wrong({{"send_at", to_rfc3339(world.clock.now() - std::chrono::minutes(1))}}), "send_at");
  EXPECT_EQ(wrong({{"content", {{"text", " \t\u3000\n"}}}}), "content.text");
  EXPECT_EQ(wrong({{"send_at", to_rfc3339(world.clock.now() + std::chrono::minutes(1))}}), "none");
}

TEST_F(BroadcastSending, StopsForGood) {
  for (int i = 0; i < kMoreThanAChunk; ++i)
    world.customer("c" + std::to_string(i), "emma");
  Json made = draft("emma", {{"audience", {{"customers", Json::object()}}}});
  act("emma", "start", made);
  while (act("emma", "get", made)["progress"]["counts"]["sent"] == 0)
    ASSERT_TRUE(step());
  EXPECT_EQ(act("emma", "stop", made)["status"], "stopped");
  run_jobs();
  const Json counts = act("emma", "get", made)["progress"]["counts"];
  EXPECT_EQ(counts["sent"], broadcasts::kChunk);
  EXPECT_EQ(counts["skipped"], kMoreThanAChunk - broadcasts::kChunk);
  EXPECT_EQ(code(act("emma", "stop", made)), "conflict");
}

TEST_F(BroadcastSending, WaitsForItsTime) {
  const std::string carl = world.customer("carl", "emma");
  const Time later = world.clock.now() + std::chrono::hours(5);
  const Json sent = send_own("emma", {"carl"}, {{"send_at", to_rfc3339(later)}});
  EXPECT_EQ(sent["status"], "sending");
  EXPECT_TRUE(texts("carl", carl).empty());
  world.clock.advance(std::chrono::hours(5));
  run_jobs();
  EXPECT_EQ(texts("carl", carl).size(), 1u);
}

TEST_F(BroadcastSending, RefusesWhoIsNoCustomerOfTheSenderAnyMore) {
  world.customer("carl", "emma");
  world.customer("dora", "emma");
  const Json made = draft("emma", {{"audience", {{"customers", Json::object()}}}});
  act("emma", "start", made);
  ASSERT_TRUE(step());  // frozen
  world.in_company([&](db::Tx& tx) {
    customers::end_follow(
        tx, *customers::find_follow(tx, world.person("dora"), world.person("emma")), customers::FollowStatus::lost,
        world.person("dora"));
    customers::end_follow(
        tx, *customers::find_follow(tx, world.person("carl"), world.person("emma")), customers::FollowStatus::removed,
        world.person("emma"));
    return 0;
  });
  run_jobs();
  EXPECT_EQ(fates("emma", made), (Strings{"carl refused no_contact", "dora refused blocked"}));
}

TEST_F(BroadcastSending, IsNobodyElsesAffair) {
  world.customer("carl", "emma");
  const Json made = draft("emma");
  for (const char* verb : {"get", "start", "stop", "pause", "resume", "delete"})
    EXPECT_EQ(code(act("zoe", verb, made)), "not_found") << verb;
  EXPECT_EQ(code(act("olga", "get", made)), "ok") << "who may send for emma";
  EXPECT_EQ(code(act("olga", "start", made)), "forbidden");
  EXPECT_EQ(code(draft("emma", {{"kind", "company"}})), "forbidden");
  EXPECT_EQ(code(draft("emma", {{"audience", {{"customers", {{"everybody", true}}}}}})), "forbidden");
  EXPECT_EQ(code(draft("emma", {{"audience", {{"customers", {{"employee", "nora"}}}}}})), "forbidden");
  EXPECT_EQ(code(act("emma", "delete", made)), "ok");
  EXPECT_EQ(code(act("emma", "get", made)), "not_found");
}

TEST_F(BroadcastSending, IsToldToWhoListens) {
  for (const char* name : {"carl", "dora"})
    world.customer(name, "emma");
  world.in_company([](db::Tx& tx) {
    db::set_listener(tx, {make_uuid(), "test", {"message.*", "customer.broadcast"}});
    return 0;
  });
  const std::string told = "SELECT coalesce(sum(many), 0) FROM outbox WHERE kind = 'message.created'";
  ASSERT_EQ(world.count(told), 0);
  const Json link = {{"kind", "link"}, {"url", "https://shop.example"}, {"title", "Shop"}};
  send_own("emma", {"carl", "dora"}, {{"content", {{"text", "Hello {name}"}, {"attachments", {link}}}}});
  EXPECT_EQ(world.count(told), 4) << "two messages to each of two";
  EXPECT_EQ(world.count("SELECT count(*) FROM outbox WHERE kind = 'customer.broadcast'"), 2);
}

TEST_F(BroadcastSending, SaysNothingInTheNameOfWhoHasLeft) {
  world.customer("carl", "emma");
  const Json made = draft("emma", {{"send_at", to_rfc3339(world.clock.now() + std::chrono::hours(1))}});
  add("emma", made, ids({"carl"}));
  act("emma", "start", made);
  run_jobs();
  world.in_company([&](db::Tx& tx) {
    db::exec(tx, "UPDATE principals SET status = 'disabled' WHERE id = $1", world.people.at("emma"));
    return 0;
  });
  world.clock.advance(std::chrono::hours(1));
  run_jobs();
  EXPECT_EQ(fates("olga", made), Strings{"carl refused no_sender"});
}

}  // namespace
}  // namespace weft::test
