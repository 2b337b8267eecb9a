// One queue per hub; whoever finds it empty posts the turn that takes everything.
#include <weft/fanout/local_bus.hpp>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <utility>

namespace weft::fanout {
namespace {

std::size_t text_of(const Batch& batch) {
  std::size_t bytes = batch.events.size() * sizeof(Event);
  for (const Event& event : batch.events) {
    if (const auto* entry = std::get_if<EntryEvent>(&event)) bytes += entry->json.size();
  }
  return bytes;
}

}  // namespace

struct LocalBus::Lane : std::enable_shared_from_this<Lane> {
  Lane(Loop& its_loop, Hub& its_hub) : loop(its_loop), hub(its_hub) {}

  void push(const BatchPtr& batch, std::size_t bytes, std::size_t limit) {
    bool post = false;
    {
      const std::lock_guard lock(mutex);
      if (waiting_bytes + bytes > limit && !waiting.empty()) {
        reduce(*batch);
      } else {
        waiting.push_back(batch);
        waiting_bytes += bytes;
        pending.fetch_add(1, std::memory_order_relaxed);
      }
      post = !std::exchange(posted, true);
    }
    if (post) loop.post([self = shared_from_this()] { self->run(); });
  }

  /// Keeps what cannot be found out later (who joined here, who was signed out) and, of the entries, that they exist.
  void reduce(const Batch& batch) {
    for (const Event& event : batch.events) {
      const auto* entry = std::get_if<EntryEvent>(&event);
      if (entry && entry->joined.empty()) {
        Seq& head = hints[entry->conversation];
        head = std::max(head, entry->seq);
        reduced.fetch_add(1, std::memory_order_relaxed);
      } else if (entry || std::holds_alternative<RevokedEvent>(event)) {
        kept.push_back(event);
      }
    }
  }

  void run() {
    std::vector<BatchPtr> batches;
    {
      const std::lock_guard lock(mutex);
      batches = std::exchange(waiting, {});
      pending.fetch_sub(batches.size(), std::memory_order_relaxed);
      waiting_bytes = 0;
      if (!hints.empty() || !kept.empty()) batches.push_back(take_reduced());
      posted = false;
    }
    hub.publish(batches);
  }

  BatchPtr take_reduced() {
    auto batch = std::make_shared<Batch>();
    batch->events = std::exchange(kept, {});
    for (const auto& [conversation, seq] : std::exchange(hints, {}))
      batch->events.emplace_back(EntryEvent{conversation, seq, {}, {}, {}});
    return batch;
  }

  Loop& loop;
  Hub& hub;
  std::mutex mutex;
  std::vector<BatchPtr> waiting;
  std::size_t waiting_bytes = 0;
  bool posted = false;
  std::vector<Event> kept;
  std::map<ConversationId, Seq> hints;
  std::atomic<std::uint64_t> pending{0}, reduced{0};
};

LocalBus::LocalBus(std::size_t limit_bytes) : limit_bytes_(limit_bytes) {}

LocalBus::~LocalBus() = default;

void LocalBus::add(Loop& loop, Hub& hub) {
  lanes_.push_back(std::make_shared<Lane>(loop, hub));
}

void LocalBus::publish(std::vector<Event> events) {
  if (events.empty()) return;
  auto batch = std::make_shared<Batch>();
  batch->events = std::move(events);
  batch->committed = std::chrono::steady_clock::now();
  const std::size_t bytes = text_of(*batch);
  const BatchPtr shared = std::move(batch);
  for (const auto& lane : lanes_)
    lane->push(shared, bytes, limit_bytes_);
}

void LocalBus::presence_changed(const PrincipalId& principal, bool online, Time at) {
  for (const auto& lane : lanes_) {
    lane->loop.post([&hub = lane->hub, principal, online, at] { hub.presence_changed(principal, online, at); });
  }
}

std::uint64_t LocalBus::pending() const {
  std::uint64_t sum = 0;
  for (const auto& lane : lanes_)
    sum += lane->pending.load(std::memory_order_relaxed);
  return sum;
}

std::uint64_t LocalBus::reduced() const {
  std::uint64_t sum = 0;
  for (const auto& lane : lanes_)
    sum += lane->reduced.load(std::memory_order_relaxed);
  return sum;
}

}  // namespace weft::fanout
