// Opening hours in the company's own time.
#include "customers/ways/hours.hpp"

#include "customers/ways/store.hpp"
#include <weft/base/error.hpp>
#include <weft/base/json.hpp>
#include <weft/customers/company_time.hpp>

#include <algorithm>
#include <array>
#include <bitset>

namespace weft::customers {
namespace {

constexpr int kDay = 24 * 60;
constexpr int kDays = 7;

/// Minutes since midnight of "09:30"; 24:00 is the end of the day.
std::optional<int> minute_of(const std::string& text) {
  const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4)) return std::nullopt;
  const int minute = ((text[0] - '0') * 10 + text[1] - '0') * 60 + (text[3] - '0') * 10 + text[4] - '0';
  if (text[3] > '5' || minute > kDay) return std::nullopt;
  return minute;
}

int need_minute(const std::string& text, const std::string& field) {
  const auto minute = minute_of(text);
  if (!minute) refuse_field(field, "must be a time of day such as 09:00");
  return *minute;
}

bool has_day(const OpenSpan& span, int day) {
  return std::any_of(span.days.begin(), span.days.end(), [day](const auto& one) { return one.value == day; });
}

bool covers(const OpenSpan& span, int day, int minute) {
  const int from = minute_of(span.from).value_or(0);
  const int to = minute_of(span.to).value_or(0);
  if (from < to) return has_day(span, day) && minute >= from && minute < to;
  const int yesterday = day == 1 ? kDays : day - 1;
  return (has_day(span, day) && minute >= from) || (has_day(span, yesterday) && minute < to);
}

std::string days_text(const OpenSpan& span) {
  static constexpr std::array<const char*, kDays> names{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  std::string text;
  for (int day = 1; day <= kDays; ++day) {
    if (!has_day(span, day)) continue;
    int last = day;
    while (last < kDays && has_day(span, last + 1))
      ++last;
    text += (text.empty() ? "" : ",") + std::string(names.at(day - 1));
    if (last > day) text += "-" + std::string(names.at(last - 1));
    day = last;
  }
  return text;
}

}  // namespace

void check_hours(db::Tx& tx, const OpeningHours& hours, const std::string& field) {
  for (std::size_t i = 0; i < hours.spans.size(); ++i) {
    const OpenSpan& span = hours.spans.items[i];
    const std::string place = field + ".spans[" + std::to_string(i) + "]";
    const int from = need_minute(span.from, place + ".from");
    if (from == need_minute(span.to, place + ".to")) refuse_field(place + ".to", "must not be the same as from");
  }
  if (!store::knows_zone(tx, hours.zone)) refuse_field(field + ".zone", "must be a time zone such as Europe/Berlin");
}

bool is_open(db::Tx& tx, const std::optional<OpeningHours>& hours) {
  if (!hours) return true;
  const auto now = store::local_time(tx, hours->zone);
  return std::any_of(hours->spans.begin(), hours->spans.end(), [&](const OpenSpan& span) {
    return covers(span, now.day, now.minute);
  });
}

Time opens_at(db::Tx& tx, const OpeningHours& hours) {
  const auto now = store::local_time(tx, hours.zone);
  for (int ahead = 0; ahead < kDays * kDay; ++ahead) {
    const int minute = now.minute + ahead;
    const int day = (now.day - 1 + minute / kDay) % kDays + 1;
    const auto open = [&](const OpenSpan& span) { return covers(span, day, minute % kDay); };
    if (std::any_of(hours.spans.begin(), hours.spans.end(), open)) return tx.now() + std::chrono::minutes(ahead);
  }
  return tx.now() + std::chrono::minutes(kDays * kDay);
}

std::string day_of(db::Tx& tx, const std::optional<OpeningHours>& hours) {
  return hours ? store::local_time(tx, hours->zone).date : to_text(today(tx));
}

std::string text_of(const OpeningHours& hours) {
  std::string text;
  for (const OpenSpan& span : hours.spans)
    text += (text.empty() ? "" : ", ") + days_text(span) + " " + span.from.value + "-" + span.to.value;
  return text + " (" + hours.zone.value + ")";
}

}  // namespace weft::customers
