// Turns events of the connection into calls of the sync, and the sync's entries into things that can be shown.
#include "app/chat/talk.hpp"

#include <unistd.h>

#include <random>

namespace weft::app::chat {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFirstPause{150};
constexpr milliseconds kLongestPause{2000};
constexpr std::size_t kNamesShown = 6;

Sync::Clock::time_point now() {
  return Sync::Clock::now();
}

/// Doubles with each failure, between a half and the whole of it by chance: a thousand clients do not come back at
/// once.
milliseconds pause_after(int failures) {
  const milliseconds most = std::min(kLongestPause, kFirstPause * (1 << std::min(failures, 6)));
  static std::mt19937 random{std::random_device{}()};
  return milliseconds(std::uniform_int_distribution<std::int64_t>(most.count() / 2, most.count())(random));
}

/// Why a connection must not be made again, or "".
std::string final_reason(const Connection::Event& event) {
  if (event.kind == Connection::Event::Kind::closed) {
    if (event.code == 4401) return "signed out";
    if (event.code == 4403) return "the server refuses connections from here";
    if (event.code == 4409) return "this person has too many connections; this one was replaced";
  }
  if (event.kind == Connection::Event::Kind::failed && (event.code == 401 || event.code == 403 || event.code == 404)) {
    return "the server refuses the connection (status " + std::to_string(event.code) + ")";
  }
  return {};
}

}  // namespace

std::vector<std::string> people_in(const Entry& entry) {
  std::vector<std::string> ids{entry.actor};
  const auto add = [&](const Json& id) {
    if (id.is_string() && ids.size() < kNamesShown) ids.push_back(id.get<std::string>());
  };
  if (const auto members = entry.body.find("members"); members != entry.body.end() && members->is_array()) {
    for (const Json& id : *members)
      add(id);
  }
  for (const char* key : {"owner", "principal"}) {
    if (const auto it = entry.body.find(key); it != entry.body.end()) add(*it);
  }
  return ids;
}

Talk::Talk(const gateway::Endpoint& server, const std::string& token, Hooks hooks)
    : hooks_(std::move(hooks)), connection_(server), sync_(token, "weft chat", sync_hooks()) {
  connection_.dial(milliseconds(0));
}

Sync::Hooks Talk::sync_hooks() {
  Sync::Hooks hooks;
  hooks.send = [this](std::string object) { connection_.send(std::move(object)); };
  hooks.applied = [this](Conversation& conversation, const Entry& entry, bool missed) {
    on_entry(conversation, entry, missed);
  };
  hooks.acknowledged = [this](const Outgoing& message, Seq seq) { hooks_.acknowledged(message, seq); };
  hooks.refused = [this](const Outgoing& message, const Problem& problem) { hooks_.refused(message, problem); };
  hooks.welcome = [this] {
    learn(sync_.me());
    for (const auto& [id, conversation] : sync_.conversations())
      learn(conversation.peer);
    const bool first_time = !std::exchange(ready_before_, true);
    failures_ = 0;
    hooks_.ready(first_time);
  };
  hooks.caught_up = [this](std::int64_t messages) {
    if (std::exchange(said_lost_, false)) {
      hooks_.note(
          messages == 0
              ? "back"
              : "back, " + std::to_string(messages) + (messages == 1 ? " message" : " messages") + " caught up");
    }
  };
  hooks.forgotten = [this] {
    waiting_.clear();
    hooks_.note("the server came back from a backup; starting afresh");
  };
  hooks.turned_away = [this](const Problem& problem) {
    ended_ = true;
    hooks_.ended(
        problem.code == "unauthenticated" ? "the session has ended" : problem.detail,
        problem.code == "unauthenticated");
  };
  hooks.event = [this](const Json& event) {
    if (text_in(event, "ev") == "bye")
      retry_after_ = milliseconds(std::min<std::int64_t>(number_in(event, "retry_after_ms"), 10000));
    hooks_.event(event);
  };
  return hooks;
}

