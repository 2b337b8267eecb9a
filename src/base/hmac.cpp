// Keyed digests by OpenSSL.
#include <weft/base/hmac.hpp>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <stdexcept>

namespace weft {

Digest hmac_sha256(std::string_view key, std::string_view data) {
  Digest digest;
  const auto* bytes = reinterpret_cast<const unsigned char*>(data.data());
  if (!HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes, data.size(), digest.data(), nullptr))
    throw std::runtime_error("no HMAC");
  return digest;
}

}  // namespace weft
