// "A correct client": messages on their way out, requests, and what entries change.
#include "app/sync_fixture.hpp"

namespace weft::app::chat {
namespace {

TEST_F(SyncTest, SendsAgainWithTheSameIdUntilAcknowledged) {
  start(1);
  const std::string id = sync_->send_message(kTalk, "text", {{"text", "one"}});
  EXPECT_EQ(last("message.send")["in"]["client_id"], id);
  reconnect(hello({}));
  EXPECT_EQ(count("message.send"), 2u);
  EXPECT_EQ(last("message.send")["in"]["client_id"], id);
  answer(last("message.send"), {{"seq", 2}, {"duplicate", true}});
  EXPECT_EQ(acknowledged_, (std::vector<std::pair<std::string, Seq>>{{id, 2}}));
  reconnect(hello({}));
  EXPECT_EQ(count("message.send"), 2u);
}

TEST_F(SyncTest, KeepsTheOrderOfOneConversation) {
  start(1);
  sync_->send_message(kTalk, "text", {{"text", "one"}});
  sync_->send_message(kTalk, "text", {{"text", "two"}});
  sync_->send_message(kOther, "text", {{"text", "elsewhere"}});
  EXPECT_EQ(count("message.send"), 2u);
  const Json first = sent_[1];
  EXPECT_EQ(first["in"]["body"]["text"], "one");
  refuse(first, "unavailable", 1);
  EXPECT_EQ(count("message.send"), 2u);
  pass(1100ms);
  EXPECT_EQ(last("message.send")["in"]["body"]["text"], "one");
  answer(last("message.send"), {{"seq", 2}});
  EXPECT_EQ(last("message.send")["in"]["body"]["text"], "two");
}

TEST_F(SyncTest, HandsBackWhatIsRefusedForGood) {
  start(1);
  const std::string id = sync_->send_message(kTalk, "text", {{"text", "one"}});
  refuse(last("message.send"), "not_a_participant");
  EXPECT_EQ(refused_, (std::vector<std::pair<std::string, std::string>>{{id, "not_a_participant"}}));
  pass(10s);
  EXPECT_EQ(count("message.send"), 1u);
}

TEST_F(SyncTest, KeepsMessagesWrittenWhileAway) {
  const std::string id = sync_->send_message(kTalk, "text", {{"text", "early"}});
  EXPECT_EQ(count("message.send"), 0u);
  start(1);
  EXPECT_EQ(last("message.send")["in"]["client_id"], id);
}

TEST_F(SyncTest, SaysHelloAgainWhenTheServerIsBusy) {
  sync_->connected(now_);
  refuse(last("hello"), "unavailable");
  pass(1100ms);
  EXPECT_EQ(count("hello"), 2u);
  refuse(last("hello"), "unauthenticated");
  EXPECT_EQ(turned_away_, "unauthenticated");
}

TEST_F(SyncTest, AnswersRequestsWithoutAConnection) {
  std::string code;
  const auto keep = [&](const Json*, const Problem& problem) { code = problem.code; };
  sync_->request("me.get", Json::object(), keep);
  EXPECT_EQ(code, "unavailable");
  start(1);
  code.clear();
  sync_->request("me.get", Json::object(), keep);
  EXPECT_EQ(code, "");
  sync_->disconnected();
  EXPECT_EQ(code, "unavailable");
}

TEST_F(SyncTest, CountsUnreadAndFollowsReadMarks) {
  start(1);
  receive(event(2));
  receive(event(3, kTalk, "me"));
  EXPECT_EQ(sync_->find(kTalk)->unread, 1);
  receive(
      {{"ev", "read"},
       {"conversation", kTalk},
       {"items", Json::array({{{"principal", "me"}, {"seq", 3}}, {{"principal", "bob"}, {"seq", 2}}})}});
  EXPECT_EQ(sync_->find(kTalk)->unread, 0);
  EXPECT_EQ(sync_->find(kTalk)->marks["bob"], 2);
}

TEST_F(SyncTest, AppliesRecallAndEditToWhatItHolds) {
  start(1);
  receive(event(2));
  receive(event(3));
  Json recall = event(4);
  recall.update({{"kind", "recall"}, {"body", {{"seq", 2}}}});
  receive(recall);
  Json edit = event(5);
  edit.update({{"kind", "edit"}, {"body", {{"seq", 3}, {"body", {{"kind", "text"}, {"text", "better"}}}}}});
  receive(edit);
  const auto& entries = sync_->find(kTalk)->entries;
  EXPECT_EQ(entries.at(2).body["kind"], "recalled");
  EXPECT_EQ(entries.at(3).body["text"], "better");
  EXPECT_EQ(entries.at(3).body["edited"], true);
}

TEST_F(SyncTest, SurvivesNonsense) {
  start(1);
  for (const char* text :
       {"", "null", "[]", "{", R"({"ev":7})", R"({"ev":"entry"})", R"({"ev":"entry","conversation":"x","seq":"y"})",
        R"({"id":"x"})", R"({"id":99,"ok":{}})",
        R"({"ev":"read","conversation":"0190b6c2-7a3e-7c11-8a52-000000000001","items":7})"}) {
    sync_->receive(text, now_);
  }
  receive(event(2));
  EXPECT_EQ(applied_, Seqs{2});
}

}  // namespace
}  // namespace weft::app::chat
