// "A correct client": the terminal client's sync, fed by hand with what a server might say.
#include "app/chat/sync.hpp"

#include <gtest/gtest.h>

namespace weft::app::chat {
namespace {

using namespace std::chrono_literals;

const std::string kTalk = "0190b6c2-7a3e-7c11-8a52-000000000001";
const std::string kOther = "0190b6c2-7a3e-7c11-8a52-000000000002";

/// A Sync with a record of everything it says, and short ways to answer it.
class SyncTest : public testing::Test {
 protected:
  SyncTest() {
    Sync::Hooks hooks;
    hooks.send = [this](std::string object) { sent_.push_back(Json::parse(object)); };
    hooks.applied = [this](Conversation& conversation, const Entry& entry, bool missed) {
      applied_.push_back(entry.seq);
      per_conversation_[conversation.id].push_back(entry.seq);
      if (missed) missed_.push_back(entry.seq);
    };
    hooks.acknowledged = [this](const Outgoing& message, Seq seq) {
      acknowledged_.emplace_back(message.client_id, seq);
    };
    hooks.refused = [this](const Outgoing& message, const Problem& problem) {
      refused_.emplace_back(message.client_id, problem.code);
    };
    hooks.welcome = [this] { ++welcomes_; };
    hooks.caught_up = [this](std::int64_t messages) { caught_up_.push_back(messages); };
    hooks.forgotten = [this] { ++forgotten_; };
    hooks.turned_away = [this](const Problem& problem) { turned_away_ = problem.code; };
    hooks.event = [this](const Json&) { ++events_; };
    sync_ = std::make_unique<Sync>("token", "test", std::move(hooks));
  }

  /// The newest request of this operation that was sent.
  Json last(const std::string& op) const {
    for (auto it = sent_.rbegin(); it != sent_.rend(); ++it) {
      if ((*it)["op"] == op) return *it;
    }
    return nullptr;
  }
  std::size_t count(const std::string& op) const {
    return static_cast<std::size_t>(
        std::count_if(sent_.begin(), sent_.end(), [&](const Json& request) { return request["op"] == op; }));
  }
  void receive(const Json& object) { sync_->receive(object.dump(), now_); }
  void answer(const Json& request, const Json& ok) { receive({{"id", request["id"]}, {"ok", ok}}); }
  void refuse(const Json& request, const std::string& code, int retry_after = 0) {
    receive({{"id", request["id"]}, {"error", {{"code", code}, {"retry_after", retry_after}}}});
  }
  void pass(std::chrono::milliseconds time) {
    now_ += time;
    sync_->tick(now_);
  }

  static Json item(const std::string& id, Seq head, const Json& more = Json::object()) {
    Json conversation = {{"id", id},        {"kind", "group"}, {"name", "Talk"}, {"head_seq", head},
                         {"joined_seq", 1}, {"unread", 0},     {"read_seq", 0}};
    conversation.update(more);
    return conversation;
  }
  static Json hello(const std::vector<Json>& items, const std::string& epoch = "e1") {
    return {
        {"principal", {{"id", "me"}, {"userid", "alice"}, {"name", "Alice"}}},
        {"epoch", epoch},
        {"conversations", items},
        {"next_cursor", nullptr}};
  }
  static Json entry(Seq seq, const std::string& actor = "bob", const std::string& text = "hi") {
    return {
        {"seq", seq},
        {"kind", "message"},
        {"actor", actor},
        {"at", "2026-03-01T08:30:00.000Z"},
        {"body", {{"kind", "text"}, {"text", text}}},
        {"message_no", seq}};
  }
  static Json event(Seq seq, const std::string& conversation = kTalk, const std::string& actor = "bob") {
    Json object = entry(seq, actor);
    object.update({{"ev", "entry"}, {"conversation", conversation}});
    return object;
  }
  static Json page(Seq from, Seq to, Seq head) {
    Json items = Json::array();
    for (Seq seq = from; seq <= to; ++seq)
      items.push_back(entry(seq));
    return {{"items", items}, {"covers", {{"from", from}, {"to", to}}}, {"head_seq", head}};
  }
  /// Connects and is told of one conversation with this head.
  void start(Seq head) {
    sync_->connected(now_);
    answer(last("hello"), hello({item(kTalk, head)}));
  }
  void reconnect(const Json& answer_of_hello) {
    sync_->disconnected();
    sync_->connected(now_);
    answer(last("hello"), answer_of_hello);
  }

