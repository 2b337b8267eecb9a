// Prints and parses timestamps.
#include <weft/base/clock.hpp>

#include <spdlog/fmt/fmt.h>

#include <charconv>

namespace weft {
namespace {

/// Reads exactly `size` digits at `at`.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t size) {
  if (at + size > text.size()) return std::nullopt;
  int value = 0;
  const auto [end, error] = std::from_chars(text.data() + at, text.data() + at + size, value);
  if (error != std::errc() || end != text.data() + at + size) return std::nullopt;
  return value;
}

/// The milliseconds of a fraction like ".123456"; further digits are cut.
int fraction_ms(std::string_view text, std::size_t at) {
  int ms = 0;
  int scale = 100;
  for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10)
    ms += (text[at] - '0') * scale;
  return ms;
}

}  // namespace

std::string to_rfc3339(Time time) {
  using namespace std::chrono;
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  return fmt::format(
      "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
      static_cast<unsigned>(date.day()), clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
      clock.subseconds().count());
}

std::optional<Time> parse_time(std::string_view text) {
  using namespace std::chrono;
  const auto y = digits(text, 0, 4), mo = digits(text, 5, 2), d = digits(text, 8, 2);
  const auto h = digits(text, 11, 2), mi = digits(text, 14, 2), s = digits(text, 17, 2);
  if (!y || !mo || !d || !h || !mi || !s) return std::nullopt;
  const year_month_day date(year(*y), month(static_cast<unsigned>(*mo)), day(static_cast<unsigned>(*d)));
  if (!date.ok() || *h > 23 || *mi > 59 || *s > 60) return std::nullopt;
  const int ms = text.size() > 19 && text[19] == '.' ? fraction_ms(text, 19) : 0;
  return Time(sys_days(date)) + hours(*h) + minutes(*mi) + seconds(*s) + milliseconds(ms);
}

}  // namespace weft
