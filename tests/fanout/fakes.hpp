// Stand-ins for what surrounds a hub: a loop whose time is moved by hand, sinks that remember, a database of entries.
#pragma once
#include <weft/fanout/hub.hpp>

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weft::test {

/// The conversation in which most of the tests happen.
inline const ConversationId kChat = ConversationId::make();

using namespace std::chrono_literals;

/// Work is done when run() or advance() is called, and in the order a real loop would.
class ManualLoop final : public fanout::Loop {
 public:
  void post(std::function<void()> work) override { posted_.push_back(std::move(work)); }
  void after(std::chrono::milliseconds delay, std::function<void()> work) override {
    timers_.emplace(now_ + delay, std::move(work));
  }

  void run();
  /// Runs everything that is due in the next `by`.
  void advance(std::chrono::milliseconds by);
  std::size_t timers() const { return timers_.size(); }

 private:
  std::chrono::milliseconds now_{0};
  std::deque<std::function<void()>> posted_;
  std::multimap<std::chrono::milliseconds, std::function<void()>> timers_;
};

/// The JSON texts in a buffer of WebSocket frames; checks the framing.
std::vector<std::string> messages_of(std::string_view bytes);

/// What a test wants to know of one event.
struct Received {
  std::string ev, conversation;
  Seq seq = 0;  ///< of an entry; the head of a resync
  std::string text;
  friend bool operator==(const Received&, const Received&) = default;
};
Received parse(const std::string& text);

/// Takes frames until `room` are queued; then behaves as the contract says.
class FakeSink final : public fanout::Sink {
 public:
  bool deliver(const fanout::FramePtr& frame) override;
  void flush() override;
  void close(fanout::Close code, std::string_view reason) override;

  /// Everything written so far, in order; forgets it.
  std::vector<Received> take();
  /// The seqs of the entries among it.
  std::vector<Seq> take_seqs();

  std::size_t room = 1000;
  bool writes = true;  ///< flush() writes; a stalled peer does not
  /// Writes what is queued, as when the peer reads again.
  void write();

  std::vector<fanout::FramePtr> queued;
  int frames = 0, flushes = 0, dropped = 0;
  std::optional<fanout::Close> closed;
  std::function<void()> on_deliver, on_flush, on_close;

 private:
  std::vector<Received> written_;
};

/// Entries as the database has them, and how it answers a hub that asks.
class FakeDatabase {
 public:
  explicit FakeDatabase(ManualLoop& loop) : loop_(loop) {}

  /// Appends the next entry of the conversation.
  EntryEvent append(
      const ConversationId& conversation, std::vector<PrincipalId> joined = {}, std::vector<PrincipalId> left = {});
  Seq head(const ConversationId& conversation) { return static_cast<Seq>(logs[conversation].size()); }
  std::vector<EntryEvent> range(const ConversationId& conversation, Seq first, Seq last);

  fanout::Hub::Backfill backfill();

  std::map<ConversationId, std::vector<EntryEvent>> logs;
  std::vector<std::pair<Seq, Seq>> asked;
  bool away = false;    ///< answers nullopt
  bool answers = true;  ///< false: keeps the questions
  std::vector<std::function<void()>> kept;

 private:
  ManualLoop& loop_;
};

/// The text of an entry event.
std::string entry_json(const ConversationId& conversation, Seq seq);

/// A hub with its surroundings, and short ways to do what most tests do.
struct HubTest {
  ManualLoop loop;
  FakeDatabase database{loop};
  fanout::Hub hub;

  explicit HubTest(fanout::HubOptions options = {}) : hub(loop, options, database.backfill()) {}

  /// begin() and attach() with the database's heads.
  PrincipalId enter(
      FakeSink& sink, std::vector<ConversationId> conversations, PrincipalId principal = PrincipalId::make());
  bool attach(FakeSink& sink, const std::vector<ConversationId>& conversations);
  void publish(std::vector<Event> events) { hub.publish(events); }
};

}  // namespace weft::test
