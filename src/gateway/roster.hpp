// Which WebSockets belong to whom, over all I/O threads.
#pragma once
#include <weft/base/id.hpp>

#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

namespace weft::gateway {

class IoLoop;
class WsSession;

/// Thread-safe.
class Roster {
 public:
  /// A WebSocket and the thread it lives on. Only that thread may lock `socket`.
  struct Place {
    IoLoop* loop;
    std::weak_ptr<WsSession> socket;
    const WsSession* key = nullptr;
  };

  explicit Roster(std::size_t limit) : limit_(limit) {}

  /// Adds a socket. Gives the principal's oldest one when there are now more than the limit.
  std::optional<Place> join(const PrincipalId& principal, const SessionId& session, Place place);
  void leave(const PrincipalId& principal, const SessionId& session, const WsSession* socket);
  /// The sockets that said hello with this session.
  std::vector<Place> sockets_of(const SessionId& session) const;

 private:
  struct Entry {
    SessionId session;
    Place place;
  };
  const std::size_t limit_;
  mutable std::mutex mutex_;
  std::unordered_map<PrincipalId, std::vector<Entry>> by_principal_;  ///< oldest first
  std::unordered_map<SessionId, PrincipalId> owners_;
};

}  // namespace weft::gateway
