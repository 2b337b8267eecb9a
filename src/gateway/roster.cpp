// Keeps the list of open WebSockets of each principal.
#include "gateway/roster.hpp"

#include <algorithm>

namespace weft::gateway {

std::optional<Roster::Place> Roster::join(const PrincipalId& principal, const SessionId& session, Place place) {
  const std::lock_guard lock(mutex_);
  owners_[session] = principal;
  auto& entries = by_principal_[principal];
  entries.push_back(Entry{session, std::move(place)});
  if (entries.size() <= limit_) return std::nullopt;
  return entries.front().place;
}

void Roster::leave(const PrincipalId& principal, const SessionId& session, const WsSession* socket) {
  const std::lock_guard lock(mutex_);
  const auto found = by_principal_.find(principal);
  if (found == by_principal_.end()) return;
  auto& entries = found->second;
  std::erase_if(entries, [&](const Entry& entry) { return entry.place.key == socket; });
  const bool last_of_session = std::none_of(
      entries.begin(), entries.end(), [&](const Entry& entry) { return entry.session == session; });
  if (last_of_session) owners_.erase(session);
  if (entries.empty()) by_principal_.erase(found);
}

std::vector<Roster::Place> Roster::sockets_of(const SessionId& session) const {
  const std::lock_guard lock(mutex_);
  std::vector<Place> places;
  const auto owner = owners_.find(session);
  if (owner == owners_.end()) return places;
  const auto found = by_principal_.find(owner->second);
  if (found == by_principal_.end()) return places;
  for (const Entry& entry : found->second)
    if (entry.session == session) places.push_back(entry.place);
  return places;
}

}  // namespace weft::gateway
