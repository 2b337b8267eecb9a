// fork and exec with care for threads: the child calls only what is safe after fork in a threaded process.
#include <weft/base/error.hpp>
#include <weft/base/process.hpp>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <sstream>

namespace weft {
namespace {

constexpr std::size_t kOutputLimit = 64UL << 10U;

struct Pipe {
  int ends[2] = {-1, -1};
  Pipe() {
    if (pipe2(ends, O_CLOEXEC) != 0) throw OperatorError(std::string("cannot make a pipe: ") + std::strerror(errno));
  }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close_end(int end) {
    if (ends[end] >= 0) close(ends[end]);
    ends[end] = -1;
  }
};

std::vector<char*> pointers(const std::vector<std::string>& args) {
  std::vector<char*> argv;
  for (const std::string& arg : args)
    argv.push_back(const_cast<char*>(arg.c_str()));  // NOLINT: execv's signature
  argv.push_back(nullptr);
  return argv;
}

struct Streams {
  int in, out;
};

/// In the child: standard streams, default signals, no other descriptors, then the program. Reports errno through
/// `report`.
[[noreturn]] void become(const char* path, char* const* argv, Streams streams, int report) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGCHLD, SIGQUIT})
    std::signal(signal, SIG_DFL);
  dup2(streams.in, STDIN_FILENO);
  dup2(streams.out, STDOUT_FILENO);
  dup2(streams.out, STDERR_FILENO);
  syscall(SYS_close_range, 3U, ~0U, 4U /* CLOSE_RANGE_CLOEXEC */);
  execv(path, argv);
  const int error = errno;
  [[maybe_unused]] const auto written = write(report, &error, sizeof error);
  _exit(127);
}

std::string resolve(const std::string& program) {
  if (program.find('/') != std::string::npos) return program;
  const std::string found = find_program(program);
  if (found.empty()) throw OperatorError(program + " is not installed");
  return found;
}

/// Waits for exec to succeed or fail.
void await_exec(Pipe& report, pid_t child, const std::string& path) {
  report.close_end(1);
  int error = 0;
  ssize_t size = 0;
  do {
    size = read(report.ends[0], &error, sizeof error);
  } while (size < 0 && errno == EINTR);
  if (size <= 0) return;
  waitpid(child, nullptr, 0);
  throw OperatorError("cannot run " + path + ": " + std::strerror(error));
}

int status_of(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return 127;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void collect(int fd, std::string& output) {
  char buffer[4096];
  while (true) {
    const ssize_t size = read(fd, buffer, sizeof buffer);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return;
    output.append(buffer, static_cast<std::size_t>(size));
    if (output.size() > 2 * kOutputLimit) output.erase(0, output.size() - kOutputLimit);
  }
}

struct Descriptor {
  int fd;
  ~Descriptor() {
    if (fd >= 0) close(fd);
  }
};

}  // namespace

Outcome run_program(const std::vector<std::string>& args) {
  const std::string path = resolve(args.at(0));
  const std::vector<char*> argv = pointers(args);
  Pipe report, text;
  const Descriptor empty{open("/dev/null", O_RDONLY | O_CLOEXEC)};
  const pid_t child = fork();
  if (child < 0) throw OperatorError(std::string("cannot start a process: ") + std::strerror(errno));
  if (child == 0) become(path.c_str(), argv.data(), {empty.fd, text.ends[1]}, report.ends[1]);
  await_exec(report, child, path);
  text.close_end(1);
  Outcome outcome;
  collect(text.ends[0], outcome.output);
  outcome.status = status_of(child);
  return outcome;
}

pid_t start_program(const Background& program) {
  const std::string path = resolve(program.args.at(0));
  const std::vector<char*> argv = pointers(program.args);
  const Descriptor log{open(program.log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)};
  if (log.fd < 0) throw OperatorError("cannot write " + program.log_file + ": " + std::strerror(errno));
  const Descriptor empty{open("/dev/null", O_RDONLY | O_CLOEXEC)};
  Pipe report;
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child < 0) throw OperatorError(std::string("cannot start a process: ") + std::strerror(errno));
  if (child == 0) {
    setsid();
    if (program.death_signal != 0) prctl(PR_SET_PDEATHSIG, program.death_signal);
    if (getppid() != parent) _exit(127);  // the parent died before it could be watched
    become(path.c_str(), argv.data(), {empty.fd, log.fd}, report.ends[1]);
  }
  await_exec(report, child, path);
  return child;
}

std::string find_program(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path ? path : "/usr/local/bin:/usr/bin:/bin");
  std::string folder;
  while (std::getline(folders, folder, ':')) {
    const std::string candidate = folder + "/" + name;
    if (access(candidate.c_str(), X_OK) == 0 && std::filesystem::is_regular_file(candidate)) return candidate;
  }
  return {};
}

}  // namespace weft
