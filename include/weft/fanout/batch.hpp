// The events of one commit (or of a few), shared by all hubs and kept alive by whoever still needs one of them.
#pragma once
#include <weft/base/event.hpp>

#include <chrono>
#include <memory>
#include <vector>

namespace weft::fanout {

struct Batch {
  std::vector<Event> events;
  std::chrono::steady_clock::time_point committed{};  ///< when publish() was called; zero when unknown
};
using BatchPtr = std::shared_ptr<const Batch>;

}  // namespace weft::fanout
