// Figures as they are told.
#pragma once
#include "customers/figures/store.hpp"
#include <weft/api/paging.hpp>
#include <weft/identity/identity.hpp>

#include <optional>
#include <string>
#include <vector>

namespace weft::customers::figures {

inline constexpr int kKeptDays = 180;

using DayText = Text<10, 10>;

/// What one person, team or day comes to. Percentages and means are absent where there is nothing to divide by.
struct Figures {
  std::int64_t requests = 0;  ///< of customers who waited to be let in
  std::int64_t added = 0;
  std::int64_t chats = 0;
  std::int64_t messages = 0;
  std::int64_t asked = 0;
  std::int64_t replied = 0;
  std::optional<double> replied_percent;
  std::optional<double> first_reply_minutes;
  std::int64_t lost = 0;
  std::int64_t ratings = 0;
  std::optional<double> rating;
};
BOOST_DESCRIBE_STRUCT(
    Figures, (),
    (requests, added, chats, messages, asked, replied, replied_percent, first_reply_minutes, lost, ratings, rating))

Figures figures_of(const store::Sums& sums);
void add(store::Sums& to, const store::Sums& more);

/// The days asked for; raises invalid_argument with the field "from" or "to" for those that are not kept, or turned
/// round.
store::Scope days_asked(db::Tx& tx, const std::string& from, const std::string& to);

/// The same with whom the caller may see, and narrowed to the employees and the department that were asked for.
struct Asked {
  std::string from, to;
  std::optional<std::vector<PersonRef>> employees = {};
  std::optional<std::int64_t> department = {};
};
store::Scope scope_of(db::Tx& tx, const api::Caller& caller, Power power, const Asked& asked);

/// The path of a department within reach; raises not_found for one that is not.
std::string department_within(db::Tx& tx, const Reach& reach, std::int64_t department);

}  // namespace weft::customers::figures
