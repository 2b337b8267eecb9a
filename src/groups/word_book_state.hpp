// The rules in memory, by company and group: what word_book.cpp fills and everybody reads.
#pragma once
#include "groups/words_compiled.hpp"

#include <atomic>
#include <chrono>
#include <memory>
#include <shared_mutex>
#include <unordered_map>
#include <vector>

namespace weft::groups::words {

using Steady = std::chrono::steady_clock;

/// What screening an utterance needs; null members are not in memory.
struct Known {
  std::shared_ptr<const CompanyWords> company;
  std::shared_ptr<const GroupWords> group;
  bool complete = false;
};

/// All there is of a company, but for the words of its groups.
struct Kept {
  std::shared_ptr<const CompanyWords> company;
  std::shared_ptr<const ListVersions> lists;
};

/// Thread-safe; readers wait for nobody but a writer that swaps a pointer.
class Shelf {
 public:
  explicit Shelf(std::size_t most_lists) : most_lists_(most_lists) {}

  Known find(const CorpId& corp, const std::optional<ConversationId>& conversation) const;
  /// Null members where nothing is known.
  Kept kept(const CorpId& corp) const;
  void put(const CorpId& corp, Kept kept);
  /// With too many lists the one that was not asked for the longest is forgotten.
  void put(const ConversationId& group, std::shared_ptr<const GroupWords> list);
  /// The companies that were asked for within `keep`; the others are forgotten.
  std::vector<CorpId> in_use(std::chrono::milliseconds keep);

 private:
  struct Place {
    Kept kept;
    mutable std::atomic<Steady::rep> used{0};
  };
  struct List {
    std::shared_ptr<const GroupWords> words;
    mutable std::atomic<Steady::rep> used{0};
  };
  const std::size_t most_lists_;
  mutable std::shared_mutex mutex_;
  std::unordered_map<CorpId, Place> companies_;
  std::unordered_map<ConversationId, List> lists_;
};

}  // namespace weft::groups::words
