// What all members of a fleet share: settings, counters, latencies.
#pragma once

#include "load/loop.hpp"
#include "load/samples.hpp"

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <unordered_map>

namespace weft::faults {

/// Given in the scenario, changeable while running (`set NAME VALUE`).
struct Settings {
  double rate = 0;           ///< messages a second over all members
  double text_size = 120;    ///< characters of a message
  double window = 48;        ///< sends of one member that may be unanswered
  double backlog = 4096;     ///< sends of one member that may wait for a connection or for room in the window
  double issues = 1;         ///< every send is issued 1 to this many times
  double altered = 0;        ///< share of acknowledged sends that are then issued with another body
  double retry = 1;          ///< 0: a send that is refused for now (429, 503) is given up
  double answer_limit = 20;  ///< seconds without an answer after which a send is issued again
  double back_off_ms = 400;  ///< longest wait before connecting again
};

struct Counters {
  std::int64_t sent = 0, acked = 0, duplicates = 0, refused = 0, busy = 0, limited = 0, resent = 0, given_up = 0;
  std::int64_t held_back = 0;  ///< sends not made because the member's backlog was full
  std::int64_t altered = 0, altered_accepted = 0;
  std::int64_t events = 0, gaps = 0, resyncs = 0, pages = 0, hellos = 0, hello_errors = 0, churned = 0,
               churn_errors = 0;
  std::map<std::string, std::int64_t> closes;  ///< by close code
  std::map<std::string, std::int64_t> errors;  ///< by error code of any answer
};

/// Latencies since the last `phase`.
struct Phase {
  std::string name = "start";
  load::Time began = load::Clock::now();
  Counters at_start;
  load::Samples ack;             ///< from the last issue of a send to its acknowledgement
  load::Samples settled;         ///< from the first issue to the acknowledgement
  load::Samples delivery[2];     ///< send to receipt: healthy members, members that were stalled in this phase
  load::Samples gap;             ///< from the end of a session to the next good hello
  load::Samples catch_up;        ///< from connecting to holding everything that hello had announced
  std::int64_t most_missed = 0;  ///< the most entries one member had to catch up
};

struct Shared {
  explicit Shared(load::Loop& its_loop) : loop(its_loop) {}

  load::Loop& loop;
  std::string folder, host = "127.0.0.1";
  std::uint16_t port = 0;
  Settings settings;
  Counters total;
  Phase phase;
  std::mt19937_64 random{1};
  std::unordered_map<std::string, std::int64_t> heads;  ///< highest seq seen by anybody, by conversation

  double uniform() { return std::uniform_real_distribution<>(0, 1)(random); }
  std::size_t below(std::size_t n) { return n == 0 ? 0 : random() % n; }
};

}  // namespace weft::faults
