// Keyed digests.
#pragma once
#include <weft/base/crypto.hpp>

namespace weft {

/// RFC 2104 with SHA-256.
Digest hmac_sha256(std::string_view key, std::string_view data);

}  // namespace weft
