// The conversations that wait to be indexed. Companies take turns, and so do the conversations of one.
#pragma once
#include <weft/base/id.hpp>

#include <deque>
#include <map>
#include <optional>
#include <unordered_set>
#include <vector>

namespace weft::conversations {

/// Not thread-safe.
class IndexBacklog {
 public:
  struct Batch {
    CorpId corp;
    std::vector<ConversationId> conversations;
  };

  explicit IndexBacklog(std::size_t most_conversations) : most(most_conversations) {}
  const std::size_t most;

  /// False when there are `most` already.
  bool add(const CorpId& corp, const ConversationId& conversation) {
    if (count_ >= most) return false;
    Queue& queue = queues_[corp];
    if (!queue.known.insert(conversation).second) return true;
    queue.order.push_back(conversation);
    ++count_;
    return true;
  }

  /// The conversations of the company whose turn it is that wait longest, at most `limit`.
  std::optional<Batch> take(std::size_t limit) {
    if (queues_.empty()) return std::nullopt;
    auto it = queues_.upper_bound(last_);
    if (it == queues_.end()) it = queues_.begin();
    last_ = it->first;
    Batch batch{it->first, {}};
    Queue& queue = it->second;
    while (!queue.order.empty() && batch.conversations.size() < limit) {
      batch.conversations.push_back(queue.order.front());
      queue.known.erase(queue.order.front());
      queue.order.pop_front();
    }
    count_ -= batch.conversations.size();
    if (queue.order.empty()) queues_.erase(it);
    return batch;
  }

  std::size_t count() const { return count_; }

 private:
  struct Queue {
    std::deque<ConversationId> order;
    std::unordered_set<ConversationId> known;
  };
  std::map<CorpId, Queue> queues_;
  CorpId last_{};
  std::size_t count_ = 0;
};

}  // namespace weft::conversations
