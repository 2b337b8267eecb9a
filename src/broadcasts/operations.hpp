// The tables of operations of broadcasts, by noun, and what their handlers share.
#pragma once
#include "broadcasts/rights.hpp"
#include "broadcasts/sending.hpp"
#include <weft/api/define.hpp>
#include <weft/api/paging.hpp>
#include <weft/identity/audit.hpp>

namespace weft::broadcasts {

std::vector<api::Operation> making_operations(const Parts& parts);
std::vector<api::Operation> carrying_operations();
std::vector<api::Operation> reading_operations();
std::vector<api::Operation> preview_operations(const Parts& parts);
std::vector<api::Operation> task_operations();
std::vector<api::Operation> export_operations();
std::vector<api::Operation> terms_operations();
db::JobKinds report_jobs(const Parts& parts);

struct Person {
  PrincipalId id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(Person, (), (id, name))
std::map<PrincipalId, Person> people(db::Tx& tx, std::vector<PrincipalId> ids);

struct Progress {
  Counts counts;
  std::int64_t left = 0;  ///< neither sent nor otherwise at an end
  double per_second = 0;
  std::optional<Time> ends_at;  ///< estimated
};
BOOST_DESCRIBE_STRUCT(Progress, (), (counts, left, per_second, ends_at))

struct TaskCounts {
  std::int64_t waiting = 0, confirmed = 0, declined = 0, cancelled = 0, expired = 0;
};
BOOST_DESCRIBE_STRUCT(TaskCounts, (), (waiting, confirmed, declined, cancelled, expired))

/// The wire object `Broadcast`.
struct BroadcastView {
  BroadcastId id;
  Kind kind = Kind::own;
  Target target = Target::customers;
  std::string title;
  customers::Greeting content;
  AudienceSpec audience;
  Status status = Status::draft;
  std::string reason;
  bool allow_select = false;
  std::optional<Time> send_at;
  std::optional<Hours> hours;
  std::optional<Time> expires_at;
  Person created_by;
  Time created_at;
  std::optional<Time> started_at;
  std::optional<Time> prepared_at;
  std::optional<Time> ended_at;
  std::optional<Time> measured_at;
  Progress progress;
  TaskCounts tasks;
};
BOOST_DESCRIBE_STRUCT(
    BroadcastView, (),
    (id, kind, target, title, content, audience, status, reason, allow_select, send_at, hours, expires_at, created_by,
     created_at, started_at, prepared_at, ended_at, measured_at, progress, tasks))
BroadcastView view_of(db::Tx& tx, const Broadcast& broadcast);

struct BroadcastIn {
  BroadcastId broadcast;
};
BOOST_DESCRIBE_STRUCT(BroadcastIn, (), (broadcast))

/// One that the caller may know of. Raises not_found.
Broadcast seen(db::Tx& tx, const api::Caller& caller, const BroadcastId& id);
/// The same, locked; what changes broadcasts of others, or in the names of others, stands in the company's line.
Broadcast held_for_change(db::Tx& tx, const api::Context& context, const BroadcastId& id);

/// What the company's chain says of it.
void audit(
    db::Tx& tx, const api::Context& context, const char* action, const std::optional<Broadcast>& before,
    const std::optional<Broadcast>& after);

}  // namespace weft::broadcasts
