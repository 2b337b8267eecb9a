// Finds and stops postmasters, including those that other processes started or that were killed.
#include "db/postmaster.hpp"

#include <weft/base/error.hpp>
#include <weft/base/log.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <thread>
#include <vector>

namespace weft::db {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto kPoll = 10ms;

/// "" when it cannot be read. Not by a stream: a process may end while its file in /proc is read, and there a stream's
/// buffer throws.
std::string file_text(const std::string& path) {
  std::string text;
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "re"), &std::fclose);
  if (!file) return text;
  std::array<char, 4096> buffer;
  while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), file.get()))
    text.append(buffer.data(), size);
  return text;
}

/// Waits for the end of a postmaster, at most `limit`.
bool ended_within(pid_t postmaster, const Cluster& cluster, std::chrono::milliseconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (!has_ended(postmaster, cluster)) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(kPoll);
  }
  return true;
}

std::vector<pid_t> processes_of(const Cluster& cluster) {
  std::vector<pid_t> found;
  std::error_code error;
  for (fs::directory_iterator entry("/proc", error); !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    pid_t pid = 0;
    const auto [end, bad] = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (bad == std::errc() && end == name.data() + name.size() && runs_cluster(pid, cluster)) found.push_back(pid);
  }
  return found;
}

}  // namespace

std::optional<PidFile> read_pid_file(const Cluster& cluster) {
  std::ifstream file(cluster.pgdata + "/postmaster.pid");
  PidFile content;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    // Lines of miscadmin.h: 1 the pid (negative in single-user mode), 8 the status, padded with blanks.
    if (number == 1) std::from_chars(line.data(), line.data() + line.size(), content.pid);
    if (number == 8) content.status = line.substr(0, line.find(' '));
  }
  if (!fs::exists(cluster.pgdata + "/postmaster.pid")) return std::nullopt;
  content.pid = std::abs(content.pid);
  return content;
}

bool runs_cluster(pid_t pid, const Cluster& cluster) {
  if (pid <= 0) return false;
  const std::string folder = "/proc/" + std::to_string(pid);
  // A dead process waiting to be reaped has no working directory; another user's cannot be read and is none of ours.
  std::error_code error;
  const fs::path cwd = fs::read_symlink(folder + "/cwd", error);
  if (error || cwd != cluster.pgdata) return false;
  const std::string name = file_text(folder + "/comm");
  return name == "postgres\n" || name == "postmaster\n";
}

std::optional<pid_t> running_postmaster(const Cluster& cluster) {
  const auto file = read_pid_file(cluster);
  if (file && runs_cluster(file->pid, cluster)) return file->pid;
  if (file) log::info("removing the lock files of a PostgreSQL that is gone (process {})", file->pid);
  // PostgreSQL would believe them where the number was reused, or where nobody has reaped the dead process yet.
  std::error_code error;
  fs::remove(cluster.pgdata + "/postmaster.pid", error);
  fs::remove(cluster.socket_dir + "/.s.PGSQL.5432.lock", error);
  return std::nullopt;
}

bool started_by_weft(pid_t postmaster) {
  return file_text("/proc/" + std::to_string(postmaster) + "/cmdline").find("cluster_name=weft") != std::string::npos;
}

bool has_ended(pid_t postmaster, const Cluster& cluster) {
  const pid_t waited = waitpid(postmaster, nullptr, WNOHANG);
  if (waited == postmaster) return true;
  if (waited == 0) return false;
  return !runs_cluster(postmaster, cluster);  // not our child
}

void stop_postmaster(pid_t postmaster, const Cluster& cluster, std::chrono::milliseconds patience) {
  kill(postmaster, SIGINT);
  for (const pid_t pid : processes_of(cluster))
    kill(pid, SIGCONT);
  if (ended_within(postmaster, cluster, patience)) return;
  log::warn("PostgreSQL did not stop in {} ms: stopping it without a checkpoint", patience.count());
  kill(postmaster, SIGQUIT);
  if (ended_within(postmaster, cluster, 5s)) return;
  kill(postmaster, SIGKILL);
  ended_within(postmaster, cluster, 5s);
  end_stragglers(cluster);
}

void end_stragglers(const Cluster& cluster) {
  for (const int signal : {SIGQUIT, SIGKILL}) {
    for (int round = 0; round < 50; ++round) {
      const auto left = processes_of(cluster);
      if (left.empty()) return;
      if (round == 0) {
        for (const pid_t pid : left)
          kill(pid, signal);
      }
      std::this_thread::sleep_for(kPoll);
    }
  }
}

}  // namespace weft::db
