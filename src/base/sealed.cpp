// Sealing by AES-256-GCM of OpenSSL.
#include <weft/base/crypto.hpp>
#include <weft/base/sealed.hpp>

#include <openssl/evp.h>

#include <memory>
#include <mutex>
#include <stdexcept>

namespace weft {
namespace {

constexpr std::string_view kMark = "sealed1:";
constexpr std::size_t kNonce = 12;
constexpr std::size_t kTag = 16;

std::mutex key_mutex;
std::string the_key;  // NOLINT(cert-err58-cpp): empty

std::string key() {
  const std::lock_guard lock(key_mutex);
  if (the_key.size() != kSealingKey) throw std::logic_error("no sealing key");
  return the_key;
}

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytes(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

void need(int done) {
  if (done != 1) throw std::runtime_error("no AES-256-GCM");
}

/// Ready for the text: the nonce and what it is about are in.
Cipher begin(bool sealing, std::string_view nonce, std::string_view about) {
  Cipher cipher(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
  if (!cipher) throw std::bad_alloc();
  const std::string with = key();
  int size = 0;
  need(EVP_CipherInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes(with), bytes(nonce), sealing ? 1 : 0));
  need(EVP_CipherUpdate(cipher.get(), nullptr, &size, bytes(about), static_cast<int>(about.size())));
  return cipher;
}

std::string run(const Cipher& cipher, std::string_view text) {
  std::string out(text.size(), '\0');
  int size = 0;
  if (!text.empty())
    need(EVP_CipherUpdate(cipher.get(), bytes(out), &size, bytes(text), static_cast<int>(text.size())));
  return out;
}

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

std::optional<std::string> from_hex(std::string_view text) {
  std::string out;
  if (text.size() % 2 != 0) return std::nullopt;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = digit(text[i]), low = digit(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
  }
  return out;
}

}  // namespace

void use_sealing_key(const std::string& key) {
  if (key.size() != kSealingKey) throw std::logic_error("a sealing key has 32 bytes");
  const std::lock_guard lock(key_mutex);
  the_key = key;
}

bool is_sealed(std::string_view stored) {
  return stored.starts_with(kMark);
}

std::string seal(std::string_view secret, std::string_view about) {
  const std::string nonce = random_bytes(kNonce);
  const Cipher cipher = begin(true, nonce, about);
  const std::string text = run(cipher, secret);
  std::string tag(kTag, '\0');
  int size = 0;
  need(EVP_CipherFinal_ex(cipher.get(), bytes(tag), &size));
  need(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, static_cast<int>(kTag), tag.data()));
  return std::string(kMark) + hex(nonce + text + tag);
}

std::optional<std::string> unseal(std::string_view stored, std::string_view about) {
  if (!is_sealed(stored)) return std::string(stored);
  const auto box = from_hex(stored.substr(kMark.size()));
  if (!box || box->size() < kNonce + kTag) return std::nullopt;
  const std::string_view all = *box;
  std::string tag(all.substr(all.size() - kTag));
  const Cipher cipher = begin(false, all.substr(0, kNonce), about);
  std::string secret = run(cipher, all.substr(kNonce, all.size() - kNonce - kTag));
  need(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, static_cast<int>(kTag), tag.data()));
  std::string rest(kTag, '\0');
  int size = 0;
  if (EVP_CipherFinal_ex(cipher.get(), bytes(rest), &size) != 1) return std::nullopt;
  return secret;
}

}  // namespace weft
