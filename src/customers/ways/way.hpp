// A contact way as its rules see it.
#pragma once
#include <weft/customers/ways.hpp>

namespace weft::customers {

struct Way {
  WayId id;
  std::string code;
  std::string title, remark, state;
  std::vector<PrincipalId> employees;
  std::vector<std::int64_t> departments;
  bool approval = false;
  bool exclusive = false;
  bool paused = false;
  Balance balance = Balance::round_robin;
  std::optional<std::int64_t> daily_cap;
  std::optional<std::int64_t> most_uses;
  std::int64_t uses = 0;
  std::optional<Time> expires_at;
  std::optional<std::int64_t> chat_hours;
  std::optional<KeptGreeting> closing;
  std::optional<KeptGreeting> welcome;
  std::optional<OpeningHours> hours;
  std::optional<PrincipalId> backup;
  std::optional<PrincipalId> fallback;
  std::vector<std::int64_t> tags;
  PrincipalId created_by;
  Time created_at;
  Time changed_at;
  std::optional<Time> deleted_at;

  /// For exactly one employee.
  bool single() const { return employees.size() == 1 && departments.empty(); }
};

ContactWay view_of(const Way& way);

}  // namespace weft::customers
