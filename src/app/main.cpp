// The program `weft`: understands the command line, runs one command, turns errors into one line and an exit code.
#include "app/command_tree.hpp"
#include <weft/base/error.hpp>
#include <weft/base/log.hpp>

#include <clocale>
#include <csignal>
#include <cstdio>

namespace {

/// One line that says what to do; never a stack of words from a library.
int fail(const std::string& line, int exit_code) {
  std::fprintf(stderr, "weft: %s\n", line.c_str());
  return exit_code;
}

int run(int argc, char** argv) {
  weft::app::CommandTree commands;
  const std::function<int()> action = commands.parse(argc, argv);
  return action ? action() : 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::setlocale(LC_CTYPE, "");
  std::signal(SIGPIPE, SIG_IGN);  // a reader that went away is an error of write(), not the end of the server
  weft::log::start(weft::log::Format::console, "warn");  // commands speak for themselves; serve says more
  try {
    return run(argc, argv);
  } catch (const weft::OperatorError& error) {
    return fail(error.what(), error.exit_code());
  } catch (const weft::ApiError& error) {
    return fail(error.detail(), 1);
  } catch (const std::exception& error) {
    return fail(std::string("unexpected: ") + error.what(), 1);
  }
}
