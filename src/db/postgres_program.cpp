// Looks for PostgreSQL where the distributions put it, preferring the version that the data was made with.
#include "db/postgres_program.hpp"

#include <weft/base/error.hpp>
#include <weft/base/process.hpp>

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <string_view>
#include <vector>

namespace weft::db {
namespace {

namespace fs = std::filesystem;

constexpr int kOldest = 14;

bool usable(const std::string& bin_dir) {
  return access((bin_dir + "/postgres").c_str(), X_OK) == 0 && access((bin_dir + "/initdb").c_str(), X_OK) == 0;
}

/// "postgres (PostgreSQL) 15.5 (Debian ...)" -> 15. Started from a directory that this user may not read, PostgreSQL
/// complains about that first, with digits in it.
int major_of(const std::string& bin_dir) {
  constexpr std::string_view kBefore = "(PostgreSQL) ";
  const std::string text = run_program({bin_dir + "/postgres", "--version"}).output;
  const auto at = text.find(kBefore);
  int major = 0;
  if (at != std::string::npos) std::from_chars(text.data() + at + kBefore.size(), text.data() + text.size(), major);
  if (major == 0) throw OperatorError(bin_dir + "/postgres does not say its version");
  return major;
}

/// Folders of all installed versions, newest first. Debian and Red Hat keep one folder for each version.
std::vector<std::string> installed() {
  std::vector<std::pair<int, std::string>> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", error)) {
    const std::string name = entry.path().filename().string();
    int number = 0;
    std::from_chars(name.data(), name.data() + name.size(), number);
    if (usable(entry.path() / "bin")) found.emplace_back(-number, entry.path() / "bin");
  }
  std::sort(found.begin(), found.end());
  std::vector<std::string> folders;
  folders.reserve(found.size() + 1);
  for (auto& [order, folder] : found)
    folders.push_back(std::move(folder));
  const std::string in_path = find_program("postgres");
  if (!in_path.empty()) folders.push_back(fs::path(in_path).parent_path().string());
  return folders;
}

[[noreturn]] void refuse_version(int has, int wants, const std::string& cluster_dir) {
  throw OperatorError(
      cluster_dir + " was made by PostgreSQL " + std::to_string(wants) + " but this machine runs " +
      std::to_string(has) + ": install postgresql-" + std::to_string(wants) +
      ", or restore a backup into a new data directory");
}

}  // namespace

PostgresProgram find_postgres(const std::string& bin_dir, std::optional<int> major, const std::string& cluster_dir) {
  std::vector<std::string> folders = bin_dir.empty() ? installed() : std::vector<std::string>{bin_dir};
  std::erase_if(folders, [](const std::string& folder) { return !usable(folder); });
  if (folders.empty()) {
    throw OperatorError(
        bin_dir.empty() ? "PostgreSQL is not installed: apt-get install postgresql-15, or set database.url"
                        : "there is no postgres and initdb in " + bin_dir + ": correct the setting, or leave it empty");
  }
  int seen = 0;
  for (const std::string& folder : folders) {
    const int version = major_of(folder);
    if (!major && version < kOldest) continue;
    if (!major || *major == version) return {folder, version};
    seen = std::max(seen, version);
  }
  if (!major)
    throw OperatorError(
        "PostgreSQL is older than " + std::to_string(kOldest) + ": apt-get install postgresql-15, or set database.url");
  refuse_version(seen, *major, cluster_dir);
}

}  // namespace weft::db
