// How a session goes from its snapshot to live delivery.
#pragma once
#include "fanout/order.hpp"
#include "fanout/outbox.hpp"
#include "fanout/ring.hpp"
#include "fanout/table.hpp"
#include <weft/fanout/hub.hpp>

#include <span>
#include <vector>

namespace weft::fanout {

class Entrance {
 public:
  Entrance(const HubOptions& options, Table& table, Ring& ring, Order& order, Outbox& outbox)
      : options_(options), table_(table), ring_(ring), order_(order), outbox_(outbox) {}

  /// False: the ring no longer reaches back to the session's begin().
  bool attach(Session& session, std::span<const Hub::Subscription> subscriptions);

 private:
  void enter(Session& session, const ConversationId& id, Seq head, bool participant);
  void replay(Session& session, Conversation& conversation, Seq head, bool participant);
  void find_joins(Session& session, std::span<const Hub::Subscription> subscriptions);
  void send(Conversation& conversation, std::span<const Arrived> entries);

  const HubOptions& options_;
  Table& table_;
  Ring& ring_;
  Order& order_;
  Outbox& outbox_;
};

}  // namespace weft::fanout
