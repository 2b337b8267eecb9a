// Lets the driver alternate rounds of this client with something else (pgbench): with `--gate 1` a round starts
// when a line arrives on standard input, and each round's figures are printed at once.
#pragma once

#include "bench/options.hpp"

#include <iostream>
#include <string>

namespace weft::bench {

class Turns {
 public:
  explicit Turns(const Options& options)
      : gated_(options.number("gate", 0) != 0), rounds_(options.number("repeats", 5)) {}

  /// Waits for the next round; false when there is none.
  bool next() {
    if (!gated_) return done_++ < rounds_;
    std::cout << "ready" << std::endl;
    std::string line;
    return static_cast<bool>(std::getline(std::cin, line)) && line == "go";
  }
  /// Keeps one round's figures, and prints them when the driver waits for them.
  void report(const std::string& json) {
    if (gated_) std::cout << json << std::endl;
    all_ += (all_.empty() ? "" : ",") + json;
  }
  /// All rounds as one JSON array.
  std::string json() const { return "[" + all_ + "]"; }

 private:
  bool gated_;
  std::int64_t rounds_;
  std::int64_t done_ = 0;
  std::string all_;
};

}  // namespace weft::bench
