// Hands frames to sinks and keeps the books about those that were too slow.
//
// A sink that refuses a frame has dropped everything it had queued. Which conversations that concerned is found by
// counting: each session counts the frames it was given, each member record notes the count at its last frame, and a
// sink holds at most `queue_frames`. So whoever's note is that young is marked `missed`, and the session gets nothing
// until the sink has room and one resync for each marked conversation has gone out.
#pragma once
#include "fanout/table.hpp"
#include <weft/fanout/hub.hpp>

#include <string>
#include <vector>

namespace weft::fanout {

class Outbox {
 public:
  /// When the sinks of a walk are flushed. `now` is for the last frame of a turn: each sink is touched once, while it
  /// is in the cache.
  enum class Flush { later, now };

  Outbox(const HubOptions& options, Table& table, HubStats& stats);

  /// To every member of the conversation, except those that wait for their snapshot to be reached.
  void to_members(Conversation& conversation, const FramePtr& frame, Flush flush = Flush::later);
  /// To one session, as frame of this conversation.
  void to_member(Member& member, const FramePtr& frame);
  /// To one session, not as part of a log: lost without a word when the session is behind.
  void to_session(Session& session, const FramePtr& frame);

  /// The session stops listening to the conversation; it has seen the log up to `head`, or is told to resync up to
  /// there.
  void part(Session& session, Conversation& conversation, Seq head, bool missed);

  void close(Session& session, Close code, std::string_view reason);
  void drained(Session& session);
  /// Sends a resync for each conversation that is marked as missed, unless the session has to wait for its sink.
  void resync(Session& session);

  /// Flushes every sink touched in this turn, then serves those that drained meanwhile. False: some are still to be
  /// served.
  bool flush();

 private:
  template <Flush kFlush>
  std::size_t walk(std::vector<Member>& members, const FramePtr& frame);
  static bool listens(Member& member);
  void refused(Session& session);
  void touch(Session& session);
  void flush_touched();
  bool take_missed(Session& session, std::size_t& next, std::string& text);
  bool recent(const Session& session, std::uint32_t stamp) const {
    return session.deliveries - stamp <= options_.queue_frames;
  }

  const HubOptions& options_;
  Table& table_;
  HubStats& stats_;
  const bool drops_;  ///< the deliberate defect that the fault harness must find
  std::uint32_t drop_count_ = 0;
  std::vector<Session*> touched_, drained_;
};

}  // namespace weft::fanout
