// The history file of one client, and the hash that names an entry's content.
#include "fleet/history_file.hpp"

#include "load/clock.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace weft::faults {

namespace {

constexpr std::int64_t kStampEveryUs = 10'000;

std::uint64_t fnv1a(std::string_view bytes, std::uint64_t state) {
  for (const char c : bytes)
    state = (state ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  return state;
}

}  // namespace

std::uint64_t entry_hash(
    std::string_view kind, std::string_view actor, std::string_view client_id, std::string_view payload) {
  std::uint64_t state = 0xCBF29CE484222325ULL;
  for (const auto part : {kind, actor, client_id.empty() ? std::string_view("-") : client_id}) {
    state = fnv1a("\x1f", fnv1a(part, state));
  }
  return fnv1a(payload, state);
}

std::int64_t now_us() {
  return load::now_ns() / 1000;
}

HistoryFile::HistoryFile(
    const std::string& folder, const std::string& client, std::string_view ending, std::string_view principal) {
  const auto path = folder + "/" + client + std::string(ending);
  fd_ = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
  if (fd_ < 0) throw std::system_error(errno, std::generic_category(), path);
  line("v", 1, std::string_view(client), principal);
}

HistoryFile::~HistoryFile() {
  flush();
  ::close(fd_);
}

void HistoryFile::put(Hex hex) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  for (int shift = 60; shift >= 0; shift -= 4)
    buffer_.push_back(kDigits[(hex.value >> static_cast<unsigned>(shift)) & 15U]);
  buffer_.push_back(' ');
}

void HistoryFile::stamp() {
  const auto now = now_us();
  if (now - stamped_ < kStampEveryUs) return;
  stamped_ = now;
  line("t", now);
}

void HistoryFile::flush() {
  std::string_view left = buffer_;
  while (!left.empty()) {
    const auto put = ::write(fd_, left.data(), left.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) throw std::system_error(errno, std::generic_category(), "history");
    left.remove_prefix(static_cast<std::size_t>(put));
  }
  buffer_.clear();
}

}  // namespace weft::faults
