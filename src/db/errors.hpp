// From PostgreSQL's errors to ours.
#pragma once
#include <exception>

namespace weft::db {

/// Throws what `error` means to a caller: ApiError{unavailable} or {busy} as promised by Tx, otherwise rethrows it as
/// it is. Call inside the catch block that holds `error`. `connected`: whether the connection outlived the failure.
[[noreturn]] void raise(const std::exception& error, bool connected);

}  // namespace weft::db
