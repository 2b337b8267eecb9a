// Connection counts per principal, in shards by the last byte of the id.
#include <weft/fanout/presence_board.hpp>

#include <utility>

namespace weft::fanout {

PresenceBoard::PresenceBoard(Announce announce) : announce_(std::move(announce)) {}

bool PresenceBoard::connect(const PrincipalId& principal) {
  Shard& place = shard(principal);
  const std::lock_guard lock(place.mutex);
  if (++place.counts[principal] > 1) return false;
  if (announce_) announce_(principal, true);
  return true;
}

bool PresenceBoard::disconnect(const PrincipalId& principal) {
  Shard& place = shard(principal);
  const std::lock_guard lock(place.mutex);
  const auto found = place.counts.find(principal);
  if (found == place.counts.end() || --found->second > 0) return false;
  place.counts.erase(found);
  if (announce_) announce_(principal, false);
  return true;
}

std::uint32_t PresenceBoard::connections(const PrincipalId& principal) const {
  const Shard& place = shard(principal);
  const std::lock_guard lock(place.mutex);
  const auto found = place.counts.find(principal);
  return found == place.counts.end() ? 0 : found->second;
}

std::size_t PresenceBoard::size() const {
  std::size_t sum = 0;
  for (const Shard& place : shards_) {
    const std::lock_guard lock(place.mutex);
    sum += place.counts.size();
  }
  return sum;
}

}  // namespace weft::fanout
