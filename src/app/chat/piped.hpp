// The client without a terminal: lines of standard input are sent, what others write is printed.
#pragma once
#include <weft/gateway/client.hpp>

#include <string>

namespace weft::app::chat {

struct PipedOptions {
  std::string to;       ///< where the lines go; empty: nothing is sent, everything is printed
  bool follow = false;  ///< goes on printing when the input has ended
};

/// Ends when the input has ended and everything sent is acknowledged. Exit code 1 when something was refused or the
/// session ended.
int run_piped(const gateway::Endpoint& server, const std::string& token, const PipedOptions& options);

}  // namespace weft::app::chat
