// Keeps compiled rules by company and group, and forgets those nobody uses.
#include "groups/word_book_state.hpp"

#include <algorithm>

namespace weft::groups::words {

namespace {

Steady::rep now() {
  return Steady::now().time_since_epoch().count();
}

}  // namespace

Known Shelf::find(const CorpId& corp, const std::optional<ConversationId>& conversation) const {
  const std::shared_lock lock(mutex_);
  const auto place = companies_.find(corp);
  if (place == companies_.end()) return {};
  place->second.used.store(now(), std::memory_order_relaxed);
  Known known{place->second.kept.company, nullptr, true};
  const auto& versions = place->second.kept.lists->lists;
  if (!conversation || versions.empty()) return known;
  const auto wanted = versions.find(*conversation);
  if (wanted == versions.end()) return known;
  const auto list = lists_.find(*conversation);
  if (list != lists_.end()) {
    list->second.used.store(now(), std::memory_order_relaxed);
    known.group = list->second.words;
  }
  known.complete = known.group != nullptr && known.group->version >= wanted->second;
  return known;
}

Kept Shelf::kept(const CorpId& corp) const {
  const std::shared_lock lock(mutex_);
  const auto place = companies_.find(corp);
  return place == companies_.end() ? Kept{} : place->second.kept;
}

void Shelf::put(const CorpId& corp, Kept kept) {
  const std::unique_lock lock(mutex_);
  Place& place = companies_[corp];
  std::swap(place.kept, kept);
  if (place.used == 0) place.used = now();
}

void Shelf::put(const ConversationId& group, std::shared_ptr<const GroupWords> list) {
  const std::unique_lock lock(mutex_);
  if (lists_.size() >= most_lists_ && lists_.count(group) == 0) {
    lists_.erase(std::min_element(
        lists_.begin(), lists_.end(), [](const auto& a, const auto& b) { return a.second.used < b.second.used; }));
  }
  List& place = lists_[group];
  place.words.swap(list);
  place.used = now();
}

std::vector<CorpId> Shelf::in_use(std::chrono::milliseconds keep) {
  const auto oldest = (Steady::now() - keep).time_since_epoch().count();
  std::vector<CorpId> used;
  const std::unique_lock lock(mutex_);
  for (auto it = companies_.begin(); it != companies_.end();) {
    if (it->second.used < oldest) {
      it = companies_.erase(it);
    } else {
      used.push_back((it++)->first);
    }
  }
  return used;
}

}  // namespace weft::groups::words
