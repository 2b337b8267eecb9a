// The hub's contract, each call a turn over its parts.
#include "fanout/entrance.hpp"
#include "fanout/order.hpp"
#include "fanout/outbox.hpp"
#include "fanout/ring.hpp"
#include "fanout/table.hpp"
#include "fanout/turns.hpp"
#include "fanout/updates.hpp"
#include <weft/fanout/hub.hpp>

#include <algorithm>
#include <utility>
#include <variant>

namespace weft::fanout {

struct Hub::Impl {
  Impl(Loop& loop, HubOptions wanted, Backfill ask)
      : options(wanted),
        backfill(std::move(ask)),
        turns(loop, [this] { finish(); }),
        table(options.queue_frames),
        ring(options.ring_entries, options.ring_bytes),
        outbox(options, table, stats),
        order(
            options, backfill,
            [this](auto& conversation, const auto& entry) { entrance.late_join(conversation, entry); }, turns, table,
            ring, outbox, stats),
        entrance(options, backfill, turns, table, ring, order, outbox),
        updates(options, turns, table, outbox) {}

  /// The end of every turn.
  void finish() {
    order.send_runs(!updates.due());
    updates.send_due();
    if (!outbox.flush()) turns.after(std::chrono::milliseconds{1}, [] {});
    table.sweep();
    stats.sessions.store(table.sessions(), std::memory_order_relaxed);
    stats.conversations.store(table.conversations(), std::memory_order_relaxed);
  }

  void take(const BatchPtr& batch) {
    for (const Event& event : batch->events) {
      if (const auto* entry = std::get_if<EntryEvent>(&event)) {
        order.accept({std::shared_ptr<const EntryEvent>(batch, entry), batch->committed});
      } else if (const auto* read = std::get_if<ReadEvent>(&event)) {
        updates.read(*read);
      } else if (const auto* typing = std::get_if<TypingEvent>(&event)) {
        updates.typing(*typing);
      } else {
        revoke(std::get<RevokedEvent>(event));
      }
    }
  }

  void revoke(const RevokedEvent& event) {
    for (Session* session : table.sessions_of(event.principal)) {
      const bool named = event.sessions.empty() ||
                         std::ranges::find(event.sessions, session->id) != event.sessions.end();
      if (named) outbox.close(*session, Close::signed_out, "signed out");
    }
  }

  void end(Session& session) {
    turns.run([&] {
      updates.forget(session);
      table.retire(session);
    });
  }

  const HubOptions options;
  const Backfill backfill;
  HubStats stats;
  Turns turns;
  Table table;
  Ring ring;
  Outbox outbox;
  Order order;
  Entrance entrance;
  UpdateSender updates;
};

Hub::Hub(Loop& loop, HubOptions options, Backfill backfill)
    : impl_(std::make_unique<Impl>(loop, options, std::move(backfill))) {}

Hub::~Hub() = default;

void Hub::begin(Sink& sink, const PrincipalId& principal, const SessionId& session) {
  end(sink);
  impl_->table.add(sink, principal, session).since = impl_->ring.end();
  impl_->stats.sessions.store(impl_->table.sessions(), std::memory_order_relaxed);
}

bool Hub::attach(Sink& sink, std::span<const Subscription> subscriptions) {
  Session* session = impl_->table.find(sink);
  if (!session || session->state != Session::kStarting) return true;  // ended or signed out meanwhile
  bool done = false;
  impl_->turns.run([&] { done = impl_->entrance.attach(*session, subscriptions); });
  return done;
}

void Hub::end(Sink& sink) {
  if (Session* session = impl_->table.find(sink)) impl_->end(*session);
}

void Hub::drained(Sink& sink) {
  Session* session = impl_->table.find(sink);
  if (session && session->state & Session::kLagging) impl_->turns.run([&] { impl_->outbox.drained(*session); });
}

void Hub::watch(Sink& sink, std::vector<PrincipalId> principals) {
  if (Session* session = impl_->table.find(sink)) impl_->updates.watch(*session, std::move(principals));
}

void Hub::presence_changed(const PrincipalId& principal, bool online, Time at) {
  impl_->turns.run([&] { impl_->updates.presence({principal, online, at}); });
}

void Hub::publish(std::span<const Event> events) {
  auto batch = std::make_shared<Batch>();
  batch->events.assign(events.begin(), events.end());
  const BatchPtr shared = std::move(batch);
  publish(std::span(&shared, 1));
}

void Hub::publish(std::span<const BatchPtr> batches) {
  impl_->turns.run([&] {
    for (const BatchPtr& batch : batches)
      impl_->take(batch);
  });
}

const HubStats& Hub::stats() const {
  return impl_->stats;
}

}  // namespace weft::fanout
