// The scenarios of the load client. Each runs all its rounds and returns one JSON object keyed by subject name,
// with a list of rounds each. They throw std::runtime_error when the server does not do what it must (a message
// lost, a refusal).
#pragma once

#include "bench/options.hpp"

#include <string>

namespace weft::bench {

std::string run_fanout(const Options& options);   ///< P1-P5: one group, all online
std::string run_pairs(const Options& options);    ///< P6, P7: durable sends end to end over many direct chats
std::string run_senders(const Options& options);  ///< P8: the same senders on one group or on many
std::string run_pgcost(const Options& options);   ///< P9: PostgreSQL's CPU and WAL for each message
std::string run_idle(const Options& options);     ///< P10: memory of idle signed-in connections
std::string run_signins(const Options& options);  ///< P11: connect, sign in, be ready

}  // namespace weft::bench
