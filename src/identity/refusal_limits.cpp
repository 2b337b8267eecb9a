// Counts refusals by person and minute, so that a flood of them cannot fill the audit log.
#include "identity/refusal_limits.hpp"

namespace weft::identity {
namespace {

constexpr std::chrono::minutes kMinute{1};

}  // namespace

std::optional<std::int64_t> RefusalLimits::admit(const PrincipalId& person, Time now) {
  const std::lock_guard lock(mutex_);
  if (people_.size() >= remembered_ && !people_.contains(person)) make_room(now);
  Minute& minute = people_.try_emplace(person, Minute{now}).first->second;
  if (now - minute.begun >= kMinute) minute = {now, 0, minute.suppressed};
  if (minute.written >= per_minute_) {
    ++minute.suppressed;
    return std::nullopt;
  }
  ++minute.written;
  return std::exchange(minute.suppressed, 0);
}

void RefusalLimits::give_back(const PrincipalId& person, std::int64_t suppressed) {
  const std::lock_guard lock(mutex_);
  const auto known = people_.find(person);
  if (known != people_.end()) known->second.suppressed += suppressed + 1;
}

/// First those with nothing left to tell, then anybody.
void RefusalLimits::make_room(Time now) {
  std::erase_if(
      people_, [&](const auto& entry) { return entry.second.suppressed == 0 && now - entry.second.begun >= kMinute; });
  while (people_.size() >= remembered_)
    people_.erase(people_.begin());
}

}  // namespace weft::identity
