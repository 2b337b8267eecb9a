// The company's clock on the wall: where its natural days begin.
#pragma once
#include <weft/base/clock.hpp>
#include <weft/base/fields.hpp>
#include <weft/db/tx.hpp>

#include <boost/describe.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace weft::customers {

inline constexpr auto kTimeSettings = "company_time";

/// Settings "company_time". Days that were counted before the zone changed stay as they were.
struct CompanyTime {
  Text<1, 64> zone{"Asia/Shanghai"};  ///< a name of the IANA database
};
BOOST_DESCRIBE_STRUCT(CompanyTime, (), (zone))

using Day = std::chrono::sys_days;

/// 2026-03-01.
std::string to_text(Day day);
/// Raises invalid_argument with `field` unless it is such a day.
Day day_of(std::string_view text, const std::string& field);

/// Which day it is in the company.
Day today(db::Tx& tx);
/// Which day it was there at that time, and when a day begins.
Day day_at(db::Tx& tx, Time time);
Time beginning_of(db::Tx& tx, Day day);

}  // namespace weft::customers
