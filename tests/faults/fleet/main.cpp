// weft_fleet: hundreds of Weft clients that write down all they send and see. Steered by commands on standard
// input.
#include "fleet/commands.hpp"
#include "load/process.hpp"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <string_view>

namespace {

using nlohmann::json;
using weft::faults::MemberPlan;

constexpr const char* kUsage = R"(usage: weft_fleet SCENARIO.json

Runs the clients a scenario describes, keeping one history file each (format: tests/faults/history.py):

  {"host": "127.0.0.1", "port": 8080, "folder": "histories", "seed": 1, "settings": {"rate": 500},
   "members": [{"name": "u1", "principal": "<id>", "token": "<token>", "send_to": ["<conversation>"],
                "receive_buffer": 0, "start_at_head": false}]}

)";

std::vector<MemberPlan> read_members(const json& scenario) {
  std::vector<MemberPlan> plans;
  for (const auto& member : scenario.at("members")) {
    MemberPlan plan;
    plan.name = member.at("name");
    plan.principal = member.at("principal");
    plan.token = member.at("token");
    plan.source = weft::load::source_address(plans.size());
    plan.send_to = member.value("send_to", std::vector<std::string>{});
    plan.receive_buffer = member.value("receive_buffer", 0);
    plan.start_at_head = member.value("start_at_head", false);
    plans.push_back(std::move(plan));
  }
  return plans;
}

int run(const char* path) {
  std::ifstream file(path);
  const auto scenario = json::parse(file);
  weft::load::raise_file_limit();
  weft::load::Loop loop;
  weft::faults::Shared shared(loop);
  shared.folder = scenario.at("folder");
  shared.host = scenario.value("host", shared.host);
  shared.port = scenario.at("port");
  shared.random.seed(scenario.value("seed", std::uint64_t{1}));
  weft::faults::Swarm swarm(shared, read_members(scenario));
  weft::faults::Commands commands(shared, swarm, 0);
  const auto settings = scenario.value("settings", json::object());
  for (const auto& [name, value] : settings.items()) {
    if (!commands.set(name, value.get<double>())) throw std::runtime_error("unknown setting " + name);
  }
  loop.run();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 || std::string_view(argv[1]) == "--help") {
    std::cout << kUsage << weft::faults::kCommands;
    return argc == 2 ? 0 : 2;
  }
  try {
    return run(argv[1]);
  } catch (const std::exception& error) {
    std::cerr << "weft_fleet: " << error.what() << "\n";
    return 2;
  }
}
