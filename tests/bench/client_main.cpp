// The load client: `weft-bench-client SCENARIO --key value... --subject k=v,k=v...`; prints one JSON object.
#include "bench/scenarios.hpp"
#include "load/process.hpp"

#include <cstdio>
#include <exception>
#include <map>
#include <string>

int main(int argc, char** argv) {
  using namespace weft::bench;
  static const std::map<std::string, std::string (*)(const Options&)> scenarios = {
      {"fanout", run_fanout}, {"pairs", run_pairs}, {"senders", run_senders},
      {"pgcost", run_pgcost}, {"idle", run_idle},   {"signins", run_signins}};
  try {
    const auto options = parse_options(argc, argv);
    const auto scenario = scenarios.find(options.scenario);
    if (scenario == scenarios.end()) {
      std::fprintf(
          stderr, "weft-bench-client: the scenario must be one of: fanout pairs senders pgcost idle signins\n");
      return 2;
    }
    weft::load::raise_file_limit();
    std::printf("%s\n", scenario->second(options).c_str());
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "weft-bench-client: %s\n", error.what());
    return 1;
  }
}
