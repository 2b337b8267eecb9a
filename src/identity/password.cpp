// Argon2id by the reference library, and the rules for new passwords.
#include "identity/userid.hpp"
#include <weft/base/crypto.hpp>
#include <weft/base/json.hpp>
#include <weft/identity/password.hpp>

#include <argon2.h>

#include <stdexcept>

namespace weft::identity {
namespace {

constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kHashBytes = 32;

}  // namespace

std::string hash_password(std::string_view password) {
  const std::string salt = random_bytes(kSaltBytes);
  std::string phc(
      argon2_encodedlen(kArgonPasses, kArgonMemoryKib, kArgonLanes, kSaltBytes, kHashBytes, Argon2_id), '\0');
  const int result = argon2id_hash_encoded(
      kArgonPasses, kArgonMemoryKib, kArgonLanes, password.data(), password.size(), salt.data(), salt.size(),
      kHashBytes, phc.data(), phc.size());
  if (result != ARGON2_OK) throw std::runtime_error(std::string("argon2: ") + argon2_error_message(result));
  phc.resize(phc.find('\0'));
  return phc;
}

bool verify_password(const std::string& phc, std::string_view password) {
  const int result = argon2id_verify(phc.c_str(), password.data(), password.size());
  if (result == ARGON2_MEMORY_ALLOCATION_ERROR) throw std::runtime_error("argon2: out of memory");
  return result == ARGON2_OK;
}

const std::string& dummy_hash() {
  // All-zero salt and result: finding a password for it means inverting argon2.
  static const std::string phc = "$argon2id$v=19$m=" + std::to_string(kArgonMemoryKib) +
                                 ",t=" + std::to_string(kArgonPasses) + ",p=" + std::to_string(kArgonLanes) + "$" +
                                 std::string(22, 'A') + "$" + std::string(43, 'A');
  return phc;
}

void check_new_password(std::string_view password, std::string_view userid, const std::string& field) {
  if (password.size() > kMaxPasswordBytes) refuse_field(field, "must be at most 256 bytes");
  if (count_characters(password) < kMinPasswordCharacters) refuse_field(field, "must be at least 10 characters");
  if (lower_ascii(password) == lower_ascii(userid)) refuse_field(field, "must not be the userid");
}

}  // namespace weft::identity
