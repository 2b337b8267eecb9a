// Reads the header Retry-After.
#include "db/retry_after.hpp"

#include <algorithm>
#include <charconv>
#include <ctime>

namespace weft::db {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kLongest = std::chrono::hours(1);

std::optional<seconds> seconds_in(const std::string& header) {
  std::int64_t count = 0;
  const char* const end = header.data() + header.size();
  const auto [at, error] = std::from_chars(header.data(), end, count);
  if (error == std::errc::result_out_of_range && at == end) return kLongest;
  if (error != std::errc() || at != end || count < 0) return std::nullopt;
  return seconds(std::min<std::int64_t>(count, kLongest.count()));
}

std::optional<Time> date_in(const std::string& header) {
  std::tm parts{};
  const char* const end = strptime(header.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (!end || *end != 0) return std::nullopt;
  return std::chrono::time_point_cast<Time::duration>(std::chrono::system_clock::from_time_t(timegm(&parts)));
}

}  // namespace

std::optional<milliseconds> retry_after(const std::string& header, Time now) {
  const auto bounded = [](milliseconds pause) { return std::clamp<milliseconds>(pause, milliseconds(0), kLongest); };
  if (const auto count = seconds_in(header)) return bounded(*count);
  if (const auto date = date_in(header)) return bounded(std::chrono::duration_cast<milliseconds>(*date - now));
  return std::nullopt;
}

}  // namespace weft::db
