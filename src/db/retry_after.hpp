// How long somebody outside wants to be left alone.
#pragma once
#include <weft/base/clock.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace weft::db {

/// Reads a header Retry-After: seconds, or a date (RFC 9110, 5.6.7, the preferred form). Not below 0, and an hour at
/// most; absent for what is neither.
std::optional<std::chrono::milliseconds> retry_after(const std::string& header, Time now);

}  // namespace weft::db
