// SQL of broadcasts themselves: the rows that people make, and who is asked.
#pragma once
#include "broadcasts/model.hpp"
#include <weft/customers/reach.hpp>

#include <map>
#include <set>
#include <span>

namespace weft::broadcasts::store {

/// Those of these people who are not inside the reach.
std::set<PrincipalId> beyond(db::Tx& tx, const std::vector<PrincipalId>& people, const customers::Reach& reach);
/// Whether some of its recipients have senders beyond the reach.
bool sends_beyond(db::Tx& tx, const BroadcastId& id, const customers::Reach& reach);

void insert(db::Tx& tx, const Broadcast& broadcast);
std::optional<Broadcast> load(db::Tx& tx, const BroadcastId& id);
/// The same, locked against everybody who changes its status or adds recipients.
std::optional<Broadcast> lock(db::Tx& tx, const BroadcastId& id);
/// What changes after it was made: rules, status, resumes_as, reason, the times.
void save(db::Tx& tx, const Broadcast& broadcast);
void remove(db::Tx& tx, const BroadcastId& id);
/// Says that who has read and replied was counted now.
void measured(db::Tx& tx, const BroadcastId& id);
/// As it is committed now, whatever the transaction saw before.
std::optional<Status> status_of(db::Tx& tx, const BroadcastId& id);

/// Newest first, of one author.
std::vector<Broadcast> list(
    db::Tx& tx, const PrincipalId& author, const std::optional<Status>& status, const BroadcastId& before,
    std::int64_t limit);
/// Who asks, and the reach of its powers.
struct Viewer {
  PrincipalId who;
  customers::Reach customers;  ///< broadcasts to customers and to employees
  customers::Reach groups;
};
/// The same of all that the viewer knows of: what rights.hpp says of one, for all at once.
std::vector<Broadcast> list_known(
    db::Tx& tx, const Viewer& viewer, const std::optional<Status>& status, const BroadcastId& before,
    std::int64_t limit);
std::int64_t count_open(db::Tx& tx, const PrincipalId& author);

void make_lanes(db::Tx& tx, const BroadcastId& id);
/// Lets the database look at how many recipients there are now, where that decides how chunks are found.
void audience_frozen(db::Tx& tx, const BroadcastId& id);
/// Under it a chunk is sent; counts one chunk.
void lock_lane(db::Tx& tx, const BroadcastId& id, std::int64_t lane);
/// Waits for chunks that are being sent.
void lock_lanes(db::Tx& tx, const BroadcastId& id);
void progressed(db::Tx& tx, const BroadcastId& id, std::int64_t lane, std::int64_t done);

struct Progress {
  Counts counts;
  double per_second = 0;
  std::map<std::string, std::int64_t> tasks;  ///< by status
};
Progress progress(db::Tx& tx, const BroadcastId& id);

/// One task a sender, with how many recipients it has; waiting where `asked`, else confirmed.
void make_tasks(db::Tx& tx, const BroadcastId& id, bool asked);
std::optional<Task> load_task(db::Tx& tx, const BroadcastId& id, const PrincipalId& sender);
/// Waits for who decides it at the same time.
std::optional<Task> lock_task(db::Tx& tx, const BroadcastId& id, const PrincipalId& sender);
void decide(db::Tx& tx, const BroadcastId& id, const PrincipalId& sender, TaskStatus status);
/// All that wait end so; whose they were.
std::vector<PrincipalId> end_tasks(db::Tx& tx, const BroadcastId& id, TaskStatus status);
std::vector<PrincipalId> waiting_senders(db::Tx& tx, const BroadcastId& id, std::int64_t limit);
std::int64_t count_waiting(db::Tx& tx, const BroadcastId& id);
std::vector<Task> tasks(db::Tx& tx, const BroadcastId& id, const PrincipalId& after, std::int64_t limit);
/// Those of one sender, newest first.
std::vector<Task> tasks_of(
    db::Tx& tx, const PrincipalId& sender, bool open, const BroadcastId& before, std::int64_t limit);

/// When one was sent in the last day, the oldest first.
std::vector<Time> reminders(db::Tx& tx, const BroadcastId& id, Time since);
void insert_reminder(db::Tx& tx, const BroadcastId& id, const PrincipalId& by);

bool is_tag(db::Tx& tx, std::int64_t tag);
/// A time zone that PostgreSQL knows.
bool is_zone(db::Tx& tx, const std::string& zone);
struct Terms {
  bool refused = false;
  std::string zone;
};
Terms terms_of(db::Tx& tx, const customers::ContactId& contact);
/// Whether nobody else said so. Locks what it looked at.
bool refused_itself(db::Tx& tx, const customers::ContactId& contact);
void set_refused(db::Tx& tx, const customers::ContactId& contact, bool refused, const PrincipalId& by);
void set_zone(db::Tx& tx, const customers::ContactId& contact, const std::string& zone);

struct Company {
  std::string name;
  std::string zone;
};
Company company(db::Tx& tx);

}  // namespace weft::broadcasts::store
