// The command line of `weft`: commands, flags, help.
#pragma once
#include <functional>
#include <memory>
#include <string>

namespace CLI {
class App;
}

namespace weft::app {

/// What the command line asks for.
struct CommandTree {
  CommandTree();
  ~CommandTree();
  CommandTree(const CommandTree&) = delete;
  CommandTree& operator=(const CommandTree&) = delete;

  /// Parses; nullptr when there is nothing to run (help or version was printed). OperatorError (exit code 2) with one
  /// line on a mistake.
  std::function<int()> parse(int argc, const char* const* argv);

  std::unique_ptr<CLI::App> root;
  std::function<int()> action;
};

}  // namespace weft::app
