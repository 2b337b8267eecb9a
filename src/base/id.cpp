// Makes, prints and parses UUIDv7.
#include <weft/base/id.hpp>

#include <openssl/rand.h>

#include <chrono>

namespace weft {
namespace {

constexpr char kHex[] = "0123456789abcdef";
constexpr int kRandomBlock = 4096;

/// Random bytes from a per-thread block, so that one id costs no system call.
void fill_random(std::uint8_t* out, std::size_t size) {
  thread_local std::array<std::uint8_t, kRandomBlock> block;
  thread_local std::size_t used = block.size();
  if (used + size > block.size()) {
    if (RAND_bytes(block.data(), static_cast<int>(block.size())) != 1) std::abort();  // no entropy: nothing is safe
    used = 0;
  }
  std::memcpy(out, block.data() + used, size);
  used += size;
}

std::uint64_t now_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_dash_place(std::size_t i) {
  return i == 8 || i == 13 || i == 18 || i == 23;
}

}  // namespace

Uuid make_uuid() {
  thread_local std::uint64_t last_ms = 0;
  thread_local std::uint32_t counter = 0;  // the 12 bits after the version
  Uuid uuid;
  fill_random(uuid.data() + 6, 10);
  const std::uint64_t now = now_ms();
  if (now > last_ms) {
    last_ms = now;
    counter = uuid[6] & 0x07u;  // starts low, so that it can grow within the millisecond
    counter = (counter << 8) | uuid[7];
  } else if (++counter > 0xfff) {
    ++last_ms;  // the counter is spent: borrow from the next millisecond
    counter = 0;
  }
  for (int i = 0; i < 6; ++i)
    uuid[i] = static_cast<std::uint8_t>(last_ms >> (40 - 8 * i));
  uuid[6] = static_cast<std::uint8_t>(0x70 | (counter >> 8));
  uuid[7] = static_cast<std::uint8_t>(counter);
  uuid[8] = static_cast<std::uint8_t>(0x80 | (uuid[8] & 0x3f));
  return uuid;
}

std::string to_string(const Uuid& uuid) {
  std::string text(36, '-');
  std::size_t at = 0;
  for (const std::uint8_t byte : uuid) {
    if (is_dash_place(at)) ++at;
    text[at++] = kHex[byte >> 4];
    text[at++] = kHex[byte & 15];
  }
  return text;
}

std::optional<Uuid> parse_uuid(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  Uuid uuid;
  std::size_t at = 0;
  for (std::uint8_t& byte : uuid) {
    if (is_dash_place(at) && text[at++] != '-') return std::nullopt;
    const int high = hex_value(text[at++]);
    const int low = hex_value(text[at++]);
    if (high < 0 || low < 0) return std::nullopt;
    byte = static_cast<std::uint8_t>(high << 4 | low);
  }
  return uuid;
}

}  // namespace weft
