// One private cluster a test program, one database a test: cloned from a template that was migrated once.
#include "support/postgres.hpp"

#include "support/program.hpp"
#include <weft/base/sealed.hpp>
#include <weft/db/migrations.hpp>

#include <pqxx/pqxx>
#include <sys/statvfs.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <stdexcept>

namespace weft::test {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "weft-test-";

struct Scratch {
  fs::path top;
  int next = 0;
  std::unique_ptr<db::PrivatePostgres> cluster;
  bool template_ready = false;
  bool durable = false;
  std::mutex mutex;
};

Scratch& scratch() {
  static Scratch the_scratch;
  return the_scratch;
}

/// Memory where there is plenty: a run makes and removes tens of thousands of files, which takes minutes on some disks.
fs::path scratch_parent() {
  constexpr std::uint64_t kPlenty = 8UL << 30U;
  struct statvfs info {};
  const bool usable = !std::getenv("TMPDIR") && statvfs("/dev/shm", &info) == 0 && (info.f_flag & ST_NOEXEC) == 0 &&
                      access("/dev/shm", W_OK) == 0;
  return usable && info.f_bavail * info.f_frsize >= kPlenty ? fs::path("/dev/shm") : fs::temp_directory_path();
}

/// Folders of test programs that crashed.
void remove_leftovers(const fs::path& parent) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(parent, error)) {
    const std::string name = entry.path().filename().string();
    if (name.rfind(kPrefix, 0) != 0) continue;
    pid_t pid = 0;
    std::from_chars(name.data() + kPrefix.size(), name.data() + name.size(), pid);
    if (pid > 0 && kill(pid, 0) != 0 && errno == ESRCH) fs::remove_all(entry.path(), error);
  }
}

const fs::path& top(Scratch& s) {
  if (s.top.empty()) {
    const fs::path parent = s.durable ? fs::temp_directory_path() : scratch_parent();
    remove_leftovers(parent);
    s.top = parent / (std::string(kPrefix) + std::to_string(getpid()));
    fs::create_directory(s.top);
    fs::permissions(s.top, fs::perms::owner_all);
  }
  return s.top;
}

std::string fresh_dir(Scratch& s) {
  const fs::path dir = top(s) / std::to_string(++s.next);
  fs::create_directory(dir);
  return dir.string();
}

db::PrivatePostgres& running(Scratch& s) {
  if (!s.cluster) {
    db::PrivatePostgresOptions options;
    options.data_dir = fresh_dir(s);
    options.durable = s.durable;
    s.cluster = db::PrivatePostgres::start(options);
  }
  return *s.cluster;
}

/// Runs one statement as superuser.
void admin(Scratch& s, const std::string& sql) {
  pqxx::connection connection(running(s).admin_url());
  pqxx::nontransaction(connection).exec(sql);
}

std::string with_database(std::string url, const std::string& name) {
  return url += " dbname=" + name;
}

}  // namespace

void use_durable_cluster() {
  Scratch& s = scratch();
  const std::lock_guard lock(s.mutex);
  if (s.cluster) throw std::logic_error("the cluster runs already");
  s.durable = true;
}

std::string fresh_database() {
  use_sealing_key(std::string(kSealingKey, 'k'));
  Scratch& s = scratch();
  const std::lock_guard lock(s.mutex);
  db::PrivatePostgres& postgres = running(s);
  if (!s.template_ready) {
    db::migrate(postgres.url(), db::embedded_migrations());
    s.template_ready = true;
  }
  const std::string name = "test_" + std::to_string(++s.next);
  admin(s, "CREATE DATABASE " + name + " TEMPLATE weft OWNER weft_owner");
  return with_database(postgres.url(), name);
}

std::string empty_database() {
  Scratch& s = scratch();
  const std::lock_guard lock(s.mutex);
  const std::string name = "empty_" + std::to_string(++s.next);
  admin(s, "CREATE DATABASE " + name + " TEMPLATE template0");
  return with_database(running(s).admin_url(), name);
}

std::string scratch_dir() {
  Scratch& s = scratch();
  const std::lock_guard lock(s.mutex);
  return fresh_dir(s);
}

db::PrivatePostgres& cluster() {
  Scratch& s = scratch();
  const std::lock_guard lock(s.mutex);
  return running(s);
}

void clean_up() {
  Scratch& s = scratch();
  s.cluster.reset();
  std::error_code error;
  if (!s.top.empty()) fs::remove_all(s.top, error);
}

}  // namespace weft::test
