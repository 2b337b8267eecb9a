// Keeps compiled rules by company and group, and forgets those nobody uses.
#include "groups/word_book_state.hpp"

namespace weft::groups::words {

Known Shelf::find(const CorpId& corp, const std::optional<ConversationId>& conversation) const {
  const std::shared_lock lock(mutex_);
  const auto place = companies_.find(corp);
  if (place == companies_.end()) return {};
  place->second.used.store(Steady::now().time_since_epoch().count(), std::memory_order_relaxed);
  Known known{place->second.company, nullptr, true};
  if (!conversation || known.company->lists.empty()) return known;
  const auto wanted = known.company->lists.find(*conversation);
  if (wanted == known.company->lists.end()) return known;
  const auto list = lists_.find(*conversation);
  if (list != lists_.end()) known.group = list->second;
  known.complete = known.group != nullptr && known.group->version >= wanted->second;
  return known;
}

std::shared_ptr<const CompanyWords> Shelf::company(const CorpId& corp) const {
  const std::shared_lock lock(mutex_);
  const auto place = companies_.find(corp);
  return place == companies_.end() ? nullptr : place->second.company;
}

void Shelf::put(const CorpId& corp, std::shared_ptr<const CompanyWords> company) {
  const std::unique_lock lock(mutex_);
  Place& place = companies_[corp];
  place.company.swap(company);
  if (place.used == 0) place.used = Steady::now().time_since_epoch().count();
}

void Shelf::put(const ConversationId& group, std::shared_ptr<const GroupWords> list) {
  const std::unique_lock lock(mutex_);
  if (lists_.size() >= most_lists_ && lists_.count(group) == 0) lists_.erase(lists_.begin());
  lists_[group] = std::move(list);
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
