// The end of somebody's time in the company: what happens at once, what a job does after, and what is left to hand
// over.
//
// At once, in one transaction: the status is `left`, every session and open socket ends, places, tags, roles and
// visibility rules are gone, invitations made end, mobile number and e-mail address are free for others. The userid
// stays taken, so that history, audit rows and exports never mean somebody else by it, unless it is freed on purpose.
// Then a job takes the departed out of groups, some at a time; ownership goes where group.leave sends it. Direct chats
// stay as they are, for hand-over.
#pragma once
#include <weft/api/operation.hpp>
#include <weft/db/jobs.hpp>
#include <weft/directory/types.hpp>
#include <weft/identity/audit.hpp>
#include <weft/identity/roles.hpp>

#include <optional>
#include <string>
#include <vector>

namespace weft::directory {

inline constexpr auto kOffboardJob = "directory.offboard";

/// A role that was held, and where.
struct LeftRole {
  std::string name;
  std::optional<identity::BuiltIn> builtin;
  bool company = false;
  std::vector<std::int64_t> departments;
};
BOOST_DESCRIBE_STRUCT(LeftRole, (), (name, builtin, company, departments))

struct Offboarding {
  identity::Principal principal;
  std::string userid;  ///< as it was
  std::optional<PrincipalId> actor;
  std::string reason;
  Time started_at;
  std::optional<Time> finished_at;  ///< when the last group was left
  std::vector<Membership> departments;
  std::vector<LeftRole> roles;
  std::int64_t invitations = 0;    ///< that were live and ended
  std::int64_t groups = 0;         ///< left so far
  std::int64_t groups_owned = 0;   ///< of those, owned before
  std::int64_t conversations = 0;  ///< direct chats
};
BOOST_DESCRIBE_STRUCT(
    Offboarding, (),
    (principal, userid, actor, reason, started_at, finished_at, departments, roles, invitations, groups, groups_owned,
     conversations))

struct LeftGroup {
  ConversationId conversation;
  std::string name;
  bool owned = false;
  std::optional<PrincipalId> heir;  ///< who owns it now; null where it was not owned or nobody was left
  Time left_at;
};
BOOST_DESCRIBE_STRUCT(LeftGroup, (), (conversation, name, owned, heir, left_at))

struct LeftChat {
  ConversationId conversation;
  PrincipalId peer;
  std::int64_t message_count = 0;
  Time active_at;
};
BOOST_DESCRIBE_STRUCT(LeftChat, (), (conversation, peer, message_count, active_at))

struct Departure {
  PrincipalId member;
  std::string reason = {};
  bool free_userid = false;
};

/// Raises conflict for the last active owner, for who has left already. Appends to the audit log.
void offboard(db::Tx& tx, const Departure& departure, const identity::Origin& origin);

/// Gives somebody who has left another userid: history goes on meaning the same person, and the old one is free for
/// others. Appends to the audit log. Who has not left keeps theirs.
void free_userid(db::Tx& tx, const PrincipalId& departed, const identity::Origin& origin);

/// One step of the job: some groups of the departed.
db::Step leave_groups(db::Tx& tx, const db::Job& job);

/// nullopt for who was never off-boarded.
std::optional<Offboarding> load_offboarding(db::Tx& tx, const PrincipalId& member);

}  // namespace weft::directory
