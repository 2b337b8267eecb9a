// Keeps a private PostgreSQL: owns it or attaches to the owner's, watches over it, stops it.
//
// Everything that starts a postmaster happens on one thread, the keeper: the kernel sends a child its death signal when
// the *thread* that forked it ends. Ownership is an flock on data_dir/postgres.lock, which the kernel takes back from a
// dead process.
#include "db/cluster.hpp"
#include "db/postmaster.hpp"
#include <weft/base/error.hpp>
#include <weft/base/log.hpp>
#include <weft/db/private_postgres.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

namespace weft::db {
namespace {

using namespace std::chrono_literals;

constexpr auto kBeat = 100ms;  // how soon a dead postmaster is noticed
constexpr auto kAttachLimit = 60s;
constexpr auto kStopPatience = 20s;
constexpr auto kTakeOverDelay = 500ms;  // leaves the first word to an owner that is being restarted
constexpr int kRotateBeats = 100;

/// An exclusive lock that ends with the process.
class FileLock {
 public:
  ~FileLock() { release(); }
  bool try_take(const std::string& path) {
    if (held_) return true;
    if (fd_ < 0) fd_ = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd_ < 0) throw OperatorError("cannot write " + path + ": " + std::generic_category().message(errno));
    held_ = flock(fd_, LOCK_EX | LOCK_NB) == 0;
    return held_;
  }
  void release() {
    if (fd_ >= 0) close(fd_);
    fd_ = -1;
    held_ = false;
  }
  bool held() const { return held_; }

 private:
  int fd_ = -1;
  bool held_ = false;
};

}  // namespace

struct PrivatePostgres::Impl {
  explicit Impl(const PrivatePostgresOptions& from) : options(from) {}

  // The keeper's thread.
  void keep();
  void bring_up();
  void own();
  void launch();
  void watch_over();
  void recover();
  bool start_again();
  bool pause(std::chrono::milliseconds time);

  const PrivatePostgresOptions options;
  Cluster cluster;
  PostgresProgram program;
  FileLock lock;
  bool owner = false;  ///< this process holds the lock and the postmaster is its child
  std::atomic<bool> attached{false};
  std::atomic<int> restarts{0};
  std::atomic<pid_t> postmaster{0};

  std::mutex mutex;
  std::condition_variable changed;
  bool stopping = false;
  std::chrono::milliseconds patience = kStopPatience;  ///< of stop(): written before `stopping`, read after it
  bool up = false;
  std::exception_ptr failure;
  std::thread keeper;
};

void PrivatePostgres::Impl::keep() {
  try {
    bring_up();
    const std::lock_guard guard(mutex);
    up = true;
  } catch (...) {
    const std::lock_guard guard(mutex);
    failure = std::current_exception();
  }
  changed.notify_all();
  if (!failure) watch_over();
  if (owner && postmaster > 0) stop_postmaster(postmaster, cluster, patience);
  lock.release();
}

/// True when it is time to stop.
bool PrivatePostgres::Impl::pause(std::chrono::milliseconds time) {
  std::unique_lock guard(mutex);
  return changed.wait_for(guard, time, [this] { return stopping; });
}

void PrivatePostgres::Impl::bring_up() {
  if (geteuid() == 0)
    throw OperatorError("PostgreSQL does not run as root: name an unprivileged system user as server.user");
  cluster = locate_cluster(options.data_dir, options.durable);
  const auto deadline = std::chrono::steady_clock::now() + kAttachLimit;
  do {
    if (lock.try_take(cluster.lock)) return own();
    if (answers(cluster)) {
      const auto running = read_pid_file(cluster);
      postmaster = running ? running->pid : 0;
      program = find_postgres(options.bin_dir, cluster_version(cluster), cluster.pgdata);
      attached = true;
      return;
    }
  } while (std::chrono::steady_clock::now() < deadline && !pause(50ms));
  throw OperatorError(
      "another Weft process holds " + cluster.lock +
      " but its database does not answer: end that process, then start again");
}

