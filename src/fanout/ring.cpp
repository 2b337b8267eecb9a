// The ring of recent entries: a queue with, per conversation, a chain from its newest entry back to older ones.
#include "fanout/ring.hpp"

#include <algorithm>

namespace weft::fanout {
namespace {

/// What an entry costs us in memory, roughly.
std::size_t cost(const EntryEvent& entry) {
  return sizeof(EntryEvent) + entry.json.size() + (entry.joined.size() + entry.left.size()) * sizeof(PrincipalId);
}

}  // namespace

void Ring::push(Arrived arrived) {
  const auto [found, fresh] = newest_.try_emplace(arrived.entry->conversation, kNone);
  const std::uint64_t previous = found->second;
  found->second = end();
  bytes_ += cost(*arrived.entry);
  slots_.push_back({std::move(arrived), previous});
  while (slots_.size() > max_entries_ || (bytes_ > max_bytes_ && slots_.size() > 1))
    evict();
}

void Ring::evict() {
  const EntryEvent& oldest = *slots_.front().arrived.entry;
  bytes_ -= cost(oldest);
  const auto found = newest_.find(oldest.conversation);
  if (found->second == base_) newest_.erase(found);
  slots_.pop_front();
  ++base_;
}

std::vector<Arrived> Ring::find(const ConversationId& conversation, Seq first, Seq last) const {
  std::vector<Arrived> result;
  const auto found = newest_.find(conversation);
  if (found == newest_.end()) return result;
  for (auto position = found->second; position != kNone && position >= base_;) {
    const Slot& slot = slots_[position - base_];
    const Seq seq = slot.arrived.entry->seq;
    if (seq >= first && seq <= last) result.push_back(slot.arrived);
    position = slot.previous;
  }
  const auto before = [](const Arrived& a, const Arrived& b) {
    if (a.entry->seq != b.entry->seq) return a.entry->seq < b.entry->seq;
    return !a.entry->json.empty() && b.entry->json.empty();
  };
  std::ranges::stable_sort(result, before);
  const auto same = [](const Arrived& a, const Arrived& b) { return a.entry->seq == b.entry->seq; };
  const auto doubled = std::ranges::unique(result, same);
  result.erase(doubled.begin(), doubled.end());
  return result;
}

}  // namespace weft::fanout
