// fork and exec with pipes or a pseudo terminal; all waiting is for output or for the end.
#include "app/program.hpp"

#include "support/postgres.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <stdexcept>

namespace weft::test {
namespace {

using Time = std::chrono::steady_clock;

std::string binary() {
  return std::string(WEFT_BINARY_DIR) + "/weft";
}

/// The variables of this process without those that would steer weft, and with its own.
std::vector<std::string> variables(Environment wanted) {
  wanted.try_emplace("HOME", scratch_dir());
  wanted.try_emplace("TERM", "xterm");
  wanted.try_emplace("LANG", "C.UTF-8");
  wanted.try_emplace("ASAN_OPTIONS", "detect_leaks=0");  // libedit keeps its buffers to the end
  std::vector<std::string> all;
  for (char** entry = environ; *entry; ++entry) {
    const std::string text = *entry;
    const std::string name = text.substr(0, text.find('='));
    if (!name.starts_with("WEFT_") && !name.starts_with("XDG_") && !name.starts_with("LC_") && !wanted.contains(name))
      all.push_back(text);
  }
  for (const auto& [name, value] : wanted)
    all.push_back(name + "=" + value);
  return all;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> list;
  for (std::string& text : texts)
    list.push_back(text.data());
  list.push_back(nullptr);
  return list;
}

}  // namespace

Weft::Weft(std::vector<std::string> args, Environment environment, Where where) : terminal_(where == Where::terminal) {
  args.insert(args.begin(), binary());
  std::vector<std::string> env = variables(std::move(environment));
  const auto argv = pointers(args);
  const auto envp = pointers(env);
  int input[2], output[2], errors[2], master = -1;
  if (pipe2(input, O_CLOEXEC) != 0 || pipe2(output, O_CLOEXEC) != 0 || pipe2(errors, O_CLOEXEC) != 0)
    throw std::runtime_error("pipe");
  winsize size{30, 100, 0, 0};
  pid_ = terminal_ ? forkpty(&master, nullptr, nullptr, &size) : fork();
  if (pid_ == 0) {
    if (!terminal_) {
      dup2(input[0], STDIN_FILENO);
      dup2(output[1], STDOUT_FILENO);
      dup2(errors[1], STDERR_FILENO);
    }
    execve(argv[0], argv.data(), envp.data());
    _exit(127);
  }
  close(input[0]);
  close(output[1]);
  close(errors[1]);
  if (terminal_) {
    for (const int fd : {input[1], output[0], errors[0]})
      close(fd);
    in_ = out_fd_ = master;
  } else {
    in_ = input[1];
    out_fd_ = output[0];
    err_fd_ = errors[0];
  }
}

Weft::~Weft() {
  if (status_ < 0 && pid_ > 0) {
    ::kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  if (!terminal_) close_input();
  for (const int fd : {out_fd_, err_fd_}) {
    if (fd >= 0) close(fd);
  }
}

void Weft::signal(int number) const {
  ::kill(pid_, number);
}

void Weft::type(const std::string& text) const {
  std::string_view rest = text;
  while (!rest.empty()) {
    const ssize_t written = write(in_, rest.data(), rest.size());
    if (written <= 0) return;
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
}

void Weft::close_input() {
  if (in_ >= 0) close(in_);
  in_ = -1;
}

/// Reads what there is within `ms`; false when both ends are closed.
bool Weft::read_some(int ms) {
  pollfd ready[2] = {{out_fd_, POLLIN, 0}, {err_fd_, POLLIN, 0}};
  if (poll(ready, 2, ms) < 0) return errno == EINTR;
  const auto take = [](int& fd, const pollfd& state, std::string& to) {
    if (state.revents == 0 || fd < 0) return;
    char buffer[8192];
    const ssize_t size = read(fd, buffer, sizeof buffer);
    if (size > 0) to.append(buffer, static_cast<std::size_t>(size));
    if (size == 0 || (size < 0 && errno != EINTR)) {
      close(fd);
      fd = -1;
    }
  };
  take(out_fd_, ready[0], out_);
  take(err_fd_, ready[1], err_);
  return out_fd_ >= 0 || err_fd_ >= 0;
}

bool Weft::says(const std::string& text, std::chrono::seconds limit) {
  const auto until = Time::now() + limit;
  while (true) {
    const std::size_t at = out_.find(text, seen_);
    if (at != out_.npos) {
      seen_ = at + text.size();
      return true;
    }
    if (Time::now() > until || (out_fd_ < 0 && err_fd_ < 0)) return false;
    read_some(50);
  }
}

Ended Weft::wait(std::chrono::seconds limit) {
  const auto until = Time::now() + limit;
  while (read_some(50)) {
    if (Time::now() < until) continue;
    ADD_FAILURE() << "weft does not end; it said: " << out_ << err_;
    ::kill(pid_, SIGKILL);
    break;
  }
  int status = 0;
  waitpid(pid_, &status, 0);
  status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return {status_, out_, err_};
}

Ended run_weft(std::vector<std::string> args, const std::string& input, const Environment& environment) {
  Weft weft(std::move(args), environment);
  weft.type(input);
  weft.close_input();
  return weft.wait(std::chrono::seconds(120));
}

std::size_t occurrences(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + part.size()))
    ++count;
  return count;
}

std::string without_escapes(const std::string& text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\x1b') {
      plain += text[i];
      continue;
    }
    if (i + 1 < text.size() && text[i + 1] == '[') {
      for (i += 2; i < text.size() && !std::isalpha(static_cast<unsigned char>(text[i])); ++i) {}
    }
  }
  return plain;
}

Server::Server(std::vector<std::string> args, Environment environment)
    : args_(std::move(args)), environment_(std::move(environment)) {}

Server::~Server() {
  if (program_) program_->signal(SIGTERM);
  if (program_) program_->wait(std::chrono::seconds(30));
}

/// The first start takes any free port; later ones take the same again.
void Server::start() {
  std::vector<std::string> args{"serve", "--port", std::to_string(port_)};
  args.insert(args.end(), args_.begin(), args_.end());
  program_ = std::make_unique<Weft>(args, environment_);
  const std::string words = "listens on http://127.0.0.1:";
  if (!program_->says(words, std::chrono::seconds(120)) || !program_->says(" ")) {
    const Ended ended = program_->wait();
    throw std::runtime_error("the server did not start: " + ended.out + ended.err);
  }
  const std::string& out = program_->out();
  port_ = std::atoi(out.c_str() + out.rfind(words) + words.size());
}

int Server::stop() {
  program_->signal(SIGTERM);
  const int status = program_->wait(std::chrono::seconds(30)).status;
  program_.reset();
  return status;
}

void Server::kill() {
  program_->signal(SIGKILL);
  program_->wait();
  program_.reset();
}

}  // namespace weft::test