/// With the lock in hand: makes the cluster if there is none, and runs it.
void PrivatePostgres::Impl::own() {
  const auto version = cluster_version(cluster);
  program = find_postgres(options.bin_dir, version, cluster.pgdata);
  if (!version) create_cluster(cluster, program);
  if (const auto running = running_postmaster(cluster)) {
    if (!started_by_weft(*running)) {
      // An administrator's pg_ctl: use it, leave it running.
      postmaster = *running;
      attached = true;
      return;
    }
    // Its owner was killed a moment ago: it has been told to stop, or is about to be.
    log::info("waiting for the PostgreSQL of an earlier process to stop");
    stop_postmaster(*running, cluster, kStopPatience);
  }
  launch();
  ensure_database(cluster);
}

void PrivatePostgres::Impl::launch() {
  write_settings(cluster);
  rotate_log(cluster);
  postmaster = start_postmaster(cluster, program, [this] { return pause(0ms); });
  owner = true;
  attached = false;
}

void PrivatePostgres::Impl::watch_over() {
  for (int beat = 1; !pause(kBeat); ++beat) {
    if (owner && beat % kRotateBeats == 0) rotate_log(cluster);
    if (!has_ended(postmaster, cluster)) continue;
    recover();
  }
}

void PrivatePostgres::Impl::recover() {
  owner = false;  // nothing to stop until it runs again
  auto backoff = 100ms;
  for (bool done = false; !done; backoff = std::min<std::chrono::milliseconds>(backoff * 2, 2000ms)) {
    try {
      done = start_again();
    } catch (const std::exception& error) {
      log::error("{}", error.what());
    }
    if (!done && pause(backoff)) return;
  }
}

/// One attempt; false when it is still another process's turn.
bool PrivatePostgres::Impl::start_again() {
  if (lock.held()) {
    log::error("PostgreSQL (process {}) died: starting it again", postmaster.load());
  } else {
    if (pause(kTakeOverDelay)) return false;
    if (!lock.try_take(cluster.lock)) {
      const auto running = read_pid_file(cluster);
      if (!running || !runs_cluster(running->pid, cluster)) return false;
      postmaster = running->pid;
      return true;
    }
    log::info("the process that ran PostgreSQL is gone: taking over");
  }
  own();
  ++restarts;
  return true;
}

PrivatePostgres::PrivatePostgres(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
PrivatePostgres::~PrivatePostgres() {
  stop();
}

std::unique_ptr<PrivatePostgres> PrivatePostgres::start(const PrivatePostgresOptions& options) {
  std::unique_ptr<PrivatePostgres> made(new PrivatePostgres(std::make_unique<Impl>(options)));
  Impl& impl = *made->impl_;
  impl.keeper = std::thread([&impl] { impl.keep(); });
  {
    std::unique_lock guard(impl.mutex);
    impl.changed.wait(guard, [&impl] { return impl.up || impl.failure; });
  }
  if (impl.failure) {
    impl.keeper.join();
    std::rethrow_exception(impl.failure);
  }
  return made;
}

std::string PrivatePostgres::url() const {
  return impl_->cluster.url();
}
std::string PrivatePostgres::admin_url() const {
  return impl_->cluster.admin_url();
}
std::string PrivatePostgres::bin_dir() const {
  return impl_->program.bin_dir;
}
bool PrivatePostgres::attached() const {
  return impl_->attached;
}
int PrivatePostgres::restarts() const {
  return impl_->restarts;
}
int PrivatePostgres::pid() const {
  return impl_->postmaster;
}

void PrivatePostgres::stop(std::chrono::milliseconds patience) {
  {
    const std::lock_guard guard(impl_->mutex);
    if (!std::exchange(impl_->stopping, true)) impl_->patience = patience;
  }
  impl_->changed.notify_all();
  if (impl_->keeper.joinable()) impl_->keeper.join();
}

}  // namespace weft::db
