// Prompts on the terminal, with echo off for passwords and always switched on again.
#include "app/terminal.hpp"

#include <weft/base/error.hpp>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>

namespace weft::app {
namespace {

constexpr std::size_t kLongestLine = 4096;

/// One line from `fd`; false at its end.
bool read_line(int fd, std::string& line) {
  line.clear();
  char c = 0;
  while (line.size() < kLongestLine) {
    const ssize_t got = read(fd, &c, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return !line.empty();
    if (c == '\n') break;
    if (c != '\r') line += c;
  }
  return true;
}

void say(const std::string& text) {
  if (write(STDERR_FILENO, text.data(), text.size()) < 0) return;  // nobody listens: nothing to be done
}

/// The terminal without echo. Signals that would end the process wait until echo is back.
class Silence {
 public:
  explicit Silence(int fd) : fd_(fd) {
    sigset_t held;
    sigemptyset(&held);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP})
      sigaddset(&held, signal);
    sigprocmask(SIG_BLOCK, &held, &before_signals_);
    tcgetattr(fd_, &before_);
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO | ISIG);
    tcsetattr(fd_, TCSAFLUSH, &silent);
  }
  ~Silence() {
    tcsetattr(fd_, TCSAFLUSH, &before_);
    sigprocmask(SIG_SETMASK, &before_signals_, nullptr);
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

 private:
  int fd_;
  termios before_{};
  sigset_t before_signals_{};
};

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

bool is_terminal(int fd) {
  return isatty(fd) == 1;
}

bool has_colour(int fd) {
  const char* refused = std::getenv("NO_COLOR");
  const char* kind = std::getenv("TERM");
  return is_terminal(fd) && !(refused && *refused) && kind && std::string_view(kind) != "dumb";
}

Style::Style(bool on) {
  if (!on) return;
  bold = "\x1b[1m";
  dim = "\x1b[2m";
  red = "\x1b[31m";
  green = "\x1b[32m";
  yellow = "\x1b[33m";
  blue = "\x1b[34m";
  cyan = "\x1b[36m";
  reverse = "\x1b[7m";
  off = "\x1b[0m";
}

std::string ask(const std::string& question, const std::string& fallback) {
  std::string line;
  do {
    say(question + (fallback.empty() ? ": " : " [" + fallback + "]: "));
    if (!read_line(STDIN_FILENO, line))
      throw OperatorError("the input ended before \"" + question + "\" was answered; give it as a flag, see --help", 2);
    if (line.empty()) line = fallback;
  } while (line.empty());
  return line;
}

std::string ask_secret(const std::string& question, const std::string& hint) {
  const int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC);
  if (terminal < 0) throw OperatorError("there is no terminal to ask for the password on; " + hint, 2);
  std::string secret;
  bool read = false;
  {
    const Silence silence(terminal);
    say(question + ": ");
    read = read_line(terminal, secret);
  }
  say("\n");
  close(terminal);
  const bool given_up = secret.find_first_of("\x03\x04") !=
                        secret.npos;  // Ctrl-C, Ctrl-D: plain characters without ISIG
  if (!read || given_up) throw OperatorError("no password given", 130);
  return secret;
}

std::string new_password(bool from_stdin, const std::string& whose) {
  if (from_stdin) return first_line_of_stdin();
  const std::string hint = "use --password-stdin";
  const std::string password = ask_secret("Password for " + whose + " (10 characters or more)", hint);
  if (ask_secret("Once more", hint) != password)
    throw OperatorError("the two passwords differ; nothing was changed", 2);
  return password;
}

std::string first_line_of_stdin() {
  std::string line;
  if (!read_line(STDIN_FILENO, line))
    throw OperatorError("standard input is empty; its first line must be the password", 2);
  return line;
}

Progress::Progress(std::string what) : what_(std::move(what)), shown_(is_terminal(STDERR_FILENO)) {
  step("");
}

Progress::~Progress() {
  if (shown_) say("\r\x1b[K");
}

void Progress::step(std::string_view text) {
  if (shown_) say("\r\x1b[K" + what_ + (text.empty() ? "" : ": ") + std::string(text));
}

void Progress::bytes(std::uint64_t done, std::uint64_t total) {
  const std::int64_t now = now_ms();
  if (!shown_ || now - last_ms_ < 100) return;
  last_ms_ = now;
  const std::string share = total > 0 ? " of " + human_size(total) + " (" +
                                            std::to_string(std::min<std::uint64_t>(100, done * 100 / total)) + " %)"
                                      : "";
  step(human_size(done) + share);
}

std::string human_size(std::uint64_t bytes) {
  static constexpr const char* kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  double value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 1024 && unit + 1 < std::size(kUnits)) {
    value /= 1024;
    ++unit;
  }
  char text[32];
  std::snprintf(text, sizeof text, unit == 0 ? "%.0f %s" : "%.1f %s", value, kUnits[unit]);
  return text;
}

}  // namespace weft::app
