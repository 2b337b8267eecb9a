// Endpoints outside: what they are told, signed how, and what becomes of those that do not take it.
#include "platform/webhooks_world.hpp"

namespace weft::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

struct Webhooks : testing::Test {
  WebhooksWorld place;
  CustomerWorld& world = place.world;
};

TEST_F(Webhooks, AreToldWhatHappensAndSignedForIt) {
  const Json made = place.make("a");
  const std::string chat = world.group("olga", {"bob"}, "Team");
  place.deliver();
  ASSERT_TRUE(place.gets("a", "conversation.entry"));
  const auto letters = place.sent();
  const db::Letter& letter = letters.at(0);
  EXPECT_EQ(header_of(letter, "webhook-signature"), signature(made.at("secret"), letter));
  EXPECT_EQ(header_of(letter, "webhook-timestamp"), "1800000000");
  EXPECT_TRUE(parse_uuid(header_of(letter, "webhook-id")));
  EXPECT_FALSE(letter.wants_answer);
  const Json sent = world.send("bob", chat, "the secret plan");
  ASSERT_TRUE(place.gets("a", "message.created"));
  const Json body = place.told("a", "message.created").at(0);
  EXPECT_EQ(body.at("data").at("conversation"), chat);
  EXPECT_EQ(body.at("data").at("conversation_kind"), "group");
  EXPECT_EQ(body.at("data").at("seq"), sent.at("seq"));
  EXPECT_EQ(body.at("data").at("sender"), world.person("bob").str());
  EXPECT_EQ(body.at("data").at("state"), "present");
  EXPECT_EQ(body.dump().find("secret plan"), std::string::npos);
  EXPECT_TRUE(parse_time(body.at("timestamp").get<std::string>()));
}

TEST_F(Webhooks, SignWithBothSecretsForADay) {
  const Json made = place.make("a", {{"events", {"tag.*"}}});
  const Json id = made.at("webhook").at("id");
  const Json rotated = place.call("webhook.rotate_secret", {{"webhook", id}});
  const std::string fresh = rotated.at("secret"), old = made.at("secret");
  EXPECT_NE(fresh, old);
  place.deliver();
  place.call("webhook.test", {{"webhook", id}});
  ASSERT_TRUE(place.gets("a", "webhook.ping"));
  db::Letter letter = place.sent().at(0);
  EXPECT_EQ(header_of(letter, "webhook-signature"), signature(fresh, letter) + " " + signature(old, letter));
  place.later(hours(24));
  place.call("webhook.test", {{"webhook", id}});
  ASSERT_TRUE(place.gets("a", "webhook.ping", 2));
  letter = place.sent().at(1);
  EXPECT_EQ(header_of(letter, "webhook-signature"), signature(fresh, letter));
}

TEST_F(Webhooks, StoreTheirSecretsSealedAndTellThemOnce) {
  const Json made = place.make("a");
  const std::string secret = made.at("secret");
  EXPECT_TRUE(secret.starts_with("whsec_"));
  EXPECT_EQ(world.count("SELECT count(*) FROM webhooks WHERE starts_with(secret, 'sealed1:')"), 1);
  EXPECT_EQ(place.call("webhook.list").dump().find(secret), std::string::npos);
  EXPECT_EQ(world.count("SELECT count(*) FROM audit_log WHERE strpos(detail::text, '" + secret + "') > 0"), 0);
}

TEST_F(Webhooks, KeepWhatTheyCannotSignAsFailed) {
  const Json id = place.make("a", {{"events", {"conversation.*"}}}).at("webhook").at("id");
  world.group("olga", {"bob"}, "One");
  use_sealing_key(std::string(kSealingKey, 'x'));
  place.deliver();
  ASSERT_TRUE(wait_until([&] { return place.newest(id, "status") == "failed"; }));
  EXPECT_TRUE(place.sent().empty());
  EXPECT_EQ(place.call("webhook.statistics", {{"webhook", id}}).at("failing_since"), nullptr);
  const Json rotated = place.call("webhook.rotate_secret", {{"webhook", id}});
  place.call("webhook.replay", {{"webhook", id}, {"delivery", place.newest(id, "id")}});
  ASSERT_TRUE(place.gets("a", "conversation.entry"));
  const db::Letter letter = place.sent().at(0);
  EXPECT_EQ(header_of(letter, "webhook-signature"), signature(rotated.at("secret"), letter));
}

