// Read marks, typing and presence: told at once when nothing was told lately, otherwise together when `coalesce` is
// over.
#pragma once
#include "fanout/outbox.hpp"
#include "fanout/table.hpp"
#include "fanout/turns.hpp"
#include <weft/fanout/hub.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace weft::fanout {

class UpdateSender {
 public:
  UpdateSender(const HubOptions& options, Turns& turns, Table& table, Outbox& outbox)
      : options_(options), turns_(turns), table_(table), outbox_(outbox) {}

  void read(const ReadEvent& event);
  void typing(const TypingEvent& event);

  void watch(Session& session, std::vector<PrincipalId> principals);
  void presence(const Watching::Change& change);
  /// The session ends: nobody tells it anything any more.
  void forget(Session& session);

  /// Sends what came in this turn and need not wait.
  void send_due();
  bool due() const { return !due_.empty(); }

 private:
  Updates& updates_of(Conversation& conversation);
  void mark_due(Conversation& conversation);
  void send_reads(Conversation& conversation);
  void send_typing(Conversation& conversation);
  void reads_open(const ConversationId& id, std::uint64_t serial);
  void typing_open(const ConversationId& id, std::uint64_t serial);
  void drop_if_idle(Conversation& conversation);

  void note(Session& session, const Watching::Change& change, FramePtr& shared);
  void send_presence(Session& session);
  void presence_open(const PrincipalId& principal, std::uint64_t serial);
  void unwatch(Session& session);
  void close_presence(Session& session);

  const HubOptions& options_;
  Turns& turns_;
  Table& table_;
  Outbox& outbox_;
  std::uint64_t serial_ = 0;
  std::vector<Conversation*> due_;
  std::unordered_map<PrincipalId, std::vector<Session*>> watchers_;
};

}  // namespace weft::fanout
