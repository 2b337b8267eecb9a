// Who is connected to this server right now, over all its threads.
#pragma once
#include <weft/base/id.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <mutex>
#include <unordered_map>

namespace weft::fanout {

/// Thread-safe. Counts connections per principal; memory only.
class PresenceBoard {
 public:
  /// Told of each principal that came or went, in the right order for any one principal. Called under a lock: it must
  /// be quick and not call back.
  using Announce = std::function<void(const PrincipalId& principal, bool online)>;

  explicit PresenceBoard(Announce announce = {});

  /// True when this was the principal's first connection.
  bool connect(const PrincipalId& principal);
  /// True when this was the principal's last connection. One call for each connect().
  bool disconnect(const PrincipalId& principal);

  bool online(const PrincipalId& principal) const { return connections(principal) > 0; }
  std::uint32_t connections(const PrincipalId& principal) const;
  /// Principals with a connection.
  std::size_t size() const;

 private:
  struct Shard {
    mutable std::mutex mutex;
    std::unordered_map<PrincipalId, std::uint32_t> counts;
  };
  static constexpr std::size_t kShards = 16;

  const Shard& shard(const PrincipalId& principal) const { return shards_[principal.uuid()[15] % kShards]; }
  Shard& shard(const PrincipalId& principal) { return shards_[principal.uuid()[15] % kShards]; }

  Announce announce_;
  std::array<Shard, kShards> shards_;
};

}  // namespace weft::fanout