TEST_F(Webhooks, SaySoWhereSomethingIsWrong) {
  const auto field = [&](Json input) { return place.call("webhook.create", std::move(input)).value("field", ""); };
  EXPECT_EQ(field({{"url", "http://10.0.0.1/"}, {"events", {"*"}}}), "url");
  EXPECT_EQ(field({{"url", "https://a/"}, {"events", {"member.created", "nonsense"}}}), "events[1]");
  EXPECT_EQ(field({{"url", "https://a/"}, {"events", {"nonsense.*"}}}), "events[0]");
  EXPECT_EQ(field({{"url", "https://a/"}, {"events", Json::array()}}), "events");
  EXPECT_EQ(
      field({{"url", "https://a/"}, {"events", {"*"}}, {"conversation_kinds", {"inbox"}}}), "conversation_kinds[0]");
  EXPECT_EQ(code(place.call("webhook.get", {{"webhook", to_string(make_uuid())}})), "not_found");
}

TEST_F(Webhooks, ShowContentsOnlyWhereAnOwnerAllowsIt) {
  world.person("adam");
  world.promote("adam", api::Role::admin);
  const Json input = {{"url", "https://b/"}, {"events", {"message.*"}}, {"contents", true}};
  EXPECT_EQ(code(place.call("webhook.create", input, "adam")), "forbidden");
  const Json made = place.make("a", {{"contents", true}});
  // Nor may somebody else lead them to another address.
  EXPECT_EQ(
      code(place.call(
          "webhook.update", {{"webhook", made.at("webhook").at("id")}, {"url", "https://elsewhere/"}}, "adam")),
      "forbidden");
  const Json mine = {{"webhook", made.at("webhook").at("id")}};
  for (const Json& more : {Json{{"events", {"*"}}}, Json{{"conversation_kinds", {"direct"}}}}) {
    Json change = mine;
    change.update(more);
    EXPECT_EQ(place.call("webhook.update", change, "adam").at("field"), "contents") << "or have it told more";
  }
  EXPECT_EQ(code(place.call("webhook.rotate_secret", mine, "adam")), "forbidden");
  const std::string chat = world.group("olga", {"bob"}, "Team");
  world.send("bob", chat, "hello");
  place.deliver();
  ASSERT_TRUE(place.gets("a", "message.created"));
  EXPECT_EQ(place.told("a", "message.created").at(0).at("data").at("body").at("text"), "hello");
}

TEST_F(Webhooks, TellOfAMessageAsItIsWhenTheyTell) {
  place.make("a", {{"contents", true}, {"events", {"message.*"}}});
  const std::string chat = world.group("olga", {"bob"}, "Team");
  const Json sent = world.send("bob", chat, "the password is x");
  const Json other = world.send("bob", chat, "fist");
  world.call("bob", "message.recall", {{"conversation", chat}, {"seq", sent.at("seq")}});
  world.call("bob", "message.edit", {{"conversation", chat}, {"seq", other.at("seq")}, {"body", {{"text", "first"}}}});
  place.deliver();
  ASSERT_TRUE(place.gets("a", "message.edited"));
  const auto made = place.told("a", "message.created");
  ASSERT_EQ(made.size(), 2u);
  EXPECT_EQ(made.at(0).at("data").at("state"), "recalled");
  EXPECT_EQ(made.at(1).at("data").at("body").at("text"), "first");
  const auto recalled = place.told("a", "message.recalled");
  ASSERT_EQ(recalled.size(), 1u);
  EXPECT_EQ(recalled.at(0).at("data").at("seq"), sent.at("seq"));
  EXPECT_EQ(place.told("a", "message.edited").at(0).at("data").at("seq"), other.at("seq"));
  for (const auto& body : place.outside.told(place.url("a")))
    EXPECT_EQ(body.find("password"), std::string::npos);
}

