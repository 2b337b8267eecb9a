// Starts a postmaster and waits for it, turning its last words into one line for the operator.
#include "db/postmaster.hpp"
#include <weft/base/error.hpp>
#include <weft/base/log.hpp>
#include <weft/base/process.hpp>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

namespace weft::db {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto kPoll = 10ms;
constexpr auto kSay = 10s;     // between lines about a long recovery
constexpr auto kLimit = 600s;  // 1 GB of log is replayed in well under a minute, even on slow disks
constexpr int kAttempts = 5;

enum class Result { ready, died, gave_up };

std::uintmax_t size_of(const std::string& path) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  return error ? 0 : size;
}

/// PostgreSQL's reason: the last FATAL, PANIC or error line written since `from`, without its time stamp.
std::string last_words(const std::string& log, std::uintmax_t from) {
  std::ifstream file(log);
  file.seekg(static_cast<std::streamoff>(from));
  std::string line, words = "see " + log;
  while (std::getline(file, line)) {
    for (const std::string_view mark : {"FATAL:  ", "PANIC:  "}) {
      const auto at = line.find(mark);
      if (at != std::string::npos) words = line.substr(at + mark.size());
    }
  }
  return words;
}

Result wait_until_ready(pid_t child, const Cluster& cluster, const std::function<bool()>& give_up) {
  const auto begin = std::chrono::steady_clock::now();
  auto say = begin + kSay;
  while (std::chrono::steady_clock::now() - begin < kLimit) {
    if (has_ended(child, cluster)) return Result::died;
    const auto file = read_pid_file(cluster);
    if (file && file->pid == child && file->status == "ready") return Result::ready;
    if (give_up()) return Result::gave_up;
    if (std::chrono::steady_clock::now() > say) {
      log::info("PostgreSQL is still starting (replaying its log after a crash)");
      say += kSay;
    }
    std::this_thread::sleep_for(kPoll);
  }
  return Result::gave_up;
}

[[noreturn]] void refuse(const Cluster& cluster, const std::string& words) {
  if (words.find("No space left on device") != std::string::npos) {
    throw OperatorError("the disk is full: free some space for " + cluster.data_dir);
  }
  throw OperatorError("PostgreSQL does not start: " + words + " (more in " + cluster.log + ")");
}

}  // namespace

pid_t start_postmaster(const Cluster& cluster, const PostgresProgram& program, const std::function<bool()>& give_up) {
  std::string words;
  for (int attempt = 0; attempt < kAttempts && !give_up(); ++attempt) {
    const auto before = size_of(cluster.log);
    Background background;
    background.args = {program.bin_dir + "/postgres", "-D", cluster.pgdata, "-c", "cluster_name=weft"};
    background.log_file = cluster.log;
    background.death_signal = SIGINT;
    const pid_t child = start_program(background);
    const Result result = wait_until_ready(child, cluster, give_up);
    if (result == Result::ready) return child;
    if (result == Result::gave_up) {
      stop_postmaster(child, cluster, 5s);
      break;
    }
    words = last_words(cluster.log, before);
    const bool leftovers = words.find("shared memory block") != std::string::npos ||
                           words.find("lock file") != std::string::npos;
    if (!leftovers) break;
    end_stragglers(cluster);
    running_postmaster(cluster);
  }
  refuse(cluster, words.empty() ? "it was not ready in time" : words);
}

}  // namespace weft::db
