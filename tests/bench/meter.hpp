// CPU that a server and its PostgreSQL processes use between two moments.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace weft::bench {

struct Cost {
  double server_us = 0;    ///< all processes of the trees that are not PostgreSQL
  double postgres_us = 0;  ///< processes named postgres
  double total_us() const { return server_us + postgres_us; }
};

/// Sums the run time of process trees (the given roots and their descendants), from /proc/<pid>/task/*/schedstat.
/// What ran in a process that ended during the measurement is not counted.
class Meter {
 public:
  explicit Meter(std::vector<pid_t> roots) : roots_(std::move(roots)) {}
  void start();
  /// What was used since `start`.
  Cost stop() const;

 private:
  struct Reading {
    pid_t process;
    bool postgres;
    std::int64_t ns;
  };
  std::vector<pid_t> roots_;
  std::vector<Reading> started_;
};

}  // namespace weft::bench