TEST_F(Webhooks, HearOfTheConversationsTheyAskFor) {
  place.make("customers", {{"events", {"message.*"}}, {"conversation_kinds", {"customer"}}});
  place.make("all", {{"events", {"message.*"}}});
  const std::string inside = world.group("olga", {"bob"}, "Team"), outside = world.customer("carl", "emma");
  world.send("bob", inside, "one");
  world.send("emma", outside, "two");
  place.deliver();
  ASSERT_TRUE(place.gets("all", "message.created", 2));
  ASSERT_TRUE(place.gets("customers", "message.created"));
  EXPECT_EQ(place.told("customers", "message.created").size(), 1u);
  EXPECT_EQ(place.told("customers", "message.created").at(0).at("data").at("conversation"), outside);
}

TEST_F(Webhooks, HearOfCustomers) {
  place.make("a", {{"events", {"customer.*"}}});
  world.customer("carl", "emma");
  place.deliver();
  ASSERT_TRUE(place.gets("a", "customer.added"));
  const Json data = place.told("a", "customer.added").at(0).at("data");
  EXPECT_EQ(data.at("customer"), world.people.at("carl").str());
  EXPECT_EQ(data.at("employee"), world.people.at("emma").str());
}

TEST_F(Webhooks, HearOfTheDirectoryWithoutItsValues) {
  place.make("a", {{"events", {"member.*", "department.*", "tag.*"}}});
  const PrincipalId bob = world.person("bob");
  world.in_company([&](db::Tx& tx) {
    identity::set_status(tx, bob, identity::PrincipalStatus::disabled);
    identity::set_status(tx, bob, identity::PrincipalStatus::active);
    const std::vector<identity::AuditEntry> rows = {
        {{},
         "member.update",
         bob.str(),
         identity::audit::change({{"mobile", "1"}, {"name", "B"}}, {{"mobile", "13800000001"}, {"name", "B"}})},
        {{}, "department.move", "7", identity::audit::change({{"parent", 1}}, {{"parent", 2}})},
        {{}, "tag.mark", "3", {Json{{"members", {bob.str()}}, {"departments", {4}}}.dump()}}};
    identity::audit::append_all(tx, rows);
    return 0;
  });
  place.deliver();
  ASSERT_TRUE(place.gets("a", "member.enabled"));
  ASSERT_TRUE(place.gets("a", "member.disabled"));
  ASSERT_TRUE(place.gets("a", "member.updated"));
  ASSERT_TRUE(place.gets("a", "department.moved"));
  ASSERT_TRUE(place.gets("a", "tag.members_changed"));
  EXPECT_EQ(place.told("a", "member.updated").at(0).at("data"), (Json{{"member", bob.str()}, {"changed", {"mobile"}}}));
  EXPECT_EQ(place.told("a", "department.moved").at(0).at("data").at("department"), 7);
  EXPECT_EQ(place.told("a", "tag.members_changed").at(0).at("data").at("added"), Json::array({bob.str()}));
  EXPECT_EQ(place.told("a", "tag.members_changed").at(0).at("data").at("added_departments"), Json::array({4}));
  for (const auto& body : place.outside.told(place.url("a")))
    EXPECT_EQ(body.find("13800000001"), std::string::npos);
}

