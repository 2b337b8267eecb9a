// Lays out a private cluster on disk: directories only its user may enter, initdb, settings.
#include "db/cluster.hpp"

#include <weft/base/crypto.hpp>
#include <weft/base/error.hpp>
#include <weft/base/log.hpp>
#include <weft/base/process.hpp>

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace weft::db {
namespace {

namespace fs = std::filesystem;

// sun_path holds 108 bytes; "/.s.PGSQL.5432" takes 14 and the final NUL one.
constexpr std::size_t kLongestSocketDir = 92;
constexpr std::uintmax_t kLogLimit = 16UL << 20U;

std::string user_name() {
  const passwd* user = getpwuid(geteuid());
  return user ? user->pw_name : std::to_string(geteuid());
}

[[noreturn]] void cannot_use(const std::string& directory, int error) {
  if (error == ENOSPC) throw OperatorError("the disk is full: free some space for " + directory);
  if (error == EROFS) throw OperatorError(directory + " is on a read-only file system: choose another with --data");
  throw OperatorError(
      "data directory " + directory + " cannot be used by user " + user_name() + " (" + std::strerror(error) +
      "): choose another with --data, or hand it over (chown -R " + user_name() + " " + directory + ")");
}

/// A directory of our own that nobody else may enter.
void make_private(const std::string& directory) {
  if (mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) cannot_use(directory, errno);
  struct stat info {};
  if (lstat(directory.c_str(), &info) != 0) cannot_use(directory, errno);
  if (!S_ISDIR(info.st_mode))
    throw OperatorError(directory + " is not a directory: move it away, or choose another with --data");
  if (info.st_uid != geteuid()) cannot_use(directory, EPERM);
  if ((info.st_mode & 077U) != 0 && chmod(directory.c_str(), 0700) != 0) cannot_use(directory, errno);
}

std::string socket_dir_for(const std::string& data_dir) {
  std::string beside = data_dir + "/postgres-socket";
  if (beside.size() <= kLongestSocketDir) return beside;
  return "/tmp/weft-" + std::to_string(geteuid()) + "-" + hex(sha256(data_dir)).substr(0, 16);
}

std::string quoted(const std::string& text, char quote) {
  std::string out(1, quote);
  for (const char c : text) {
    if (c == quote) out += c;
    out += c;
  }
  return out + quote;
}

void write_file(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::trunc);
  file << text;
  file.close();
  if (!file) cannot_use(path, errno != 0 ? errno : EIO);
}

std::string settings(const Cluster& cluster) {
  const std::string safe = cluster.durable ? "on" : "off";
  // A list of directories inside a quoted setting: quoted twice.
  const std::string socket = quoted(quoted(cluster.socket_dir, '"'), '\'');
  return "# Written by Weft at every start. Your own settings belong into ../postgresql.local.conf, which is read "
         "after this file.\n"
         "listen_addresses = ''\n"
         "port = 5432\n"
         "unix_socket_directories = " +
         socket +
         "\n"
         "unix_socket_permissions = 0700\n"
         "max_connections = 100\n"
         "shared_buffers = " +
         (cluster.durable ? "256MB" : "64MB") +
         "\n"
         "fsync = " +
         safe +
         "\n"
         "full_page_writes = " +
         safe +
         "\n"
         "synchronous_commit = on\n"
         // Recovery after a crash replays this much at most: some seconds.
         "max_wal_size = 1GB\n"
         "checkpoint_timeout = 5min\n"
         "checkpoint_completion_target = 0.9\n"
         // Short statements on few rows: neither pays.
         "jit = off\n"
         "max_parallel_workers_per_gather = 0\n"
         "random_page_cost = 1.1\n"
         // Heads and read marks are small rows updated all the time. And a plan made for empty tables reads a whole
         // company's rows for each send until they are analyzed.
         "autovacuum_naptime = 5s\n"
         "autovacuum_vacuum_scale_factor = 0.1\n"
         "autovacuum_analyze_scale_factor = 0.5\n"  // a plan changes with the order of magnitude
         "autovacuum_vacuum_insert_scale_factor = 0.5\n"
         "timezone = 'UTC'\n"
         "log_timezone = 'UTC'\n"
         // Failed statements are Weft's to tell (a repeated send fails on purpose): a client must not fill this log.
         "log_min_messages = log\n"
         "log_line_prefix = '%m [%p] %a '\n"
         "log_checkpoints = off\n";
}

void run_initdb(const std::string& target, const Cluster& cluster, const PostgresProgram& program) {
  std::vector<std::string> args = {
      program.bin_dir + "/initdb", "--pgdata=" + target, "--username=postgres", "--auth=trust",
      "--encoding=UTF8",           "--locale=C.UTF-8",   "--data-checksums",    "--no-instructions"};
  if (!cluster.durable) args.insert(args.end(), {"--no-sync", "--wal-segsize=1"});
  const Outcome outcome = run_program(args);
  if (outcome.status == 0) return;
  std::error_code ignored;
  fs::remove_all(target, ignored);
  if (outcome.output.find("No space left on device") != std::string::npos) cannot_use(cluster.data_dir, ENOSPC);
  const auto at = outcome.output.find("error: ");
  const std::string reason = at == std::string::npos ? outcome.output : outcome.output.substr(at + 7);
  throw OperatorError("initdb could not create " + cluster.pgdata + ": " + reason.substr(0, reason.find('\n')));
}

}  // namespace

