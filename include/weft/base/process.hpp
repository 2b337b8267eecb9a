// Processes: giving up root, running other programs.
#pragma once
#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

namespace weft {

/// From root to the system user `user`, its group and supplementary groups, for good. No effect when not root.
/// Every directory of `paths_to_own` is created if missing and made the user's, with what is in it; a file is handed
/// over alone. Call it before any thread is started. OperatorError with what to do when the user does not exist, when a
/// directory holds something that is not Weft's (nobody's /etc is ever handed over), or when the user cannot reach a
/// path.
void drop_privileges(const std::string& user, const std::vector<std::string>& paths_to_own);

/// How a program ended.
struct Outcome {
  int status = 0;      ///< exit code, or 128 + signal
  std::string output;  ///< what it wrote to stdout and stderr, the last 64 KiB
};

/// Runs a program (absolute path, or a name looked up in PATH) to its end, without a shell. OperatorError when it
/// cannot be started.
Outcome run_program(const std::vector<std::string>& args);

struct Background {
  std::vector<std::string> args;
  std::string log_file;  ///< stdout and stderr are appended here
  int death_signal = 0;  ///< sent to the program when the *thread* that started it ends (Linux); 0: none
};

/// Starts a program in a session of its own, so that the terminal's Ctrl-C does not reach it. Its standard input is
/// empty, and it inherits no descriptor. Raises OperatorError.
pid_t start_program(const Background& program);

/// The first existing `name` in PATH, or "".
std::string find_program(const std::string& name);

}  // namespace weft
