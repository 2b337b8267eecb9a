// What features may ask of the live side (sockets) without seeing it.
#pragma once
#include <weft/base/id.hpp>

#include <vector>

namespace weft::api {

/// Who is connected right now. Thread-safe, memory only.
class Presence {
 public:
  virtual ~Presence() = default;
  virtual bool online(const PrincipalId& principal) const = 0;
  /// Sends `presence` events about these principals to this session from now on (replaces what it watched before).
  virtual void watch(const SessionId& session, std::vector<PrincipalId> principals) = 0;
};

}  // namespace weft::api
