// Encodes and decodes WebSocket frames.
#include "load/frame.hpp"

#include <bit>
#include <cstring>

namespace weft::load {

namespace {

constexpr std::uint64_t kMaxPayload = 16U << 20U;

/// XORs `size` bytes with the mask, eight at a time: thousands of clients share one core with nothing to spare.
void apply_mask(char* bytes, std::size_t size, std::uint32_t mask) {
  const std::uint64_t wide = (static_cast<std::uint64_t>(mask) << 32U) | mask;
  std::size_t i = 0;
  for (; i + 8 <= size; i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes + i, 8);
    word ^= wide;
    std::memcpy(bytes + i, &word, 8);
  }
  for (; i < size; ++i)
    bytes[i] = static_cast<char>(bytes[i] ^ static_cast<char>(mask >> (8U * (i % 4))));
}

void append_big_endian(std::string& out, std::uint64_t value, int bytes) {
  for (int i = bytes - 1; i >= 0; --i)
    out.push_back(static_cast<char>(value >> (8U * static_cast<unsigned>(i))));
}

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char c : bytes)
    value = (value << 8U) | static_cast<unsigned char>(c);
  return value;
}

}  // namespace

static_assert(std::endian::native == std::endian::little, "apply_mask assumes little endian");

void append_frame(std::string& out, Opcode opcode, std::string_view payload, std::uint32_t mask) {
  constexpr unsigned kMasked = 0x80;
  out.push_back(static_cast<char>(0x80U | static_cast<unsigned>(opcode)));
  if (payload.size() < 126) {
    out.push_back(static_cast<char>(kMasked | payload.size()));
  } else if (payload.size() < 65536) {
    out.push_back(static_cast<char>(kMasked | 126U));
    append_big_endian(out, payload.size(), 2);
  } else {
    out.push_back(static_cast<char>(kMasked | 127U));
    append_big_endian(out, payload.size(), 8);
  }
  char key[4];
  std::memcpy(key, &mask, 4);
  out.append(key, 4);
  const auto start = out.size();
  out.append(payload);
  apply_mask(out.data() + start, payload.size(), mask);
}

std::string close_payload(int code, std::string_view reason) {
  std::string payload;
  append_big_endian(payload, static_cast<std::uint64_t>(code), 2);
  payload.append(reason.substr(0, 123));
  return payload;
}

Parsed parse_frame(std::string_view bytes, Frame& frame, std::size_t& size) {
  if (bytes.size() < 2) return Parsed::partial;
  const auto first = static_cast<unsigned char>(bytes[0]);
  const auto second = static_cast<unsigned char>(bytes[1]);
  frame.fin = (first & 0x80U) != 0;
  frame.reserved = static_cast<std::uint8_t>((first >> 4U) & 7U);
  frame.opcode = static_cast<Opcode>(first & 15U);
  frame.masked = (second & 0x80U) != 0;
  std::uint64_t length = second & 0x7FU;
  std::size_t header = 2;
  if (length >= 126) {
    const std::size_t extra = length == 126 ? 2 : 8;
    if (bytes.size() < 2 + extra) return Parsed::partial;
    length = big_endian(bytes.substr(2, extra));
    header += extra;
  }
  const bool control = (first & 8U) != 0;
  if (length > kMaxPayload || (control && (length > 125 || !frame.fin))) return Parsed::broken;
  if (frame.masked) header += 4;
  if (bytes.size() < header + length) return Parsed::partial;
  frame.payload = bytes.substr(header, length);
  size = header + static_cast<std::size_t>(length);
  return Parsed::whole;
}

}  // namespace weft::load
