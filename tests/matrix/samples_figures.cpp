// Samples of customer_figures.* and of the company's time.
#include "matrix/rules.hpp"
#include <weft/base/clock.hpp>

namespace weft::test {
namespace {

/// From yesterday to today.
Json two_days() {
  const Time now = SystemClock().now();
  return {{"from", to_rfc3339(now - std::chrono::hours(24)).substr(0, 10)}, {"to", to_rfc3339(now).substr(0, 10)}};
}

Sample days_with(const Json& more, Rule rule) {
  return {
      [more](const Place&) {
        Json input = two_days();
        input.update(more);
        return input;
      },
      rule};
}

}  // namespace

Samples figure_samples() {
  return {
      {"customer_figures.employees", days_with(Json::object(), Rule::reads_figures)},
      {"customer_figures.days", days_with(Json::object(), Rule::reads_figures)},
      {"customer_figures.teams", days_with({{"department", 1}}, Rule::reads_figures)},
      {"customer_figures.export", days_with({{"of", "employees"}, {"format", "csv"}}, Rule::reads_figures)},
      {"customer_figures.mine", days_with(Json::object(), Rule::none)},
      {"customer_figures.groups", days_with({{"by", "day"}}, Rule::reads_figures)},
      {"company_time.get", {[](const Place&) { return Json::object(); }}},
      {"company_time.set", {[](const Place&) {
         return Json{{"zone", "Asia/Shanghai"}};
       }}},
  };
}

}  // namespace weft::test
