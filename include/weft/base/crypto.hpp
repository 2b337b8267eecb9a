// Digests, random bytes and their text forms.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace weft {

using Digest = std::array<std::uint8_t, 32>;

Digest sha256(std::string_view data);
/// `size` bytes from the system's generator.
std::string random_bytes(std::size_t size);
std::string hex(std::string_view bytes);
std::string hex(const Digest& digest);
/// RFC 4648 section 5, without padding.
std::string base64url(std::string_view bytes);

/// RFC 4648 section 4, with padding.
std::string base64(std::string_view bytes);

}  // namespace weft
