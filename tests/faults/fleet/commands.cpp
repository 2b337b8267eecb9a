// Runs the commands that the orchestrator writes to standard input.
#include "fleet/commands.hpp"

#include <nlohmann/json.hpp>
#include <unistd.h>

#include <cstdio>
#include <sstream>

namespace weft::faults {

using nlohmann::json;

namespace {

void say(const json& object) {
  const auto line = object.dump() + "\n";
  std::fputs(line.c_str(), stdout);
  std::fflush(stdout);
}

}  // namespace

Commands::Commands(Shared& shared, Swarm& swarm, int fd) : shared_(shared), swarm_(swarm), fd_(fd) {
  shared_.loop.watch(fd_, EPOLLIN, *this);
}

Commands::~Commands() {
  shared_.loop.forget(fd_, *this);
}

void Commands::ready(std::uint32_t /*events*/) {
  char bytes[4096];
  const auto got = ::read(fd_, bytes, sizeof bytes);
  if (got <= 0) {
    // Whoever drives the fleet is gone.
    shared_.loop.stop();
    return;
  }
  read_.append(bytes, static_cast<std::size_t>(got));
  for (auto end = read_.find('\n'); end != std::string::npos; end = read_.find('\n')) {
    const auto line = read_.substr(0, end);
    read_.erase(0, end + 1);
    run(line);
  }
}

bool Commands::set(const std::string& name, double value) {
  auto& settings = shared_.settings;
  const std::map<std::string, double*> all = {
      {"rate", &settings.rate},
      {"text_size", &settings.text_size},
      {"window", &settings.window},
      {"backlog", &settings.backlog},
      {"issues", &settings.issues},
      {"altered", &settings.altered},
      {"retry", &settings.retry},
      {"answer_limit", &settings.answer_limit},
      {"back_off_ms", &settings.back_off_ms}};
  const auto found = all.find(name);
  if (found != all.end()) *found->second = value;
  return found != all.end();
}

bool Commands::run_range(const std::string& word, std::istream& rest) {
  std::size_t first = 0, last = 0, width = 128;
  rest >> first >> last >> width;
  if (word == "online") {
    swarm_.go_online(first, last, width == 0 ? 128 : width);
    return true;
  }
  using Action = void (Member::*)();
  const std::map<std::string, Action> actions = {
      {"offline", &Member::go_offline}, {"stall", &Member::stall}, {"unstall", &Member::unstall}};
  const auto found = actions.find(word);
  if (found == actions.end()) return false;
  swarm_.each(first, last, [&](Member& member) { (member.*found->second)(); });
  return true;
}

void Commands::run(const std::string& line) {
  std::istringstream words(line);
  std::string word;
  words >> word;
  bool good = true;
  json answer = {{"did", word}};
  if (word == "set") {
    std::string name;
    double value = 0;
    words >> name >> value;
    good = !words.fail() && set(name, value);
  } else if (word == "churn") {
    double rate = 0;
    std::size_t owner = 0, first = 0, last = 0;
    std::string conversation;
    words >> rate >> owner >> conversation >> first >> last;
    good = owner < swarm_.size() && last <= swarm_.size();
    if (good) swarm_.churn(rate, owner, conversation, first, last);
  } else if (word == "phase") {
    std::string name;
    words >> name;
    answer["report"] = swarm_.end_phase(name);
  } else if (word == "status") {
    answer["status"] = swarm_.status();
  } else if (word == "settle") {
    double seconds = 30;
    words >> seconds;
    const auto limit = std::chrono::duration_cast<load::Duration>(std::chrono::duration<double>(seconds));
    swarm_.settle(limit, [this](bool rest) { say({{"did", "settle"}, {"rest", rest}, {"status", swarm_.status()}}); });
    return;
  } else if (word == "readback") {
    std::size_t readers = 0;
    words >> readers;
    swarm_.each(0, 0, [](Member& member) { member.history().flush(); });
    read_back_ = std::make_unique<ReadBack>(shared_, swarm_, readers, [](const ReadBack::Result& result) {
      say(
          {{"did", "readback"},
           {"conversations", result.conversations},
           {"readings", result.readings},
           {"failed", result.failed},
           {"entries", result.entries}});
    });
    return;
  } else if (word == "quit") {
    shared_.loop.stop();
  } else {
    good = run_range(word, words);
  }
  if (!good) answer["error"] = "not understood: " + line;
  say(answer);
}

}  // namespace weft::faults
