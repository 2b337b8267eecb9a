// The form in which mobile numbers are compared.
#pragma once
#include <optional>
#include <string>

namespace weft::directory {

/// "+86 138-0000" and "1380000" are the same. nullopt when there is none.
std::optional<std::string> mobile_key(const std::string& mobile);

}  // namespace weft::directory
