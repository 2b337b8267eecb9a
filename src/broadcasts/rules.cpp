// What a company allows, and what the quotas say of one recipient.
#include "broadcasts/quota.hpp"
#include <weft/base/error.hpp>
#include <weft/identity/settings.hpp>

#include <algorithm>

namespace weft::broadcasts {
namespace {

constexpr std::int64_t kLegacyAMonth = 4;
constexpr std::int64_t kAWeek = 7;

std::optional<int> minute_of(const std::string& text) {
  const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4)) return std::nullopt;
  const int minute = ((text[0] - '0') * 10 + text[1] - '0') * 60 + (text[3] - '0') * 10 + text[4] - '0';
  if (text[3] > '5' || minute > 24 * 60) return std::nullopt;
  return minute;
}

std::optional<Time> from_next_month(std::int64_t had, std::int64_t most, const ledger::Standing& standing) {
  if (had < most) return std::nullopt;
  return standing.next_month;
}

}  // namespace

Rules rules(db::Tx& tx) {
  return identity::load_settings<Rules>(tx, kRulesSettings);
}

DayTime need_hours(const Hours& hours, const std::string& field) {
  const auto from = minute_of(hours.from), until = minute_of(hours.until);
  if (!from) refuse_field(field + ".from", "must be a time of day such as 09:00");
  if (!until) refuse_field(field + ".until", "must be a time of day such as 21:00");
  if (*from >= *until) refuse_field(field + ".until", "must be later than from, on the same day");
  return {*from, *until};
}

DayTime day_time(const std::optional<Hours>& hours) {
  return hours ? need_hours(*hours, "hours") : DayTime{};
}

std::optional<Time> over_quota(Quota quota, bool own, const ledger::Standing& standing) {
  switch (quota) {
    case Quota::legacy_4_per_month:
      if (!own) return from_next_month(standing.company_month, kLegacyAMonth, standing);
      if (standing.own_today > 0) return standing.next_day;
      return std::nullopt;
    case Quota::one_per_day:
      if (standing.today > 0) return standing.next_day;
      return std::nullopt;
    case Quota::seven_per_week:
      if (standing.week >= kAWeek) return standing.next_week;
      return std::nullopt;
    case Quota::days_in_month: return from_next_month(standing.month, standing.days_in_month, standing);
    case Quota::unlimited: break;
  }
  return std::nullopt;
}

}  // namespace weft::broadcasts
