// The text form of cursors: base64url (RFC 4648, without padding) of "list NUL key NUL key".
#include <weft/api/paging.hpp>
#include <weft/base/crypto.hpp>

#include <charconv>

namespace weft::api {
namespace {

constexpr std::size_t kMaxCursor = 1024;

int digit_of(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '-') return 62;
  return c == '_' ? 63 : -1;
}

std::string decode_base64url(std::string_view text) {
  if (text.empty() || text.size() > kMaxCursor) refuse_cursor();
  std::string bytes;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    const int digit = digit_of(c);
    if (digit < 0) refuse_cursor();
    bits = bits << 6 | static_cast<std::uint32_t>(digit);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes += static_cast<char>(bits >> held & 255);
  }
  return bytes;
}

}  // namespace

void refuse_cursor() {
  throw ApiError(Errc::invalid_argument, "cursor is not one of this list: take it from next_cursor", "cursor");
}

std::string encode_cursor(std::string_view list, const std::vector<std::string>& keys) {
  std::string text(list);
  for (const std::string& key : keys)
    text.append(1, '\0').append(key);
  return base64url(text);
}

std::vector<std::string> decode_cursor(std::string_view list, std::string_view cursor, std::size_t count) {
  const std::string text = decode_base64url(cursor);
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == '\0') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  if (parts.size() != count + 1 || parts.front() != list || base64url(text) != cursor) refuse_cursor();
  parts.erase(parts.begin());
  return parts;
}

std::int64_t cursor_number(const std::string& key) {
  std::int64_t number = -1;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), number);
  if (error != std::errc() || end != key.data() + key.size() || number < 0) refuse_cursor();
  return number;
}

}  // namespace weft::api