void Talk::turn() {
  for (const Connection::Event& event : connection_.take()) {
    if (ended_) return;
    on_event(event);
  }
  if (ended_) return;
  sync_.tick(now());
  run_what_is_ready();
  if (waiting_.empty() || !sync_.welcome()) return;
  const std::set<std::string> unknown = waiting_.front().unknown;
  for (const std::string& id : unknown)
    ask_name(id);
}

void Talk::on_event(const Connection::Event& event) {
  switch (event.kind) {
    case Connection::Event::Kind::opened:
      connected_ = true;
      sync_.connected(now());
      break;
    case Connection::Event::Kind::object: sync_.receive(event.text, now()); break;
    case Connection::Event::Kind::closed:
    case Connection::Event::Kind::failed: lost(event); break;
  }
}

void Talk::lost(const Connection::Event& event) {
  connected_ = false;
  sync_.disconnected();
  if (const std::string why = final_reason(event); !why.empty()) {
    ended_ = true;
    return hooks_.ended(why, event.code == 4401 || event.code == 401);
  }
  if (!std::exchange(said_lost_, true)) {
    hooks_.note(ready_before_ ? "connection lost, trying again" : "the server does not answer, trying again");
  }
  const milliseconds hint = std::exchange(retry_after_, milliseconds(0));
  connection_.dial(hint.count() > 0 ? hint : pause_after(failures_));
  ++failures_;
}

std::string Talk::name(const std::string& id) const {
  const Person* known = person(id);
  return known ? known->name : id.substr(0, 8);
}

const Person* Talk::person(const std::string& id) const {
  const auto it = people_.find(id);
  return it == people_.end() ? nullptr : &it->second;
}

void Talk::learn(const Person& person) {
  if (!person.id.empty()) people_[person.id] = person;
}

void Talk::on_entry(Conversation& conversation, const Entry& entry, bool missed) {
  if (conversation.kind == "inbox") return;
  wait(conversation.id, people_in(entry), [this, id = conversation.id, entry, missed] {
    hooks_.show(id, entry, missed);
  });
}

void Talk::in_turn(const std::vector<std::string>& ids, std::function<void()> action) {
  wait({}, ids, std::move(action));
}

void Talk::wait(const std::string& conversation, const std::vector<std::string>& ids, std::function<void()> action) {
  Waiting waiting{conversation, {}, std::move(action)};
  for (const std::string& id : ids) {
    if (!id.empty() && !people_.contains(id) && !nameless_.contains(id)) waiting.unknown.insert(id);
  }
  const std::set<std::string> unknown = waiting.unknown;
  waiting_.push_back(std::move(waiting));
  for (const std::string& id : unknown)
    ask_name(id);
  run_what_is_ready();
}

void Talk::ask_name(const std::string& id) {
  if (!asked_.insert(id).second) return;
  sync_.request("principal.get", {{"principal", id}}, [this, id](const Json* ok, const Problem& problem) {
    asked_.erase(id);
    if (!ok && problem.passing()) return;  // turn() asks again
    if (ok) learn(read_person(*ok));
    if (!ok) nameless_.insert(id);
    name_settled(id);
  });
}

void Talk::name_settled(const std::string& id) {
  for (Waiting& waiting : waiting_)
    waiting.unknown.erase(id);
  run_what_is_ready();
}

bool Talk::ready(const Waiting& waiting) const {
  const Conversation* conversation = waiting.conversation.empty() ? nullptr : sync_.find(waiting.conversation);
  return waiting.unknown.empty() && !(conversation && conversation->kind.empty());
}

void Talk::run_what_is_ready() {
  while (!waiting_.empty() && ready(waiting_.front())) {
    const auto action = std::move(waiting_.front().action);
    waiting_.pop_front();
    action();
  }
}

}  // namespace weft::app::chat
