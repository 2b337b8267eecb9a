// Who could take customers, and large assignments.
#pragma once
#include <weft/customers/hand_over.hpp>
#include <weft/customers/reach.hpp>

#include <map>

namespace weft::customers {

/// Somebody who could take customers.
struct Candidate {
  PrincipalId id;
  std::string name;
  std::string department;      ///< through which it was found, "Sales/North"
  std::int64_t customers = 0;  ///< has now
  std::int64_t waiting = 0;    ///< on the way to it
  std::int64_t load() const { return customers + waiting; }
};

struct Suggested {
  Candidate who;
  int levels_up = 0;  ///< 0: of the old owner's own department or below it, 1: of the one above, ...
};

/// Whether the reach covers this employee, or where it stood when it left.
bool within(db::Tx& tx, const Reach& reach, const PrincipalId& employee);

/// Those who can serve and whom the reach covers, of the nearest departments first, there the least loaded first.
std::vector<Suggested> suggest(db::Tx& tx, const PrincipalId& from, const Reach& reach, std::int64_t limit);

struct Bulk {
  db::JobId id;
  HandOverKind kind = HandOverKind::on_job;
  PrincipalId from;
  std::vector<PrincipalId> targets;  ///< empty: whoever is suggested
  std::string message;
  PrincipalId begun_by;
};

struct BulkItem {
  std::int64_t number = 0;
  ContactId customer;
  std::optional<PrincipalId> to;
  std::optional<HandOverCode> code;  ///< absent: not yet
  std::string text;
  std::optional<HandOverId> hand_over;
};
BOOST_DESCRIBE_STRUCT(BulkItem, (), (number, customer, to, code, text, hand_over))

/// A customer of somebody who has left.
struct Assignable {
  FollowId follow;
  ContactId contact;
  PrincipalId owner;
  ConversationId conversation;
  Time left_at;
  bool waiting = false;
};

namespace store {

/// Paths of the departments that somebody is in.
std::vector<std::string> department_paths(db::Tx& tx, const PrincipalId& member);
/// Active members of the departments below a path, the least loaded first.
std::vector<Candidate> candidates_below(
    db::Tx& tx, const std::string& path, std::span<const PrincipalId> without, std::int64_t limit);
/// How loaded these are, with what is on the way.
std::map<PrincipalId, std::int64_t> loads_coming(db::Tx& tx, std::span<const PrincipalId> employees);

void insert_bulk(db::Tx& tx, const Bulk& bulk);
std::optional<Bulk> load_bulk(db::Tx& tx, const db::JobId& id);
void add_items(db::Tx& tx, const db::JobId& bulk, std::span<const ContactId> contacts);
/// All customers of somebody, `most` at most.
void add_all_items(db::Tx& tx, const db::JobId& bulk, const PrincipalId& from, std::int64_t most);
std::int64_t count_items(db::Tx& tx, const db::JobId& bulk);
std::vector<BulkItem> open_items(db::Tx& tx, const db::JobId& bulk, std::int64_t limit);
void save_items(db::Tx& tx, const db::JobId& bulk, std::span<const BulkItem> items);
std::vector<BulkItem> items(db::Tx& tx, const db::JobId& bulk, std::int64_t after, std::int64_t limit);
/// With the answers for each customer; how many went.
std::int64_t delete_bulks(db::Tx& tx, Time before, std::int64_t limit);
std::map<std::string, std::int64_t> count_codes(db::Tx& tx, const db::JobId& bulk);

struct AssignableAfter {
  PrincipalId owner;
  FollowId follow;
};
/// In the order of owner and relation; `within`: only of who stood below one of these paths, or is one of `members`.
std::vector<Assignable> assignable(
    db::Tx& tx, const std::optional<PrincipalId>& owner, const Reach& reach, const AssignableAfter& after,
    std::int64_t limit);

}  // namespace store
}  // namespace weft::customers