std::string Cluster::url() const {
  return "host='" + socket_dir + "' port=5432 user=weft_owner dbname=weft";
}
std::string Cluster::admin_url() const {
  return "host='" + socket_dir + "' port=5432 user=postgres dbname=postgres";
}

Cluster locate_cluster(const std::string& data_dir, bool durable) {
  std::error_code error;
  fs::create_directories(fs::path(data_dir), error);
  if (error && !fs::is_directory(data_dir)) {
    if (error == std::errc::file_exists || error == std::errc::not_a_directory) {
      throw OperatorError(data_dir + " is not a directory: choose another with --data");
    }
    cannot_use(data_dir, error.value());
  }
  Cluster cluster;
  cluster.data_dir = fs::canonical(data_dir).string();
  if (cluster.data_dir.find_first_of("'\\\n") != std::string::npos) {
    throw OperatorError(
        "the path of the data directory holds a quote, backslash or line break: choose another with --data");
  }
  if (access(cluster.data_dir.c_str(), R_OK | W_OK | X_OK) != 0) cannot_use(cluster.data_dir, errno);
  cluster.pgdata = cluster.data_dir + "/postgres";
  cluster.socket_dir = socket_dir_for(cluster.data_dir);
  cluster.log = cluster.data_dir + "/postgres.log";
  cluster.lock = cluster.data_dir + "/postgres.lock";
  cluster.durable = durable;
  return cluster;
}

std::optional<int> cluster_version(const Cluster& cluster) {
  if (!fs::exists(cluster.pgdata)) return std::nullopt;
  if (!fs::is_directory(cluster.pgdata)) throw OperatorError(cluster.pgdata + " is not a directory: move it away");
  std::ifstream file(cluster.pgdata + "/PG_VERSION");
  int major = 0;
  if (file >> major) return major;
  if (access(cluster.pgdata.c_str(), R_OK | W_OK | X_OK) != 0) cannot_use(cluster.pgdata, errno);
  if (fs::is_empty(cluster.pgdata)) return std::nullopt;
  throw OperatorError(cluster.pgdata + " holds no PostgreSQL data: move it away, or restore a backup");
}

void create_cluster(const Cluster& cluster, const PostgresProgram& program) {
  const std::string fresh = cluster.data_dir + "/postgres.new";
  std::error_code error;
  fs::remove_all(fresh, error);  // of a start that was interrupted
  log::info("creating the database in {}", cluster.pgdata);
  run_initdb(fresh, cluster, program);
  std::ofstream conf(fresh + "/postgresql.conf", std::ios::app);
  conf << "\ninclude = 'weft.conf'\ninclude_if_exists = '../postgresql.local.conf'\n";
  conf.close();
  if (!conf) cannot_use(cluster.data_dir, errno != 0 ? errno : EIO);
  if (rename(fresh.c_str(), cluster.pgdata.c_str()) != 0) cannot_use(cluster.pgdata, errno);
}

void write_settings(const Cluster& cluster) {
  make_private(cluster.socket_dir);
  write_file(cluster.pgdata + "/weft.conf", settings(cluster));
  // Only its own user (and root) can enter the socket's directory: that is the authentication.
  write_file(
      cluster.pgdata + "/pg_hba.conf",
      "# Written by Weft at every start.\nlocal all all trust\nlocal replication all trust\n");
}

void rotate_log(const Cluster& cluster) {
  std::error_code error;
  if (const auto size = fs::file_size(cluster.log, error); error || size < kLogLimit) return;
  fs::copy_file(cluster.log, cluster.log + ".1", fs::copy_options::overwrite_existing, error);
  fs::resize_file(cluster.log, 0, error);
}

}  // namespace weft::db
