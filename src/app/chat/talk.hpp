// The client without a face: sync over a connection that comes back, the names of people, entries in the order in which
// they are to be shown.
#pragma once
#include "app/chat/connection.hpp"
#include "app/chat/sync.hpp"

#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace weft::app::chat {

class Talk {
 public:
  struct Hooks {
    /// An entry of a conversation; the names of everybody it mentions are known (or cannot be).
    std::function<void(const std::string& conversation, const Entry&, bool missed)> show;
    std::function<void(const Outgoing&, Seq)> acknowledged;
    std::function<void(const Outgoing&, const Problem&)> refused;
    std::function<void(const std::string& line)> note;  ///< what happens to the connection, for people
    std::function<void(bool first_time)> ready;         ///< signed in, the list of conversations is known
    std::function<void(const Json& event)> event;       ///< read, typing, presence
    std::function<void(const std::string& why, bool signed_out)> ended;  ///< it will not come back
  };

  Talk(const gateway::Endpoint& server, const std::string& token, Hooks hooks);

  /// Waits on this descriptor, then calls turn(); also about every 100 ms.
  int fd() const { return connection_.fd(); }
  void turn();

  Sync& sync() { return sync_; }
  const Sync& sync() const { return sync_; }
  bool connected() const { return connected_; }

  /// The name of a person, or the beginning of the id when it is not known (yet).
  std::string name(const std::string& id) const;
  const Person* person(const std::string& id) const;
  const std::map<std::string, Person>& people() const { return people_; }
  void learn(const Person& person);
  /// Runs `action` when the names of these people are known (or cannot be), after everything that was put in the line
  /// before.
  void in_turn(const std::vector<std::string>& ids, std::function<void()> action);

 private:
  struct Waiting {
    std::string conversation;  ///< that must be known; may be empty
    std::set<std::string> unknown;
    std::function<void()> action;
  };

  Sync::Hooks sync_hooks();
  void on_event(const Connection::Event& event);
  void lost(const Connection::Event& event);
  void on_entry(Conversation& conversation, const Entry& entry, bool missed);
  void ask_name(const std::string& id);
  void name_settled(const std::string& id);
  void wait(const std::string& conversation, const std::vector<std::string>& ids, std::function<void()> action);
  bool ready(const Waiting& waiting) const;
  void run_what_is_ready();

  Hooks hooks_;
  Connection connection_;
  Sync sync_;
  std::map<std::string, Person> people_;
  std::set<std::string> asked_, nameless_;
  std::deque<Waiting> waiting_;
  bool connected_ = false;
  bool ready_before_ = false;
  bool said_lost_ = false;
  bool ended_ = false;
  int failures_ = 0;
  std::chrono::milliseconds retry_after_{0};  ///< the hint of the last `bye`
};

/// The people an entry speaks of by name, actor first; a few at most.
std::vector<std::string> people_in(const Entry& entry);

}  // namespace weft::app::chat
