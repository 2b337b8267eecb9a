// Secrets as they are stored: sealed with a key that is in no database, so that a copy of the database is no use alone.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace weft {

inline constexpr std::size_t kSealingKey = 32;  ///< bytes

/// The key of this process, for what all companies keep. Before anything is sealed; a later one replaces it.
void use_sealing_key(const std::string& key);

/// AES-256-GCM. `about` says whose it is and what for; under another one it is not opened.
std::string seal(std::string_view secret, std::string_view about);
/// Absent for what was sealed with another key or about something else, or was altered. What is not sealed is given as
/// it is: it was stored before secrets were sealed.
std::optional<std::string> unseal(std::string_view stored, std::string_view about);
bool is_sealed(std::string_view stored);

}  // namespace weft