TEST_F(Webhooks, AreSwitchedOffByAnEndpointThatIsGone) {
  const Json id = place.make("a", {{"description", "the old shop"}}).at("webhook").at("id");
  place.outside.answer([](auto&&...) { return db::Reply{410, "", ""}; });
  place.deliver();
  place.call("webhook.test", {{"webhook", id}});
  ASSERT_TRUE(wait_until([&] { return place.call("webhook.get", {{"webhook", id}}).at("disabled") == "gone"; }));
  EXPECT_EQ(
      world.count("SELECT count(*) FROM entries WHERE kind = 'webhook_disabled' AND body->>'reason' = 'gone'"), 1);
  EXPECT_EQ(world.count("SELECT count(*) FROM audit_log WHERE action = 'webhook.switch_off'"), 1);
  // What happens from now on is kept, and told when somebody says so.
  place.outside.answer([](auto&&...) { return db::Reply{200, "", ""}; });
  world.group("olga", {"bob"}, "Team");
  ASSERT_TRUE(wait_until([&] { return !place.log(id, {{"type", "conversation.entry"}}).empty(); }));
  Json missed = place.log(id, {{"status", "failed"}, {"type", "conversation.entry"}});
  ASSERT_EQ(missed.size(), 1u);
  EXPECT_EQ(missed.at(0).at("attempts"), 0);
  EXPECT_TRUE(place.call("webhook.update", {{"webhook", id}, {"enabled", true}}).at("disabled").is_null());
  const Json again = place.call("webhook.replay", {{"webhook", id}, {"delivery", missed.at(0).at("id")}});
  EXPECT_EQ(again.at("status"), "waiting") << again;
  EXPECT_TRUE(place.gets("a", "conversation.entry"));
}

TEST_F(Webhooks, AreSwitchedOffWhenNothingWasAcceptedForDays) {
  const Json id = place.make("a", {{"events", {"conversation.*"}}}).at("webhook").at("id");
  place.outside.answer([](auto&&...) { return db::Reply{500, "", ""}; });
  world.group("olga", {"bob"}, "One");
  place.deliver();
  ASSERT_TRUE(wait_until([&] { return place.newest(id, "attempts") == 1; }));
  ASSERT_TRUE(wait_until([&] { return !place.newest(id, "remark").is_null(); }));
  place.later(hours(95));
  ASSERT_TRUE(wait_until([&] { return place.newest(id, "attempts") == 2; }));
  EXPECT_TRUE(place.call("webhook.get", {{"webhook", id}}).at("enabled"));
  world.group("olga", {"bob"}, "Two");
  place.later(hours(2));
  ASSERT_TRUE(wait_until([&] { return place.call("webhook.get", {{"webhook", id}}).at("disabled") == "failing"; }));
  EXPECT_TRUE(wait_until([&] {
    const Json log = place.log(id);
    return log.size() == 2 && log.at(0).at("status") == "failed" && log.at(1).at("status") == "failed";
  })) << place.log(id);
}

TEST_F(Webhooks, AreTriedTenTimesInThreeDays) {
  const Json id = place.make("a", {{"events", {"conversation.*"}}}).at("webhook").at("id");
  place.outside.answer([](auto&&...) { return db::Reply{503, "", ""}; });
  world.group("olga", {"bob"}, "One");
  place.deliver();
  std::chrono::milliseconds all{0};
  for (int attempt = 1; attempt < 10; ++attempt) {
    ASSERT_TRUE(wait_until([&] {
      return world.count(
                 "SELECT count(*) FROM deliveries WHERE lease IS NULL AND attempts = " + std::to_string(attempt)) == 1;
    })) << attempt;
    const auto pause = platform::WebhookRules::usual_pauses().at(static_cast<std::size_t>(attempt - 1));
    all += pause;
    place.later(pause * 11 / 10 + std::chrono::milliseconds(1));
  }
  ASSERT_TRUE(wait_until([&] { return place.newest(id, "status") == "failed"; }));
  EXPECT_EQ(place.newest(id, "attempts"), 10);
  EXPECT_GT(all, hours(74));
  EXPECT_LT(all, hours(76));
}

TEST_F(Webhooks, ShowALogWithoutWhatWasWritten) {
  const Json id = place.make("a", {{"events", {"customer.*"}}}).at("webhook").at("id");
  world.customer("carl", "emma");
  world.in_company([&](db::Tx& tx) {
    customers::note(
        tx, {.contact = customers::ContactId(world.people.at("carl").uuid()),
             .kind = customers::EventKind::scanned,
             .detail = {{"state", "call me at 12345678"}}});
    return 0;
  });
  place.deliver();
  ASSERT_TRUE(place.gets("a", "customer.scanned"));
  const std::string log = place.log(id).dump();
  EXPECT_EQ(log.find("12345678"), std::string::npos) << log;
  EXPECT_NE(log.find(world.people.at("carl").str()), std::string::npos) << log;
}

