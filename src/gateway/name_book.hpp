// Looks up where hosts are, within a time limit: what the system offers for that cannot be broken off.
#pragma once
#include "gateway/client_stream.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

namespace weft::gateway {

/// A few threads ask the system; who wants to know waits for as long as it may. Whoever asks for a host that is being
/// asked for waits for the same answer, so a slow name takes one thread. What comes too late is dropped. Thread-safe.
class NameBook {
 public:
  using Addresses = client_detail::Addresses;
  /// Blocks, for as long as it likes; throws when nobody knows.
  using Ask = std::function<Addresses(const Endpoint&)>;

  explicit NameBook(std::size_t most_threads, Ask ask = {});
  /// Does not wait for names that are being asked for: their threads end by themselves.
  ~NameBook();
  NameBook(const NameBook&) = delete;
  NameBook& operator=(const NameBook&) = delete;

  /// Raises NetworkError: nobody knows, or not in time.
  Addresses look_up(const Endpoint& server, std::chrono::steady_clock::time_point until);

 private:
  struct Desk;
  std::shared_ptr<Desk> desk_;  ///< of the threads, too
};

}  // namespace weft::gateway
