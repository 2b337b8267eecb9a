// The processes of a cluster are those that work in its directory.
#include "support/freeze.hpp"

#include <sys/types.h>

#include <charconv>
#include <csignal>
#include <string>

namespace weft::test {
namespace {

namespace fs = std::filesystem;

void signal_all(const fs::path& cluster, int signal) {
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    pid_t pid = 0;
    const auto [end, bad] = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (bad != std::errc() || end != name.data() + name.size()) continue;
    std::error_code error;
    if (fs::read_symlink(entry.path() / "cwd", error) == cluster) kill(pid, signal);
  }
}

}  // namespace

Frozen::Frozen(int postmaster) : cluster_(fs::read_symlink("/proc/" + std::to_string(postmaster) + "/cwd")) {
  signal_all(cluster_, SIGSTOP);
}

void Frozen::thaw() const {
  signal_all(cluster_, SIGCONT);
}

}  // namespace weft::test