TEST_F(Webhooks, TellARangeAgainInItsOrder) {
  const Json id = place.make("a", {{"events", {"message.created"}}, {"enabled", false}}).at("webhook").at("id");
  const std::string chat = world.group("olga", {"bob"}, "Team");
  for (int i = 0; i < 250; ++i)
    world.send("bob", chat, std::to_string(i));
  place.deliver();
  ASSERT_TRUE(
      wait_until([&] { return world.count("SELECT count(*) FROM deliveries WHERE status = 'failed'") == 250; }));
  const Json range = {{"webhook", id}, {"from", "2020-01-01T00:00:00Z"}, {"to", "2100-01-01T00:00:00Z"}};
  EXPECT_EQ(code(place.call("webhook.replay_range", range)), "conflict");
  place.call("webhook.update", {{"webhook", id}, {"enabled", true}});
  world.clock.advance(std::chrono::seconds(1));
  const Json job = place.call("webhook.replay_range", range);
  ASSERT_TRUE(job.contains("job")) << job;
  db::JobRunnerOptions options;
  options.database = world.pool(1);
  options.poll = std::chrono::milliseconds(20);
  db::JobRunner jobs(options, world.clock, platform::webhook_jobs(), [](std::vector<Event>) {});
  ASSERT_TRUE(place.gets("a", "message.created", 250));
  std::vector<std::int64_t> seqs;
  for (const Json& body : place.told("a", "message.created"))
    seqs.push_back(body.at("data").at("seq"));
  EXPECT_TRUE(std::is_sorted(seqs.begin(), seqs.end()));
  EXPECT_EQ(seqs.size(), 250u);
}

TEST_F(Webhooks, CountWhatBecameOfWhatTheyTold) {
  const Json id = place.make("a", {{"events", {"conversation.*"}}}).at("webhook").at("id");
  place.outside.answer([](const std::string&, const std::string&, std::size_t nth) {
    return db::Reply{nth == 1 ? 500 : 204, "", ""};
  });
  world.group("olga", {"bob"}, "One");
  place.deliver();
  ASSERT_TRUE(wait_until([&] { return !place.newest(id, "remark").is_null(); }));
  place.later(minutes(1));
  ASSERT_TRUE(wait_until([&] { return place.newest(id, "status") == "delivered"; }));
  const Json all = place.call("webhook.statistics", {{"webhook", id}});
  EXPECT_EQ(all.at("waiting"), 0) << all;
  ASSERT_EQ(all.at("days").size(), 1u) << all;
  EXPECT_EQ(all.at("days").at(0).at("delivered"), 1);
  EXPECT_EQ(all.at("days").at(0).at("refused"), 1);
}

TEST_F(Webhooks, ForgetWhatWaitsWhenTheyAreDeleted) {
  const Json id = place.make("a", {{"events", {"conversation.*"}}}).at("webhook").at("id");
  place.outside.answer([](auto&&...) { return db::Reply{500, "", ""}; });
  world.group("olga", {"bob"}, "One");
  place.deliver();
  ASSERT_TRUE(wait_until([&] { return place.log(id).size() == 1; }));
  EXPECT_EQ(code(place.call("webhook.delete", {{"webhook", id}})), "ok");
  place.outbox->wake();
  EXPECT_TRUE(wait_until([&] { return world.count("SELECT count(*) FROM deliveries WHERE status = 'failed'") == 1; }));
  world.group("olga", {"bob"}, "Two");
  EXPECT_EQ(world.count("SELECT count(*) FROM outbox"), 0);
  EXPECT_EQ(code(place.call("webhook.get", {{"webhook", id}})), "not_found");
}

TEST_F(Webhooks, AreFiftyAtMost) {
  for (int i = 0; i < 50; ++i)
    ASSERT_EQ(code(place.make("a" + std::to_string(i))), "ok");
  EXPECT_EQ(code(place.make("one more")), "conflict");
}

}  // namespace
}  // namespace weft::test
