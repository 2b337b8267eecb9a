// Days as people write them.
#include "customers/figures/store.hpp"
#include <weft/base/error.hpp>
#include <weft/customers/company_time.hpp>

#include <charconv>
#include <cstdio>

namespace weft::customers {
namespace {

/// -1 for what is no number.
int number_in(std::string_view text) {
  int value = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? value : -1;
}

}  // namespace

std::string to_text(Day day) {
  const std::chrono::year_month_day date(day);
  char text[16];
  std::snprintf(
      text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
      static_cast<unsigned>(date.day()));
  return text;
}

Day day_of(std::string_view text, const std::string& field) {
  const bool shaped = text.size() == 10 && text[4] == '-' && text[7] == '-';
  const int year = shaped ? number_in(text.substr(0, 4)) : -1;
  const int month = shaped ? number_in(text.substr(5, 2)) : -1;
  const int day = shaped ? number_in(text.substr(8, 2)) : -1;
  const std::chrono::year_month_day date{
      std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
      std::chrono::day(static_cast<unsigned>(day))};
  if (year < 0 || month < 0 || day < 0 || !date.ok()) refuse_field(field, "must be a day such as 2026-03-01");
  return date;
}

Day today(db::Tx& tx) {
  return day_at(tx, tx.now());
}

Day day_at(db::Tx& tx, Time time) {
  return day_of(figures::store::day_at(tx, time), "time");
}

Time beginning_of(db::Tx& tx, Day day) {
  return figures::store::beginning_of(tx, to_text(day));
}

}  // namespace weft::customers
