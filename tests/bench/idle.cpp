// Scenario `idle`: resident memory of the server for each signed-in connection that does nothing.
#include "bench/record.hpp"
#include "bench/scenarios.hpp"
#include "load/fleet.hpp"
#include "load/process.hpp"

#include <algorithm>
#include <stdexcept>

namespace weft::bench {

namespace {

using namespace std::chrono_literals;
using load::Fleet;

/// Memory of the server alone: PostgreSQL holds nothing for a connection.
std::int64_t server_bytes(const std::vector<pid_t>& roots) {
  std::int64_t bytes = 0;
  for (const auto root : roots) {
    for (const auto process : load::process_tree(root)) {
      if (load::process_name(process) != "postgres") bytes += load::resident_bytes(process);
    }
  }
  return bytes;
}

std::unique_ptr<Fleet> bring_up(
    load::Loop& loop, const Subject& subject, const std::vector<std::string>& tokens, std::size_t first,
    std::size_t count) {
  auto fleet = std::make_unique<Fleet>(loop, count, [&](std::size_t i) {
    Fleet::Member member;
    member.target.port = subject.port();
    member.target.source = load::source_address(first + i);
    member.hello = {
        .token = tokens[(first + i) % tokens.size()], .device = {}, .cursors = {}, .epoch = {}, .cursor = {}};
    return member;
  });
  if (!fleet->bring_up(32, 180s)) throw std::runtime_error(fleet->failure());
  return fleet;
}

}  // namespace

std::string run_idle(const Options& options) {
  load::Loop loop;
  const auto& subject = options.subjects.at(0);
  const auto tokens = subject.lines("tokens");
  const auto roots = subject.processes("pids");
  const auto connections = static_cast<std::size_t>(options.number("connections", 8000));
  const auto steps = static_cast<std::size_t>(options.number("repeats", 5));
  // The first connections make the server allocate what all share (arenas, caches): they are not counted.
  std::vector<std::unique_ptr<Fleet>> fleets;
  fleets.push_back(bring_up(loop, subject, tokens, 0, std::min<std::size_t>(500, connections)));
  auto online = fleets.back()->size();
  std::string rounds;
  for (std::size_t step = 0; step < steps; ++step) {
    const auto more = connections / steps;
    loop.run_for(1s);
    const auto before = server_bytes(roots);
    fleets.push_back(bring_up(loop, subject, tokens, online, more));
    online += more;
    loop.run_for(1s);
    const auto grown = static_cast<double>(server_bytes(roots) - before);
    Record record;
    record.add("kb_per_connection", grown / 1024.0 / static_cast<double>(more)).count("connections", online);
    rounds += (rounds.empty() ? "" : ",") + record.json();
  }
  for (const auto& fleet : fleets) {
    if (fleet->lost() != 0) throw std::runtime_error("the server closed idle connections: " + fleet->failure());
  }
  return Record().raw(subject.text("name"), "[" + rounds + "]").json();
}

}  // namespace weft::bench
