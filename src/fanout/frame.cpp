// RFC 6455 framing of server text messages: FIN, opcode 1, no mask.
#include <weft/fanout/frame.hpp>

namespace weft::fanout {
namespace {

void append_big_endian(std::string& out, std::uint64_t value, int bytes) {
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
    out.push_back(static_cast<char>(value >> shift & 0xff));
}

}  // namespace

void append_text_header(std::string& out, std::size_t payload_size) {
  out.push_back('\x81');
  if (payload_size < 126) {
    out.push_back(static_cast<char>(payload_size));
  } else if (payload_size <= 0xffff) {
    out.push_back(126);
    append_big_endian(out, payload_size, 2);
  } else {
    out.push_back(127);
    append_big_endian(out, payload_size, 8);
  }
}

std::string encode_text_frame(std::string_view payload) {
  std::string out;
  out.reserve(payload.size() + 10);
  append_text_header(out, payload.size());
  out += payload;
  return out;
}

}  // namespace weft::fanout
