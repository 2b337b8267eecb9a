// Passwords: argon2id in the PHC string form, and the rules for new ones.
#pragma once
#include <string>
#include <string_view>

namespace weft::identity {

// OWASP's password storage recommendation for argon2id: 19 MiB, two passes, one lane.
inline constexpr unsigned kArgonMemoryKib = 19456;
inline constexpr unsigned kArgonPasses = 2;
inline constexpr unsigned kArgonLanes = 1;

inline constexpr std::size_t kMinPasswordCharacters = 10;
inline constexpr std::size_t kMaxPasswordBytes = 256;

/// "$argon2id$v=19$m=19456,t=2,p=1$salt$hash" with a fresh 16-byte salt. Takes about 25 ms and 19 MiB: in the CpuPool
/// or on the command line only.
std::string hash_password(std::string_view password);

/// Whether `password` made `phc`. As slow as hash_password; false when `phc` is not an argon2id string.
bool verify_password(const std::string& phc, std::string_view password);

/// A well-formed hash that no password fits. Checked in place of a missing one, so that an unknown user takes as long
/// as a wrong password.
const std::string& dummy_hash();

/// Raises invalid_argument with `field` unless `password` is 10 characters to 256 bytes and not the userid (in any
/// case).
void check_new_password(std::string_view password, std::string_view userid, const std::string& field);

}  // namespace weft::identity
