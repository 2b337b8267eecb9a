// The rows of this room, and inputs that are stored as they came.
#pragma once
#include <weft/base/json.hpp>
#include <weft/broadcasts/broadcasts.hpp>
#include <weft/broadcasts/rules.hpp>
#include <weft/conversations/types.hpp>
#include <weft/customers/audience.hpp>
#include <weft/customers/greetings.hpp>
#include <weft/customers/types.hpp>

#include <optional>
#include <string>
#include <vector>

namespace weft::broadcasts {

/// A contact, the conversation of a group, or an employee.
using RecipientId = Id<struct RecipientTag>;

/// company: each employee is asked to send it. own: an employee's, to customers of its own. direct: in the names of
/// employees who are not asked.
enum class Kind { company, own, direct };
BOOST_DESCRIBE_ENUM(Kind, company, own, direct)

enum class Target { customers, customer_groups, employees };
BOOST_DESCRIBE_ENUM(Target, customers, customer_groups, employees)

/// waiting: what was confirmed is sent, and somebody has not decided yet.
enum class Status { draft, preparing, waiting, sending, paused, stopped, done, failed };
BOOST_DESCRIBE_ENUM(Status, draft, preparing, waiting, sending, paused, stopped, done, failed)

/// held: its sender has not confirmed. The last four are ends.
enum class State { held, waiting, sent, refused, failed, skipped };
BOOST_DESCRIBE_ENUM(State, held, waiting, sent, refused, failed, skipped)

/// Why somebody got nothing: why it was refused, skipped, or failed.
enum class Reason {
  quota,       ///< had enough for now
  opted_out,   ///< wants no broadcasts
  no_contact,  ///< is not a customer of the sender any more
  blocked,     ///< has blocked the sender
  closed,      ///< the group is dismissed or has another owner; the employee has left
  left_out,    ///< by who confirmed
  declined,    ///< the sender did not want to
  cancelled,   ///< stopped before the sender decided
  stopped,
  expired,
  no_sender,  ///< who would send it has left, or is disabled
  merged,     ///< is one person with another recipient, who gets it
  no_right,   ///< its author may not send for this sender, or to this employee, any more
  error,      ///< writing to this one raised something; the server's log tells what
};
BOOST_DESCRIBE_ENUM(
    Reason, quota, opted_out, no_contact, blocked, closed, left_out, declined, cancelled, stopped, expired, no_sender,
    merged, no_right, error)

enum class TaskStatus { waiting, confirmed, declined, cancelled, expired };
BOOST_DESCRIBE_ENUM(TaskStatus, waiting, confirmed, declined, cancelled, expired)

/// Groups with customers by who owns them; without either, those of the caller.
struct GroupsIn {
  std::optional<bool> everybody;
  std::optional<List<PersonRef, 1, 200>> owners;
};
BOOST_DESCRIBE_STRUCT(GroupsIn, (), (everybody, owners))

/// Employees in one of these departments, with all below them, or with one of these tags.
struct EmployeesIn {
  std::optional<List<Int<1, 2147483647>, 1, 100>> departments;
  std::optional<List<Int<1, 2147483647>, 1, 100>> tags;
};
BOOST_DESCRIBE_STRUCT(EmployeesIn, (), (departments, tags))

/// The one that goes with the target; none: recipients are added one by one.
struct AudienceSpec {
  std::optional<customers::AudienceIn> customers;
  std::optional<GroupsIn> groups;
  std::optional<EmployeesIn> employees;
  bool listed() const { return !customers && !groups && !employees; }
};
BOOST_DESCRIBE_STRUCT(AudienceSpec, (), (customers, groups, employees))

struct Broadcast {
  BroadcastId id;
  Kind kind = Kind::own;
  Target target = Target::customers;
  std::string title;
  customers::KeptGreeting content;
  AudienceSpec audience;
  Rules rules;
  bool allow_select = false;
  std::optional<Time> send_at;
  std::optional<Hours> hours;
  std::optional<Time> expires_at;
  Status status = Status::draft;
  std::optional<Status> resumes_as;
  std::string reason;
  PrincipalId created_by;
  Time created_at;
  std::optional<Time> started_at;
  std::optional<Time> prepared_at;
  std::optional<Time> ended_at;
  std::optional<Time> measured_at;

  bool over() const { return status == Status::stopped || status == Status::done || status == Status::failed; }
};

/// How far a broadcast, or one sender of it, came.
struct Counts {
  std::int64_t total = 0;
  std::int64_t sent = 0;
  std::int64_t refused = 0;
  std::int64_t failed = 0;
  std::int64_t skipped = 0;
  std::int64_t read = 0;     ///< as last measured
  std::int64_t replied = 0;  ///< the same
};
BOOST_DESCRIBE_STRUCT(Counts, (), (total, sent, refused, failed, skipped, read, replied))

struct Task {
  BroadcastId broadcast;
  PrincipalId sender;
  TaskStatus status = TaskStatus::waiting;
  Counts counts;
  std::optional<Time> decided_at;
};

template <class E>
std::string word(E value) {
  return boost::describe::enum_to_string(value, "");
}

}  // namespace weft::broadcasts
