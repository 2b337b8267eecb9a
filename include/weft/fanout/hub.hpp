// The hub of one I/O thread: which local sessions want which conversation, and the delivery of entries to them in seq
// order.
//
// Single-threaded: every call is made on the loop's thread. No locks.
//
// How a session starts without missing or doubling anything: begin() comes before hello reads the snapshot. From then
// on the hub remembers, in a bounded ring, what is published, and ends the session when it is revoked; so that a
// revocation just before begin() is not missed either, hello looks at the session once more behind it. attach() brings
// the heads of the snapshot: the hub replays from the ring what is newer, then delivers live. attach() decides whether
// it fails before it calls the sink, so the hello answer may be queued right before the first event.
//
// From inside a Sink call (deliver, flush, close) a session may call end() and drained(); both are put off where
// needed. Nothing else may be called there.
//
// For the owner of a Sink: HubOptions::queue_frames must be at least the number of deliver()ed frames that a sink may
// hold unwritten, because the hub finds out by counting which conversations were in a queue that the sink dropped.
// drained() may be called again and again; it does nothing for a session that is not behind.
#pragma once
#include <weft/base/clock.hpp>
#include <weft/base/event.hpp>
#include <weft/fanout/batch.hpp>
#include <weft/fanout/loop.hpp>
#include <weft/fanout/sink.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace weft::fanout {

struct HubOptions {
  /// Published entries remembered for sessions between begin() and attach(), and at most this much text of them.
  std::size_t ring_entries = 8192;
  std::size_t ring_bytes = 16 << 20;
  /// How long an entry waits for its predecessor before the database is asked.
  std::chrono::milliseconds gap_wait{30};
  /// Entries that may wait behind a gap; beyond that the receivers are told to resync.
  std::size_t held_per_conversation = 512;
  /// Read, typing and presence updates: at most one per conversation in this time.
  std::chrono::milliseconds coalesce{500};
  /// Principals a session may watch.
  std::size_t watch_limit = 200;
  /// No sink holds more unwritten frames than this.
  std::uint32_t queue_frames = 1024;
  /// Consecutive entries share a WebSocket message up to this many bytes; a longer entry goes alone.
  std::size_t frame_payload = 32 << 10;
};

/// Counters for /metrics; plain numbers, read by any thread.
struct HubStats {
  /// (message, session) and (frame, session) pairs handed to sinks: delivered / frames is the coalescing factor.
  std::atomic<std::uint64_t> delivered{0};
  std::atomic<std::uint64_t> frames{0};
  std::atomic<std::uint64_t> resyncs{0};        ///< resync events sent
  std::atomic<std::uint64_t> gaps{0};           ///< entries that came before their predecessor
  std::atomic<std::uint64_t> backfilled{0};     ///< entries fetched from the database
  std::atomic<std::uint64_t> sessions{0};       ///< now
  std::atomic<std::uint64_t> conversations{0};  ///< now, with a session on this hub
};

class Hub {
 public:
  struct Subscription {
    ConversationId conversation;
    Seq head = 0;
  };
  /// Fetches entries first..last of a conversation from the database, with `joined` and `left` filled as when they were
  /// published, and hands them to `done` on the hub's thread, in order; nullopt when it could not (the hub asks again,
  /// less and less often). An answer that lacks an entry says that it no longer exists: the hub goes on behind it and
  /// tells the receivers to resync. At most 256 entries are asked for at once.
  using Backfill = std::function<void(
      ConversationId, Seq first, Seq last, std::function<void(std::optional<std::vector<EntryEvent>>)> done)>;

  Hub(Loop& loop, HubOptions options, Backfill backfill);
  ~Hub();

  void begin(Sink& sink, const PrincipalId& principal, const SessionId& session);
  /// False when the ring was overrun meanwhile: read the snapshot again and attach() again.
  bool attach(Sink& sink, std::span<const Subscription> subscriptions);
  /// Forgets the session; the sink is not touched again. Safe at any time after begin(), also from inside a Sink call.
  void end(Sink& sink);
  /// The sink has room again after a refused deliver(): it gets one resync for each conversation it missed frames of.
  void drained(Sink& sink);
  /// Presence events about these principals go to this session from now on (replaces what it watched before; beyond
  /// watch_limit cut off).
  void watch(Sink& sink, std::vector<PrincipalId> principals);
  void presence_changed(const PrincipalId& principal, bool online, Time at);

  /// Delivers a batch of committed events. Entries of one conversation share one frame; every touched sink is flushed
  /// once, at the end. An EntryEvent without `json` is a hint that the entry exists: the hub fetches it.
  void publish(std::span<const Event> events);
  /// The same for several batches at once, coalescing across them; the batches are kept, not copied.
  void publish(std::span<const BatchPtr> batches);

  const HubStats& stats() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace weft::fanout
