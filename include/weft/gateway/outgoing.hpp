// Requests to addresses that somebody in a company has named. The server stands where its users do not: it must not
// reach for them what they cannot reach.
#pragma once
#include <weft/gateway/client.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace weft::gateway {

struct OutgoingOptions {
  std::vector<std::string> allowed_networks;  ///< besides the public internet
  std::chrono::milliseconds timeout{5000};    ///< from the first look-up to the last byte of the answer
  std::size_t most_bytes = 64 << 10;          ///< of an answer's body
  std::size_t most_look_ups = 32;             ///< names that are looked up at the same time
  /// The addresses of a host; blocks, and throws when there are none. Empty: asks the system.
  std::function<std::vector<std::string>(const std::string& host)> look_up = {};
};

/// Posts to, and gets from, http and https addresses whose host is, at the moment of connecting, a public one or in an
/// allowed network: the address that was looked at is the one that is connected to. Redirects are not followed: they
/// are answers. Thread-safe.
class Outgoing {
 public:
  /// OperatorError naming the network that is none.
  explicit Outgoing(OutgoingOptions options);
  ~Outgoing();

  /// Why nothing can be posted there, as far as the text tells; or "".
  std::string trouble_with(const std::string& url) const;
  /// Blocks. Raises NetworkError for every way not to get an answer.
  /// `head_only`: reads the status and the headers, and nothing of what follows, however much that is.
  HttpReply post(const std::string& url, const Headers& headers, std::string_view body, bool head_only = false) const;
  /// The same, asking for what is there.
  HttpReply get(const std::string& url, const Headers& headers) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace weft::gateway
