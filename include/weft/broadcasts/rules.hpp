// What a company allows of broadcasts: how many a recipient gets, when, and who sends.
#pragma once
#include <weft/base/fields.hpp>
#include <weft/db/tx.hpp>

#include <boost/describe.hpp>

#include <optional>
#include <string>

namespace weft::broadcasts {

inline constexpr auto kRulesSettings = "broadcasts";

/// How many broadcasts one customer, or one group, gets. Days, weeks (from Monday) and months are those of the
/// recipient's own clock.
enum class Quota {
  legacy_4_per_month,  ///< 4 a month of those the company makes, and beside them 1 a day that employees make themselves
  one_per_day,
  seven_per_week,
  days_in_month,  ///< as many a month as it has days
  unlimited,
};
BOOST_DESCRIBE_ENUM(Quota, legacy_4_per_month, one_per_day, seven_per_week, days_in_month, unlimited)

/// "09:00" to "21:00" of every day, on the recipient's clock; `from` comes before `until`.
struct Hours {
  Text<5, 5> from;
  Text<5, 5> until;
};
BOOST_DESCRIBE_STRUCT(Hours, (), (from, until))

/// Settings "broadcasts". A broadcast goes by what they were when it was started.
struct Rules {
  Quota customers = Quota::days_in_month;
  Quota groups = Quota::days_in_month;
  bool own = true;             ///< employees send to customers of their own
  bool direct = false;         ///< who has the power over employees sends in their names without asking them
  std::optional<Hours> hours;  ///< outside of which no customer gets any
  Int<1, 30> days{3};          ///< after which what is not sent is not sent at all
};
BOOST_DESCRIBE_STRUCT(Rules, (), (customers, groups, own, direct, hours, days))

Rules rules(db::Tx& tx);

/// Minutes since midnight.
struct DayTime {
  int from = 0;
  int until = 24 * 60;
};
/// Raises invalid_argument that names a field below `field`.
DayTime need_hours(const Hours& hours, const std::string& field);

}  // namespace weft::broadcasts
