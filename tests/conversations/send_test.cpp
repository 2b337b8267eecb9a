// Sending: order, idempotency, refusals, bodies.
#include "conversations/world.hpp"

namespace weft::test {
namespace {

struct SendMessage : testing::Test {
  World world;
  std::string chat = world.group("alice", {"bob", "carol"});

  Json send_kind(const std::string& kind, Json body, const std::string& user = "alice") {
    static int next = 0;
    return world.call(
        user, "message.send",
        {{"conversation", chat},
         {"client_id", "k" + std::to_string(++next)},
         {"kind", kind},
         {"body", std::move(body)}});
  }
  Json stored(const Json& answer) {
    const Seq seq = answer.at("seq");
    return world.entries("alice", chat, {{"after", seq - 1}, {"limit", 1}}).at("items").at(0).at("body");
  }
};

TEST_F(SendMessage, TakesTheNextSeqAfterTheCreatedEntry) {
  EXPECT_EQ(world.send("alice", chat, "one").at("seq"), 2);
  EXPECT_EQ(world.send("bob", chat, "two").at("seq"), 3);
  EXPECT_EQ(world.send("carol", chat, "three").at("message_no"), 3);
}

TEST_F(SendMessage, GivesTheFirstAnswerAgainForTheSameClientId) {
  const Json first = world.send("alice", chat, "hello", "same");
  const Json again = world.send("alice", chat, "hello", "same");
  EXPECT_EQ(again.at("seq"), first.at("seq"));
  EXPECT_EQ(again.at("at"), first.at("at"));
  EXPECT_TRUE(again.at("duplicate"));
  EXPECT_EQ(world.entries("bob", chat).at("head_seq"), first.at("seq"));
}

TEST_F(SendMessage, RefusesTheSameClientIdWithAnotherBody) {
  world.send("alice", chat, "hello", "same");
  const Json problem = world.send("alice", chat, "hello!", "same");
  EXPECT_EQ(code(problem), "idempotency_conflict");
  EXPECT_EQ(problem.at("field"), "client_id");
}

TEST_F(SendMessage, LetsTwoPeopleUseTheSameClientId) {
  EXPECT_EQ(code(world.send("alice", chat, "a", "same")), "ok");
  EXPECT_EQ(code(world.send("bob", chat, "b", "same")), "ok");
}

TEST_F(SendMessage, IsStillADuplicateAfterAnEditAndARecall) {
  const Json sent = world.send("alice", chat, "first", "same");
  world.call(
      "alice", "message.edit", {{"conversation", chat}, {"seq", sent.at("seq")}, {"body", {{"text", "second"}}}});
  EXPECT_TRUE(world.send("alice", chat, "first", "same").at("duplicate"));
  world.call("alice", "message.recall", {{"conversation", chat}, {"seq", sent.at("seq")}});
  EXPECT_TRUE(world.send("alice", chat, "first", "same").at("duplicate"));
  EXPECT_EQ(code(world.send("alice", chat, "second", "same")), "idempotency_conflict");
}

TEST_F(SendMessage, TellsStrangersNothingAndLeaversWhy) {
  world.person("mallory");
  EXPECT_EQ(code(world.send("mallory", chat, "hi")), "not_found");
  EXPECT_EQ(code(world.send("alice", ConversationId::make().str(), "hi")), "not_found");
  world.call("bob", "group.leave", {{"conversation", chat}});
  const Json problem = world.send("bob", chat, "hi");
  EXPECT_EQ(code(problem), "not_a_participant");
  EXPECT_EQ(problem.at("status"), 403);
}

TEST_F(SendMessage, IsRefusedInADismissedGroup) {
  world.call("alice", "group.dismiss", {{"conversation", chat}});
  EXPECT_EQ(code(world.send("bob", chat, "hi")), "conversation_closed");
}

TEST_F(SendMessage, IsRefusedInAnInbox) {
  const Json mine = world.call("alice", "conversation.list", Json::object());
  for (const Json& item : mine.at("items")) {
    if (item.at("kind") != "inbox") continue;
    EXPECT_EQ(code(world.send("alice", item.at("id"), "note")), "forbidden");
  }
}

TEST_F(SendMessage, PublishesTheEntryThatIsStored) {
  world.take_events();
  const Json sent = world.send("alice", chat, "hällo 你好 👋 \"quoted\"");
  const auto events = world.take_events();
  ASSERT_EQ(events.size(), 1u);
  const auto& event = std::get<EntryEvent>(events[0]);
  Json live = Json::parse(event.json);
  EXPECT_EQ(live.at("ev"), "entry");
  EXPECT_EQ(live.at("conversation"), chat);
  live.erase("ev");
  live.erase("conversation");
  EXPECT_EQ(live, world.entries("bob", chat, {{"after", sent.at("seq").get<Seq>() - 1}}).at("items").at(0));
}

TEST_F(SendMessage, KeepsEachKindOfBody) {
  EXPECT_EQ(
      stored(send_kind("rich", {{"markdown", "**bold** [link](https://weft.example)"}})).at("markdown"),
      "**bold** [link](https://weft.example)");
  EXPECT_EQ(
      stored(send_kind("location", {{"latitude", 31.2304}, {"longitude", 121.4737}, {"name", "外滩"}})).at("latitude"),
      31.2304);
  EXPECT_EQ(
      stored(send_kind("link", {{"url", "https://weft.example/a?b=c"}, {"title", "Weft"}, {"description", nullptr}}))
          .contains("description"),
      false);
  const Json contact = stored(send_kind("contact", {{"principal", "bob"}}));
  EXPECT_EQ(contact.at("principal"), world.person("bob").str());
  EXPECT_EQ(contact.at("name"), "Name of bob");
}

TEST_F(SendMessage, NamesTheFieldThatIsWrong) {
  EXPECT_EQ(send_kind("text", {{"text", ""}}).at("field"), "body.text");
  EXPECT_EQ(send_kind("text", {{"text", std::string(10001, 'x')}}).at("field"), "body.text");
  EXPECT_EQ(send_kind("text", {{"text", "a"}, {"colour", "red"}}).at("field"), "body.colour");
  EXPECT_EQ(send_kind("text", {{"text", 5}}).at("field"), "body.text");
  EXPECT_EQ(send_kind("text", Json::array()).at("field"), "body");
  EXPECT_EQ(send_kind("location", {{"latitude", 91}, {"longitude", 0}, {"name", "x"}}).at("field"), "body.latitude");
  EXPECT_EQ(send_kind("link", {{"url", "javascript:alert(1)"}, {"title", "x"}}).at("field"), "body.url");
  EXPECT_EQ(send_kind("text", {{"text", "a"}, {"mentions", {"nobody"}}}).at("field"), "body.mentions[0]");
  EXPECT_EQ(send_kind("text", {{"text", "a"}, {"reply_to", 999}}).at("field"), "body.reply_to");
  EXPECT_EQ(send_kind("hologram", {{"text", "a"}}).at("field"), "kind");
}

TEST_F(SendMessage, ResolvesMentionsOfParticipantsOnly) {
  world.person("dave");
  EXPECT_EQ(send_kind("text", {{"text", "@dave"}, {"mentions", {"dave"}}}).at("field"), "body.mentions[0]");
  const Json body = stored(send_kind("text", {{"text", "@bob"}, {"mentions", {"bob"}}, {"mention_all", true}}));
  EXPECT_EQ(body.at("mentions"), Json::array({world.person("bob").str()}));
  EXPECT_TRUE(body.at("mention_all"));
}

TEST_F(SendMessage, QuotesAMessageHere) {
  const Json first = world.send("bob", chat, "first");
  EXPECT_EQ(
      stored(send_kind("text", {{"text", "yes"}, {"reply_to", first.at("seq")}})).at("reply_to"), first.at("seq"));
  EXPECT_EQ(
      send_kind("text", {{"text", "yes"}, {"reply_to", 1}}).at("field"),
      "body.reply_to");  // the created entry is no message
}

TEST_F(SendMessage, ForwardsACopyOfWhatTheSenderMayRead) {
  const std::string other = world.group("bob", {"dave"});
  const Json secret = world.send("bob", other, "secret");
  const Json forward = {{"conversation", other}, {"seq", secret.at("seq")}};
  const Json refused = send_kind("forward", forward, "alice");
  EXPECT_EQ(code(refused), "not_found");
  EXPECT_EQ(refused.at("field"), "body.conversation") << "the conversation it was to go to is fine";
  const Json body = stored(send_kind("forward", forward, "bob"));
  EXPECT_EQ(body.at("message").at("text"), "secret");
  EXPECT_EQ(body.at("actor"), world.person("bob").str());
  EXPECT_FALSE(body.contains("conversation"));
}

TEST_F(SendMessage, MarksTheSendersOwnMessageAsRead) {
  world.send("bob", chat, "one");
  world.send("alice", chat, "two");
  EXPECT_EQ(world.call("alice", "conversation.get", {{"conversation", chat}}).at("conversation").at("unread"), 0);
  EXPECT_EQ(world.call("bob", "conversation.get", {{"conversation", chat}}).at("conversation").at("unread"), 1);
  EXPECT_EQ(world.call("carol", "conversation.get", {{"conversation", chat}}).at("conversation").at("unread"), 2);
}

/// Sends `count` messages at once from several threads into `chats`, and waits for all answers.
void send_at_once(World& world, const std::vector<std::string>& chats, int threads, int count) {
  std::vector<std::thread> senders;
  for (int t = 0; t < threads; ++t) {
    senders.emplace_back([&, t] {
      for (int i = 0; i < count; ++i) {
        const std::string id = "t" + std::to_string(t) + "-" + std::to_string(i);
        const Json answer = world.send(
            t % 2 ? "alice" : "bob", chats[static_cast<std::size_t>(i) % chats.size()], id, id);
        EXPECT_EQ(code(answer), "ok") << answer.dump();
      }
    });
  }
  for (std::thread& sender : senders)
    sender.join();
}

TEST_F(SendMessage, LeavesNoHoleUnderConcurrentSenders) {
  const std::vector<std::string> chats{chat, world.group("alice", {"bob"}), world.group("bob", {"alice"})};
  send_at_once(world, chats, 8, 60);
  Seq total = 0;
  for (const std::string& id : chats) {
    Seq expected = 0, head = 0;
    do {
      const Json page = world.entries("alice", id, {{"after", expected}, {"limit", 200}});
      head = page.at("head_seq");
      for (const Json& entry : page.at("items"))
        EXPECT_EQ(entry.at("seq"), ++expected);
    } while (expected < head);
    total += head - 1;
  }
  EXPECT_EQ(total, 8 * 60);
}

TEST_F(SendMessage, KeepsTheRestOfABatchWhenOneSendIsBad) {
  // A body that PostgreSQL refuses cannot come through the checks; put one straight into the lane.
  std::promise<conversations::LogWriter::Result> bad, good;
  conversations::Send send{world.corp, *ConversationId::parse(chat), world.person("alice"),
                           "bad",      to_string(make_uuid()),       "{\"kind\":"};
  world.log->append(send, [&](conversations::LogWriter::Result result) { bad.set_value(std::move(result)); });
  send.client_id = "good";
  send.body = R"({"kind":"text","text":"fine"})";
  world.log->append(send, [&](conversations::LogWriter::Result result) { good.set_value(std::move(result)); });
  EXPECT_TRUE(std::holds_alternative<ApiError>(bad.get_future().get()));
  EXPECT_TRUE(std::holds_alternative<conversations::Appended>(good.get_future().get()));
}

TEST_F(SendMessage, RefusesSendsAfterTheLanesStopped) {
  world.log->stop();
  EXPECT_EQ(code(world.send("alice", chat, "late")), "busy");
}

TEST_F(SendMessage, CannotReachAnotherCompany) {
  const CorpId other = world.as_owner([](db::Tx& tx) { return identity::create_company(tx, "other", "Other"); });
  std::promise<conversations::LogWriter::Result> answer;
  const conversations::Send send{other, *ConversationId::parse(chat), world.person("alice"),
                                 "x",   to_string(make_uuid()),       R"({"kind":"text","text":"x"})"};
  world.log->append(send, [&](conversations::LogWriter::Result result) { answer.set_value(std::move(result)); });
  const auto result = answer.get_future().get();
  ASSERT_TRUE(std::holds_alternative<ApiError>(result));
  EXPECT_EQ(std::get<ApiError>(result).code(), Errc::not_found);
}

}  // namespace
}  // namespace weft::test
