// Contact ways: the codes by which customers come to employees.
#pragma once
#include <weft/api/live.hpp>
#include <weft/api/operation.hpp>
#include <weft/customers/greetings.hpp>
#include <weft/customers/types.hpp>
#include <weft/db/jobs.hpp>

#include <optional>
#include <string>
#include <vector>

namespace weft::customers {

inline constexpr std::int64_t kMostWays = 500000;  ///< of a company, with the join ways of customer groups

/// Whose turn it is among several employees: who waited longest, or who has the fewest customers.
enum class Balance { round_robin, least_open };
BOOST_DESCRIBE_ENUM(Balance, round_robin, least_open)

/// On these days (1: Monday) from one time to another, "09:00"; over midnight when `to` is not later.
struct OpenSpan {
  List<Int<1, 7>, 1, 7> days;
  Text<5, 5> from;
  Text<5, 5> to;
};
BOOST_DESCRIBE_STRUCT(OpenSpan, (), (days, from, to))

struct OpeningHours {
  Text<1, 64> zone;  ///< "Europe/Berlin"
  List<OpenSpan, 1, 20> spans;
};
BOOST_DESCRIBE_STRUCT(OpeningHours, (), (zone, spans))

/// The wire object `ContactWay`.
struct ContactWay {
  WayId id;
  std::string path;  ///< "/c/<code>", for a browser
  std::string title;
  std::string remark;
  std::string state;
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
  std::optional<Greeting> closing;
  std::optional<Greeting> welcome;
  std::optional<OpeningHours> hours;
  std::optional<PrincipalId> backup;
  std::optional<PrincipalId> fallback;
  std::vector<std::int64_t> tags;
  PrincipalId created_by;
  Time created_at;
  Time changed_at;
};
BOOST_DESCRIBE_STRUCT(
    ContactWay, (),
    (id, path, title, remark, state, employees, departments, approval, exclusive, paused, balance, daily_cap, most_uses,
     uses, expires_at, chat_hours, closing, welcome, hours, backup, fallback, tags, created_by, created_at, changed_at))

/// What the operations on ways, on visits and the jobs behind them need from outside.
struct EntranceParts {
  const api::Presence* presence = nullptr;
  conversations::Screen* screen = nullptr;
  conversations::Attachments* attachments = nullptr;
};

/// contact_way.* and customer_request.*
std::vector<api::Operation> way_operations(const EntranceParts& parts);

/// Ends temporary chats when their time is over, and relations in which nobody ever wrote.
db::JobKinds way_jobs(const EntranceParts& parts);

/// A way of one employee, without asking whether anybody may make it; its path. For the operator's commands.
std::string make_plain_way(db::Tx& tx, const PrincipalId& employee, const std::string& title);

/// The path of the newest way to this employee alone that lets people in.
std::optional<std::string> open_path_to(db::Tx& tx, const PrincipalId& employee);

/// One more way, or with -1 one less. Raises conflict beyond kMostWays. Join ways count too.
void count_ways(db::Tx& tx, int change);

/// Now and then: sees to it that relations end in which nobody wrote, and that requests that nobody decided count as
/// ignored, `limit` of these at most; how many.
std::int64_t keep_in_bounds(db::Tx& tx, int limit);

/// Somebody has left the company: who waits to be accepted by that one waits for the next in line of its way, or, where
/// there is nobody, counts as ignored; some at a time, how many did now.
std::int64_t pass_requests_of(db::Tx& tx, const PrincipalId& employee, const api::Presence* presence);

/// Deletes ways and requests that were deleted, over or decided half a year ago, `limit` of each at most; how many.
std::int64_t purge_ways(db::Tx& tx, int limit);

}  // namespace weft::customers
