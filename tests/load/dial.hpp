// Where a load client connects to, and from which address.
#pragma once

#include <cstdint>
#include <string>

namespace weft::load {

/// Where and how to connect.
struct Target {
  std::string host = "127.0.0.1";  ///< numeric IPv4
  std::uint16_t port = 0;
  std::string path = "/ws";
  std::string subprotocol = "weft.v1";  ///< empty: none is offered
  std::string source;                   ///< numeric IPv4 to bind to; empty: the kernel chooses. See `source_address`
  std::string headers;                  ///< more header lines of the upgrade, each ending in CRLF
  int receive_buffer =
      0;  ///< SO_RCVBUF in bytes; 0: the kernel's default. Small values make a slow reader slow at once
};

/// The n-th address of 127.0.0.2 ... 127.0.0.251, round and round: one address pair has only about 28,000 ports.
std::string source_address(std::size_t n);

/// Starts a non-blocking connect; returns the descriptor (the caller's to close), or -1 with errno set.
int dial(const Target& target);

}  // namespace weft::load
