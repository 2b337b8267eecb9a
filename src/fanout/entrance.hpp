// How a session goes from its snapshot to live delivery, and how it comes into a conversation that the hub was already
// ahead of.
//
// Where the hub is ahead of the session, the ring usually holds what lies between. When it does not (the hub itself
// began behind an entry that is still on its way, because another session's snapshot was newer), only the database can
// say what the session must see and whether it is still a participant. Until it has answered the session is not a
// member here.
#pragma once
#include "fanout/order.hpp"
#include "fanout/outbox.hpp"
#include "fanout/ring.hpp"
#include "fanout/table.hpp"
#include "fanout/turns.hpp"
#include <weft/fanout/hub.hpp>

#include <memory>
#include <span>
#include <vector>

namespace weft::fanout {

class Entrance {
 public:
  Entrance(
      const HubOptions& options, const Hub::Backfill& backfill, Turns& turns, Table& table, Ring& ring, Order& order,
      Outbox& outbox)
      : options_(options),
        backfill_(backfill),
        turns_(turns),
        table_(table),
        ring_(ring),
        order_(order),
        outbox_(outbox) {}

  /// False: the ring no longer reaches back to the session's begin().
  bool attach(Session& session, std::span<const Hub::Subscription> subscriptions);

  /// An entry that the hub began behind turns up and makes principals of this hub participants.
  void late_join(Conversation& conversation, const EntryEvent& entry);

 private:
  /// A session that is to be brought from `head` to where the conversation is.
  struct Want {
    Sink* sink = nullptr;
    std::uint64_t serial = 0;
    Seq head = 0;
    bool participant = false;  ///< at `head`
  };
  struct Fetch {
    ConversationId conversation;
    std::vector<Want> wants;
    Seq first = 0, last = 0;
    std::vector<Arrived> entries;
    std::chrono::milliseconds patience{};
  };

  void enter(Session& session, const Hub::Subscription& from, bool participant);
  void find_joins(Session& session, std::span<const Hub::Subscription> subscriptions);
  bool replay(
      Session& session, Conversation& conversation, const Want& want, std::span<const Arrived> entries,
      bool holes_are_fine);
  void send(Conversation& conversation, std::span<const Arrived> entries);

  void fetch(const Conversation& conversation, const std::vector<Want>& wants);
  Session* find(const Want& want) const;
  void ask(const std::shared_ptr<Fetch>& fetch);
  void answered(const std::shared_ptr<Fetch>& fetch, std::optional<std::vector<EntryEvent>>& entries);
  bool reach_present(Fetch& fetch);
  void finish(const Fetch& fetch);

  const HubOptions& options_;
  const Hub::Backfill& backfill_;
  Turns& turns_;
  Table& table_;
  Ring& ring_;
  Order& order_;
  Outbox& outbox_;
};

}  // namespace weft::fanout
