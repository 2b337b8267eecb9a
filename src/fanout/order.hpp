// Puts the entries of each conversation into seq order, without doubles and without holes, and applies the memberships
// they change.
//
// An entry that is next goes into the conversation's run, which becomes one frame at the end of the turn (earlier when
// it is full or when the set of receivers changes). One that is too early is held; after `gap_wait` the database is
// asked for what is missing.
#pragma once
#include "fanout/outbox.hpp"
#include "fanout/ring.hpp"
#include "fanout/table.hpp"
#include "fanout/turns.hpp"
#include <weft/fanout/hub.hpp>

#include <cstdint>
#include <vector>

namespace weft::fanout {

class Order {
 public:
  /// Somebody joined by an entry up to Conversation::opened, which comes only now.
  using LateJoin = std::function<void(Conversation&, const EntryEvent&)>;

  Order(
      const HubOptions& options, const Hub::Backfill& backfill, LateJoin late_join, Turns& turns, Table& table,
      Ring& ring, Outbox& outbox, HubStats& stats);

  /// An entry reached this hub: published, or fetched.
  void accept(const Arrived& arrived);
  /// The entry exists, says a snapshot.
  void known_head(Conversation& conversation, Seq head);
  /// A conversation nobody listened to until now: what the ring knows beyond `last` is delivered to the members it has
  /// by then.
  void catch_up(Conversation& conversation);
  /// Deliver nothing up to `after` to this member: its snapshot holds it.
  void wait(Conversation& conversation, Member& member, Seq after);

  /// Sends all runs of this turn. `last`: nothing else is delivered in it.
  void send_runs(bool last);
  /// Sends the conversation's run now: the set of its receivers is about to change.
  void send_run(Conversation& conversation, Outbox::Flush flush = Outbox::Flush::later);

 private:
  struct Run {
    Conversation* conversation = nullptr;
    std::vector<Arrived> entries;
    std::size_t bytes = 0;
  };

  void behind(Conversation& conversation, const Arrived& arrived);
  void place(Conversation& conversation, const Arrived& arrived);
  void hold(Conversation& conversation, const Arrived& arrived);
  void settle(Conversation& conversation);
  void apply(Conversation& conversation, const Arrived& arrived);
  void skip(Conversation& conversation, const EntryEvent& entry);
  void go_on_behind(Conversation& conversation, Seq seq);
  void tell_resync(Conversation& conversation);
  void subscribe(Conversation& conversation, std::span<const PrincipalId> joined);
  void unsubscribe(Conversation& conversation, const EntryEvent& entry, bool missed);
  bool anybody_here(std::span<const PrincipalId> principals) const;
  void admit(Conversation& conversation);

  void append(Conversation& conversation, const Arrived& arrived);

  Gap& gap_of(Conversation& conversation);
  void set_timer(Conversation& conversation);
  void waited(const ConversationId& id, std::uint64_t serial);
  void ask(Conversation& conversation);
  void answered(
      const ConversationId& id, std::uint64_t serial, Seq last, std::optional<std::vector<EntryEvent>>& entries);

  const HubOptions& options_;
  const Hub::Backfill& backfill_;
  LateJoin late_join_;
  Turns& turns_;
  Table& table_;
  Ring& ring_;
  Outbox& outbox_;
  HubStats& stats_;
  std::uint64_t serial_ = 0;
  std::vector<Run> runs_;  ///< the first `used_` are this turn's; kept for their memory
  std::size_t used_ = 0;
};

}  // namespace weft::fanout