  Sync::Clock::time_point now_{};
  std::unique_ptr<Sync> sync_;
  std::vector<Json> sent_;
  std::vector<Seq> applied_, missed_;
  std::map<std::string, std::vector<Seq>> per_conversation_;
  std::vector<std::pair<std::string, Seq>> acknowledged_;
  std::vector<std::pair<std::string, std::string>> refused_;
  std::vector<std::int64_t> caught_up_;
  std::string turned_away_;
  int welcomes_ = 0, forgotten_ = 0, events_ = 0;
};

using Seqs = std::vector<Seq>;

TEST_F(SyncTest, BeginsAtTheHeadOfTheFirstSnapshot) {
  start(40);
  EXPECT_EQ(welcomes_, 1);
  EXPECT_TRUE(applied_.empty());
  EXPECT_EQ(count("entry.list"), 0u);
  receive(event(41));
  EXPECT_EQ(applied_, Seqs{41});
}

TEST_F(SyncTest, IgnoresWhatItHasApplied) {
  start(1);
  receive(event(2));
  receive(event(2));
  receive(event(1));
  EXPECT_EQ(applied_, Seqs{2});
}

TEST_F(SyncTest, PagesOverAGap) {
  start(1);
  receive(event(5));
  EXPECT_EQ(last("entry.list")["in"]["after"], 1);
  EXPECT_TRUE(applied_.empty());
  answer(last("entry.list"), page(2, 5, 5));
  EXPECT_EQ(applied_, (Seqs{2, 3, 4, 5}));
  EXPECT_EQ(count("entry.list"), 1u);
}

TEST_F(SyncTest, PagesUntilTheHead) {
  start(1);
  receive({{"ev", "resync"}, {"conversation", kTalk}, {"head", 6}});
  answer(last("entry.list"), page(2, 3, 6));
  EXPECT_EQ(last("entry.list")["in"]["after"], 3);
  receive(event(7));
  answer(last("entry.list"), page(4, 7, 7));
  EXPECT_EQ(applied_, (Seqs{2, 3, 4, 5, 6, 7}));
  EXPECT_TRUE(sync_->settled());
}

TEST_F(SyncTest, TakesASeqInsideCoversAsNotItsOwn) {
  start(1);
  receive(event(9));
  answer(
      last("entry.list"),
      {{"items", Json::array({entry(2), entry(9)})}, {"covers", {{"from", 2}, {"to", 9}}}, {"head_seq", 9}});
  EXPECT_EQ(applied_, (Seqs{2, 9}));
  receive(event(10));
  EXPECT_EQ(applied_, (Seqs{2, 9, 10}));
}

TEST_F(SyncTest, EndsPagingThatMakesNoProgress) {
  start(1);
  receive(event(9));
  answer(last("entry.list"), {{"items", Json::array()}, {"covers", {{"from", 2}, {"to", 1}}}, {"head_seq", 9}});
  pass(10s);
  EXPECT_EQ(count("entry.list"), 1u);
}

TEST_F(SyncTest, TriesAPageAgainWhenTheServerIsBusy) {
  start(1);
  receive(event(3));
  refuse(last("entry.list"), "busy", 1);
  pass(500ms);
  EXPECT_EQ(count("entry.list"), 1u);
  pass(600ms);
  EXPECT_EQ(count("entry.list"), 2u);
}

TEST_F(SyncTest, GivesUpPagingWhereItIsNoLongerIn) {
  start(1);
  receive(event(3));
  refuse(last("entry.list"), "not_a_participant");
  pass(10s);
  EXPECT_EQ(count("entry.list"), 1u);
  EXPECT_TRUE(sync_->find(kTalk)->gone);
}

TEST_F(SyncTest, KnowsThatItWasPutOutWhileAway) {
  start(1);
  reconnect(hello({item(kTalk, 1, {{"left_seq", 1}})}));
  EXPECT_TRUE(sync_->find(kTalk)->gone);
  reconnect(hello({item(kTalk, 2, {{"left_seq", nullptr}})}));
  EXPECT_FALSE(sync_->find(kTalk)->gone);
}

TEST_F(SyncTest, ResumesWithCursorsAndEpoch) {
  start(1);
  receive(event(2));
  sync_->disconnected();
  sync_->connected(now_);
  const Json again = last("hello");
  EXPECT_EQ(again["in"]["cursors"][kTalk], 2);
  EXPECT_EQ(again["in"]["epoch"], "e1");
  answer(again, hello({item(kTalk, 4)}));
  EXPECT_TRUE(caught_up_.empty());
  receive(event(3));
  receive(event(4));
  EXPECT_EQ(missed_, (Seqs{3, 4}));
  EXPECT_EQ(caught_up_, (std::vector<std::int64_t>{2}));
  EXPECT_EQ(count("entry.list"), 0u);
}

TEST_F(SyncTest, PagesWhatIsLimited) {
  start(1);
  reconnect(hello({item(kTalk, 4, {{"limited", true}})}));
  answer(last("entry.list"), page(2, 4, 4));
  EXPECT_EQ(missed_, (Seqs{2, 3, 4}));
  EXPECT_EQ(caught_up_, (std::vector<std::int64_t>{3}));
}

TEST_F(SyncTest, AsksForPromisedEntriesThatDoNotCome) {
  start(1);
  reconnect(hello({item(kTalk, 3)}));
  pass(1s);
  EXPECT_EQ(count("entry.list"), 0u);
  pass(5s);
  EXPECT_EQ(count("entry.list"), 1u);
}

TEST_F(SyncTest, ReadsANewConversationFromWhereItWasAdded) {
  start(1);
  reconnect(hello({item(kOther, 8, {{"joined_seq", 7}, {"limited", true}})}));
  EXPECT_EQ(last("entry.list")["in"]["after"], 6);
  answer(last("entry.list"), page(7, 8, 8));
  EXPECT_EQ(per_conversation_[kOther], (Seqs{7, 8}));
}

TEST_F(SyncTest, TakesAnUnknownConversationFromItsFirstEntry) {
  start(1);
  receive(event(7, kOther));
  EXPECT_EQ(per_conversation_[kOther], Seqs{7});
  EXPECT_EQ(last("conversation.get")["in"]["conversation"], kOther);
  answer(last("conversation.get"), {{"conversation", item(kOther, 8, {{"joined_seq", 7}, {"name", "New"}})}});
  EXPECT_EQ(sync_->find(kOther)->name, "New");
  EXPECT_EQ(last("entry.list")["in"]["after"], 7);
}

TEST_F(SyncTest, CountsWhatIsHeardWhileAConversationIsAskedForOnce) {
  start(1);
  receive(event(7, kOther));
  receive(event(8, kOther));
  // The answer was made between the two: it counts the first and knows nothing of the second.
  answer(last("conversation.get"), {{"conversation", item(kOther, 7, {{"joined_seq", 7}, {"unread", 1}})}});
  EXPECT_EQ(sync_->find(kOther)->unread, 2);
  receive(event(9, kOther));
  EXPECT_EQ(sync_->find(kOther)->unread, 3);
}

TEST_F(SyncTest, DoesNotCountAgainWhatTheAnswerCounted) {
  start(1);
  receive(event(7, kOther));
  answer(last("conversation.get"), {{"conversation", item(kOther, 8, {{"joined_seq", 7}, {"unread", 2}})}});
  receive(event(8, kOther));
  EXPECT_EQ(sync_->find(kOther)->unread, 2);
}

TEST_F(SyncTest, FollowsThePagesOfHello) {
  sync_->connected(now_);
  Json first = hello({item(kTalk, 1)});
  first["next_cursor"] = "more";
  answer(last("hello"), first);
  EXPECT_EQ(welcomes_, 0);
  EXPECT_EQ(last("hello")["in"]["cursor"], "more");
  answer(last("hello"), hello({item(kOther, 1)}));
  EXPECT_EQ(welcomes_, 1);
  EXPECT_EQ(sync_->conversations().size(), 2u);
}

TEST_F(SyncTest, ForgetsEverythingOfAnotherEpoch) {
  start(40);
  Json other = hello({item(kTalk, 12)}, "e2");
  other["epoch_changed"] = true;
  reconnect(other);
  EXPECT_EQ(forgotten_, 1);
  receive(event(13));
  EXPECT_EQ(applied_, Seqs{13});
}

TEST_F(SyncTest, ForgetsAConversationThatWasReset) {
  start(40);
  reconnect(hello({item(kTalk, 12, {{"reset", true}})}));
  receive(event(13));
  EXPECT_EQ(applied_, Seqs{13});
}

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
