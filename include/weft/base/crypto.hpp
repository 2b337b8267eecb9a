// Digests, random bytes and their text forms.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace weft {

using Digest = std::array<std::uint8_t, 32>;

Digest sha256(std::string_view data);

/// A digest of what comes piece by piece.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void add(std::string_view bytes);
  Digest end();  ///< once

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// `size` bytes from the system's generator.
std::string random_bytes(std::size_t size);
std::string hex(std::string_view bytes);
std::string hex(const Digest& digest);
/// Reads 64 lower-case hexadecimal digits.
std::optional<Digest> parse_digest(std::string_view text);
/// RFC 4648 section 5, without padding.
std::string base64url(std::string_view bytes);

/// RFC 4648 section 4, with padding.
std::string base64(std::string_view bytes);

}  // namespace weft
