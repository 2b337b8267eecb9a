// How events reach the hubs: in-process today, NATS when one machine is not enough.
#pragma once
#include <weft/base/event.hpp>

#include <vector>

namespace weft::fanout {

/// Thread-safe. Called after COMMIT only. Entries of one conversation may arrive out of order; hubs put them right.
class Bus {
 public:
  virtual ~Bus() = default;
  virtual void publish(std::vector<Event> events) = 0;
};

}  // namespace weft::fanout
