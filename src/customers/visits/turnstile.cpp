// Lets visits in, a few at a time.
#include "customers/visits/turnstile.hpp"

namespace weft::customers {

bool Turnstile::enter(const CorpId& company, const std::string& code, Go go) {
  std::unique_lock lock(mutex_);
  const auto same = by_code_.find(code);
  const bool crowded = same != by_code_.end() && same->second >= bounds_.waiting_by_code;
  if (crowded || waiting_.size() >= bounds_.waiting) return false;
  waiting_.push_back({company, code, std::move(go)});
  ++by_code_[code];
  run(lock);
  return true;
}

void Turnstile::leave(const CorpId& company) {
  std::unique_lock lock(mutex_);
  --together_;
  if (const auto inside = inside_.find(company); --inside->second == 0) inside_.erase(inside);
  run(lock);
}

void Turnstile::let_in() {
  for (auto one = waiting_.begin(); one != waiting_.end() && together_ < bounds_.together;) {
    int& inside = inside_[one->company];
    if (inside >= bounds_.of_company) {
      ++one;
      continue;
    }
    ++inside;
    ++together_;
    if (const auto same = by_code_.find(one->code); --same->second == 0) by_code_.erase(same);
    ready_.push_back(std::move(one->go));
    one = waiting_.erase(one);
  }
}

/// One thread calls what is ready, and what becomes ready by that: nothing is called from inside of another call.
void Turnstile::run(std::unique_lock<std::mutex>& lock) {
  let_in();
  if (running_) return;
  running_ = true;
  while (!ready_.empty()) {
    const Go go = std::move(ready_.front());
    ready_.pop_front();
    lock.unlock();
    go();
    lock.lock();
  }
  running_ = false;
}

}  // namespace weft::customers
