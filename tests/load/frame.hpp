// RFC 6455 framing from the client's side: masked frames out, plain frames in.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace weft::load {

enum class Opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

/// Appends one complete masked frame (FIN set) to `out`.
void append_frame(std::string& out, Opcode opcode, std::string_view payload, std::uint32_t mask);

/// The payload of a close frame: two bytes of code, then the reason.
std::string close_payload(int code, std::string_view reason);

/// One frame as the server sent it. `payload` points into the parsed bytes.
struct Frame {
  bool fin = false;
  bool masked = false;  ///< a server must never do this
  std::uint8_t reserved = 0;
  Opcode opcode = Opcode::continuation;
  std::string_view payload;
};

/// Outcome of `parse_frame`: whether a whole frame stands at the front of the bytes, and how long it is.
enum class Parsed : std::uint8_t { whole, partial, broken };

/// Reads the frame at the front of `bytes`. `whole`: `frame` and `size` are set. `partial`: more bytes are needed.
/// `broken`: longer than 16 MiB, or a control frame that is fragmented or over 125 bytes.
Parsed parse_frame(std::string_view bytes, Frame& frame, std::size_t& size);

}  // namespace weft::load
