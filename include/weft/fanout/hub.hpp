// The hub of one I/O thread: which local sessions want which conversation, and the delivery of entries to them in seq order.
//
// Single-threaded: every call is made on the loop's thread. No locks.
//
// How a session starts without missing or doubling anything:
//   begin()   before hello reads the database: from now on the hub remembers (in a bounded ring) what is published;
//   attach()  with the snapshot's heads: the hub replays from the ring what was published since begin() and is newer than the snapshot, then delivers live.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>
#include <weft/base/event.hpp>
#include <weft/fanout/loop.hpp>
#include <weft/fanout/sink.hpp>

namespace weft::fanout {

struct HubOptions {
  std::size_t ring_entries = 8192;                        ///< published entries remembered for sessions between begin() and attach()
  std::chrono::milliseconds gap_wait{30};                 ///< how long an entry waits for its predecessor before the database is asked
  std::size_t held_per_conversation = 512;                ///< entries that may wait behind a gap; beyond that the receivers are told to resync
  std::chrono::milliseconds coalesce{500};                ///< read, typing and presence updates: at most one per conversation in this time
  std::size_t watch_limit = 200;                          ///< principals a session may watch
};

/// Counters for /metrics; plain numbers, read by any thread.
struct HubStats {
  std::atomic<std::uint64_t> delivered{0}, resyncs{0}, gaps{0}, backfilled{0}, sessions{0}, conversations{0};
};

class Hub {
 public:
  struct Subscription {
    ConversationId conversation;
    Seq head = 0;
  };
  /// Fetches entries first..last of a conversation from the database and hands them to `done` on the hub's thread, in order; nullopt when it could not.
  using Backfill = std::function<void(ConversationId, Seq first, Seq last, std::function<void(std::optional<std::vector<EntryEvent>>)> done)>;

  Hub(Loop& loop, HubOptions options, Backfill backfill);
  ~Hub();

  void begin(Sink& sink, const PrincipalId& principal, const SessionId& session);
  /// False when the ring was overrun meanwhile: read the snapshot again and attach() again.
  bool attach(Sink& sink, std::span<const Subscription> subscriptions);
  /// Forgets the session. Safe at any time after begin(), also from inside a Sink call.
  void end(Sink& sink);
  /// The sink has room again after a refused deliver(): it gets one resync for each conversation it missed frames of.
  void drained(Sink& sink);
  /// Presence events about these principals go to this session from now on.
  void watch(Sink& sink, std::vector<PrincipalId> principals);
  void presence_changed(const PrincipalId& principal, bool online, Time at);

  /// Delivers a batch of committed events. Consecutive entries of one conversation share one frame; every touched sink is flushed once, at the end.
  void publish(std::span<const Event> events);

  const HubStats& stats() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace weft::fanout
