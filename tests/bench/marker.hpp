// The marker in every bench message: which message it is and when it was sent.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace weft::bench {

struct Marker {
  std::uint32_t message = 0;
  std::int64_t sent_ns = 0;
};

/// A text of exactly `size` bytes (at least 32) that begins with the marker: `~M` message `~` nanoseconds `~`, both
/// in hex of fixed width, so that it survives every encoding unescaped.
std::string marked_text(const Marker& marker, std::size_t size);

constexpr std::size_t kMarkerSize = 28;

/// Reads the marker whose `~M` stands at the front of `bytes` (at least kMarkerSize of them).
Marker read_marker(std::string_view bytes);

/// Calls `visit(Marker)` for every marker in `bytes`, in order: a frame may carry many messages.
template <typename Visit>
void for_each_marker(std::string_view bytes, Visit visit) {
  while (bytes.size() >= kMarkerSize) {
    const auto* found = static_cast<const char*>(std::memchr(bytes.data(), '~', bytes.size() - kMarkerSize + 1));
    if (found == nullptr) return;
    bytes.remove_prefix(static_cast<std::size_t>(found - bytes.data()));
    if (bytes[1] == 'M') {
      visit(read_marker(bytes));
      bytes.remove_prefix(kMarkerSize);
    } else {
      bytes.remove_prefix(1);
    }
  }
}

}  // namespace weft::bench
