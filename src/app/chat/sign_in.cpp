// session.create over REST, and the file of tokens.
#include "app/chat/sign_in.hpp"

#include "app/chat/model.hpp"
#include "app/chat/text.hpp"
#include <weft/base/error.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace weft::app::chat {
namespace {

namespace fs = std::filesystem;

std::string this_device() {
  char name[256] = {};
  gethostname(name, sizeof name - 1);
  return std::string("weft chat on ") + name;
}

fs::path state_file() {
  const char* state = std::getenv("XDG_STATE_HOME");
  const char* home = std::getenv("HOME");
  if (state && *state == '/') return fs::path(state) / "weft" / "tokens.json";
  if (home && *home == '/') return fs::path(home) / ".local/state/weft/tokens.json";
  return {};
}

std::string key_of(const Account& account) {
  return account.url + " " + account.company + " " + account.user;
}

Json read_state(const fs::path& path) {
  struct stat info {};
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) return Json::object();
  const bool ours = fstat(fd, &info) == 0 && info.st_uid == geteuid() && (info.st_mode & 077) == 0 &&
                    info.st_size < 1 << 20;
  std::string text(ours ? static_cast<std::size_t>(info.st_size) : 0, '\0');
  const ssize_t size = ours ? read(fd, text.data(), text.size()) : 0;
  close(fd);
  text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  Json state = Json::parse(text, nullptr, false);
  return state.is_object() ? state : Json::object();
}

/// Written beside it and renamed: a reader sees the old file or the new one.
void write_state(const fs::path& path, const Json& state) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  fs::permissions(path.parent_path(), fs::perms::owner_all, error);
  const std::string next = path.string() + "." + std::to_string(getpid());
  const int fd = open(next.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return;
  const std::string text = state.dump(2) + "\n";
  const bool whole = write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  close(fd);
  if (!whole || rename(next.c_str(), path.c_str()) != 0) unlink(next.c_str());
}

[[noreturn]] void explain(const Account& account, int status, const Json& problem) {
  const std::string code = text_in(problem, "code");
  const std::string detail = safe_line(text_in(problem, "detail", "status " + std::to_string(status)));
  if (status == 401)
    throw WrongPassword(
        "the userid or the password is wrong (signing in as " + account.user + " at " + account.url + ")");
  if (code == "rate_limited") {
    throw OperatorError(
        "too many wrong passwords; try again in " + std::to_string(number_in(problem, "retry_after", 60)) + " s");
  }
  if (text_in(problem, "field") == "company") throw OperatorError(detail + ": name it with --company HANDLE", 2);
  if (code.empty())
    throw OperatorError(
        account.url + " does not answer like a Weft server (status " + std::to_string(status) + "): check --server");
  throw OperatorError("signing in as " + account.user + " failed: " + detail);
}

}  // namespace

std::string sign_in(const Account& account, const std::string& password) {
  Json input = {{"user", account.user}, {"password", password}, {"device", this_device()}};
  if (!account.company.empty()) input["company"] = account.company;
  gateway::HttpReply reply;
  try {
    reply = gateway::http_request(
        account.server, "POST", "/api/v1/sessions", {{"Content-Type", "application/json"}},
        input.dump(-1, ' ', false, Json::error_handler_t::replace));
  } catch (const gateway::NetworkError& error) {
    throw OperatorError(
        std::string(error.what()) + ": start the server with weft serve, or name another with --server URL");
  }
  const Json answer = Json::parse(reply.body, nullptr, false);
  if (reply.status != 200 && reply.status != 201) explain(account, reply.status, answer);
  const std::string token = text_in(answer, "token");
  if (token.empty()) explain(account, reply.status, Json::object());
  return token;
}

std::optional<std::string> kept_token(const Account& account) {
  const fs::path path = state_file();
  if (path.empty()) return std::nullopt;
  const std::string token = text_in(read_state(path), key_of(account).c_str());
  if (token.empty()) return std::nullopt;
  return token;
}

void keep_token(const Account& account, const std::string& token) {
  const fs::path path = state_file();
  if (path.empty()) return;
  Json state = read_state(path);
  state[key_of(account)] = token;
  write_state(path, state);
}

void forget_token(const Account& account) {
  const fs::path path = state_file();
  if (path.empty()) return;
  Json state = read_state(path);
  if (state.erase(key_of(account)) > 0) write_state(path, state);
}

}  // namespace weft::app::chat
