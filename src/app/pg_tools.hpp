// pg_dump and pg_restore, run as child processes.
#pragma once
#include <functional>
#include <string>
#include <vector>

namespace weft::app {

struct PgTool {
  std::string program;  ///< "pg_dump"
  std::string bin_dir;  ///< where it is; empty: in PATH
  std::vector<std::string> flags;
  std::string
      url;  ///< the database; handed over in the environment, so that no password shows in the list of processes
  int in = -1, out = -1;       ///< standard input and output; -1: none
  std::function<void()> tick;  ///< called about ten times a second
};

/// Runs it to its end. OperatorError with its own last words when it fails or is not installed.
void run_pg_tool(const PgTool& tool);

}  // namespace weft::app
