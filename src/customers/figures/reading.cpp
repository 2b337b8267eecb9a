// Who may read which days of whom, and sums made into figures.
#include "customers/figures/reading.hpp"

#include <weft/base/json.hpp>
#include <weft/identity/visibility.hpp>

#include <cmath>

namespace weft::customers::figures {
namespace {

double rounded(double value, double places) {
  return std::round(value * places) / places;
}

std::optional<double> share(double part, std::int64_t of, double places) {
  if (of == 0) return std::nullopt;
  return rounded(part / static_cast<double>(of), places);
}

}  // namespace

Figures figures_of(const store::Sums& sums) {
  Figures figures;
  figures.requests = sums.requests;
  figures.added = sums.added;
  figures.chats = sums.chats;
  figures.messages = sums.messages;
  figures.asked = sums.asked;
  figures.replied = sums.replied;
  figures.replied_percent = share(static_cast<double>(sums.replied) * 100, sums.asked, 10);
  figures.first_reply_minutes = share(static_cast<double>(sums.waited_ms) / 60000, sums.replied, 100);
  figures.lost = sums.lost;
  figures.ratings = sums.ratings;
  figures.rating = share(static_cast<double>(sums.score), sums.ratings, 100);
  return figures;
}

void add(store::Sums& to, const store::Sums& more) {
  to.requests += more.requests;
  to.added += more.added;
  to.lost += more.lost;
  to.ratings += more.ratings;
  to.score += more.score;
  to.chats += more.chats;
  to.messages += more.messages;
  to.asked += more.asked;
  to.replied += more.replied;
  to.waited_ms += more.waited_ms;
}

store::Scope days_asked(db::Tx& tx, const std::string& from, const std::string& to) {
  store::Scope scope;
  scope.from = day_of(from, "from");
  scope.to = day_of(to, "to");
  const Day now = today(tx);
  if (scope.from < now - std::chrono::days(kKeptDays))
    refuse_field("from", "figures are kept for " + std::to_string(kKeptDays) + " days");
  if (scope.from > now) refuse_field("from", "must not be after today");
  if (scope.to < scope.from) refuse_field("to", "must not be before from");
  if (scope.to > now) scope.to = now;
  return scope;
}

std::string department_within(db::Tx& tx, const Reach& reach, std::int64_t department) {
  auto path = store::path_of(tx, department);
  if (!path || !reach.departments.covers(*path))
    throw ApiError(Errc::not_found, "there is no department " + std::to_string(department) + " of yours", "department");
  return std::move(*path);
}

store::Scope scope_of(db::Tx& tx, const api::Caller& caller, Power power, const Asked& asked) {
  Reach reach = require_power(tx, caller, power);
  store::Scope scope = days_asked(tx, asked.from, asked.to);
  if (asked.employees) {
    scope.employees = identity::resolve_any(tx, *asked.employees, "employees");
    for (std::size_t i = 0; i < scope.employees->size(); ++i)
      if (!reaches(tx, reach, (*scope.employees)[i]))
        throw ApiError(Errc::forbidden, "this employee is none of yours", "employees[" + std::to_string(i) + "]");
  }
  if (asked.department) scope.path = department_within(tx, reach, *asked.department);
  scope.reach = std::move(reach);
  return scope;
}

}  // namespace weft::customers::figures
