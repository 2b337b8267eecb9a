// The bus of a server that is one process: every hub gets every batch.
#pragma once
#include <weft/base/clock.hpp>
#include <weft/fanout/bus.hpp>
#include <weft/fanout/hub.hpp>
#include <weft/fanout/loop.hpp>

#include <cstdint>
#include <memory>
#include <vector>

namespace weft::fanout {

/// Batches that reach a hub before its thread has taken the last ones are taken together, so that a backlog is
/// delivered coalesced. When a hub is far behind, entries are reduced to hints (which it fetches from the database in
/// its own time), so the memory held here is bounded.
class LocalBus final : public Bus {
 public:
  /// `limit_bytes`: text that may wait for one hub before it gets hints instead.
  explicit LocalBus(std::size_t limit_bytes = std::size_t{64} << 20);
  ~LocalBus() override;

  /// Before the first publish(). Loop and hub must outlive what was posted to the loop.
  void add(Loop& loop, Hub& hub);

  void publish(std::vector<Event> events) override;
  /// Tells every hub, in the order of the calls.
  void presence_changed(const PrincipalId& principal, bool online, Time at);

  /// Batches that wait for a hub's thread, summed over the hubs.
  std::uint64_t pending() const;
  /// Entries that were reduced to hints so far.
  std::uint64_t reduced() const;

 private:
  struct Lane;
  std::size_t limit_bytes_;
  std::vector<std::shared_ptr<Lane>> lanes_;
};

}  // namespace weft::fanout
