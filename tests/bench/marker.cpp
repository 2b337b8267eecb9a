// Writes and reads the marker of bench messages.
#include "bench/marker.hpp"

namespace weft::bench {

namespace {

void append_hex(std::string& out, std::uint64_t value, int digits) {
  for (int i = digits - 1; i >= 0; --i)
    out.push_back("0123456789abcdef"[(value >> (4U * static_cast<unsigned>(i))) & 15U]);
}

std::uint64_t read_hex(std::string_view digits) {
  std::uint64_t value = 0;
  for (const char c : digits)
    value = value * 16 + static_cast<std::uint64_t>(c <= '9' ? c - '0' : c - 'a' + 10);
  return value;
}

}  // namespace

std::string marked_text(const Marker& marker, std::size_t size) {
  std::string text = "~M";
  append_hex(text, marker.message, 8);
  text.push_back('~');
  append_hex(text, static_cast<std::uint64_t>(marker.sent_ns), 16);
  text.push_back('~');
  text.resize(size, 'x');
  return text;
}

Marker read_marker(std::string_view bytes) {
  return {
      static_cast<std::uint32_t>(read_hex(bytes.substr(2, 8))),
      static_cast<std::int64_t>(read_hex(bytes.substr(11, 16)))};
}

}  // namespace weft::bench
