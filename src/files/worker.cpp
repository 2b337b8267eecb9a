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
#include <sys/wait.h>
#include <unistd.h>

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

/// What comes until the other end closes; nullopt when it takes too long, is too much, or nobody wants it any more.
std::optional<std::string> read_answer(
    int fd, std::chrono::steady_clock::time_point until, const std::atomic<bool>& stopping) {
  std::string text;
  while (text.size() <= kMostAnswer && !stopping && std::chrono::steady_clock::now() < until) {
    pollfd waiting{fd, POLLIN, 0};
    const int ready = poll(&waiting, 1, kLookEvery);
    if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
    if (ready < 0) return std::nullopt;
    char block[512];
    const ssize_t got = read(fd, block, sizeof block);
    if (got == 0) return text;
    if (got < 0) return std::nullopt;
    text.append(block, static_cast<std::size_t>(got));
  }
  return std::nullopt;
}

constexpr int kFound = 0, kDidNotLook = 2;  // its exit codes; anything else: it could not read the content

/// Its exit code, or -1 when it was ended by a signal. With `kill_it` it has no choice.
int end_of(pid_t pid, bool kill_it) {
  if (kill_it) kill(pid, SIGKILL);
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

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
  const auto text = read_answer(from.get(), std::chrono::steady_clock::now() + options.worker_time, stopping);
  Looked looked;
  looked.findings.examined = Examined::unreadable;
  const int code = end_of(pid, !text);
  if (!text && stopping) throw std::runtime_error("the server stops");
  if (code == kDidNotLook) throw std::runtime_error("the media worker cannot be confined here, and did not look");
  if (code != kFound || !text) return looked;
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
