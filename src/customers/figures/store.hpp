// SQL of figures: logs that have grown, days that were counted, and what is read of them.
#pragma once
#include "customers/figures/counting.hpp"
#include <weft/customers/reach.hpp>

#include <boost/describe.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace weft::customers::figures::store {

inline constexpr std::int64_t kEntriesOfOne = 100;  ///< read of one log at a time

/// The oldest notes that a log has grown, and whose they are.
struct Behind {
  std::vector<std::int64_t> notes;
  std::vector<ConversationId> of;             ///< each note's
  std::vector<ConversationId> conversations;  ///< each once
  bool more = false;
};
Behind behind(db::Tx& tx);
bool any_behind(db::Tx& tx);

/// Makes those that are missing; in the order of their ids, until the transaction ends.
std::map<ConversationId, Mark> lock_marks(db::Tx& tx, const std::vector<ConversationId>& conversations);
std::map<ConversationId, std::vector<LogEntry>> entries_after(db::Tx& tx, const std::map<ConversationId, Mark>& marks);
void save(db::Tx& tx, const std::map<ConversationId, Mark>& marks, const Counts& counts);
/// The notes of the logs that are counted to their ends; true when there are more.
bool forget(db::Tx& tx, const Behind& behind, const std::map<ConversationId, Mark>& marks);

/// Takes away days before `day`; how many rows, `limit` of each table at most.
std::int64_t purge(db::Tx& tx, Day day, std::int64_t limit);

/// Sums as they are stored.
struct Sums {
  std::int64_t requests = 0, added = 0, lost = 0, ratings = 0, score = 0;
  std::int64_t chats = 0, messages = 0, asked = 0, replied = 0, waited_ms = 0;
};

/// Whose figures: within reach, and of these the ones asked for.
struct Scope {
  Reach reach;
  std::optional<std::vector<PrincipalId>> employees = {};
  std::optional<std::string> path = {};  ///< of a department
  Day from{}, to{};
};

struct PersonSums {
  PrincipalId employee;
  Sums sums;
};
/// Those in the scope who have any figures in its days, by id.
std::vector<PrincipalId> people(
    db::Tx& tx, const Scope& scope, const std::optional<PrincipalId>& after, std::int64_t limit);
/// The days' sums of each of these, by id.
std::vector<PersonSums> sums_of_each(db::Tx& tx, const Scope& scope, std::span<const PrincipalId> people);

struct DaySums {
  std::string day;
  Sums sums;
};
std::vector<DaySums> by_day(db::Tx& tx, const Scope& scope);

struct PersonDaySums {
  PrincipalId employee;
  std::string day;
  Sums sums;
};
/// The same by employee and day, without days on which nothing was.
std::vector<PersonDaySums> days_of_each(db::Tx& tx, const Scope& scope, std::span<const PrincipalId> people);

struct TeamSums {
  std::int64_t department = 0;
  std::string name;
  std::int64_t employees = 0;  ///< with figures
  Sums sums;
};
/// The department and those right below it, each with all below.
std::vector<TeamSums> by_team(db::Tx& tx, const Scope& scope, std::int64_t department);

struct GroupSums {
  std::int64_t groups = 0, active = 0, joins = 0, leaves = 0, messages = 0;
};
BOOST_DESCRIBE_STRUCT(GroupSums, (), (groups, active, joins, leaves, messages))
struct OwnerSums {
  PrincipalId owner;
  GroupSums sums;
};
std::vector<OwnerSums> groups_by_owner(
    db::Tx& tx, const Scope& scope, const std::optional<PrincipalId>& after, std::int64_t limit);
struct GroupDaySums {
  std::string day;
  GroupSums sums;
};
std::vector<GroupDaySums> groups_by_day(db::Tx& tx, const Scope& scope);

/// The path of a department, absent when there is none of this number.
std::optional<std::string> path_of(db::Tx& tx, std::int64_t department);
std::string day_at(db::Tx& tx, Time time);
Time beginning_of(db::Tx& tx, const std::string& day);
bool is_zone(db::Tx& tx, const std::string& zone);

}  // namespace weft::customers::figures::store
