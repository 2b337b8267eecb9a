// The connected receivers of one server, as a fan-out scenario sees them: bytes come in, messages go out.
#pragma once

#include "bench/options.hpp"
#include "load/loop.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace weft::bench {

/// N connections to one server, all of them in one group. The first one sends.
class Audience {
 public:
  virtual ~Audience() = default;
  /// Connects and signs in everybody; throws std::runtime_error with the reason when that fails or takes too long.
  virtual void bring_up() = 0;
  /// Sends `texts` to the group, all in one write.
  virtual void send(const std::vector<std::string>& texts) = 0;
  /// Connections lost since `bring_up`.
  virtual std::size_t lost() const = 0;

  /// Called with everything any receiver gets (whole messages or slices that hold whole messages).
  std::function<void(std::string_view bytes)> on_bytes;
};

/// By the subject's `dialect`:
/// `weft`: one member for each line of the file `tokens`, group `conversation`;
/// `echo`: the bare reference and npm ws, which send each text to all connections;
/// `xmpp`: a chat room, accounts `user0`... of `domain` with password `password`, room `room`.
std::unique_ptr<Audience> make_audience(load::Loop& loop, const Subject& subject, std::size_t receivers);

/// The XMPP audience, in a file of its own.
std::unique_ptr<Audience> make_xmpp_audience(load::Loop& loop, const Subject& subject, std::size_t receivers);

}  // namespace weft::bench
