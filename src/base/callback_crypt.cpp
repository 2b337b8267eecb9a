// The envelope of WeCom's callbacks by OpenSSL.
#include <weft/base/callback_crypt.hpp>
#include <weft/base/crypto.hpp>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>

namespace weft {
namespace {

constexpr std::size_t kKey = 32;    // bytes
constexpr std::size_t kBlock = 32;  // bytes: twice that of the cipher
constexpr std::size_t kIv = 16;
constexpr std::size_t kRandom = 16;
constexpr std::size_t kLength = 4;
constexpr std::size_t kEncoded = 43;

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytes(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

std::string run(bool sealing, const std::string& key, std::string_view text) {
  const Cipher cipher(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
  std::string out(text.size(), '\0');
  int size = 0, rest = 0;
  const bool done = cipher &&
                    EVP_CipherInit_ex(
                        cipher.get(), EVP_aes_256_cbc(), nullptr, bytes(key),
                        bytes(std::string_view(key).substr(0, kIv)), sealing ? 1 : 0) == 1 &&
                    EVP_CIPHER_CTX_set_padding(cipher.get(), 0) == 1 &&
                    EVP_CipherUpdate(cipher.get(), bytes(out), &size, bytes(text), static_cast<int>(text.size())) ==
                        1 &&
                    EVP_CipherFinal_ex(cipher.get(), bytes(out) + size, &rest) == 1;
  if (!done) throw std::runtime_error("no AES-256-CBC");
  return out;
}

}  // namespace

std::optional<std::string> from_base64(std::string_view text) {
  constexpr std::size_t kGroup = 4;
  if (text.empty() || text.size() % kGroup != 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && text[text.size() - 1 - padding] == '=')
    ++padding;
  std::string out(text.size() / kGroup * 3, '\0');
  const int size = EVP_DecodeBlock(bytes(out), bytes(text), static_cast<int>(text.size()));
  if (size < 0) return std::nullopt;
  out.resize(static_cast<std::size_t>(size) - padding);
  return out;
}

bool is_encoding_key(std::string_view text) {
  const auto known = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return text.size() == kEncoded && std::all_of(text.begin(), text.end(), known);
}

CallbackCrypt::CallbackCrypt(std::string token, std::string_view encoding_key, std::string receiver)
    : token_(std::move(token)), receiver_(std::move(receiver)) {
  if (!is_encoding_key(encoding_key)) throw std::invalid_argument("an EncodingAESKey has 43 letters and digits");
  key_ = from_base64(std::string(encoding_key) + "=").value();
  key_.resize(kKey);
}

std::string CallbackCrypt::seal(std::string_view message, std::string_view random) const {
  if (random.size() != kRandom) throw std::invalid_argument("16 random bytes are needed");
  std::string plain(random);
  for (int shift = 24; shift >= 0; shift -= 8)
    plain += static_cast<char>((message.size() >> shift) & 0xFF);
  plain.append(message).append(receiver_);
  const std::size_t padding = kBlock - plain.size() % kBlock;
  plain.append(padding, static_cast<char>(padding));
  return base64(run(true, key_, plain));
}

std::string CallbackCrypt::seal(std::string_view message) const {
  return seal(message, random_bytes(kRandom));
}

std::optional<std::string> CallbackCrypt::open(std::string_view sealed) const {
  const auto closed = from_base64(sealed);
  if (!closed || closed->empty() || closed->size() % kIv != 0) return std::nullopt;
  std::string plain = run(false, key_, *closed);
  const auto padding = static_cast<unsigned char>(plain.back());
  if (padding == 0 || padding > kBlock || padding > plain.size()) return std::nullopt;
  plain.resize(plain.size() - padding);
  if (plain.size() < kRandom + kLength) return std::nullopt;
  std::size_t length = 0;
  for (std::size_t i = 0; i < kLength; ++i)
    length = length << 8 | static_cast<unsigned char>(plain[kRandom + i]);
  const std::string rest = plain.substr(kRandom + kLength);
  if (length > rest.size() || rest.substr(length) != receiver_) return std::nullopt;
  return rest.substr(0, length);
}

std::string CallbackCrypt::sign(std::string_view timestamp, std::string_view nonce, std::string_view sealed) const {
  constexpr std::size_t kSha1 = 20;
  std::array<std::string_view, 4> parts{token_, timestamp, nonce, sealed};
  std::sort(parts.begin(), parts.end());
  std::string all;
  for (const std::string_view part : parts)
    all += part;
  std::string digest(kSha1, '\0');
  if (EVP_Digest(all.data(), all.size(), bytes(digest), nullptr, EVP_sha1(), nullptr) != 1)
    throw std::runtime_error("OpenSSL computes no SHA-1");
  return hex(digest);
}

bool CallbackCrypt::is_signed(
    std::string_view signature, std::string_view timestamp, std::string_view nonce, std::string_view sealed) const {
  const std::string wanted = sign(timestamp, nonce, sealed);
  return signature.size() == wanted.size() && CRYPTO_memcmp(signature.data(), wanted.data(), wanted.size()) == 0;
}

}  // namespace weft
