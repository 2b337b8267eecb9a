// SQL of contact ways: the ways themselves, and whose turn it is.
#pragma once
#include "customers/ways/way.hpp"

#include <map>
#include <span>

namespace weft::customers::store {

void insert_way(db::Tx& tx, const Way& way);
/// All but who serves it and how often it was used.
void save_way(db::Tx& tx, const Way& way);
/// Who serves it; in place of who did.
void put_servers(db::Tx& tx, const Way& way);
/// The files of its messages; gives those that it had and has no more, as far as no other way of their owner has them.
std::map<FileId, PrincipalId> put_files(db::Tx& tx, const WayId& way, const std::map<FileId, PrincipalId>& files);
void delete_way(db::Tx& tx, const WayId& way);

/// Deleted ones are not found.
std::optional<Way> load_way(db::Tx& tx, const WayId& way);
/// Deleted ones are.
std::optional<Way> way_by_id(db::Tx& tx, const WayId& way);
std::optional<Way> way_by_code(db::Tx& tx, const std::string& code);
/// Locks it: one customer after the other comes in by it.
std::optional<Way> lock_way(db::Tx& tx, const WayId& way);
/// Newest first; of one employee, or of everybody.
std::vector<Way> list_ways(db::Tx& tx, const std::optional<WayId>& before, std::int64_t limit);
std::vector<Way> ways_of(
    db::Tx& tx, const PrincipalId& employee, const std::optional<WayId>& before, std::int64_t limit);
/// Ways of this employee alone that are not over, counted up to `most`.
std::int64_t count_own(db::Tx& tx, const PrincipalId& employee, std::int64_t most);
/// The newest way of this employee alone that lets people in now.
std::optional<std::string> open_code_of(db::Tx& tx, const PrincipalId& employee);
/// How many ways the company has after the change.
std::int64_t change_count(db::Tx& tx, int change);

/// One more way to a temporary chat; how many were made on this day.
std::int64_t count_temporary(db::Tx& tx, const std::string& day);

/// Somebody who may take the next customer.
struct Candidate {
  PrincipalId employee;
  std::int64_t position = 0;
  std::int64_t customers = 0;
  std::int64_t given = 0;              ///< by this way, today
  std::optional<Time> last_at;         ///< when it got one by this way
  std::optional<FollowStatus> before;  ///< its relation with the contact
  bool ended = false;                  ///< that was a temporary chat, and is over
};
/// Active employees of the way, those of departments last, 2,000 at most.
std::vector<Candidate> candidates(
    db::Tx& tx, const WayId& way, const std::optional<ContactId>& contact, const std::string& day);
/// Whether the employee is one of the way's, through a department too.
bool serves(db::Tx& tx, const WayId& way, const PrincipalId& employee);
/// Somebody came in by the way to this employee.
void take_turn(db::Tx& tx, const WayId& way, const PrincipalId& employee, const std::string& day);

/// Whether PostgreSQL knows a time zone of this name.
bool knows_zone(db::Tx& tx, const std::string& zone);
/// What it is there.
struct LocalTime {
  int day = 1;  ///< 1: Monday
  int minute = 0;
  std::string date;
};
LocalTime local_time(db::Tx& tx, const std::string& zone);

/// Those that were deleted before, and those to temporary chats that were over.
std::int64_t purge_ways(db::Tx& tx, Time before, int limit);
std::vector<WayId> old_temporary(db::Tx& tx, Time before, int limit);
void purge_way(db::Tx& tx, const WayId& way);

}  // namespace weft::customers::store
