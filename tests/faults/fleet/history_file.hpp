// Writes the history of one client in the format of history.py: one line per fact, appended as it happens.
#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace weft::faults {

/// The content of an entry as one number; see `entry_hash` in history.py.
std::uint64_t entry_hash(
    std::string_view kind, std::string_view actor, std::string_view client_id, std::string_view payload);

/// Microseconds of CLOCK_MONOTONIC.
std::int64_t now_us();

/// 16 hex digits.
struct Hex {
  std::uint64_t value;
};

/// One file, opened with O_APPEND. Lines are gathered and written when 16 KiB are there, on `flush`, and at the
/// end.
class HistoryFile {
 public:
  /// Throws std::system_error when the file cannot be opened.
  HistoryFile(
      const std::string& folder, const std::string& client, std::string_view ending, std::string_view principal);
  ~HistoryFile();
  HistoryFile(const HistoryFile&) = delete;
  HistoryFile& operator=(const HistoryFile&) = delete;

  /// One line of fields; text fields hold no space.
  template <typename... Fields>
  void line(const Fields&... fields) {
    (put(fields), ...);
    buffer_.back() = '\n';
    if (buffer_.size() >= kFlushAt) flush();
  }
  /// A `t` line, when the last one is more than 10 ms old.
  void stamp();
  void flush();

 private:
  static constexpr std::size_t kFlushAt = 16U << 10U;

  void put(std::string_view text) { buffer_.append(text).push_back(' '); }
  void put(Hex hex);
  void put(std::integral auto number) {
    char digits[24];
    const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
    buffer_.append(digits, end).push_back(' ');
  }

  int fd_ = -1;
  std::int64_t stamped_ = 0;
  std::string buffer_;
};

}  // namespace weft::faults
