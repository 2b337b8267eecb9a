// "A correct client" of docs/protocol.md: what the terminal client knows of the server's logs, kept right over any
// number of lost connections.
//
// No sockets, no clock, no threads of its own: objects go in (receive), objects come out (hooks.send), time is told
// (tick). One instance lives as long as the client; a connection begins with connected() and ends with disconnected().
//  - For each conversation it keeps the highest contiguous seq. The next one is applied, a lower one ignored, a higher
//  one (or `resync`, or `limited`)
//    makes it page with entry.list until `covers.to` reaches the head.
//  - A conversation it holds nothing of begins at the head of the first snapshot; what is older is history, fetched
//  when somebody looks.
//  - A message has one client_id from the first try to the acknowledgement. In each conversation one send is on its way
//  at a time, so that they keep
//    their order over reconnects.
//  - Another epoch, or `reset`: it forgets what it holds.
#pragma once
#include "app/chat/model.hpp"
#include <weft/base/id.hpp>
#include <weft/base/json_fwd.hpp>

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace weft::app::chat {

/// The answer of a request: `ok`, or an error.
struct Problem {
  std::string code = "unavailable";
  std::string detail;
  std::chrono::milliseconds retry_after{0};
  /// Worth trying again with the same input.
  bool passing() const { return code == "busy" || code == "unavailable" || code == "rate_limited"; }
};
using Reply = std::function<void(const Json* ok, const Problem& problem)>;  ///< `ok` is null on an error

class Sync {
 public:
  using Clock = std::chrono::steady_clock;

  struct Hooks {
    std::function<void(std::string object)> send;
    /// The next entry of a conversation, each exactly once and in order. `missed`: it was written while this client was
    /// away.
    std::function<void(Conversation&, const Entry&, bool missed)> applied;
    std::function<void(const Outgoing&, Seq seq)> acknowledged;
    std::function<void(const Outgoing&, const Problem&)> refused;  ///< for good: it will not be sent again
    std::function<void()> welcome;  ///< hello is complete: the list of conversations is known
    std::function<void(std::int64_t messages)>
        caught_up;                    ///< everything that was missed is applied; how many messages of others
    std::function<void()> forgotten;  ///< the server has another epoch: all was forgotten
    std::function<void(const Problem&)> turned_away;  ///< hello was refused: sign in again
    std::function<void(const Json& event)> event;     ///< read, typing, presence, bye
  };

  Sync(std::string token, std::string device, Hooks hooks);

  void connected(Clock::time_point now);
  void disconnected();
  void receive(std::string_view object, Clock::time_point now);
  /// Tries again what waits for a retry. Call it about every 100 ms.
  void tick(Clock::time_point now);

  /// Queues a message and sends it as soon as it can. Returns its client_id.
  std::string send_message(const std::string& conversation, const std::string& kind, Json body);
  /// Any other operation. Without a connection, or when it breaks before the answer: `unavailable`.
  void request(const std::string& op, const Json& input, Reply reply);

  bool welcome() const { return stage_ == Stage::welcome; }
  bool settled() const;  ///< nothing missed, nothing waits to be acknowledged
  std::map<std::string, Conversation>& conversations() { return conversations_; }
  const std::map<std::string, Conversation>& conversations() const { return conversations_; }
  Conversation* find(const std::string& id);
  const Conversation* find(const std::string& id) const;
  /// Takes a Conversation object from an answer (open_direct, group.create, conversation.get) into the list.
  Conversation& learn(const Json& object);
  const std::deque<Outgoing>& outgoing() const { return outgoing_; }
  const Person& me() const { return me_; }
  const std::string& epoch() const { return epoch_; }
  void set_token(std::string token) { token_ = std::move(token); }

 private:
  enum class Stage { offline, hello, welcome };

  void call(const std::string& op, const Json& input, Reply reply);
  void say_hello(const std::string& cursor);
  void on_hello(const Json& ok);
  void on_hello_refused(const Problem& problem);
  void take_snapshot(const Json& item, bool first_time);
  void on_event(const Json& event);
  void on_entry(const Json& event);
  void get_unknown();
  void take(Conversation& conversation, const Entry& entry);
  void change_model(Conversation& conversation, const Entry& entry);
  void need_page(Conversation& conversation, Seq head);
  void start_pages();
  void on_page(const std::string& id, const Json* ok, const Problem& problem);
  void settle(Conversation& conversation);
  void check_caught_up();
  void pump();
  void on_sent(const std::string& client_id, const Json* ok, const Problem& problem);
  void forget();

  Hooks hooks_;
  std::string token_, device_, epoch_;
  Person me_;
  Stage stage_ = Stage::offline;
  Clock::time_point now_{};
  std::uint64_t last_id_ = 0;
  std::map<std::uint64_t, Reply> waiting_;  ///< requests on their way
  std::map<std::string, Conversation> conversations_;
  std::deque<Outgoing> outgoing_;  ///< not acknowledged yet, oldest first
  Json cursors_;                   ///< of this connection: the same on each page of hello
  std::set<std::string> behind_;   ///< conversations that lack entries written before this connection
  bool counting_ = false;          ///< between hello and caught_up
  std::int64_t missed_messages_ = 0;
  std::optional<Clock::time_point> hello_at_;  ///< hello is tried again
};

}  // namespace weft::app::chat
