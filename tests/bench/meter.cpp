// Reads the CPU time of process trees before and after.
#include "bench/meter.hpp"

#include "load/process.hpp"

#include <set>

namespace weft::bench {

void Meter::start() {
  started_.clear();
  std::set<pid_t> seen;
  for (const auto root : roots_) {
    for (const auto process : load::process_tree(root)) {
      if (!seen.insert(process).second) continue;
      started_.push_back({process, load::process_name(process) == "postgres", load::cpu_ns(process)});
    }
  }
}

Cost Meter::stop() const {
  Cost cost;
  std::set<pid_t> seen;
  const auto add = [&cost](bool postgres, std::int64_t ns) {
    if (ns > 0) (postgres ? cost.postgres_us : cost.server_us) += static_cast<double>(ns) / 1e3;
  };
  for (const auto& reading : started_) {
    seen.insert(reading.process);
    add(reading.postgres, load::cpu_ns(reading.process) - reading.ns);
  }
  // Processes born meanwhile (a new database connection) count from their first nanosecond.
  for (const auto root : roots_) {
    for (const auto process : load::process_tree(root)) {
      if (seen.insert(process).second) add(load::process_name(process) == "postgres", load::cpu_ns(process));
    }
  }
  return cost;
}

}  // namespace weft::bench
