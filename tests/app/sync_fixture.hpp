// The terminal client's sync with a record of everything it says, fed by hand with what a server might say.
#pragma once
#include "app/chat/sync.hpp"

#include <gtest/gtest.h>

namespace weft::app::chat {

using namespace std::chrono_literals;

inline const std::string kTalk = "0190b6c2-7a3e-7c11-8a52-000000000001";
inline const std::string kOther = "0190b6c2-7a3e-7c11-8a52-000000000002";

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

}  // namespace weft::app::chat
