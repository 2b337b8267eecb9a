// The entries published lately, for sessions that are between reading their snapshot and going live.
#pragma once
#include <weft/base/event.hpp>

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <unordered_map>
#include <vector>

namespace weft::fanout {

/// An entry as it reached the hub; shares the memory of its batch.
struct Arrived {
  std::shared_ptr<const EntryEvent> entry;
  std::chrono::steady_clock::time_point committed{};
};

class Ring {
 public:
  Ring(std::size_t entries, std::size_t bytes) : max_entries_(entries), max_bytes_(bytes) {}

  void push(Arrived arrived);

  /// Positions grow by one with each entry; begin() is the oldest still here, end() the one that the next push gets.
  std::uint64_t begin() const { return base_; }
  std::uint64_t end() const { return base_ + slots_.size(); }
  const Arrived& at(std::uint64_t position) const { return slots_[position - base_].arrived; }

  /// The entries of a conversation with first <= seq <= last, by seq, each once (one with text before a hint).
  std::vector<Arrived> find(const ConversationId& conversation, Seq first, Seq last) const;

 private:
  static constexpr std::uint64_t kNone = ~std::uint64_t{0};
  struct Slot {
    Arrived arrived;
    std::uint64_t previous = kNone;  ///< position of the entry of the same conversation before this one
  };

  void evict();

  std::size_t max_entries_, max_bytes_, bytes_ = 0;
  std::uint64_t base_ = 0;
  std::deque<Slot> slots_;
  std::unordered_map<ConversationId, std::uint64_t> newest_;
};

}  // namespace weft::fanout
