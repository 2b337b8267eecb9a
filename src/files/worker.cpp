// Starts the worker process for one content, waits for it, and kills it when it takes too long.
//
// The content comes in as its standard input, the pictures leave through two nameless files in memory, and one line of
// JSON on its standard output says what it found. Nothing else of this process reaches it.
#include "files/worker.hpp"

#include <weft/base/json.hpp>
#include <weft/base/log.hpp>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>

namespace weft::files {
namespace {

constexpr std::size_t kMostAnswer = 4096;
constexpr std::size_t kMostPicture = 8 << 20;
constexpr int kLookEvery = 100;  // ms
constexpr int kFirstOwn = 10;    // what is handed over is numbered from here first, so that no place is taken

/// What the worker says.
struct Report {
  std::optional<std::int64_t> width, height, duration_ms;
  std::vector<std::string> thumbnails;
};
BOOST_DESCRIBE_STRUCT(Report, (), (width, height, duration_ms, thumbnails))

class Fd {
 public:
  explicit Fd(int fd) : fd_(fd) {
    if (fd_ < 0) throw std::runtime_error(std::string("cannot start the media worker: ") + std::strerror(errno));
  }
  ~Fd() { reset(); }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  int get() const { return fd_; }
  void reset() {
    if (fd_ >= 0) close(fd_);
    fd_ = -1;
  }

 private:
  int fd_;
};

int high(int fd) {
  const int moved = fcntl(fd, F_DUPFD_CLOEXEC, kFirstOwn);
  close(fd);
  return moved;
}

int memory_file(const char* name) {
  return high(memfd_create(name, MFD_CLOEXEC));
}

pid_t start(const Options& options, const std::string& type, const std::array<int, 4>& handed) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, handed[0], 0);
  posix_spawn_file_actions_adddup2(&actions, handed[1], 1);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, handed[2], 3);
  posix_spawn_file_actions_adddup2(&actions, handed[3], 4);
  posix_spawn_file_actions_addclosefrom_np(&actions, 5);  // sockets of clients above all
  std::vector<std::string> words{
      options.worker, type.substr(0, type.find('/')), std::to_string(options.most_pixels),
      std::to_string(options.worker_bytes), std::to_string(options.worker_time.count())};
  std::vector<char*> args;
  for (std::string& word : words)
    args.push_back(word.data());
  args.push_back(nullptr);
  char path[] = "PATH=/usr/bin:/bin";
  char locale[] = "LC_ALL=C";
  char* environment[] = {path, locale, nullptr};
  pid_t pid = 0;
  const int error = posix_spawn(&pid, options.worker.c_str(), &actions, nullptr, args.data(), environment);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw std::runtime_error("cannot start " + options.worker + ": " + std::strerror(error));
  return pid;
}

/// How long somebody waits for the worker.
struct Patience {
  std::chrono::steady_clock::time_point until;
  const std::atomic<bool>& stopping;

  /// True when `fd` can be read, false when it is too late or nobody wants it any more.
  bool wait_for(int fd) const {
    while (!stopping && std::chrono::steady_clock::now() < until) {
      pollfd waiting{fd, POLLIN, 0};
      const int ready = poll(&waiting, 1, kLookEvery);
      if (ready > 0) return true;
      if (ready < 0 && errno != EINTR) throw std::runtime_error("cannot wait for the media worker");
    }
    return false;
  }
};

/// What comes until the other end closes, and a little more than is allowed at most; nullopt when it takes too long.
std::optional<std::string> read_answer(int fd, const Patience& patience) {
  std::string text;
  while (text.size() <= kMostAnswer) {
    if (!patience.wait_for(fd)) return std::nullopt;
    char block[512];
    const ssize_t got = read(fd, block, sizeof block);
    if (got <= 0) break;
    text.append(block, static_cast<std::size_t>(got));
  }
  return text;
}

constexpr int kFound = 0, kDidNotLook = 2;  // its exit codes; with others it could not read the content
constexpr int kCrashed = -1, kNoEnd = -2;   // in their place: ended by its own mistake; too slow or killed

/// A worker that runs, and does not outlive this.
class Running {
 public:
  explicit Running(pid_t pid) : pid_(pid), fd_(static_cast<int>(syscall(SYS_pidfd_open, pid, 0))) {}
  ~Running() {
    if (pid_ > 0) end(SIGKILL);
    if (fd_ >= 0) close(fd_);
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  /// Its exit code. It is given until the end of `patience` when `answered`, and no time at all otherwise.
  int end_of(bool answered, const Patience& patience) {
    const int status = end(answered && patience.wait_for(fd_) ? 0 : SIGKILL);
    if (WIFEXITED(status)) return WEXITSTATUS(status);
    return WTERMSIG(status) == SIGKILL ? kNoEnd : kCrashed;
  }

 private:
  int end(int signal) {
    if (signal != 0) kill(pid_, signal);
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {}
    pid_ = 0;
    return status;
  }

  pid_t pid_;
  const int fd_;  ///< can be read once it has ended; without one it is waited for to the end of patience
};

std::string whole(int fd) {
  struct stat info {};
  if (fstat(fd, &info) != 0 || info.st_size <= 0 || static_cast<std::size_t>(info.st_size) > kMostPicture) return {};
  std::string bytes(static_cast<std::size_t>(info.st_size), '\0');
  return pread(fd, bytes.data(), bytes.size(), 0) == info.st_size ? bytes : std::string();
}

}  // namespace

Looked look_into(
    const Content& content, const std::string& type, const Options& options, const std::atomic<bool>& stopping) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("cannot start the media worker: no descriptors left");
  const Fd from(ends[0]);
  Fd to(high(ends[1]));
  // Opened anew, so that the worker's place in the file is its own.
  const Fd input(high(open(("/proc/self/fd/" + std::to_string(content.descriptor())).c_str(), O_RDONLY | O_CLOEXEC)));
  const Fd small(memory_file("small"));
  const Fd medium(memory_file("medium"));
  const pid_t pid = start(options, type, {input.get(), to.get(), small.get(), medium.get()});
  to.reset();
  Running worker(pid);
  const Patience patience{std::chrono::steady_clock::now() + options.worker_time, stopping};
  const auto text = read_answer(from.get(), patience);
  const bool too_much = text && text->size() > kMostAnswer;
  const int code = worker.end_of(text && !too_much, patience);
  const bool lost = !text || (code == kNoEnd && !too_much);
  if (lost && stopping) throw std::runtime_error("the server stops");
  if (code == kDidNotLook) throw std::runtime_error("the media worker cannot be confined here, and did not look");
  Looked looked;
  looked.findings.examined = lost ? Examined::waiting : Examined::unreadable;
  if (code != kFound || lost) return looked;
  try {
    const Report report = read_json<Report>(parse_json(*text));
    for (const std::string& size : report.thumbnails) {
      if (size != "small" && size != "medium") throw ApiError(Errc::invalid_argument, "a picture of an unknown size");
      std::string picture = whole(size == "small" ? small.get() : medium.get());
      if (picture.empty()) continue;
      looked.pictures[size] = std::move(picture);
      looked.findings.thumbnails.push_back(size);
    }
    looked.findings.width = report.width;
    looked.findings.height = report.height;
    looked.findings.duration_ms = report.duration_ms;
    looked.findings.examined = Examined::done;
  } catch (const ApiError& error) {
    log::warn("the media worker said something strange: {}", error.detail());
  }
  return looked;
}

}  // namespace weft::files
