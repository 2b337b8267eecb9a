// Who is here and what they listen to: sessions, principal -> sessions, conversation -> sessions. Data only: no sink is
// called from here.
//
// The recipient walk is the hot path of the whole server, so a conversation's members are one plain vector of 16-byte
// records. A session knows its place in each of these vectors, and a record knows its place in the session's list, so
// that both adding and removing are O(1): the last one moves into the hole.
#pragma once
#include "fanout/gap.hpp"
#include "fanout/updates_state.hpp"
#include <weft/base/id.hpp>
#include <weft/fanout/sink.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

namespace weft::fanout {

struct Conversation;

/// A conversation that a session was removed from. Frames of it may still wait in the sink and be dropped there.
struct Parted {
  ConversationId conversation;
  Seq head = 0;
  std::uint32_t stamp = 0;
  bool missed = false;
};

struct Session {
  enum State : std::uint8_t { kLive = 0, kStarting = 1, kLagging = 2, kClosed = 4, kEnded = 8 };
  struct Subscribed {
    Conversation* conversation = nullptr;
    std::uint32_t index = 0;  ///< in conversation->members
  };

  // Touched for every recipient of every frame:
  Sink* sink = nullptr;
  std::uint8_t state = kStarting;  ///< bits of State; frames go out only when it is kLive
  bool touched = false;            ///< in this turn's list of sinks to flush
  std::uint32_t deliveries = 0;    ///< frames handed to the sink, ever (wraps)

  PrincipalId principal;
  SessionId id;
  std::uint64_t serial = 0;  ///< tells it from later sessions of the same sink
  std::uint64_t since = 0;   ///< position of the ring at begin()
  std::vector<Subscribed> subscribed;
  std::vector<Parted> parted;
  std::vector<ConversationId>
      fetching;  ///< it comes into these when the database has answered (see Entrance), not before
  std::unique_ptr<Watching> watching;
};

/// One session's place in one conversation.
struct Member {
  Session* session = nullptr;
  std::uint32_t stamp = 0;        ///< session->deliveries after the last frame of this conversation
  std::uint32_t slot : 30 = 0;    ///< in session->subscribed
  std::uint32_t waiting : 1 = 0;  ///< its snapshot is ahead of what the hub has delivered (see Gap::waiting)
  std::uint32_t missed : 1 = 0;   ///< gets a resync when the session has room again
};
static_assert(sizeof(Member) == 16);

struct Conversation {
  ConversationId id;
  Seq last = 0;    ///< the newest entry delivered here (or put into this turn's run)
  Seq opened = 0;  ///< where `last` began: the entries up to there have not been through this hub's order
  Seq top = 0;     ///< the newest entry known to exist; above `last` there is a gap
  std::vector<Member> members;
  std::uint32_t run = 0;             ///< 1 + index of this turn's run of entries; 0: none
  std::unique_ptr<Gap> gap;          ///< while last < top
  std::unique_ptr<Updates> updates;  ///< while read marks or typing are coalesced
};

class Table {
 public:
  /// `window`: HubOptions::queue_frames.
  explicit Table(std::uint32_t window) : window_(window) {}

  Session& add(Sink& sink, const PrincipalId& principal, const SessionId& id);
  /// nullptr when there is none (any more).
  Session* find(Sink& sink) const;
  /// From now on find() does not know it; the object lives until sweep().
  void retire(Session& session);

  /// All sessions of a principal here, including such as are starting, closed or ended.
  std::span<Session* const> sessions_of(const PrincipalId& principal) const;

  Conversation* find(const ConversationId& id);
  /// Adds the conversation; sweep() removes it when nobody listens by then.
  Conversation& open(const ConversationId& id, Seq last);

  /// The session's place, or nullptr.
  static Member* find(const Session& session, const Conversation& conversation);
  Member& subscribe(Session& session, Conversation& conversation);
  void unsubscribe(Session& session, Conversation& conversation);

  /// sweep() looks whether somebody still listens.
  void check_later(const Conversation& conversation);
  /// Forgets what was retired and closes conversations without members. Not while members are walked. One with a gap
  /// stays until the gap is closed: behind it somebody may be waiting to join.
  void sweep();

  std::size_t sessions() const { return sessions_.size(); }
  std::size_t conversations() const { return conversations_.size(); }

 private:
  void remove_member(Conversation& conversation, std::uint32_t index);
  void forget(Session& session);

  std::uint32_t window_;
  std::uint64_t serial_ = 0;
  std::unordered_map<Sink*, std::unique_ptr<Session>> sessions_;
  std::unordered_map<PrincipalId, std::vector<Session*>> principals_;
  std::unordered_map<ConversationId, Conversation> conversations_;
  std::vector<std::unique_ptr<Session>> retired_;
  std::vector<ConversationId> maybe_empty_;
};

}  // namespace weft::fanout
