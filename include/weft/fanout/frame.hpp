// What the hub hands to sessions: bytes that are ready for the wire, built once and shared by all receivers.
#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace weft::fanout {

/// One or more complete WebSocket text frames (RFC 6455, unmasked, FIN) in one buffer.
struct Frame {
  std::string bytes;
  std::uint32_t messages = 1;  ///< how many JSON objects are inside
  std::chrono::steady_clock::time_point
      committed{};  ///< when the oldest of them was committed, for the delivery histogram; zero when unknown
};
using FramePtr = std::shared_ptr<const Frame>;

/// The frame of one text message with this payload.
std::string encode_text_frame(std::string_view payload);

/// Appends the header of a text message with `payload_size` bytes of payload to follow.
void append_text_header(std::string& out, std::size_t payload_size);

}  // namespace weft::fanout
