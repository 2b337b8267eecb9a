// `weft chat`: signs in, then hands over to the screen or to the pipe.
#include "app/chat/piped.hpp"
#include "app/chat/screen.hpp"
#include "app/chat/sign_in.hpp"
#include "app/commands.hpp"
#include "app/terminal.hpp"
#include <weft/base/error.hpp>

#include <langinfo.h>
#include <unistd.h>

#include <clocale>
#include <cstdio>
#include <cstdlib>

namespace weft::app {
namespace {

constexpr int kSignIns = 3;    // of one start, when a kept token has ended meanwhile
constexpr int kPasswords = 3;  // that are asked for until the right one

/// Chinese names need UTF-8, whatever the environment of a fresh machine says.
void need_utf8() {
  std::setlocale(LC_ALL, "");
  if (std::string_view(nl_langinfo(CODESET)) != "UTF-8") std::setlocale(LC_CTYPE, "C.UTF-8");
}

chat::Account account_of(const ChatOptions& options) {
  chat::Account account;
  account.url = options.server.find("://") == std::string::npos ? "http://" + options.server : options.server;
  while (account.url.ends_with("/"))
    account.url.pop_back();
  account.company = options.company;
  account.user = options.user;
  try {
    account.server = gateway::parse_endpoint(account.url);
  } catch (const std::invalid_argument& error) {
    throw OperatorError(
        "--server " + options.server + ": " + error.what() +
            "; it looks like https://chat.example.com or http://127.0.0.1:8080",
        2);
  }
  account.server.ca_file = options.ca_file;
  account.server.verify = !options.insecure;
  return account;
}

/// A password that was handed over, not typed.
std::optional<std::string> given_password(const ChatOptions& options) {
  if (options.password_stdin) return first_line_of_stdin();
  if (const char* password = std::getenv("WEFT_PASSWORD"); password && *password) return password;
  return std::nullopt;
}

std::string token_for(const chat::Account& account, const std::optional<std::string>& given) {
  if (given) return chat::sign_in(account, *given);
  if (const auto kept = chat::kept_token(account)) return *kept;
  for (int attempt = 1;; ++attempt) {
    const std::string password = ask_secret("Password of " + account.user, "use --password-stdin or WEFT_PASSWORD");
    try {
      std::string token = chat::sign_in(account, password);
      chat::keep_token(account, token);
      return token;
    } catch (const chat::WrongPassword& wrong) {
      if (attempt == kPasswords) throw;
      std::fprintf(stderr, "weft: %s\n", wrong.what());
    }
  }
}

}  // namespace

int terminal_chat(const ChatOptions& options) {
  need_utf8();
  const chat::Account account = account_of(options);
  const bool interactive = is_terminal(STDIN_FILENO) && is_terminal(STDOUT_FILENO);
  if (!interactive && options.to.empty() && !options.follow) {
    throw OperatorError(
        "without a terminal say where the lines of standard input go: --to NAME (or --follow to print what comes in)",
        2);
  }
  const auto given = given_password(options);
  for (int attempt = 0; attempt < kSignIns; ++attempt) {
    const std::string token = token_for(account, given);
    if (!interactive) return chat::run_piped(account.server, token, {options.to, options.follow});
    chat::Screen screen(account.server, token, options.to);
    const chat::Screen::Result result = screen.run();
    if (result != chat::Screen::Result::signed_out) return result == chat::Screen::Result::quit ? 0 : 1;
    chat::forget_token(account);
    if (given) return 1;
  }
  return 1;
}

}  // namespace weft::app
