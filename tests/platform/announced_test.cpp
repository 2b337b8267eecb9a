// By whatever way an entry comes into a log, it is announced, once; and those of inboxes never are.
#include "platform/webhooks_world.hpp"
#include <weft/base/json.hpp>
#include <weft/conversations/groups.hpp>
#include <weft/conversations/log.hpp>
#include <weft/conversations/log_writer.hpp>
#include <weft/conversations/post_many.hpp>
#include <weft/conversations/posts.hpp>

#include <future>

namespace weft::test {
namespace {

/// Entries (conversation, seq) of logs that are no inbox; and the same as announced.
const std::string kWritten =
    "SELECT e.conversation_id::text AS line, e.seq FROM entries e JOIN conversations c ON c.id = e.conversation_id "
    "WHERE "
    "c.kind <> 'inbox'";
const std::string kAnnounced =
    "SELECT line, seq + g AS seq FROM outbox, generate_series(0, many - 1) g WHERE seq IS NOT NULL";

struct Announced : testing::Test {
  WebhooksWorld place;
  CustomerWorld& world = place.world;
  Json webhook = place.make("a");
  std::string chat = world.group("olga", {"bob"}, "Team");

  std::int64_t differences() {
    const std::string both = "((" + kWritten + ") EXCEPT ALL (" + kAnnounced + ")) UNION ALL ((" + kAnnounced +
                             ") EXCEPT ALL (" + kWritten + "))";
    return world.count("SELECT count(*) FROM (" + both + ") x");
  }
  ConversationId group() const { return ConversationId::parse(chat).value(); }
};

TEST_F(Announced, IsEachMessageOfALane) {
  world.send("bob", chat, "alone");
  conversations::LogWriterOptions options;
  options.database = world.pool(1);
  conversations::LogWriter log(options, world.clock, [](std::vector<Event>) {});
  std::vector<std::promise<void>> done(50);
  for (std::size_t i = 0; i < done.size(); ++i) {
    conversations::Send send;
    send.corp = world.corp;
    send.conversation = group();
    send.actor = world.person(i % 2 == 0 ? "bob" : "olga");
    send.client_id = "many " + std::to_string(i);
    send.hash = to_string(make_uuid());
    send.body = R"({"kind":"text","text":"hello"})";
    send.calls_everybody = i % 10 == 3;  // judged one by one
    log.append(send, [&, i](const conversations::LogWriter::Result& result) {
      EXPECT_TRUE(std::holds_alternative<conversations::Appended>(result));
      done[i].set_value();
    });
  }
  for (auto& one : done)
    one.get_future().get();
  EXPECT_EQ(world.count("SELECT sum(many) FROM outbox WHERE kind = 'message.created'"), 51);
  EXPECT_EQ(differences(), 0);
}

TEST_F(Announced, IsEachEntryOfAnotherKind) {
  const Json sent = world.send("bob", chat, "first");
  world.call("bob", "message.edit", {{"conversation", chat}, {"seq", sent.at("seq")}, {"body", {{"text", "second"}}}});
  world.call("bob", "message.react", {{"conversation", chat}, {"seq", sent.at("seq")}, {"emoji", "👍"}, {"on", true}});
  world.call("olga", "group.update", {{"conversation", chat}, {"name", "Other"}});
  world.call("bob", "message.recall", {{"conversation", chat}, {"seq", sent.at("seq")}});
  world.customer("carl", "emma");
  for (const char* kind : {"message.edited", "message.recalled"})
    EXPECT_EQ(world.count("SELECT count(*) FROM outbox WHERE kind = '" + std::string(kind) + "'"), 1) << kind;
  EXPECT_EQ(differences(), 0);
}

TEST_F(Announced, IsWhatIsPostedFromBesideAConversation) {
  world.in_company([&](db::Tx& tx) {
    conversations::Post post{group(), world.person("nobody"), conversations::MessageKind::text, {{"text", "hi"}}, "p"};
    conversations::post(tx, post, nullptr, nullptr);
    conversations::Telling telling;
    telling.conversation = group();
    telling.actor = world.person("bob");
    telling.messages = {{"m1", R"({"kind":"text","text":"one"})"}, {"m2", R"({"kind":"text","text":"two"})"}};
    conversations::post_many(tx, std::span(&telling, 1));
    return 0;
  });
  EXPECT_EQ(world.count("SELECT sum(many) FROM outbox WHERE kind = 'message.created'"), 3);
  EXPECT_EQ(differences(), 0);
}

TEST_F(Announced, IsWhatHappensToAGroupForCustomers) {
  world.in_company([&](db::Tx& tx) {
    const PrincipalId bob = world.person("bob");
    const auto made = conversations::begin_customer_group(tx, bob, "Buyers", {});
    conversations::append(tx, made, "renamed", bob, {{"name", "Best buyers"}});
    conversations::append(tx, made, "dismissed", bob, Json::object());
    return 0;
  });
  const auto told = [&](const std::string& kind, const std::string& change) {
    return world.count(
        "SELECT count(*) FROM outbox WHERE kind = 'customer_group." + kind + "' AND body->>'change' = '" + change +
        "'");
  };
  EXPECT_EQ(told("created", "created"), 1);
  EXPECT_EQ(told("updated", "renamed"), 1);
  EXPECT_EQ(told("dismissed", "dismissed"), 1);
  world.group("olga", {"bob"}, "Inside");
  EXPECT_EQ(told("created", "created"), 1);
}

TEST_F(Announced, IsNothingWhereNobodyListensToIt) {
  world.in_company([](db::Tx& tx) { return db::exec(tx, "DELETE FROM outbox").size(); });
  place.call("webhook.update", {{"webhook", webhook.at("webhook").at("id")}, {"events", {"tag.*"}}});
  world.send("bob", chat, "unheard");
  world.call("olga", "group.update", {{"conversation", chat}, {"name", "Other"}});
  world.customer("carl", "emma");
  EXPECT_EQ(world.count("SELECT count(*) FROM outbox"), 0);
}

}  // namespace
}  // namespace weft::test
