// The fleet's command language: one command a line on standard input, one JSON object a line on standard output.
#pragma once

#include "fleet/read_back.hpp"
#include "fleet/swarm.hpp"

#include <memory>
#include <string>

namespace weft::faults {

inline constexpr const char* kCommands =
    R"(commands, one a line (first and last name a range of members; last 0: all):
  set NAME VALUE              a setting: rate, text_size, window, backlog, issues, altered, retry, answer_limit, back_off_ms
  online FIRST LAST WIDTH     connect, at most WIDTH in the making at once
  offline FIRST LAST          end the sessions and stay away
  stall FIRST LAST            stop reading
  unstall FIRST LAST          read again
  churn RATE OWNER CONVERSATION FIRST LAST
                              OWNER adds or removes one of them, RATE times a second
  phase NAME                  report the latencies since the last phase and begin a new one
  status                      report counters
  settle SECONDS              stop sending; wait until everything is acknowledged and everybody holds everything
  readback READERS            read every conversation to its end as READERS members each (0: all)
  quit
)";

/// Reads commands from `fd` on the loop and writes answers to standard output.
class Commands : private load::Watcher {
 public:
  Commands(Shared& shared, Swarm& swarm, int fd);
  ~Commands() override;

  /// Changes a setting; false when there is none of that name.
  bool set(const std::string& name, double value);

 private:
  void ready(std::uint32_t events) override;
  void run(const std::string& line);
  bool run_range(const std::string& word, std::istream& rest);

  Shared& shared_;
  Swarm& swarm_;
  int fd_;
  std::string read_;
  std::unique_ptr<ReadBack> read_back_;
};

}  // namespace weft::faults
