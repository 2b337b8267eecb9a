// What a backup and the collector of files meet at.
#pragma once
#include <cstdint>

namespace weft::files {

/// An advisory lock of the database: a backup holds it (exclusively) from before its snapshot until it has read the
/// last file, and nothing is removed from the disk meanwhile.
inline constexpr std::int64_t kBackupLock = 0x776566742d66696c;

}  // namespace weft::files
