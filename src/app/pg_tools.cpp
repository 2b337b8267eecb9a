// The environment of the child is built from the connection string with libpq's own table of variables.
#include "app/pg_tools.hpp"

#include <weft/base/error.hpp>

#include <fcntl.h>
#include <libpq-fe.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <memory>

namespace weft::app {
namespace {

struct Options {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};

/// The present environment without PG* variables, and those that the connection string means.
std::vector<std::string> environment(const std::string& url) {
  char* why = nullptr;
  const std::unique_ptr<PQconninfoOption, Options> options(PQconninfoParse(url.c_str(), &why));
  if (!options) {
    const std::string reason = why ? why : "not readable";
    PQfreemem(why);
    throw OperatorError("database.url: " + reason, 2);
  }
  std::vector<std::string> all;
  for (char** entry = environ; *entry; ++entry) {
    if (!std::string_view(*entry).starts_with("PG")) all.emplace_back(*entry);
  }
  for (const PQconninfoOption* option = options.get(); option->keyword; ++option) {
    if (option->val && option->envvar) all.push_back(std::string(option->envvar) + "=" + option->val);
  }
  return all;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> list;
  for (std::string& text : texts)
    list.push_back(text.data());
  list.push_back(nullptr);
  return list;
}

std::string last_line(int fd) {
  char text[4096];
  const off_t size = lseek(fd, 0, SEEK_END);
  const ssize_t got = pread(fd, text, sizeof text, std::max<off_t>(0, size - static_cast<off_t>(sizeof text)));
  std::string words(text, got > 0 ? static_cast<std::size_t>(got) : 0);
  while (!words.empty() && words.back() == '\n')
    words.pop_back();
  const std::size_t error = words.find("error: ");
  const std::size_t start = error != words.npos ? error + 7 : words.find_last_of('\n') + 1;
  const std::size_t end = std::min(words.find('\n', start), words.size());
  return words.substr(start, end - start);
}

int wait_for(pid_t child, const std::function<void()>& tick) {
  int status = 0;
  while (true) {
    const pid_t ended = waitpid(child, &status, WNOHANG);
    if (ended == child) return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    if (ended < 0 && errno != EINTR) return 127;
    poll(nullptr, 0, 50);
    if (tick) tick();
  }
}

}  // namespace

void run_pg_tool(const PgTool& tool) {
  std::vector<std::string> words{tool.bin_dir.empty() ? tool.program : tool.bin_dir + "/" + tool.program};
  words.insert(words.end(), tool.flags.begin(), tool.flags.end());
  std::vector<std::string> variables = environment(tool.url);
  const int errors = memfd_create("errors", MFD_CLOEXEC);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (tool.in >= 0) {
    posix_spawn_file_actions_adddup2(&actions, tool.in, STDIN_FILENO);
  } else {
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  }
  if (tool.out >= 0) {
    posix_spawn_file_actions_adddup2(&actions, tool.out, STDOUT_FILENO);
  } else {
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  }
  posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO);
  pid_t child = 0;
  const int failed = posix_spawnp(
      &child, words[0].c_str(), &actions, nullptr, pointers(words).data(), pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  const int status = failed == 0 ? wait_for(child, tool.tick) : 127;
  const std::string why = failed == 0 ? last_line(errors) : std::strerror(failed);
  close(errors);
  if (status == 0) return;
  if (failed == ENOENT)
    throw OperatorError(
        tool.program + " is not installed: install postgresql-client, or name its directory as database.postgres_bin");
  throw OperatorError(tool.program + " failed: " + (why.empty() ? "exit code " + std::to_string(status) : why));
}

}  // namespace weft::app
